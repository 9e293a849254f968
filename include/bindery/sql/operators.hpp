// C++'s operators between expressions: comparison, logic, arithmetic.
#pragma once
#include <bindery/sql/date_arithmetic.hpp>

#include <concepts>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

namespace bindery {

namespace detail {

template <class L, class R>
concept OneIsExpression =
    (Expression<L> || Expression<R>) && !std::same_as<std::remove_cvref_t<L>, Condition> &&
    !std::same_as<std::remove_cvref_t<R>, Condition> &&
    !std::derived_from<std::remove_cvref_t<L>, RunTimeExpression> &&
    !std::derived_from<std::remove_cvref_t<R>, RunTimeExpression>;

/// Text without regard to case: what it meets in a comparison is lowered as well.
template <class E> struct Caseless;
template <class E> inline constexpr bool is_caseless = false;
template <class E> inline constexpr bool is_caseless<Caseless<E>> = true;
template <class E> constexpr auto lowered(E e) {
  if constexpr (is_caseless<E>)
    return e.folded;
  else
    return function<"lower", nullable_like<std::string, E>>(std::move(e));
}

template <Op O, class L, class R> constexpr auto compare(L&& left, R&& right) {
  using A = operand_t<L>;
  using B = operand_t<R>;
  if constexpr (is_caseless<A> || is_caseless<B>) {
    (void)check_comparable<value_of<A>, value_of<B>>();
    return compare<O>(lowered(as_operand(std::forward<L>(left))),
                      lowered(as_operand(std::forward<R>(right))));
  } else if constexpr (std::same_as<A, NullLiteral>) {
    return compare<O>(std::forward<R>(right), std::nullopt);
  } else if constexpr (std::same_as<B, NullLiteral>) {
    constexpr bool testable = O == Op::eq || O == Op::ne;
    static_assert(testable, "bindery: NULL can only be tested by == and !=");
    return compound<Head<O == Op::eq ? Op::is_null : Op::is_not_null>, bool>(
        as_operand(std::forward<L>(left)));
  } else {
    constexpr bool certain = (Expression<L> || !is_optional<L>) && (Expression<R> || !is_optional<R>);
    static_assert(certain,
                  "bindery: a value that may be NULL can't be compared: test it first, and compare with "
                  "*value or with std::nullopt");
    (void)check_comparable<value_of<A>, value_of<B>>();
    return Compound<Head<O>, nullable_like<bool, A, B>, A, B>{
        {}, {{as_operand(std::forward<L>(left))}, {as_operand(std::forward<R>(right))}}};
  }
}
template <Op O, class L, class R> constexpr auto logical(L&& left, R&& right) {
  using A = operand_t<L>;
  using B = operand_t<R>;
  (void)check_condition<value_of<A>>();
  (void)check_condition<value_of<B>>();
  return Compound<Head<O>, nullable_like<bool, A, B>, A, B>{
      {}, {{as_operand(std::forward<L>(left))}, {as_operand(std::forward<R>(right))}}};
}

template <class A, class B> consteval auto arithmetic_type() {
  using L = strip_optional<A>;
  using R = strip_optional<B>;
  if constexpr (!SqlNumber<L> || !SqlNumber<R>)
    return std::type_identity<std::int64_t>{};
  else if constexpr (std::floating_point<L> || std::floating_point<R>)
    return std::type_identity<double>{};
  else if constexpr (std::same_as<L, Decimal> || std::same_as<R, Decimal>)
    return std::type_identity<Decimal>{};
  else if constexpr (std::signed_integral<L> == std::signed_integral<R>)
    return std::type_identity<decltype(L{} + R{})>{};
  else if constexpr (sizeof(L) < 4 && sizeof(R) < 4)
    return std::type_identity<int>{};
  else
    return std::type_identity<std::int64_t>{};
}
template <Op O, class L, class R> constexpr auto arithmetic_of_numbers(L&& left, R&& right) {
  using A = operand_t<L>;
  using B = operand_t<R>;
  if constexpr (O == Op::modulo) {
    (void)check_integer<value_of<A>>();
    (void)check_integer<value_of<B>>();
  } else {
    (void)check_number<value_of<A>>();
    (void)check_number<value_of<B>>();
  }
  using T = typename decltype(arithmetic_type<value_of<A>, value_of<B>>())::type;
  return Compound<Head<O>, nullable_like<T, A, B>, A, B>{
      {}, {{as_operand(std::forward<L>(left))}, {as_operand(std::forward<R>(right))}}};
}
template <Op O, class L, class R> constexpr auto arithmetic(L&& left, R&& right) {
  if constexpr (is_timely<value_of<L>> || is_timely<value_of<R>>)
    return arithmetic_of_times<O>(std::forward<L>(left), std::forward<R>(right));
  else
    return arithmetic_of_numbers<O>(std::forward<L>(left), std::forward<R>(right));
}

}  // namespace detail

template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator==(L&& l, R&& r) {
  return detail::compare<Op::eq>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator!=(L&& l, R&& r) {
  return detail::compare<Op::ne>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator<(L&& l, R&& r) {
  return detail::compare<Op::lt>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator<=(L&& l, R&& r) {
  return detail::compare<Op::le>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator>(L&& l, R&& r) {
  return detail::compare<Op::gt>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator>=(L&& l, R&& r) {
  return detail::compare<Op::ge>(std::forward<L>(l), std::forward<R>(r));
}

template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator&&(L&& l, R&& r) {
  return detail::logical<Op::and_>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator||(L&& l, R&& r) {
  return detail::logical<Op::or_>(std::forward<L>(l), std::forward<R>(r));
}
template <Expression E> constexpr auto operator!(E expression) {
  (void)check_condition<value_of<E>>();
  return detail::compound<Head<Op::not_>, typename E::type>(std::move(expression));
}

template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator+(L&& l, R&& r) {
  return detail::arithmetic<Op::add>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator-(L&& l, R&& r) {
  return detail::arithmetic<Op::subtract>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator*(L&& l, R&& r) {
  return detail::arithmetic<Op::multiply>(std::forward<L>(l), std::forward<R>(r));
}
/// Between integers the quotient is cut to an integer, as in C++, on every database. Division by zero is an error on
/// PostgreSQL and NULL on the others.
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator/(L&& l, R&& r) {
  return detail::arithmetic<Op::divide>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator%(L&& l, R&& r) {
  return detail::arithmetic<Op::modulo>(std::forward<L>(l), std::forward<R>(r));
}
template <Expression E> constexpr auto operator-(E expression) {
  (void)check_number<value_of<E>>();
  return detail::compound<Head<Op::negate>, typename E::type>(std::move(expression));
}

}  // namespace bindery
