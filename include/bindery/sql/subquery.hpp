// Queries as values inside statements: EXISTS, IN, a single value.
#pragma once
#include <bindery/sql/dynamic_select.hpp>

#include <optional>
#include <utility>

namespace bindery {

/// Queries known at compile time.
template <class Q>
concept TypedQuery = Expression<Q> && requires { typename Q::shape; };

template <TypedQuery Q> constexpr auto exists(const Q& query) {
  return detail::compound<Head<Op::exists>, bool>(query);
}
template <TypedQuery Q> constexpr auto not_exists(const Q& query) {
  return detail::compound<Head<Op::not_exists>, bool>(query);
}
/// The one value that a query of one column gives; NULL if it gives no row.
template <TypedQuery Q> constexpr auto scalar(const Q& query) {
  return detail::compound<Head<Op::scalar_query>, std::optional<detail::strip_optional<typename Q::type>>>(
      query);
}
/// One of the values that a query of one column gives.
template <Expression E, TypedQuery Q> constexpr auto in(E e, const Q& query) {
  (void)check_comparable<value_of<E>, typename Q::type>();
  return detail::compound<Head<Op::in_query>, detail::nullable_like<bool, E>>(std::move(e), query);
}
template <Expression E, TypedQuery Q> constexpr auto not_in(E e, const Q& query) {
  (void)check_comparable<value_of<E>, typename Q::type>();
  return detail::compound<Head<Op::not_in_query>, detail::nullable_like<bool, E>>(std::move(e), query);
}

}  // namespace bindery
