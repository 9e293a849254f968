// Rendering of dates and times: moved, taken apart, cut, and how far they lie apart. SQLite keeps them as text, and its
// own functions know milliseconds only and other ends of months, so that ours move them there.
#include <fmt/format.h>

#include "renderer.hpp"

namespace bindery {

namespace {

bool is_point(TypeKind kind) { return kind == TypeKind::timestamp || kind == TypeKind::timestamp_tz; }

std::string_view mariadb_part(DateUnit unit) {
  switch (unit) {
    case DateUnit::year: return "YEAR(";
    case DateUnit::month: return "MONTH(";
    case DateUnit::hour: return "HOUR(";
    case DateUnit::minute: return "MINUTE(";
    case DateUnit::second: return "SECOND(";
    case DateUnit::weekday: return "(DAYOFWEEK(";
    default: return "DAYOFMONTH(";
  }
}
std::string_view postgresql_part(DateUnit unit) {
  switch (unit) {
    case DateUnit::year: return "YEAR";
    case DateUnit::month: return "MONTH";
    case DateUnit::hour: return "HOUR";
    case DateUnit::minute: return "MINUTE";
    case DateUnit::second: return "SECOND";
    case DateUnit::weekday: return "DOW";
    default: return "DAY";
  }
}
char sqlite_part(DateUnit unit) {
  switch (unit) {
    case DateUnit::year: return 'Y';
    case DateUnit::month: return 'm';
    case DateUnit::hour: return 'H';
    case DateUnit::minute: return 'M';
    case DateUnit::second: return 'S';
    case DateUnit::weekday: return 'w';
    default: return 'd';
  }
}
/// The format of strftime and DATE_FORMAT that cuts a date.
std::string_view start_format(DateUnit unit) {
  return unit == DateUnit::year ? "%Y-01-01" : unit == DateUnit::month ? "%Y-%m-01" : "%Y-%m-%d";
}

}  // namespace

std::size_t Renderer::date(std::size_t at, const RenderScope& scope) {
  const bool sqlite = dialect_.backend == Backend::sqlite, mariadb = dialect_.backend == Backend::mariadb;
  switch (nodes_[at].op) {
    case Op::date_add: return date_add(at, scope);
    case Op::date_part: return date_part(at, scope);
    case Op::date_start: return date_start(at, scope);
    case Op::date_between: return date_between(at, scope);
    case Op::now:
      out_ += sqlite    ? "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
              : mariadb ? "UTC_TIMESTAMP(6)"
                        : "statement_timestamp()";
      return at + 1;
    default:
      out_ += sqlite    ? "date('now')"
              : mariadb ? "UTC_DATE()"
                        : "CAST(statement_timestamp() AT TIME ZONE 'UTC' AS DATE)";
      return at + 1;
  }
}

// PostgreSQL would use the session's time zone.
std::size_t Renderer::in_utc(std::size_t at, const RenderScope& scope) {
  if (nodes_[at].type != TypeKind::timestamp_tz || dialect_.backend != Backend::postgresql)
    return expression(at, scope, false, highest_precedence);
  out_ += '(';
  const std::size_t next = expression(at, scope, false, highest_precedence);
  out_ += " AT TIME ZONE 'UTC')";
  return next;
}

std::size_t Renderer::date_add(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const auto unit = static_cast<DateUnit>(node.detail);
  if (dialect_.backend == Backend::postgresql) return date_add_interval(at, scope);
  const std::string_view name = unit == DateUnit::month ? "month"
                                : unit == DateUnit::day ? "day"
                                                        : "microsecond";
  if (dialect_.backend == Backend::sqlite) {
    out_ += fmt::format("bindery_add_{}s(", name);
    std::size_t next = expression(at + 1, scope, false);
    out_ += ", ";
    next = expression(next, scope, false);
    out_ += ')';
    return next;
  }
  out_ += "DATE_ADD(";
  std::size_t next = expression(at + 1, scope, false);
  out_ += ", INTERVAL ";
  next = expression(next, scope, false, highest_precedence);
  out_ += fmt::format(" {})", name);
  return next;
}

std::size_t Renderer::date_add_interval(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const auto unit = static_cast<DateUnit>(node.detail);
  const bool day = node.type == TypeKind::date, zoned = node.type == TypeKind::timestamp_tz;
  const bool months = unit == DateUnit::month, plain = unit == DateUnit::microsecond || (day && !months);
  out_ += zoned && !plain ? "((" : day && months ? "CAST(" : "(";
  std::size_t next = plain ? expression(at + 1, scope, false, highest_precedence) : in_utc(at + 1, scope);
  out_ += plain ? " + " : months ? " + make_interval(months => " : " + make_interval(days => ";
  next = expression(next, scope, false, highest_precedence);
  out_ += plain ? ")" : zoned ? ")) AT TIME ZONE 'UTC')" : day ? ") AS DATE)" : "))";
  return next;
}

std::size_t Renderer::date_part(std::size_t at, const RenderScope& scope) {
  const auto unit = static_cast<DateUnit>(nodes_[at].detail);
  std::size_t next = 0;
  switch (dialect_.backend) {
    case Backend::sqlite:
      out_ += fmt::format("CAST(strftime('%{}', ", sqlite_part(unit));
      next = expression(at + 1, scope, false);
      out_ += ") AS INTEGER)";
      return next;
    case Backend::postgresql:
      out_ += fmt::format("CAST(trunc(EXTRACT({} FROM ", postgresql_part(unit));
      next = in_utc(at + 1, scope);
      out_ += ")) AS INTEGER)";
      return next;
    case Backend::mariadb: break;
  }
  out_ += mariadb_part(unit);
  next = expression(at + 1, scope, false);
  out_ += unit == DateUnit::weekday ? ") - 1)" : ")";
  return next;
}

std::size_t Renderer::date_start(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const auto unit = static_cast<DateUnit>(node.detail);
  const bool point = is_point(node.type);
  std::size_t next = 0;
  switch (dialect_.backend) {
    case Backend::sqlite:
      out_ += fmt::format("strftime('{}{}', ", start_format(unit), point ? " 00:00:00.000000" : "");
      next = expression(at + 1, scope, false);
      out_ += ')';
      return next;
    case Backend::mariadb:
      out_ += "CAST(DATE_FORMAT(";
      next = expression(at + 1, scope, false);
      out_ += fmt::format(", '{}') AS {})", start_format(unit), dialect_.cast_name(ColumnType{node.type}));
      return next;
    case Backend::postgresql: break;
  }
  const std::string_view word = unit == DateUnit::year ? "year" : unit == DateUnit::month ? "month" : "day";
  const bool zoned = node.type == TypeKind::timestamp_tz;
  out_ += zoned ? "(" : point ? "" : "CAST(";
  out_ += fmt::format("date_trunc('{}', ", word);
  if (!point) out_ += "CAST(";
  next = in_utc(at + 1, scope);
  if (!point) out_ += " AS TIMESTAMP)";
  out_ += zoned ? ") AT TIME ZONE 'UTC')" : point ? ")" : ") AS DATE)";
  return next;
}

std::size_t Renderer::date_between(std::size_t at, const RenderScope& scope) {
  const std::size_t from = at + 1, to = behind(nodes_, from), end = behind(nodes_, to);
  const bool days = static_cast<DateUnit>(nodes_[at].detail) == DateUnit::day;
  const auto day = [&](std::size_t point) {
    out_ += dialect_.backend == Backend::sqlite ? "julianday(substr(" : "CAST(";
    in_utc(point, scope);
    out_ += dialect_.backend == Backend::sqlite ? ", 1, 10))" : " AS DATE)";
  };
  if (days && dialect_.backend == Backend::mariadb) {
    out_ += "DATEDIFF(";
    expression(to, scope, false);
    out_ += ", ";
    expression(from, scope, false);
    out_ += ')';
  } else if (days) {
    out_ += dialect_.backend == Backend::sqlite ? "CAST(" : "(";
    day(to);
    out_ += " - ";
    day(from);
    out_ += dialect_.backend == Backend::sqlite ? " AS INTEGER)" : ")";
  } else if (dialect_.backend == Backend::postgresql) {
    out_ += '(';
    expression(to, scope, false, highest_precedence);
    out_ += " - ";
    expression(from, scope, false, highest_precedence);
    out_ += ')';
  } else {
    out_ +=
        dialect_.backend == Backend::sqlite ? "bindery_microseconds_between(" : "TIMESTAMPDIFF(MICROSECOND, ";
    expression(from, scope, false);
    out_ += ", ";
    expression(to, scope, false);
    out_ += ')';
  }
  return end;
}

}  // namespace bindery
