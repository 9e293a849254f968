// Functions of text.
#pragma once
#include <bindery/sql/operators.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace bindery {

namespace detail {
template <class E> struct Caseless : ExpressionBase {
  using type = value_of<E>;
  static constexpr std::size_t node_count = E::node_count, value_count = E::value_count;
  E folded;
  constexpr explicit Caseless(E e) : folded(std::move(e)) {}
  static constexpr void flatten(Node*& out) { E::flatten(out); }
  constexpr void write(Cell*& out) const { folded.write(out); }
};
}  // namespace detail

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
template <Expression E> constexpr auto ltrim(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"ltrim", detail::nullable_like<std::string, E>>(std::move(e));
}
template <Expression E> constexpr auto rtrim(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"rtrim", detail::nullable_like<std::string, E>>(std::move(e));
}

namespace detail {
/// A number of characters. Throws ProgrammingError for less than none.
std::int32_t characters(int count);
/// What a text is padded with. Throws ProgrammingError for an empty text.
std::string padding(std::string_view fill);
}  // namespace detail

/// The first or last `count` characters. ProgrammingError for a negative count.
template <Expression E> auto left(E e, int count) {
  (void)check_text<value_of<E>>();
  return detail::function<"left", detail::nullable_like<std::string, E>>(
      std::move(e), Parameter<std::int32_t>{detail::characters(count)});
}
template <Expression E> auto right(E e, int count) {
  (void)check_text<value_of<E>>();
  return detail::function<"right", detail::nullable_like<std::string, E>>(
      std::move(e), Parameter<std::int32_t>{detail::characters(count)});
}
/// Exactly `count` characters: filled on the left or right, or cut on the right. ProgrammingError for a negative count
/// or an empty filling.
template <Expression E> auto lpad(E e, int count, std::string_view fill = " ") {
  (void)check_text<value_of<E>>();
  return detail::function<"lpad", detail::nullable_like<std::string, E>>(
      std::move(e), Parameter<std::int32_t>{detail::characters(count)},
      Parameter<std::string>{detail::padding(fill)});
}
template <Expression E> auto rpad(E e, int count, std::string_view fill = " ") {
  (void)check_text<value_of<E>>();
  return detail::function<"rpad", detail::nullable_like<std::string, E>>(
      std::move(e), Parameter<std::int32_t>{detail::characters(count)},
      Parameter<std::string>{detail::padding(fill)});
}
/// Where `wanted` begins in the text, counted from 1; 0 if it is not there.
template <Expression E, class Wanted> constexpr auto position(E e, Wanted&& wanted) {
  using W = detail::operand_t<Wanted>;
  (void)check_text<value_of<E>>();
  (void)check_text<value_of<W>>();
  return detail::function<"position", detail::nullable_like<std::int64_t, E, W>>(
      std::move(e), detail::as_operand(std::forward<Wanted>(wanted)));
}
template <Expression E> constexpr auto reverse(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"reverse", detail::nullable_like<std::string, E>>(std::move(e));
}
/// The text under a collation of the database's own: `order_by(collate<"de-x-icu">(col<&Author::name>))`.
template <FixedString Name, Expression E> constexpr auto collate(E e) {
  (void)check_text<value_of<E>>();
  return detail::compound<Head<Op::collate, 0, Name>, value_of<E>>(std::move(e));
}
/// Compares and sorts without regard to case, as `lower` knows it: `case_insensitive(col<&User::email>) == "A@b.c"`.
template <Expression E> constexpr auto case_insensitive(E e) {
  (void)check_text<value_of<E>>();
  return detail::Caseless{lower(std::move(e))};
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
