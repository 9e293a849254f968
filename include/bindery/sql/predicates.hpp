// Predicates: NULL, ranges, patterns, lists.
#pragma once
#include <bindery/sql/condition.hpp>
#include <bindery/sql/operators.hpp>

#include <initializer_list>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

template <Expression E> constexpr auto is_null(E e) {
  return detail::compound<Head<Op::is_null>, bool>(std::move(e));
}
template <Expression E> constexpr auto is_not_null(E e) {
  return detail::compound<Head<Op::is_not_null>, bool>(std::move(e));
}

/// `low <= e <= high`.
template <Expression E, class Low, class High> constexpr auto between(E e, Low&& low, High&& high) {
  using A = detail::operand_t<Low>;
  using B = detail::operand_t<High>;
  (void)check_comparable<value_of<E>, value_of<A>>();
  (void)check_comparable<value_of<E>, value_of<B>>();
  return detail::compound<Head<Op::between>, detail::nullable_like<bool, E, A, B>>(
      std::move(e), detail::as_operand(std::forward<Low>(low)), detail::as_operand(std::forward<High>(high)));
}
/// SQL patterns: `%` any text, `_` one character, a backslash before either takes it literally. Case counts.
template <Expression E, class Pattern> constexpr auto like(E e, Pattern&& pattern) {
  using P = detail::operand_t<Pattern>;
  (void)check_text<value_of<E>>();
  (void)check_text<value_of<P>>();
  return detail::compound<Head<Op::like>, detail::nullable_like<bool, E, P>>(
      std::move(e), detail::as_operand(std::forward<Pattern>(pattern)));
}
template <Expression E, class Pattern> constexpr auto not_like(E e, Pattern&& pattern) {
  return !like(std::move(e), std::forward<Pattern>(pattern));
}
/// Text that contains, begins or ends with another, whatever characters that holds.
std::string escape_like(std::string_view text);
template <Expression E> auto contains(E e, std::string_view text) {
  return like(std::move(e), "%" + escape_like(text) + "%");
}
template <Expression E> auto starts_with(E e, std::string_view text) {
  return like(std::move(e), escape_like(text) + "%");
}
template <Expression E> auto ends_with(E e, std::string_view text) {
  return like(std::move(e), "%" + escape_like(text));
}

namespace detail {
/// The type as which a value stands beside a column: the column's, unless the value does not fit it.
TypeKind type_beside(TypeKind column, const Value& value);
Fragment in_list(Op op, Fragment operand, std::vector<Value> values);

template <class T>
concept ListOfValues = requires(const T& values) {
  { std::begin(values) } -> std::input_iterator;
  std::end(values);
};
}  // namespace detail

/// One of these values: `in(col<&User::id>, ids)`. The number of values is known at run time only, so it is a Condition.
template <Expression E, detail::ListOfValues Values> Condition in(const E& e, const Values& values) {
  (void)check_comparable<value_of<E>, std::iter_value_t<decltype(std::begin(values))>>();
  return Condition(detail::in_list(Op::in_list, detail::fragment_of(e),
                                   std::vector<Value>(std::begin(values), std::end(values))));
}
template <Expression E, class T> Condition in(const E& e, std::initializer_list<T> values) {
  return in(e, std::vector<T>(values));
}
template <Expression E, detail::ListOfValues Values> Condition not_in(const E& e, const Values& values) {
  (void)check_comparable<value_of<E>, std::iter_value_t<decltype(std::begin(values))>>();
  return Condition(detail::in_list(Op::not_in_list, detail::fragment_of(e),
                                   std::vector<Value>(std::begin(values), std::end(values))));
}
template <Expression E, class T> Condition not_in(const E& e, std::initializer_list<T> values) {
  return not_in(e, std::vector<T>(values));
}

}  // namespace bindery
