// Choosing between values: CASE, and what depends on NULL.
#pragma once
#include <bindery/sql/operators.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace bindery {

/// The first of the two that is not NULL.
template <Expression E, class Other> constexpr auto coalesce(E e, Other&& other) {
  using B = detail::operand_t<Other>;
  (void)check_comparable<value_of<E>, value_of<B>>();
  using Plain = detail::strip_optional<value_of<E>>;
  using T = std::conditional_t<detail::is_optional<value_of<B>>, std::optional<Plain>, Plain>;
  return detail::function<"coalesce", T>(std::move(e), detail::as_operand(std::forward<Other>(other)));
}
/// NULL where both are equal.
template <Expression E, class Other> constexpr auto nullif(E e, Other&& other) {
  using B = detail::operand_t<Other>;
  (void)check_comparable<value_of<E>, value_of<B>>();
  return detail::function<"nullif", std::optional<detail::strip_optional<value_of<E>>>>(
      std::move(e), detail::as_operand(std::forward<Other>(other)));
}

namespace detail {
template <class A, class B> consteval auto extreme_type() {
  if constexpr (SqlNumber<A> && SqlNumber<B>)
    return arithmetic_type<A, B>();
  else if constexpr (SqlText<A>)
    return std::type_identity<std::string>{};
  else
    return std::type_identity<strip_optional<A>>{};
}
template <FixedString Name, class A, class B> constexpr auto extreme_of_two(A a, B b) {
  (void)check_comparable<value_of<A>, value_of<B>>();
  (void)check_extreme<value_of<A>>();
  using T = typename decltype(extreme_type<value_of<A>, value_of<B>>())::type;
  using Result = nullable_like<T, A, B>;
  return compound<Head<Op::function, 0, Name>, Result>(std::move(a), std::move(b));
}
}  // namespace detail

/// The greatest or least of several values; NULL if one of them is.
template <Expression E, class Other, class... Rest>
constexpr auto greatest(E e, Other&& other, Rest&&... rest) {
  auto both =
      detail::extreme_of_two<"greatest">(std::move(e), detail::as_operand(std::forward<Other>(other)));
  if constexpr (sizeof...(Rest) == 0)
    return both;
  else
    return greatest(std::move(both), std::forward<Rest>(rest)...);
}
template <Expression E, class Other, class... Rest> constexpr auto least(E e, Other&& other, Rest&&... rest) {
  auto both = detail::extreme_of_two<"least">(std::move(e), detail::as_operand(std::forward<Other>(other)));
  if constexpr (sizeof...(Rest) == 0)
    return both;
  else
    return least(std::move(both), std::forward<Rest>(rest)...);
}

/// `case_when(condition, value).when(...).otherwise(value)`; without `otherwise` the rest is NULL.
template <class T, class... Parts> struct Case : ExpressionBase {
  using type = std::optional<T>;
  using All = detail::Pack<Parts...>;
  static constexpr std::size_t node_count = 1 + All::node_count, value_count = All::value_count;
  [[no_unique_address]] All parts;

  explicit constexpr Case(All p) : parts(std::move(p)) {}
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::case_, .type = detail::kind_of<T>(), .nullable = true, .count = sizeof...(Parts)};
    All::flatten(out);
  }
  constexpr void write(Cell*& out) const { parts.write(out); }

  template <Expression C, class V> constexpr auto when(C condition, V&& value) const {
    (void)check_condition<value_of<C>>();
    (void)check_comparable<T, value_of<detail::operand_t<V>>>();
    using Arm = detail::operand_t<V>;
    return Case<T, Parts..., C, Arm>{
        detail::append(parts, std::move(condition), detail::as_operand(std::forward<V>(value)))};
  }
  template <class V> constexpr auto otherwise(V&& value) const {
    using Arm = detail::operand_t<V>;
    (void)check_comparable<T, value_of<Arm>>();
    using Result = std::conditional_t<detail::is_optional<value_of<Arm>>, std::optional<T>, T>;
    return Compound<Head<Op::case_>, Result, Parts..., Arm>{
        {}, detail::append(parts, detail::as_operand(std::forward<V>(value)))};
  }
};

template <Expression C, class V> constexpr auto case_when(C condition, V&& value) {
  (void)check_condition<value_of<C>>();
  using Arm = detail::operand_t<V>;
  using Stored =
      std::conditional_t<SqlText<value_of<Arm>>, std::string, detail::strip_optional<value_of<Arm>>>;
  return Case<Stored, C, Arm>{detail::pack(std::move(condition), detail::as_operand(std::forward<V>(value)))};
}

}  // namespace bindery
