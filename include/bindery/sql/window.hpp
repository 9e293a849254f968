// Windows and the functions that need one.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <utility>

namespace bindery {

namespace detail {

template <std::int64_t N> struct IntegerLiteral : ExpressionBase {
  using type = std::int64_t;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::integer, .type = TypeKind::int64, .id = static_cast<std::uint64_t>(N)};
  }
  constexpr void write(Cell*&) const {}
};

template <FrameEdge Edge, class... Distance>
using FrameBound = Compound<Head<Op::frame_bound, static_cast<std::uint16_t>(Edge)>, void, Distance...>;
template <FrameEdge Edge, class... Distance> constexpr auto frame_bound(Distance... distance) {
  return FrameBound<Edge, Distance...>{{}, {{std::move(distance)}...}};
}
template <class Bound> inline constexpr bool whole_distance = true;
template <std::uint16_t Edge, class Distance>
inline constexpr bool whole_distance<Compound<Head<Op::frame_bound, Edge>, void, Distance>> =
    check_distance<value_of<Distance>>();

template <FixedString Name, class T, class... Args> constexpr auto window_function(Args... args) {
  return compound<Head<Op::window_function, 0, Name>, T>(std::move(args)...);
}
template <class E> using or_null = std::optional<strip_optional<value_of<E>>>;

}  // namespace detail

// ---- frames ---------------------------------------------------------------------------------------------------

inline constexpr auto unbounded_preceding = detail::frame_bound<FrameEdge::unbounded_preceding>();
inline constexpr auto current_row = detail::frame_bound<FrameEdge::current_row>();
inline constexpr auto unbounded_following = detail::frame_bound<FrameEdge::unbounded_following>();
/// So many rows before or behind the current one, or so much less or more than its value. MariaDB needs the number in
/// the statement's text: `preceding<6>()`.
template <std::int64_t N> constexpr auto preceding() {
  return detail::frame_bound<FrameEdge::preceding>(detail::IntegerLiteral<N>{});
}
template <std::int64_t N> constexpr auto following() {
  return detail::frame_bound<FrameEdge::following>(detail::IntegerLiteral<N>{});
}
template <class Distance> constexpr auto preceding(Distance distance) {
  return detail::frame_bound<FrameEdge::preceding>(detail::as_operand(std::move(distance)));
}
template <class Distance> constexpr auto following(Distance distance) {
  return detail::frame_bound<FrameEdge::following>(detail::as_operand(std::move(distance)));
}

/// `window().partition_by(a).order_by(desc(b)).rows(unbounded_preceding, current_row)`; each part may be missing.
/// `Step` tells how far it has got.
template <int Step, class... Clauses> struct Window : ExpressionBase {
  using type = void;
  using Parts = detail::Pack<Clauses...>;
  static constexpr std::size_t node_count = 1 + Parts::node_count, value_count = Parts::value_count;
  [[no_unique_address]] Parts parts;

  constexpr explicit Window(Parts p) : parts(std::move(p)) {}
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::window, .count = sizeof...(Clauses)};
    Parts::flatten(out);
  }
  constexpr void write(Cell*& out) const { parts.write(out); }

  template <Expression... E> constexpr auto partition_by(E... e) const {
    return with<1>(detail::compound<Head<Op::partition_by>, void>(std::move(e)...));
  }
  template <Expression... E> constexpr auto order_by(E... e) const {
    return with<2>(detail::compound<Head<Op::order_by>, void>(std::move(e)...));
  }
  /// So many rows around the current one.
  template <Expression From, Expression To> constexpr auto rows(From from, To to) const {
    static_assert(detail::whole_distance<From> && detail::whole_distance<To>);
    return frame<FrameUnit::rows>(std::move(from), std::move(to));
  }
  /// Rows by the value of the one expression they are ordered by, which is a number; with durations, on PostgreSQL
  /// only, a date or time.
  template <Expression From, Expression To> constexpr auto range(From from, To to) const {
    return frame<FrameUnit::range>(std::move(from), std::move(to));
  }
  /// So many groups of rows that are equal in the order. Not on MariaDB.
  template <Expression From, Expression To> constexpr auto groups(From from, To to) const {
    static_assert(detail::whole_distance<From> && detail::whole_distance<To>);
    return frame<FrameUnit::groups>(std::move(from), std::move(to));
  }

 private:
  template <int Next, class Clause> constexpr auto with(Clause clause) const {
    (void)check_window_order<(Step < Next)>();
    return Window<Next, Clauses..., Clause>{detail::append(parts, std::move(clause))};
  }
  template <FrameUnit Unit, class From, class To> constexpr auto frame(From from, To to) const {
    return with<3>(detail::compound<Head<Op::frame, static_cast<std::uint16_t>(Unit)>, void>(std::move(from),
                                                                                             std::move(to)));
  }
};

constexpr auto window() { return Window<0>{detail::Pack<>{}}; }

// ---- functions that need .over(window()) ------------------------------------------------------------------------

constexpr auto row_number() { return detail::window_function<"row_number", std::int64_t>(); }
constexpr auto rank() { return detail::window_function<"rank", std::int64_t>(); }
constexpr auto dense_rank() { return detail::window_function<"dense_rank", std::int64_t>(); }
constexpr auto percent_rank() { return detail::window_function<"percent_rank", double>(); }
constexpr auto cume_dist() { return detail::window_function<"cume_dist", double>(); }
/// The number, from 1, of the row's bucket when the rows are dealt into so many.
constexpr auto ntile(std::int32_t buckets) {
  return detail::window_function<"ntile", std::int64_t>(Parameter<std::int32_t>{buckets});
}
/// The value in the row so many before or behind; NULL, or the fallback, where there is no such row.
template <Expression E> constexpr auto lag(E e, std::int32_t rows = 1) {
  return detail::window_function<"lag", detail::or_null<E>>(std::move(e), Parameter<std::int32_t>{rows});
}
template <Expression E> constexpr auto lead(E e, std::int32_t rows = 1) {
  return detail::window_function<"lead", detail::or_null<E>>(std::move(e), Parameter<std::int32_t>{rows});
}
template <Expression E, class Fallback> constexpr auto lag(E e, std::int32_t rows, Fallback&& fallback) {
  using F = detail::operand_t<Fallback>;
  (void)check_comparable<value_of<E>, value_of<F>>();
  return detail::window_function<"lag", detail::nullable_like<value_of<E>, E, F>>(
      std::move(e), Parameter<std::int32_t>{rows}, detail::as_operand(std::forward<Fallback>(fallback)));
}
template <Expression E, class Fallback> constexpr auto lead(E e, std::int32_t rows, Fallback&& fallback) {
  using F = detail::operand_t<Fallback>;
  (void)check_comparable<value_of<E>, value_of<F>>();
  return detail::window_function<"lead", detail::nullable_like<value_of<E>, E, F>>(
      std::move(e), Parameter<std::int32_t>{rows}, detail::as_operand(std::forward<Fallback>(fallback)));
}
/// Of the frame; NULL where it has no such row. Without a frame the last row is the last that equals the current one.
template <Expression E> constexpr auto first_value(E e) {
  return detail::window_function<"first_value", detail::or_null<E>>(std::move(e));
}
template <Expression E> constexpr auto last_value(E e) {
  return detail::window_function<"last_value", detail::or_null<E>>(std::move(e));
}
template <Expression E> constexpr auto nth_value(E e, std::int32_t row) {
  return detail::window_function<"nth_value", detail::or_null<E>>(std::move(e), Parameter<std::int32_t>{row});
}

}  // namespace bindery
