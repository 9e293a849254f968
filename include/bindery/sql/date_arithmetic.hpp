// Dates, times and durations under + and -.
#pragma once
#include <bindery/core/types/chrono.hpp>
#include <bindery/sql/parameter.hpp>

#include <chrono>
#include <cstdint>
#include <ratio>
#include <type_traits>
#include <utility>

namespace bindery::detail {

template <class T>
inline constexpr bool is_point =
    SqlDay<T> || is_moment<strip_optional<T>> || is_local_moment<strip_optional<T>>;
template <class T> inline constexpr bool is_duration = is_span<strip_optional<T>>;
template <class T> inline constexpr bool is_timely = is_point<T> || is_duration<T>;

template <class D>
inline constexpr bool is_months = std::same_as<D, std::chrono::months> || std::same_as<D, std::chrono::years>;
template <class D>
inline constexpr bool is_days =
    !is_months<D> && std::ratio_divide<typename D::period, std::chrono::days::period>::den == 1;
template <class D> inline constexpr bool is_whole_seconds = D::period::den == 1;

/// The point's type once a duration was added: microseconds if that may be finer than the point's unit.
template <class T, class D> struct MovedPoint {
  using type = T;
};
template <class Unit, class D>
  requires(!is_whole_seconds<D>)
struct MovedPoint<std::chrono::sys_time<Unit>, D> {
  using type = SysMicroseconds;
};
template <class Unit, class D>
  requires(!is_whole_seconds<D>)
struct MovedPoint<std::chrono::local_time<Unit>, D> {
  using type = LocalMicroseconds;
};

/// A point in time, moved by a duration of the program or of the database.
template <bool Back, class P, class Span> constexpr auto moved(P point, Span&& span) {
  using T = strip_optional<value_of<P>>;
  using D = strip_optional<value_of<Span>>;
  constexpr auto head = [](DateUnit unit) { return static_cast<std::uint16_t>(unit); };
  if constexpr (Expression<Span> || !(is_months<D> || is_days<D>)) {
    static_assert(!SqlDay<T>, "bindery: a date moves by days, weeks, months or years");
    constexpr bool whole = std::is_convertible_v<D, std::chrono::microseconds>;
    static_assert(
        whole,
        "bindery: a point in time moves by whole microseconds: std::chrono::duration_cast the duration");
    using Moved = typename MovedPoint<T, D>::type;
    using Head = bindery::Head<Op::date_add, head(DateUnit::microsecond)>;
    if constexpr (!Expression<Span>) {
      const auto by = std::chrono::duration_cast<std::chrono::microseconds>(Back ? -span : span);
      return compound<Head, nullable_like<Moved, P>>(std::move(point),
                                                     Parameter<std::chrono::microseconds>{by});
    } else if constexpr (Back) {
      auto by = compound<bindery::Head<Op::negate>, value_of<Span>>(std::forward<Span>(span));
      return compound<Head, nullable_like<Moved, P, Span>>(std::move(point), std::move(by));
    } else {
      return compound<Head, nullable_like<Moved, P, Span>>(std::move(point),
                                                           as_operand(std::forward<Span>(span)));
    }
  } else {
    constexpr DateUnit unit = is_months<D> ? DateUnit::month : DateUnit::day;
    using Whole = std::conditional_t<is_months<D>, std::chrono::months, std::chrono::days>;
    const auto by = static_cast<std::int32_t>(Whole(Back ? -span : span).count());
    return compound<Head<Op::date_add, head(unit)>, value_of<P>>(std::move(point),
                                                                 Parameter<std::int32_t>{by});
  }
}

template <Op O, class L, class R> constexpr auto arithmetic_of_times(L&& left, R&& right) {
  using A = value_of<L>;
  using B = value_of<R>;
  constexpr bool back = O == Op::subtract, forth = O == Op::add;
  constexpr bool moves =
      (is_point<A> && is_duration<B> && (forth || back)) || (is_duration<A> && is_point<B> && forth);
  constexpr bool days_apart = back && SqlDay<A> && SqlDay<B>;
  static_assert(!days_apart, "bindery: the days between two dates are days_between(from, to)");
  constexpr bool apart = back && is_point<A> && is_point<B> && !days_apart && ComparableTypes<A, B>;
  constexpr bool spans = is_duration<A> && is_duration<B> && (forth || back);
  constexpr bool sound = moves || apart || spans;
  static_assert(
      sound || days_apart,
      "bindery: dates and times take + and - with a duration, such as days(3), and - between two points "
      "of one kind");
  if constexpr (!sound) {
    return Parameter<std::int64_t>{0};  // the sentence is said
  } else if constexpr (is_point<A> && moves) {
    return moved<back>(as_operand(std::forward<L>(left)), std::forward<R>(right));
  } else if constexpr (moves) {
    return moved<false>(as_operand(std::forward<R>(right)), std::forward<L>(left));
  } else {
    using X = operand_t<L>;
    using Y = operand_t<R>;
    using T = nullable_like<std::chrono::microseconds, X, Y>;
    constexpr auto unit = static_cast<std::uint16_t>(DateUnit::microsecond);
    if constexpr (apart)  // children: from, to
      return compound<Head<Op::date_between, unit>, T>(as_operand(std::forward<R>(right)),
                                                       as_operand(std::forward<L>(left)));
    else
      return compound<Head<O>, T>(as_operand(std::forward<L>(left)), as_operand(std::forward<R>(right)));
  }
}

}  // namespace bindery::detail
