// Dates and times inside SQLite, kept as text: moved by microseconds, days and months as on the servers, where a month
// ends on its last day: January 31 and one month is the end of February.
#include <bindery/core/calendar.hpp>

#include <chrono>
#include <cstdint>

#include "function_kit.hpp"

namespace bindery::drivers::sqlite {

namespace {

/// A date, or a date and a time.
struct Point {
  bool has_time;
  std::int64_t days;
  std::int64_t microseconds;  ///< of the day
};

[[noreturn]] void refuse(std::string_view text) {
  throw DataError("'" + std::string(text) + "' is no date or point in time");
}
[[noreturn]] void beyond() { throw DataError("the date would lie outside the years 1 to 9999"); }

Point point_of(sqlite3_value* value) {
  const std::string_view text = text_of(value);
  if (const auto days = parse_date(text)) return {false, *days, 0};
  const auto moment = parse_timestamp(text);
  if (!moment) refuse(text);
  std::int64_t days = *moment / microseconds_per_day, rest = *moment % microseconds_per_day;
  if (rest < 0) --days, rest += microseconds_per_day;
  return {true, days, rest};
}

void give(sqlite3_context* context, const Point& point) {
  if (point.days < first_day || point.days > last_day) beyond();
  char buffer[calendar_text_size];
  give_text(context, point.has_time
                         ? format_timestamp(point.days * microseconds_per_day + point.microseconds, buffer)
                         : format_date(point.days, buffer));
}

void add_days(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "date", [&] {
    Point point = point_of(values[0]);
    if (__builtin_add_overflow(point.days, sqlite3_value_int64(values[1]), &point.days)) beyond();
    give(context, point);
  });
}

void add_months(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "date", [&] {
    using namespace std::chrono;
    constexpr std::int64_t most = 12 * 10'000;
    Point point = point_of(values[0]);
    const std::int64_t by = sqlite3_value_int64(values[1]);
    if (by > most || by < -most) beyond();
    const year_month_day before{sys_days(days(point.days))};
    year_month_day after = before + months(by);
    if (!after.ok()) after = after.year() / after.month() / last;
    point.days = sys_days(after).time_since_epoch().count();
    give(context, point);
  });
}

void add_microseconds(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "date", [&] {
    const Point point = point_of(values[0]);
    std::int64_t moment = point.days * microseconds_per_day + point.microseconds;
    if (__builtin_add_overflow(moment, sqlite3_value_int64(values[1]), &moment)) beyond();
    char buffer[calendar_text_size];
    give_text(context, format_timestamp(moment, buffer));
  });
}

void microseconds_between(sqlite3_context* context, int count, sqlite3_value** values) {
  if (any_null(count, values)) return sqlite3_result_null(context);
  guarded(context, "date", [&] {
    const Point from = point_of(values[0]), to = point_of(values[1]);
    sqlite3_result_int64(context,
                         (to.days - from.days) * microseconds_per_day + to.microseconds - from.microseconds);
  });
}

}  // namespace

void register_date_functions(sqlite3* handle) {
  constexpr int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS;
  const auto add = [&](const char* name, auto function) {
    sqlite3_create_function_v2(handle, name, 2, flags, nullptr, function, nullptr, nullptr, nullptr);
  };
  add("bindery_add_days", add_days);
  add("bindery_add_months", add_months);
  add("bindery_add_microseconds", add_microseconds);
  add("bindery_microseconds_between", microseconds_between);
}

}  // namespace bindery::drivers::sqlite
