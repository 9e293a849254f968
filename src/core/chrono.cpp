// Codecs of the <chrono> types.
#include <bindery/core/calendar.hpp>
#include <bindery/core/types/chrono.hpp>
#include <fmt/format.h>

#include <utility>

#include "core/cell_text.hpp"

namespace bindery::detail {

namespace {

using std::chrono::microseconds;
using std::chrono::sys_days;
using std::chrono::year_month_day;

std::int64_t days_of(std::int64_t timestamp) {
  return std::chrono::floor<std::chrono::days>(microseconds(timestamp)).count();
}

/// Days since 1970-01-01 from a date, a timestamp at midnight, or text.
std::int64_t date_from(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::date: return cell.integer;
    case ValueKind::timestamp:
    case ValueKind::timestamp_tz: {
      const auto days = days_of(cell.integer);
      if (days * microseconds_per_day != cell.integer)
        refuse_value(cell, "is not at midnight and cannot be read as a date");
      return days;
    }
    case ValueKind::text:
      if (const auto days = parse_date(cell.text())) return *days;
      if (const auto time = parse_timestamp(cell.text()))
        return date_from(Cell::of_integer(*time, ValueKind::timestamp));
      refuse_value(cell, "is not a date (YYYY-MM-DD)");
    default: refuse_cell(cell, "a date");
  }
}

std::int64_t midnight(const Cell& cell) {
  std::int64_t result = 0;
  if (__builtin_mul_overflow(cell.integer, microseconds_per_day, &result))
    refuse_value(cell, "is too far away for a timestamp");
  return result;
}

std::int64_t sys_time_from(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::timestamp_tz:
    case ValueKind::timestamp: return cell.integer;
    case ValueKind::date: return midnight(cell);
    case ValueKind::text:
      if (const auto time = parse_timestamp(cell.text())) return *time;
      refuse_value(cell, "is not a timestamp (YYYY-MM-DD HH:MM:SS)");
    default: refuse_cell(cell, "a timestamp");
  }
}

std::int64_t local_time_from(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::timestamp: return cell.integer;
    case ValueKind::date: return midnight(cell);
    case ValueKind::text: {
      const auto time = parse_timestamp_offset(cell.text());
      if (!time) refuse_value(cell, "is not a timestamp (YYYY-MM-DD HH:MM:SS)");
      if (time->had_offset)
        refuse_value(cell, "has a zone and cannot be read as a local time: use std::chrono::sys_time");
      return time->microseconds;
    }
    case ValueKind::timestamp_tz:
      refuse_value(cell, "cannot be read as a local time: use std::chrono::sys_time");
    default: refuse_cell(cell, "a timestamp without zone");
  }
}

std::int64_t time_from(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::time: return cell.integer;
    case ValueKind::text:
      if (const auto time = parse_time(cell.text())) return *time;
      refuse_value(cell, "is not a time of day (HH:MM:SS)");
    default: refuse_cell(cell, "a time of day");
  }
}

/// Microseconds as a coarser duration, when they are whole ones.
template <class D> D exactly(const Cell& cell, std::int64_t value) {
  const auto result = std::chrono::duration_cast<D>(microseconds(value));
  if (microseconds(result).count() != value) refuse_value(cell, "is finer than the member's unit of time");
  return result;
}

template <class D> std::int64_t in_microseconds(D value, std::string_view what) {
  constexpr std::int64_t unit = microseconds(D(1)).count();
  std::int64_t result = 0;
  if (__builtin_mul_overflow(static_cast<std::int64_t>(value.count()), unit, &result)) {
    throw DataError(fmt::format("{} is too long for microseconds in 64 bits", what));
  }
  return result;
}

void check_day(std::int64_t days) {
  if (days < first_day || days > last_day)
    throw DataError("a date or timestamp outside the years 1 to 9999 cannot be stored");
}

template <class D> Cell timestamp_cell(D since_epoch, ValueKind kind) {
  const auto value = in_microseconds(since_epoch, "a timestamp");
  check_day(days_of(value));
  return Cell::of_integer(value, kind);
}

}  // namespace

void read_date(const Codec&, const Cell& cell, void* field) {
  const auto days = date_from(cell);
  using namespace std::chrono;
  constexpr std::int64_t lowest = sys_days(year::min() / January / 1).time_since_epoch().count();
  constexpr std::int64_t highest = sys_days(year::max() / December / 31).time_since_epoch().count();
  if (days < lowest || days > highest) refuse_value(cell, "is not a date that std::chrono can hold");
  *static_cast<year_month_day*>(field) = year_month_day(sys_days(std::chrono::days(days)));
}

void write_date(const Codec&, const void* field, Cell& cell) {
  const auto& date = *static_cast<const year_month_day*>(field);
  if (!date.ok()) {
    throw DataError(fmt::format("{}-{:02}-{:02} is not a date of the calendar", int(date.year()),
                                unsigned(date.month()), unsigned(date.day())));
  }
  const std::int64_t days = sys_days(date).time_since_epoch().count();
  check_day(days);
  cell = Cell::of_integer(days, ValueKind::date);
}

