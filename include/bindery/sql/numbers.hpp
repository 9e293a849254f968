// Functions of numbers.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <concepts>
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

}  // namespace bindery
