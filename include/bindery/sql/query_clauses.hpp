// The clauses of a query that is put together at run time.
#pragma once
#include <bindery/sql/condition.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace bindery {

/// A query whose clauses grow; they stand in the order of SQL text, which is the order of `Op`. Plain data; not
/// thread-safe.
class QueryClauses {
 public:
  /// `query`: Op::select or Op::set_query.
  explicit QueryClauses(Op query = Op::select);
  /// Goes on with a whole query.
  explicit QueryClauses(Fragment query);
  /// The same; copies the values that the cells show.
  QueryClauses(std::span<const Node> query, std::span<const Cell> values);
  QueryClauses(const QueryClauses&);
  QueryClauses(QueryClauses&&) noexcept;
  QueryClauses& operator=(const QueryClauses&);
  QueryClauses& operator=(QueryClauses&&) noexcept;
  ~QueryClauses();

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

  /// The whole query, good until it changes.
  const Fragment& query() const { return query_; }

 private:
  /// Where a clause and its values begin.
  struct Place {
    Op op;
    std::ptrdiff_t node, value;
  };
  using Places = std::vector<Place>;

  /// Makes the places of a whole query's clauses.
  void find_places();
  /// The place of a clause, which is made if there is none.
  Places::iterator place_of(Op op);
  /// That of WHERE or HAVING, made ready for one more condition.
  Places::iterator place_for_condition(Op op);
  /// The AND of a WHERE or HAVING that has several conditions and is the last clause: more can go behind the query.
  Node* last_conditions(Op op);
  /// Puts what `append` adds to a query at the end of a clause.
  template <class Append> void put(Places::iterator place, Append append);
  void move_places(Places::iterator first, std::ptrdiff_t nodes, std::ptrdiff_t values);

  Fragment query_;
  Places places_;
};

}  // namespace bindery
