// SELECT put together at run time: conditions, joins, order and limits added in loops and functions.
#pragma once
#include <bindery/sql/any_expression.hpp>
#include <bindery/sql/common_table.hpp>
#include <bindery/sql/query_clauses.hpp>
#include <bindery/sql/row_lock.hpp>
#include <bindery/sql/query_options.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/statement.hpp>
#include <bindery/sql/struct_shape.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace bindery {

namespace detail {
/// Nodes and values of anything that can be flattened.
template <class Parts> Fragment pieces_of(const Parts& parts) {
  return Fragment(nodes_of<Parts>, WrittenValues<Parts>(parts).cells());
}
}  // namespace detail

/// What may stand in FROM, as a value: a model's alias, a run-time table, a derived table and so on.
class AnySource {
 public:
  template <TypedSource S>
  AnySource(const S& source) : fragment_(detail::pieces_of(detail::in_from(source))) {}
  template <RunTimeSource S> AnySource(const S& source) : fragment_(source.source_fragment()) {}
  AnySource(const Table& table);
  explicit AnySource(Fragment fragment) : fragment_(std::move(fragment)) {}
  const Fragment& fragment() const { return fragment_; }

 private:
  Fragment fragment_;
};

/// A SELECT that grows at run time; its rows stay typed. Its binds are checked when it is run. Not thread-safe.
template <class Shape> class DynamicSelect {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  explicit DynamicSelect(QueryClauses clauses) : clauses_(std::move(clauses)) {}

  /// Adds a column behind those there are. Only where rows are DynamicRows: see `untyped`.
  DynamicSelect& add_column(const AnyExpression& column) {
    constexpr bool untyped = std::same_as<Shape, DynamicShape>;
    static_assert(untyped,
                  "bindery: the rows of this statement have a type of their own: say .untyped() to add "
                  "columns at run time");
    clauses_.add(Op::columns, column.fragment());
    return *this;
  }
  /// Adds a condition: all must hold.
  DynamicSelect& where(const Condition& condition) {
    clauses_.add_condition(Op::where, condition);
    return *this;
  }
  template <Expression E> DynamicSelect& where(const E& expression) {
    (void)detail::check_run_time_condition<E>();
    const detail::WrittenValues<E> values(expression);
    clauses_.add_condition(Op::where, detail::nodes_of<E>, values.cells());
    return *this;
  }
  DynamicSelect& having(const Condition& condition) {
    clauses_.add_condition(Op::having, condition);
    return *this;
  }
  /// Adds groups behind those there are.
  template <std::convertible_to<AnyExpression>... E> DynamicSelect& group_by(const E&... e) {
    (clauses_.add(Op::group_by, AnyExpression(e).fragment()), ...);
    return *this;
  }
  /// Adds a term behind the order there is.
  DynamicSelect& order_by(const Ordering& ordering) {
    clauses_.add(Op::order_by, ordering.fragment());
    return *this;
  }
  DynamicSelect& limit(std::int64_t rows) {
    clauses_.set_rows(Op::limit, rows);
    return *this;
  }
  DynamicSelect& offset(std::int64_t rows) {
    clauses_.set_rows(Op::offset, rows);
    return *this;
  }
  DynamicSelect& distinct() {
    clauses_.set(Op::distinct, {});
    return *this;
  }
  template <class... Words> DynamicSelect& for_update(Words... words) {
    return locked(detail::lock_clause<0>(words...));
  }
  template <class... Words> DynamicSelect& for_share(Words... words) {
    return locked(detail::lock_clause<share_detail>(words...));
  }
  /// Starts from this source instead of what there is.
  DynamicSelect& select_from(const AnySource& source) {
    clauses_.set(Op::from, source.fragment());
    return *this;
  }

  /// Joins are by the foreign key between the tables, unless a condition is given. The columns of a source that may
  /// have no partner are NULL there, whatever the row's type says: read them as std::optional.
  DynamicSelect& join(const AnySource& source, const Condition& on = {}) {
    return joined(JoinKind::inner, source, on);
  }
  template <class M> DynamicSelect& join(const Condition& on = {}) { return join(ModelSource<M>{}, on); }
  DynamicSelect& left_join(const AnySource& source, const Condition& on = {}) {
    return joined(JoinKind::left, source, on);
  }
  template <class M> DynamicSelect& left_join(const Condition& on = {}) {
    return left_join(ModelSource<M>{}, on);
  }
  DynamicSelect& right_join(const AnySource& source, const Condition& on = {}) {
    return joined(JoinKind::right, source, on);
  }
  template <class M> DynamicSelect& right_join(const Condition& on = {}) {
    return right_join(ModelSource<M>{}, on);
  }
  DynamicSelect& full_join(const AnySource& source, const Condition& on = {}) {
    return joined(JoinKind::full, source, on);
  }
  template <class M> DynamicSelect& full_join(const Condition& on = {}) {
    return full_join(ModelSource<M>{}, on);
  }
  DynamicSelect& cross_join(const AnySource& source) { return joined(JoinKind::cross, source, {}); }
  template <class M> DynamicSelect& cross_join() { return cross_join(ModelSource<M>{}); }
  DynamicSelect& join_lateral(const AnySource& source, const Condition& on) {
    return joined(JoinKind::inner, source, on, lateral_detail);
  }
  DynamicSelect& left_join_lateral(const AnySource& source, const Condition& on) {
    return joined(JoinKind::left, source, on, lateral_detail);
  }

  /// Defines common tables for this statement.
  template <AnyCommonTable... Tables> DynamicSelect& with(const Tables&... tables) {
    (detail::add_definition(clauses_, tables), ...);
    return *this;
  }
  /// This query as a source of another one; its columns are `source.col<"label", T>`.
  template <FixedString Name> RunTimeTable<Name> as_table() const { return RunTimeTable<Name>(fragment()); }
  /// Rows as structs of the program's own, each member from the column of its name; what is missing is an error when
  /// the statement runs.
  template <class S> auto into() const { return DynamicSelect<detail::NamedStructShapeOf<S>>(clauses_); }
  /// The same statement with rows whose columns are known at run time only.
  DynamicSelect<DynamicShape> untyped() const { return DynamicSelect<DynamicShape>(clauses_); }
  /// How the session loads what belongs to the objects, `selectin<&Author::books>`, which of their columns it reads,
  /// `undefer<&Book::notes>`, and which filters it goes round, `unfiltered<Book>`.
  template <QueryOption... O> auto options(const O&... options) const {
    return WithOptions<DynamicSelect>(*this, options...);
  }

  Fragment fragment() const { return clauses_.query(); }
  detail::FragmentStatement statement() const { return detail::FragmentStatement(clauses_.query()); }
  /// The clauses, for parts of the library that add their own.
  QueryClauses& clauses() { return clauses_; }
  const QueryClauses& clauses() const { return clauses_; }

 private:
  template <class Clause> DynamicSelect& locked(const Clause& clause) {
    clauses_.add(Op::lock_rows, detail::pieces_of(clause.parts), detail::nodes_of<Clause>[0].detail);
    return *this;
  }
  DynamicSelect& joined(JoinKind kind, const AnySource& source, const Condition& on,
                        std::uint16_t lateral = 0) {
    clauses_.add_join(static_cast<std::uint16_t>(static_cast<std::uint16_t>(kind) | lateral),
                      source.fragment(), on);
    return *this;
  }
  QueryClauses clauses_;
};

}  // namespace bindery
