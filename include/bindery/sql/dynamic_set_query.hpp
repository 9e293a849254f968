// Set operations put together at run time.
#pragma once
#include <bindery/sql/dynamic_select.hpp>

#include <utility>

namespace bindery {

/// A set operation that grows at run time; its rows stay typed. Not thread-safe.
template <class Shape> class DynamicSetQuery {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  explicit DynamicSetQuery(QueryClauses clauses) : clauses_(std::move(clauses)) {}

  /// Adds a term behind the order there is: a column of the first query, or a name of the result.
  DynamicSetQuery& order_by(const Ordering& ordering) {
    clauses_.add(Op::order_by, ordering.fragment());
    return *this;
  }
  DynamicSetQuery& limit(std::int64_t rows) {
    clauses_.set_rows(Op::limit, rows);
    return *this;
  }
  DynamicSetQuery& offset(std::int64_t rows) {
    clauses_.set_rows(Op::offset, rows);
    return *this;
  }
  /// Defines common tables for this statement.
  template <AnyCommonTable... Tables> DynamicSetQuery& with(const Tables&... tables) {
    (detail::add_definition(clauses_, tables), ...);
    return *this;
  }
  /// This query as a source of another one; its columns are `source.col<"label", T>`.
  template <FixedString Name> RunTimeTable<Name> as_table() const { return RunTimeTable<Name>(fragment()); }

  /// Rows as structs of the program's own, each member from the column of its name; checked when the statement runs.
  template <class S> auto into() const { return DynamicSetQuery<detail::NamedStructShapeOf<S>>(clauses_); }

  Fragment fragment() const { return clauses_.query(); }
  detail::FragmentStatement statement() const { return detail::FragmentStatement(clauses_.query()); }
  const QueryClauses& clauses() const { return clauses_; }

 private:
  QueryClauses clauses_;
};

}  // namespace bindery
