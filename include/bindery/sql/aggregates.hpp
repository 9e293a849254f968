// Aggregates.
#pragma once
#include <bindery/sql/operators.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

namespace bindery {

namespace detail {
struct Star : ExpressionBase {
  using type = std::int64_t;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::star}; }
  constexpr void write(Cell*&) const {}
};
template <FixedString Name, std::uint16_t Detail, class T, class... Args>
constexpr auto aggregate(Args... args) {
  return compound<Head<Op::aggregate, Detail, Name>, T>(std::move(args)...);
}
template <class T>
using sum_type =
    std::conditional_t<std::same_as<strip_optional<T>, Decimal>, Decimal,
                       std::conditional_t<std::floating_point<strip_optional<T>>, double, std::int64_t>>;
template <class T>
using average_type = std::conditional_t<std::same_as<strip_optional<T>, Decimal>, Decimal, double>;
}  // namespace detail

/// Rows of the group.
constexpr auto count() { return detail::aggregate<"count", 0, std::int64_t>(detail::Star{}); }
/// Rows where the expression is not NULL.
template <Expression E> constexpr auto count(E e) {
  return detail::aggregate<"count", 0, std::int64_t>(std::move(e));
}
template <Expression E> constexpr auto count_distinct(E e) {
  return detail::aggregate<"count", distinct_detail, std::int64_t>(std::move(e));
}
/// NULL for no rows, like `min`, `max` and `avg`. A sum of integers that does not fit 64 bits is an error.
template <Expression E> constexpr auto sum(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"sum", 0, std::optional<detail::sum_type<value_of<E>>>>(std::move(e));
}
/// Of decimals, a decimal with at least four digits more behind the point; how many more is the database's business.
template <Expression E> constexpr auto avg(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"avg", 0, std::optional<detail::average_type<value_of<E>>>>(std::move(e));
}
template <Expression E> constexpr auto min(E e) {
  (void)check_extreme<value_of<E>>();
  return detail::aggregate<"min", 0, std::optional<detail::strip_optional<value_of<E>>>>(std::move(e));
}
template <Expression E> constexpr auto max(E e) {
  (void)check_extreme<value_of<E>>();
  return detail::aggregate<"max", 0, std::optional<detail::strip_optional<value_of<E>>>>(std::move(e));
}

}  // namespace bindery
