// Aggregates.
#pragma once
#include <bindery/sql/operators.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
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

/// Standard deviation and variance of a sample: NULL for fewer than two rows.
template <Expression E> constexpr auto stddev(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"stddev_samp", 0, std::optional<double>>(std::move(e));
}
template <Expression E> constexpr auto variance(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"var_samp", 0, std::optional<double>>(std::move(e));
}
/// The same of a whole population.
template <Expression E> constexpr auto stddev_population(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"stddev_pop", 0, std::optional<double>>(std::move(e));
}
template <Expression E> constexpr auto variance_population(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"var_pop", 0, std::optional<double>>(std::move(e));
}

/// True if the condition holds for all rows where it is not NULL, or for one of them.
template <Expression E> constexpr auto bool_and(E condition) {
  (void)check_condition<value_of<E>>();
  return detail::aggregate<"bool_and", 0, std::optional<bool>>(std::move(condition));
}
template <Expression E> constexpr auto bool_or(E condition) {
  (void)check_condition<value_of<E>>();
  return detail::aggregate<"bool_or", 0, std::optional<bool>>(std::move(condition));
}

/// The texts of a group, one behind the other, NULLs left out: `string_agg(col<&Author::name>, ", ",
/// asc(col<&Author::name>))`. Without an order the database takes them as they come.
template <Expression E, class Separator, Expression... Order>
constexpr auto string_agg(E e, Separator&& separator, Order... order) {
  using S = detail::operand_t<Separator>;
  (void)check_text<value_of<E>>();
  (void)check_text<value_of<S>>();
  return detail::aggregate<"string_agg", 0, std::optional<std::string>>(
      std::move(e), detail::as_operand(std::forward<Separator>(separator)), std::move(order)...);
}

/// The value below which this fraction (0 to 1) of the rows lies, between two rows if need be; or the first row's that
/// is not below it. Not on MariaDB; `percentile_disc` on PostgreSQL only.
template <Expression E> constexpr auto percentile_cont(double fraction, E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"percentile_cont", 0, std::optional<double>>(Parameter<double>{fraction},
                                                                        std::move(e));
}
template <Expression E> constexpr auto percentile_disc(double fraction, E e) {
  (void)check_extreme<value_of<E>>();
  return detail::aggregate<"percentile_disc", 0, std::optional<detail::strip_optional<value_of<E>>>>(
      Parameter<double>{fraction}, std::move(e));
}

}  // namespace bindery
