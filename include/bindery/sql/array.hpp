// Operators over PostgreSQL's arrays. Other databases have no arrays: they refuse these when the text is made.
#pragma once
#include <bindery/core/types/array.hpp>
#include <bindery/sql/parameter.hpp>

namespace bindery {

/// What an array node asks for; in its `detail`.
enum class ArrayCall : std::uint16_t { has, contains, overlaps, length };

namespace detail {
template <class T> struct ElementOf {
  using type = void;
};
template <class T> struct ElementOf<Array<T>> {
  using type = T;
};
template <class E> using element_of = typename ElementOf<strip_optional<value_of<E>>>::type;

template <class E> consteval bool check_array() {
  constexpr bool array = !std::is_void_v<element_of<E>>;
  static_assert(array, "bindery: this function needs an array: a member of type bindery::Array<T>");
  return true;
}
template <class E, class Other> consteval bool check_arrays() {
  (void)check_array<E>();
  constexpr bool same = std::is_same_v<element_of<E>, element_of<Other>>;
  static_assert(same, "bindery: these two arrays have elements of different types");
  return true;
}
template <ArrayCall Call, class T, class... Args> constexpr auto array_call(Args... args) {
  return compound<Head<Op::array_, static_cast<std::uint16_t>(Call)>, T>(std::move(args)...);
}
}  // namespace detail

/// True if the array has this element: `has(col<&Post::tags>, "sql")`.
template <Expression E, class Value> constexpr auto has(E array, Value&& element) {
  (void)detail::check_array<E>();
  (void)check_comparable<detail::element_of<E>, value_of<detail::operand_t<Value>>>();
  return detail::array_call<ArrayCall::has, detail::nullable_like<bool, E>>(
      std::move(array), detail::as_operand(std::forward<Value>(element)));
}
/// True if the first array has all elements of the other one.
template <Expression E, class Other> constexpr auto contains_all(E array, Other&& other) {
  (void)detail::check_arrays<E, detail::operand_t<Other>>();
  return detail::array_call<ArrayCall::contains, detail::nullable_like<bool, E, detail::operand_t<Other>>>(
      std::move(array), detail::as_operand(std::forward<Other>(other)));
}
/// True if the arrays have an element in common.
template <Expression E, class Other> constexpr auto overlaps(E array, Other&& other) {
  (void)detail::check_arrays<E, detail::operand_t<Other>>();
  return detail::array_call<ArrayCall::overlaps, detail::nullable_like<bool, E, detail::operand_t<Other>>>(
      std::move(array), detail::as_operand(std::forward<Other>(other)));
}
/// How many elements the array has.
template <Expression E> constexpr auto array_length(E array) {
  (void)detail::check_array<E>();
  return detail::array_call<ArrayCall::length, detail::nullable_like<std::int64_t, E>>(std::move(array));
}

}  // namespace bindery