void read_days(const Codec&, const Cell& cell, void* field) {
  const auto days = date_from(cell);
  if (!std::in_range<std::chrono::days::rep>(days))
    refuse_value(cell, "is not a date that std::chrono can hold");
  *static_cast<sys_days*>(field) = sys_days(std::chrono::days(static_cast<std::chrono::days::rep>(days)));
}

void write_days(const Codec&, const void* field, Cell& cell) {
  const std::int64_t days = static_cast<const sys_days*>(field)->time_since_epoch().count();
  check_day(days);
  cell = Cell::of_integer(days, ValueKind::date);
}

void read_time(const Codec&, const Cell& cell, void* field) {
  const auto value = time_from(cell);
  if (value < 0 || value > microseconds_per_day) refuse_value(cell, "is not a time of day");
  *static_cast<TimeOfDay*>(field) = TimeOfDay(microseconds(value));
}

void write_time(const Codec&, const void* field, Cell& cell) {
  const std::int64_t value = static_cast<const TimeOfDay*>(field)->to_duration().count();
  if (value < 0 || value >= microseconds_per_day) {
    throw DataError(fmt::format("{} microseconds are not a time of day (00:00 to 23:59:59.999999)", value));
  }
  cell = Cell::of_integer(value, ValueKind::time);
}

bool equal_times(const void* a, const void* b) {
  return static_cast<const TimeOfDay*>(a)->to_duration() == static_cast<const TimeOfDay*>(b)->to_duration();
}

template <TimestampDuration D> void read_sys_time(const Codec&, const Cell& cell, void* field) {
  *static_cast<std::chrono::sys_time<D>*>(field) =
      std::chrono::sys_time<D>(exactly<D>(cell, sys_time_from(cell)));
}

template <TimestampDuration D> void write_sys_time(const Codec&, const void* field, Cell& cell) {
  cell = timestamp_cell(static_cast<const std::chrono::sys_time<D>*>(field)->time_since_epoch(),
                        ValueKind::timestamp_tz);
}

template <TimestampDuration D> void read_local_time(const Codec&, const Cell& cell, void* field) {
  *static_cast<std::chrono::local_time<D>*>(field) =
      std::chrono::local_time<D>(exactly<D>(cell, local_time_from(cell)));
}

template <TimestampDuration D> void write_local_time(const Codec&, const void* field, Cell& cell) {
  cell = timestamp_cell(static_cast<const std::chrono::local_time<D>*>(field)->time_since_epoch(),
                        ValueKind::timestamp);
}

template <IntervalDuration D> void read_interval(const Codec&, const Cell& cell, void* field) {
  const bool fits =
      cell.kind == ValueKind::interval || cell.kind == ValueKind::integer || cell.kind == ValueKind::time;
  if (!fits) refuse_cell(cell, "an interval");
  *static_cast<D*>(field) = exactly<D>(cell, cell.integer);
}

template <IntervalDuration D> void write_interval(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_integer(in_microseconds(*static_cast<const D*>(field), "an interval"), ValueKind::interval);
}

template void read_sys_time<std::chrono::microseconds>(const Codec&, const Cell&, void*);
template void write_sys_time<std::chrono::microseconds>(const Codec&, const void*, Cell&);
template void read_sys_time<std::chrono::milliseconds>(const Codec&, const Cell&, void*);
template void write_sys_time<std::chrono::milliseconds>(const Codec&, const void*, Cell&);
template void read_sys_time<std::chrono::seconds>(const Codec&, const Cell&, void*);
template void write_sys_time<std::chrono::seconds>(const Codec&, const void*, Cell&);
template void read_local_time<std::chrono::microseconds>(const Codec&, const Cell&, void*);
template void write_local_time<std::chrono::microseconds>(const Codec&, const void*, Cell&);
template void read_local_time<std::chrono::milliseconds>(const Codec&, const Cell&, void*);
template void write_local_time<std::chrono::milliseconds>(const Codec&, const void*, Cell&);
template void read_local_time<std::chrono::seconds>(const Codec&, const Cell&, void*);
template void write_local_time<std::chrono::seconds>(const Codec&, const void*, Cell&);
template void read_interval<std::chrono::microseconds>(const Codec&, const Cell&, void*);
template void write_interval<std::chrono::microseconds>(const Codec&, const void*, Cell&);
template void read_interval<std::chrono::milliseconds>(const Codec&, const Cell&, void*);
template void write_interval<std::chrono::milliseconds>(const Codec&, const void*, Cell&);
template void read_interval<std::chrono::seconds>(const Codec&, const Cell&, void*);
template void write_interval<std::chrono::seconds>(const Codec&, const void*, Cell&);
template void read_interval<std::chrono::minutes>(const Codec&, const Cell&, void*);
template void write_interval<std::chrono::minutes>(const Codec&, const void*, Cell&);
template void read_interval<std::chrono::hours>(const Codec&, const Cell&, void*);
template void write_interval<std::chrono::hours>(const Codec&, const void*, Cell&);

}  // namespace bindery::detail
