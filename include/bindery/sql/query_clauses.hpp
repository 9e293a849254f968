// The clauses of a query that is put together at run time.
#pragma once
#include <bindery/sql/condition.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace bindery {

/// Clauses in the order of SQL text, which is the order of `Op`. Plain data; not thread-safe.
class QueryClauses {
 public:
  /// `query`: Op::select or Op::set_query.
  explicit QueryClauses(Op query = Op::select) : query_(query) {}
  /// Takes a whole query apart.
  explicit QueryClauses(const Fragment& query);

  /// Puts more into a clause, behind what there is.
  void add(Op clause, const Fragment& more, std::uint16_t detail = 0);
  /// Replaces what is in a clause.
  void set(Op clause, const Fragment& inside);
  /// Adds a condition to WHERE or HAVING: all must hold.
  void add_condition(Op clause, const Condition& condition);
  void add_condition(Op clause, std::span<const Node> nodes, std::span<const Cell> values);
  /// LIMIT or OFFSET.
  void set_rows(Op clause, std::int64_t rows);
  /// `detail`: a JoinKind, perhaps with `lateral_detail`. Without a condition: by the foreign key.
  void add_join(std::uint16_t detail, const Fragment& source, const Condition& on);

  /// The whole query.
  Fragment assemble() const;
  /// The whole query with its values where they are: good while neither this nor `room` changes.
  struct Room {
    std::vector<Node> nodes;
    std::vector<Cell> values;
  };
  void assemble(Room& room) const;

 private:
  struct Clause {
    Node head;
    Fragment inside;
  };
  Clause& clause(Op op);
  /// The clause with a place for one more condition.
  Fragment& conditions(Op op);

  Op query_;
  std::vector<Clause> clauses_;
};

}  // namespace bindery
