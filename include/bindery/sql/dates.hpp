// Functions of dates and times. Points in time (`sys_time`) are taken apart in UTC, whatever the session's time zone.
#pragma once
#include <bindery/core/types/chrono.hpp>
#include <bindery/sql/parameter.hpp>

#include <chrono>
#include <cstdint>
#include <utility>

namespace bindery {

namespace detail {
template <DateUnit Unit, class E> constexpr auto date_part(E e) {
  return compound<Head<Op::date_part, static_cast<std::uint16_t>(Unit)>, nullable_like<std::int32_t, E>>(
      std::move(e));
}
template <DateUnit Unit, class E> constexpr auto date_start(E e) {
  (void)check_day<value_of<E>>();
  return compound<Head<Op::date_start, static_cast<std::uint16_t>(Unit)>, value_of<E>>(std::move(e));
}
}  // namespace detail

/// When the statement began. SQLite's clock has milliseconds, the others' microseconds.
constexpr auto now() { return detail::compound<Head<Op::now>, SysMicroseconds>(); }
/// The day of `now()`, in UTC.
constexpr auto today() { return detail::compound<Head<Op::today>, std::chrono::year_month_day>(); }

template <Expression E> constexpr auto year(E e) {
  (void)check_day<value_of<E>>();
  return detail::date_part<DateUnit::year>(std::move(e));
}
template <Expression E> constexpr auto month(E e) {
  (void)check_day<value_of<E>>();
  return detail::date_part<DateUnit::month>(std::move(e));
}
/// Of the month, from 1.
template <Expression E> constexpr auto day(E e) {
  (void)check_day<value_of<E>>();
  return detail::date_part<DateUnit::day>(std::move(e));
}
template <Expression E> constexpr auto hour(E e) {
  (void)check_clock<value_of<E>>();
  return detail::date_part<DateUnit::hour>(std::move(e));
}
template <Expression E> constexpr auto minute(E e) {
  (void)check_clock<value_of<E>>();
  return detail::date_part<DateUnit::minute>(std::move(e));
}
/// Whole seconds of the minute.
template <Expression E> constexpr auto second(E e) {
  (void)check_clock<value_of<E>>();
  return detail::date_part<DateUnit::second>(std::move(e));
}
/// From Sunday, 0, to Saturday, 6, as std::chrono::weekday counts.
template <Expression E> constexpr auto weekday(E e) {
  (void)check_day<value_of<E>>();
  return detail::date_part<DateUnit::weekday>(std::move(e));
}

/// The first moment or day of the same year, month or day; of the expression's own type.
template <Expression E> constexpr auto start_of_year(E e) {
  return detail::date_start<DateUnit::year>(std::move(e));
}
template <Expression E> constexpr auto start_of_month(E e) {
  return detail::date_start<DateUnit::month>(std::move(e));
}
template <Expression E> constexpr auto start_of_day(E e) {
  return detail::date_start<DateUnit::day>(std::move(e));
}

/// The day of a point in time.
template <Expression E> constexpr auto date_of(E e) {
  (void)check_day<value_of<E>>();
  using Day = detail::nullable_like<std::chrono::year_month_day, E>;
  return detail::compound<Head<Op::cast>, Day>(std::move(e));
}
/// How many days the second date lies behind the first; negative if it lies before it. Of points in time the dates count.
template <Expression From, class To> constexpr auto days_between(From from, To&& to) {
  using T = detail::operand_t<To>;
  (void)check_day<value_of<From>>();
  (void)check_day<value_of<T>>();
  return detail::compound<Head<Op::date_between, static_cast<std::uint16_t>(DateUnit::day)>,
                          detail::nullable_like<std::int64_t, From, T>>(
      std::move(from), detail::as_operand(std::forward<To>(to)));
}

}  // namespace bindery
