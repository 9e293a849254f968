// Values as literals of a dialect.
#include "literal.hpp"

#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <cmath>

#include "core/cell_text.hpp"

namespace bindery {

namespace {

std::string hexadecimal(std::string_view bytes) {
  std::string digits;
  for (const char byte : bytes) digits += fmt::format("{:02x}", static_cast<unsigned char>(byte));
  return digits;
}

std::string between_quotes(std::string_view text) {
  std::string quoted_text = "'";
  for (const char c : text) {
    if (c == '\'') quoted_text += c;
    quoted_text += c;
  }
  return quoted_text += '\'';
}

std::string text_literal(std::string_view text, Backend backend) {
  const bool has_nul = text.find('\0') != std::string_view::npos;
  if (backend == Backend::sqlite && has_nul) return fmt::format("CAST(X'{}' AS TEXT)", hexadecimal(text));
  // A backslash begins an escape in MariaDB, or does not: that depends on the session.
  if (backend == Backend::mariadb && (has_nul || text.find('\\') != std::string_view::npos))
    return fmt::format("_utf8mb4 X'{}'", hexadecimal(text));
  return between_quotes(text);
}

std::string bytes_literal(std::string_view bytes, Backend backend) {
  return backend == Backend::postgresql ? fmt::format("'\\x{}'", hexadecimal(bytes))
                                        : fmt::format("X'{}'", hexadecimal(bytes));
}

/// A negative number between parentheses: behind a minus it would begin a comment.
std::string number(std::string digits) {
  return digits.starts_with('-') ? fmt::format("({})", digits) : std::move(digits);
}

std::string real_literal(double value, const Dialect& dialect) {
  const bool postgresql = dialect.backend == Backend::postgresql;
  if (!std::isfinite(value)) {
    if (postgresql) return std::isnan(value) ? "'NaN'" : value > 0 ? "'Infinity'" : "'-Infinity'";
    if (dialect.backend == Backend::sqlite && !std::isnan(value)) return value > 0 ? "9e999" : "(-9e999)";
    throw ProgrammingError(fmt::format("{} has no number {}", dialect.name, value), {.sqlstate = "22003"});
  }
  std::string digits = fmt::format("{}", value);
  // Without an exponent the servers would read a decimal, which is another type with other rules.
  if (dialect.backend == Backend::mariadb && digits.find('e') == std::string::npos) digits += "e0";
  if (dialect.backend == Backend::sqlite && digits.find_first_of(".e") == std::string::npos) digits += ".0";
  // PostgreSQL gives a quoted number the type that a parameter in its place has.
  return postgresql ? fmt::format("'{}'", digits) : number(std::move(digits));
}

std::string time_literal(const Cell& cell, Backend backend) {
  std::string text;
  if (cell.kind == ValueKind::interval) {
    return backend == Backend::postgresql ? fmt::format("'{} microseconds'", cell.integer)
                                          : number(fmt::format("{}", cell.integer));
  }
  char buffer[calendar_text_size];
  std::string_view word;
  if (cell.kind == ValueKind::date) {
    text = format_date(cell.integer, buffer);
    word = "DATE";
  } else if (cell.kind == ValueKind::time) {
    text = format_time(cell.integer, buffer);
    word = "TIME";
  } else {
    text = format_timestamp(cell.integer, buffer);
    word = "TIMESTAMP";
    if (backend == Backend::postgresql && cell.kind == ValueKind::timestamp_tz) text += "+00";
  }
  return fmt::format("{}'{}'", backend == Backend::mariadb ? word : "", text);
}

}  // namespace

std::string literal_of(const Cell& cell, const Dialect& dialect) {
  const Backend backend = dialect.backend;
  switch (cell.kind) {
    case ValueKind::null: return "NULL";
    case ValueKind::boolean:
      if (backend == Backend::sqlite) return cell.integer != 0 ? "1" : "0";
      return cell.integer != 0 ? "TRUE" : "FALSE";
    case ValueKind::integer: return number(fmt::format("{}", cell.integer));
    case ValueKind::unsigned_integer: return fmt::format("{}", cell.unsigned_integer);
    case ValueKind::real: return real_literal(cell.real, dialect);
    case ValueKind::text:
    case ValueKind::json: return text_literal(cell.text(), backend);
    case ValueKind::bytes: return bytes_literal(cell.text(), backend);
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::timestamp:
    case ValueKind::timestamp_tz:
    case ValueKind::interval: return time_literal(cell, backend);
    case ValueKind::decimal:
    case ValueKind::uuid: break;
  }
  std::string text;
  detail::append_text(text, cell);
  const bool is_text = cell.kind == ValueKind::uuid || backend == Backend::sqlite;
  return is_text ? between_quotes(text) : number(std::move(text));
}

}  // namespace bindery
