// Functions of text.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <cstdint>
#include <string>
#include <utility>

namespace bindery {

/// SQLite knows the case of ASCII letters only; so do `upper` and patterns there.
template <Expression E> constexpr auto lower(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"lower", detail::nullable_like<std::string, E>>(std::move(e));
}
template <Expression E> constexpr auto upper(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"upper", detail::nullable_like<std::string, E>>(std::move(e));
}
template <Expression E> constexpr auto trim(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"trim", detail::nullable_like<std::string, E>>(std::move(e));
}
/// Characters, not bytes.
template <Expression E> constexpr auto length(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"length", detail::nullable_like<std::int64_t, E>>(std::move(e));
}
/// `count` characters from the 1-based position `from`.
template <Expression E, class From, class Count> constexpr auto substring(E e, From from, Count count) {
  (void)check_text<value_of<E>>();
  return detail::function<"substr", detail::nullable_like<std::string, E>>(
      std::move(e), detail::as_operand(std::move(from)), detail::as_operand(std::move(count)));
}
template <Expression E, class What, class With> constexpr auto replace(E e, What&& what, With&& with) {
  (void)check_text<value_of<E>>();
  return detail::function<"replace", detail::nullable_like<std::string, E>>(
      std::move(e), detail::as_operand(std::forward<What>(what)),
      detail::as_operand(std::forward<With>(with)));
}
/// The texts one behind the other; NULL if one of them is.
template <class First, class Second, class... Rest>
constexpr auto concat(First&& first, Second&& second, Rest&&... rest) {
  using A = detail::operand_t<First>;
  using B = detail::operand_t<Second>;
  (void)check_text<value_of<A>>();
  (void)check_text<value_of<B>>();
  auto both = detail::compound<Head<Op::concat>, detail::nullable_like<std::string, A, B>>(
      detail::as_operand(std::forward<First>(first)), detail::as_operand(std::forward<Second>(second)));
  if constexpr (sizeof...(Rest) == 0)
    return both;
  else
    return concat(std::move(both), std::forward<Rest>(rest)...);
}

}  // namespace bindery
