// Codecs of the <chrono> types: dates, times of day, timestamps with and without zone, intervals.
#pragma once
#include <bindery/core/codec.hpp>

#include <chrono>
#include <concepts>

namespace bindery {

/// A time of day, from 00:00 to 23:59:59.999999.
using TimeOfDay = std::chrono::hh_mm_ss<std::chrono::microseconds>;
/// A point in time in microseconds (`timestamp_tz` columns).
using SysMicroseconds = std::chrono::sys_time<std::chrono::microseconds>;
/// What a clock on a wall shows, in microseconds (`timestamp` columns).
using LocalMicroseconds = std::chrono::local_time<std::chrono::microseconds>;

namespace detail {

template <class T, class... Ts>
concept any_duration_of = (std::same_as<T, Ts> || ...);
/// Durations that microseconds hold exactly, up to hours.
template <class T>
concept IntervalDuration = any_duration_of<T, std::chrono::microseconds, std::chrono::milliseconds,
                                           std::chrono::seconds, std::chrono::minutes, std::chrono::hours>;
template <class T>
concept TimestampDuration =
    any_duration_of<T, std::chrono::microseconds, std::chrono::milliseconds, std::chrono::seconds>;

void read_date(const Codec&, const Cell& cell, void* field);
void write_date(const Codec&, const void* field, Cell& cell);
void read_days(const Codec&, const Cell& cell, void* field);
void write_days(const Codec&, const void* field, Cell& cell);
void read_time(const Codec&, const Cell& cell, void* field);
void write_time(const Codec&, const void* field, Cell& cell);
bool equal_times(const void* a, const void* b);
// Instantiated once, in chrono.cpp.
template <TimestampDuration D> void read_sys_time(const Codec&, const Cell& cell, void* field);
template <TimestampDuration D> void write_sys_time(const Codec&, const void* field, Cell& cell);
template <TimestampDuration D> void read_local_time(const Codec&, const Cell& cell, void* field);
template <TimestampDuration D> void write_local_time(const Codec&, const void* field, Cell& cell);
template <IntervalDuration D> void read_interval(const Codec&, const Cell& cell, void* field);
template <IntervalDuration D> void write_interval(const Codec&, const void* field, Cell& cell);

inline constexpr Codec date_codec{TypeKind::date,
                                  false,
                                  read_date,
                                  write_date,
                                  equal_values<std::chrono::year_month_day>,
                                  assign_values<std::chrono::year_month_day>};
inline constexpr Codec days_codec{TypeKind::date,
                                  false,
                                  read_days,
                                  write_days,
                                  equal_values<std::chrono::sys_days>,
                                  assign_values<std::chrono::sys_days>};
inline constexpr Codec time_codec{TypeKind::time, false,       read_time,
                                  write_time,     equal_times, assign_values<TimeOfDay>};
template <TimestampDuration D>
inline constexpr Codec sys_time_codec{TypeKind::timestamp_tz,
                                      false,
                                      read_sys_time<D>,
                                      write_sys_time<D>,
                                      equal_values<std::chrono::sys_time<D>>,
                                      assign_values<std::chrono::sys_time<D>>};
template <TimestampDuration D>
inline constexpr Codec local_time_codec{TypeKind::timestamp,
                                        false,
                                        read_local_time<D>,
                                        write_local_time<D>,
                                        equal_values<std::chrono::local_time<D>>,
                                        assign_values<std::chrono::local_time<D>>};
template <IntervalDuration D>
inline constexpr Codec interval_codec{TypeKind::interval, false,           read_interval<D>,
                                      write_interval<D>,  equal_values<D>, assign_values<D>};

}  // namespace detail

/// Dates and timestamps are written when they lie in the years 1 to 9999, which every database can hold.
template <> struct CodecFor<std::chrono::year_month_day> {
  static constexpr const Codec* codec = &detail::date_codec;
};
template <> struct CodecFor<std::chrono::sys_days> {
  static constexpr const Codec* codec = &detail::days_codec;
};
template <> struct CodecFor<TimeOfDay> {
  static constexpr const Codec* codec = &detail::time_codec;
};
/// A value finer than the member's unit (microseconds into seconds, say) is refused, not rounded.
template <detail::TimestampDuration D> struct CodecFor<std::chrono::sys_time<D>> {
  static constexpr const Codec* codec = &detail::sys_time_codec<D>;
};
template <detail::TimestampDuration D> struct CodecFor<std::chrono::local_time<D>> {
  static constexpr const Codec* codec = &detail::local_time_codec<D>;
};
template <detail::IntervalDuration D> struct CodecFor<D> {
  static constexpr const Codec* codec = &detail::interval_codec<D>;
};

}  // namespace bindery
