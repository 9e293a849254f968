// Filters that hold for a model wherever statements read, change or delete its rows: soft deletion, tenants.
#pragma once
#include <bindery/sql/condition.hpp>
#include <bindery/sql/statement.hpp>

#include <span>
#include <vector>

namespace bindery {

/// The way round filters: of one model, or of all of them (`unfiltered_all`).
struct Unfiltered {
  const Table& (*table)() = nullptr;  ///< none: all models
};
template <class M> inline constexpr Unfiltered unfiltered{&table_of<M>};
inline constexpr Unfiltered unfiltered_all{};

/// A statement with filters in it. Its cells show values of the statement and of the filters.
struct FilteredStatement {
  std::vector<Node> nodes;
  std::vector<Cell> values;

  FilteredStatement();
  ~FilteredStatement();
};

/// Conditions by table. A value type; not thread-safe while it is changed.
class ModelFilters {
 public:
  /// Another condition for a table: all of them must hold. ProgrammingError if it speaks of another table.
  void add(const Table& table, const Condition& condition);
  bool empty() const { return entries_.size() == 0; }

  /// Puts the conditions into a statement: into WHERE, and into the conditions of joins, so that a filtered row is like
  /// one that is not there. False, and nothing done, if none applies. Raw SQL stays as it is written. ProgrammingError
  /// for a filtered model in a FULL JOIN.
  bool apply(const StatementRef& statement, std::span<const Unfiltered> around,
             FilteredStatement& filtered) const;

 private:
  struct Entry {
    const Table* table;
    Fragment condition;
  };
  friend class FilterWriter;
  std::vector<Entry> entries_;
};

}  // namespace bindery
