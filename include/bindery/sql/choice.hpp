// Choosing between values: CASE, and what depends on NULL.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <concepts>
#include <optional>
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
        detail::append(parts, detail::as_operand(std::forward<V>(value)))};
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
