// Functions of numbers.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <concepts>
#include <cstdint>
#include <utility>

namespace bindery {

template <Expression E> constexpr auto abs(E e) {
  (void)check_number<value_of<E>>();
  return detail::function<"abs", value_of<E>>(std::move(e));
}
/// To so many digits (0 or more) behind the point; halves go away from zero. Integers stay as they are.
template <Expression E> constexpr auto round(E e, int digits = 0) {
  (void)check_number<value_of<E>>();
  if constexpr (std::integral<detail::strip_optional<value_of<E>>>)
    return e;
  else
    return detail::function<"round", value_of<E>>(std::move(e), Parameter<int>{digits});
}

/// The whole number not below, or not above. Integers stay as they are.
template <Expression E> constexpr auto ceil(E e) {
  (void)check_number<value_of<E>>();
  if constexpr (std::integral<detail::strip_optional<value_of<E>>>)
    return e;
  else
    return detail::function<"ceil", value_of<E>>(std::move(e));
}
template <Expression E> constexpr auto floor(E e) {
  (void)check_number<value_of<E>>();
  if constexpr (std::integral<detail::strip_optional<value_of<E>>>)
    return e;
  else
    return detail::function<"floor", value_of<E>>(std::move(e));
}
/// -1, 0 or 1.
template <Expression E> constexpr auto sign(E e) {
  (void)check_number<value_of<E>>();
  return detail::function<"sign", detail::nullable_like<std::int32_t, E>>(std::move(e));
}

namespace detail {
template <class E> constexpr auto as_real(E e) {
  if constexpr (std::same_as<strip_optional<value_of<E>>, double>)
    return e;
  else
    return compound<Head<Op::cast>, nullable_like<double, E>>(std::move(e));
}
}  // namespace detail

/// In reals. Outside their domain (the root of -1, 0 to the power of -1) the databases answer by errors, NULL or infinity.
template <Expression E, class Exponent> constexpr auto power(E e, Exponent&& exponent) {
  using X = detail::operand_t<Exponent>;
  (void)check_number<value_of<E>>();
  (void)check_number<value_of<X>>();
  return detail::function<"power", detail::nullable_like<double, E, X>>(
      detail::as_real(std::move(e)), detail::as_real(detail::as_operand(std::forward<Exponent>(exponent))));
}
template <Expression E> constexpr auto sqrt(E e) {
  (void)check_number<value_of<E>>();
  return detail::function<"sqrt", detail::nullable_like<double, E>>(detail::as_real(std::move(e)));
}

}  // namespace bindery
