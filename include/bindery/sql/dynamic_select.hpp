// SELECT put together at run time: conditions, joins, order and limits added in loops and functions.
#pragma once
#include <bindery/sql/condition.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/statement.hpp>

#include <cstdint>
#include <optional>
#include <utility>

namespace bindery {

/// The clauses of a run-time SELECT; each fragment holds what stands inside its clause.
struct SelectClauses {
  bool distinct = false;
  Fragment columns, sources;
  Condition filter;
  Fragment groups;
  Condition group_filter;
  Fragment order, window;

  /// The whole statement.
  Fragment assemble() const;
  void add_join(JoinKind kind, Fragment source, const Condition& on);
  void set_limit(Op op, std::int64_t rows);
};

namespace detail {
/// Nodes and values of parts in a row, without a node above them.
template <class Parts> Fragment pieces_of(const Parts& parts) {
  Cell cells[Parts::value_count + 1];
  Cell* end = cells;
  parts.write(end);
  return Fragment(nodes_of<Parts>, std::span<const Cell>(cells, end));
}
Fragment source_fragment(const TableSpec* spec);
/// Calls `use` with a statement that lives in a fragment.
template <class Use> decltype(auto) visit_fragment(const Fragment& fragment, Use&& use) {
  std::vector<Cell> cells;
  cells.reserve(fragment.values.size());
  for (const Value& value : fragment.values) cells.push_back(value.cell());
  return std::forward<Use>(use)(StatementRef{fragment.nodes, cells, nullptr});
}
}  // namespace detail

/// A SELECT that grows at run time; its rows stay typed. Its binds are checked when it is run. Not thread-safe.
template <class Shape> class DynamicSelect {
 public:
  using shape = Shape;
  using row_type = typename Shape::row_type;
  using type = typename Shape::scalar_type;

  explicit DynamicSelect(SelectClauses clauses) : clauses_(std::move(clauses)) {}

  /// Adds a condition: all must hold.
  DynamicSelect& where(const Condition& condition) {
    clauses_.filter = clauses_.filter && condition;
    return *this;
  }
  DynamicSelect& having(const Condition& condition) {
    clauses_.group_filter = clauses_.group_filter && condition;
    return *this;
  }
  template <Expression E> DynamicSelect& group_by(const E& e) {
    clauses_.groups.append(detail::fragment_of(e));
    return *this;
  }
  /// Adds a term behind the order there is.
  DynamicSelect& order_by(const Ordering& ordering) {
    clauses_.order.append(ordering.fragment());
    return *this;
  }
  DynamicSelect& limit(std::int64_t rows) {
    clauses_.set_limit(Op::limit, rows);
    return *this;
  }
  DynamicSelect& offset(std::int64_t rows) {
    clauses_.set_limit(Op::offset, rows);
    return *this;
  }
  DynamicSelect& distinct() {
    clauses_.distinct = true;
    return *this;
  }
  template <class M> DynamicSelect& join(const Condition& on = {}) {
    clauses_.add_join(JoinKind::inner, detail::source_fragment(spec_of<M>), on);
    return *this;
  }
  /// By the foreign key between the tables, unless a condition is given.
  DynamicSelect& join(const Table& table, const Condition& on = {});
  /// Keeps rows without a partner; the partner's columns are NULL there.
  DynamicSelect& left_join(const Table& table, const Condition& on = {});

  Fragment fragment() const { return clauses_.assemble(); }
  template <class Use> decltype(auto) visit(Use&& use) const {
    return detail::visit_fragment(fragment(), std::forward<Use>(use));
  }

 private:
  SelectClauses clauses_;
};

namespace detail {
Fragment table_source(const Table& table);
}

template <class Shape>
DynamicSelect<Shape>& DynamicSelect<Shape>::join(const Table& table, const Condition& on) {
  clauses_.add_join(JoinKind::inner, detail::table_source(table), on);
  return *this;
}
template <class Shape>
DynamicSelect<Shape>& DynamicSelect<Shape>::left_join(const Table& table, const Condition& on) {
  clauses_.add_join(JoinKind::left, detail::table_source(table), on);
  return *this;
}

}  // namespace bindery
