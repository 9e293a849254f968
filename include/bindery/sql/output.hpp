// The columns that a query gives: their types, and the shape of its rows.
#pragma once
#include <bindery/sql/nullability.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/sources.hpp>

#include <optional>
#include <type_traits>

namespace bindery::detail {

/// The type of an expression in a row of these FROM and GROUP BY clauses.
template <class E, class From, class Groups> consteval auto column_type_of() {
  using T = value_of<E>;
  if constexpr (is_optional<T>)
    return std::type_identity<T>{};
  else if constexpr (Nullability(nodes_of<E>, nodes_of<From>, nodes_of<Groups>).may_be_null())
    return std::type_identity<std::optional<T>>{};
  else
    return std::type_identity<T>{};
}
template <class E, class From, class Groups = Pack<>>
using column_type = typename decltype(column_type_of<E, From, Groups>())::type;

template <class Columns, class From, class Groups = Pack<>> struct ShapeOf;
template <class M, FixedString Name, class From, class Groups>
struct ShapeOf<Compound<Head<Op::columns>, void, AllColumns<M, Name>>, From, Groups> {
  using type = ModelShape<column_type<AllColumns<M, Name>, From, Groups>>;
};
template <class... E, class From, class Groups>
struct ShapeOf<Compound<Head<Op::columns>, void, E...>, From, Groups> {
  using type = TupleShape<column_type<E, From, Groups>...>;
};

}  // namespace bindery::detail
