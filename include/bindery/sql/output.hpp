// The columns that a query gives: their types, and the shape of its rows.
#pragma once
#include <bindery/sql/shape.hpp>
#include <bindery/sql/sources.hpp>

#include <optional>
#include <type_traits>

namespace bindery::detail {

/// True if the expression is a column of a source that an outer join may leave out.
template <class E, class From> consteval bool left_out() {
  constexpr auto& nodes = nodes_of<E>;
  std::size_t at = 0;
  while (nodes[at].op == Op::label) ++at;
  const bool is_column = nodes[at].op == Op::column || nodes[at].op == Op::named_column;
  return is_column && may_be_missing(nodes_of<From>, nodes[at]);
}
/// The type of an expression in a row of this FROM clause.
template <class E, class From>
using column_type =
    std::conditional_t<left_out<E, From>(), std::optional<strip_optional<value_of<E>>>, value_of<E>>;

template <class Columns, class From> struct ShapeOf;
template <class M, FixedString Name, class From>
struct ShapeOf<Compound<Head<Op::columns>, void, AllColumns<M, Name>>, From> {
  using type = ModelShape<M>;
};
template <class... E, class From> struct ShapeOf<Compound<Head<Op::columns>, void, E...>, From> {
  using type = TupleShape<column_type<E, From>...>;
};

}  // namespace bindery::detail
