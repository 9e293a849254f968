// Terms of ORDER BY, and values of the program as columns.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <string>
#include <utility>

namespace bindery {

template <Expression E> constexpr auto asc(E e) {
  return detail::compound<Head<Op::ascending>, typename E::type>(std::move(e));
}
template <Expression E> constexpr auto desc(E e) {
  return detail::compound<Head<Op::descending>, typename E::type>(std::move(e));
}

/// A value of the program's own as an expression: `select(literal(1), col<&User::id>)`.
template <class T> constexpr auto literal(T&& value) {
  if constexpr (SqlText<T> && !detail::is_optional<T>)
    return Parameter<std::string>{std::string_view(value)};
  else
    return detail::as_operand(std::forward<T>(value));
}

}  // namespace bindery
