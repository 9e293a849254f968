// Queries as values inside statements: EXISTS, IN, a single value.
#pragma once
#include <bindery/sql/dynamic_select.hpp>

#include <optional>
#include <tuple>
#include <utility>

namespace bindery {

/// Queries known at compile time, and those put together at run time.
template <class Q>
concept TypedQuery = Expression<Q> && requires { typename Q::shape; };
template <class Q>
concept RunTimeQuery = requires(const Q& query) {
  typename Q::shape;
  query.clauses();
  query.fragment();
};
template <class Q>
concept AnyQuery = TypedQuery<Q> || RunTimeQuery<Q>;

namespace detail {
template <AnyQuery Q> Fragment whole_query(const Q& query) {
  if constexpr (TypedQuery<Q>)
    return fragment_of(query);
  else
    return query.fragment();
}
/// A condition over a query that is known at run time only.
template <std::same_as<Fragment>... Operands>
Condition condition_over(Op op, const Fragment& query, const Operands&... operands) {
  Fragment condition;
  condition.add({.op = op, .type = TypeKind::boolean, .count = 1 + sizeof...(Operands)});
  (condition.append(operands), ...);
  condition.append(query);
  return Condition(std::move(condition));
}
}  // namespace detail

/// Over a query that is put together at run time, each of these is a Condition.
template <TypedQuery Q> constexpr auto exists(const Q& query) {
  return detail::compound<Head<Op::exists>, bool>(query);
}
template <RunTimeQuery Q> Condition exists(const Q& query) {
  return detail::condition_over(Op::exists, query.fragment());
}
template <TypedQuery Q> constexpr auto not_exists(const Q& query) {
  return detail::compound<Head<Op::not_exists>, bool>(query);
}
template <RunTimeQuery Q> Condition not_exists(const Q& query) {
  return detail::condition_over(Op::not_exists, query.fragment());
}
namespace detail {
/// What a query's rows are compared with: a value, or for several columns a row value.
template <class Row, class First> struct ListedType {
  using type = First;
};
template <class A, class B, class... Rest, class First> struct ListedType<std::tuple<A, B, Rest...>, First> {
  using type = RowOf<strip_optional<A>, strip_optional<B>, strip_optional<Rest>...>;
};
template <class Q> using listed_type = typename ListedType<typename Q::row_type, typename Q::type>::type;
}  // namespace detail

/// One of the values that a query of one column gives; of several columns for a row value: `in(row(a, b), query)`.
template <Expression E, TypedQuery Q> constexpr auto in(E e, const Q& query) {
  (void)check_comparable<value_of<E>, detail::listed_type<Q>>();
  return detail::compound<Head<Op::in_query>, detail::nullable_like<bool, E>>(std::move(e), query);
}
template <Expression E, RunTimeQuery Q> Condition in(const E& e, const Q& query) {
  return detail::condition_over(Op::in_query, query.fragment(), detail::fragment_of(e));
}
template <RunTimeQuery Q> Condition in(const AnyExpression& e, const Q& query) {
  return detail::condition_over(Op::in_query, query.fragment(), e.fragment());
}
template <Expression E, TypedQuery Q> constexpr auto not_in(E e, const Q& query) {
  (void)check_comparable<value_of<E>, detail::listed_type<Q>>();
  return detail::compound<Head<Op::not_in_query>, detail::nullable_like<bool, E>>(std::move(e), query);
}
template <Expression E, RunTimeQuery Q> Condition not_in(const E& e, const Q& query) {
  return detail::condition_over(Op::not_in_query, query.fragment(), detail::fragment_of(e));
}
template <RunTimeQuery Q> Condition not_in(const AnyExpression& e, const Q& query) {
  return detail::condition_over(Op::not_in_query, query.fragment(), e.fragment());
}
/// The one value that a query of one column gives; NULL if it gives no row.
template <TypedQuery Q> constexpr auto scalar(const Q& query) {
  return detail::compound<Head<Op::scalar_query>, std::optional<detail::strip_optional<typename Q::type>>>(
      query);
}
template <RunTimeQuery Q> AnyExpression scalar(const Q& query) {
  return detail::value_of_query(query.fragment());
}

}  // namespace bindery
