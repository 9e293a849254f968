// Row values, and comparisons with any or all rows of a query.
#pragma once
#include <bindery/sql/predicates.hpp>

#include <tuple>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
template <class... E> using row_value_type = nullable_like<RowOf<strip_optional<value_of<E>>...>, E...>;
template <class T> struct RowOfTuple;
template <class... T> struct RowOfTuple<std::tuple<T...>> {
  using type = RowOf<strip_optional<T>...>;
};
template <class... T> std::vector<Value> values_of(const std::tuple<T...>& row) {
  return std::apply([](const T&... value) { return std::vector<Value>{Value(value)...}; }, row);
}
Fragment row_list(Op op, Fragment operand, const std::vector<std::vector<Value>>& rows);
template <class... T> Condition in_rows(Op op, Fragment operand, const std::vector<std::tuple<T...>>& rows) {
  std::vector<std::vector<Value>> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(values_of(row));
  return Condition(row_list(op, std::move(operand), values));
}
}  // namespace detail

/// Several values compared as one, the first that differs deciding: `row(a, b) < row(1, 2)`.
template <class First, class... Rest>
  requires(sizeof...(Rest) > 0)
constexpr auto row(First&& first, Rest&&... rest) {
  using T = detail::row_value_type<detail::operand_t<First>, detail::operand_t<Rest>...>;
  return detail::compound<Head<Op::row_value>, T>(detail::as_operand(std::forward<First>(first)),
                                                  detail::as_operand(std::forward<Rest>(rest))...);
}
/// `in(row(a, b), std::vector{std::tuple(1, "x"), std::tuple(2, "y")})`.
template <Expression E, class... T> Condition in(const E& e, const std::vector<std::tuple<T...>>& rows) {
  (void)check_comparable<value_of<E>, typename detail::RowOfTuple<std::tuple<T...>>::type>();
  return detail::in_rows(Op::in_list, detail::fragment_of(e), rows);
}
template <Expression E, class... T> Condition not_in(const E& e, const std::vector<std::tuple<T...>>& rows) {
  (void)check_comparable<value_of<E>, typename detail::RowOfTuple<std::tuple<T...>>::type>();
  return detail::in_rows(Op::not_in_list, detail::fragment_of(e), rows);
}

/// The right side of a comparison with the rows of a query: `e == any_of(query)`, `e < all_of(query)`. On SQLite only
/// `== any_of` and `!= all_of`.
template <class Q>
  requires requires { typename Q::shape; }
constexpr auto any_of(const Q& query) {
  return detail::compound<Head<Op::any_of>, typename Q::type>(query);
}
template <class Q>
  requires requires { typename Q::shape; }
constexpr auto all_of(const Q& query) {
  return detail::compound<Head<Op::all_of>, typename Q::type>(query);
}

}  // namespace bindery
