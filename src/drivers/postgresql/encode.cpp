// Cells to PostgreSQL's binary and text forms.
#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <bindery/core/types/decimal.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

#include "core/cell_text.hpp"
#include "drivers/postgresql/types.hpp"

namespace bindery::drivers::postgresql {

namespace {

/// PostgreSQL counts from 2000-01-01.
constexpr std::int64_t epoch_days = 10'957, epoch_microseconds = epoch_days * microseconds_per_day;

[[noreturn]] void misfit(const Cell& cell, Wire type) {
  ErrorDetails details;
  details.sqlstate = "22000";
  raise(ErrorKind::data, fmt::format("{} does not fit the type {}", detail::describe(cell), name_of(type)),
        std::move(details));
}

bool is_text(ValueKind kind) { return kind == ValueKind::text || kind == ValueKind::json; }

/// The whole number that a cell stands for, if there is one.
std::int64_t whole_number(const Cell& cell, Wire type) {
  switch (cell.kind) {
    case ValueKind::boolean:
    case ValueKind::integer: return cell.integer;
    case ValueKind::unsigned_integer:
      if (cell.unsigned_integer <= std::numeric_limits<std::int64_t>::max()) return cell.integer;
      break;
    case ValueKind::real:
      if (std::trunc(cell.real) == cell.real && cell.real >= -0x1p63 && cell.real < 0x1p63) {
        return static_cast<std::int64_t>(cell.real);
      }
      break;
    case ValueKind::decimal: try { return Decimal::from_cell(cell).to_int64();
      } catch (const DataError&) {
        break;
      }
    default: break;
  }
  misfit(cell, type);
}

template <class T> bool append_integer(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  const std::int64_t value = whole_number(cell, type);
  if (value < std::numeric_limits<T>::min() || value > std::int64_t{std::numeric_limits<T>::max()})
    misfit(cell, type);
  append_big_endian(out, static_cast<T>(value));
  return true;
}

bool append_boolean(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  const std::int64_t value = whole_number(cell, type);
  if (value != 0 && value != 1) misfit(cell, type);
  out += static_cast<char>(value);
  return true;
}

double real_of(const Cell& cell, Wire type) {
  switch (cell.kind) {
    case ValueKind::real: return cell.real;
    case ValueKind::boolean:
    case ValueKind::integer: return static_cast<double>(cell.integer);
    case ValueKind::unsigned_integer: return static_cast<double>(cell.unsigned_integer);
    case ValueKind::decimal: return Decimal::from_cell(cell).to_double();
    default: misfit(cell, type);
  }
}

bool append_float4(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  const double value = real_of(cell, type);
  const auto narrow = static_cast<float>(value);
  if (std::isinf(narrow) && !std::isinf(value)) misfit(cell, type);
  append_big_endian(out, std::bit_cast<std::uint32_t>(narrow));
  return true;
}

bool append_float8(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  append_big_endian(out, std::bit_cast<std::uint64_t>(real_of(cell, type)));
  return true;
}

bool append_number(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  if (cell.kind != ValueKind::decimal && cell.kind != ValueKind::integer && cell.kind != ValueKind::real &&
      cell.kind != ValueKind::unsigned_integer && cell.kind != ValueKind::boolean) {
    misfit(cell, type);
  }
  append_numeric(out, cell);
  return true;
}

bool append_date(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  std::int64_t days = cell.integer;
  if (cell.kind == ValueKind::timestamp || cell.kind == ValueKind::timestamp_tz) {
    if (cell.integer % microseconds_per_day != 0) misfit(cell, type);
    days = cell.integer / microseconds_per_day;
  } else if (cell.kind != ValueKind::date) {
    misfit(cell, type);
  }
  // The smallest and the greatest number mean infinity.
  if (days <= std::int64_t{INT32_MIN} + epoch_days || days >= std::int64_t{INT32_MAX}) misfit(cell, type);
  append_big_endian(out, static_cast<std::int32_t>(days - epoch_days));
  return true;
}

/// Microseconds as the server counts them.
std::int64_t server_time(const Cell& cell, Wire type) {
  std::int64_t value = cell.integer;
  if (cell.kind == ValueKind::date) {
    if (__builtin_mul_overflow(value, microseconds_per_day, &value)) misfit(cell, type);
  } else if (cell.kind != ValueKind::timestamp && cell.kind != ValueKind::timestamp_tz) {
    misfit(cell, type);
  }
  if (__builtin_sub_overflow(value, epoch_microseconds, &value) || value == INT64_MIN || value == INT64_MAX) {
    misfit(cell, type);
  }
  return value;
}

bool append_timestamp(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  append_big_endian(out, server_time(cell, type));
  return true;
}

bool append_time(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  if (cell.kind != ValueKind::time || cell.integer < 0 || cell.integer > microseconds_per_day)
    misfit(cell, type);
  append_big_endian(out, cell.integer);
  return true;
}

bool append_interval(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  if (cell.kind != ValueKind::interval && cell.kind != ValueKind::time) misfit(cell, type);
  append_big_endian(out, cell.integer);
  append_big_endian(out, std::int32_t{0});  // days
  append_big_endian(out, std::int32_t{0});  // months
  return true;
}

bool append_bytes(std::string& out, Wire type, const Cell& cell) {
  if (!is_viewed(cell.kind)) misfit(cell, type);
  out += cell.text();
  return true;
}

bool append_uuid(std::string& out, Wire type, const Cell& cell) {
  if (is_text(cell.kind)) return false;
  if (!is_viewed(cell.kind) || cell.view.size != 16) misfit(cell, type);
  out += cell.text();
  return true;
}

/// The text of any kind; bytes as PostgreSQL shows them.
void append_plain(std::string& out, Wire type, const Cell& cell) {
  if (cell.kind == ValueKind::bytes) {
    out += "\\x";
    for (const char byte : cell.text())
      fmt::format_to(std::back_inserter(out), "{:02x}", static_cast<unsigned char>(byte));
    return;
  }
  if (is_text(cell.kind)) refuse_nul(cell.text());
  if (cell.kind == ValueKind::real && !std::isfinite(cell.real)) {
    if (type == Wire::json || type == Wire::jsonb) misfit(cell, type);
    out += std::isnan(cell.real) ? "NaN" : cell.real > 0 ? "Infinity" : "-Infinity";
    return;
  }
  detail::append_text(out, cell);
}

}  // namespace

void refuse_nul(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return;
  ErrorDetails details;
  details.sqlstate = "22021";
  details.hint = "store it as bytes";
  raise(ErrorKind::data, "PostgreSQL's text cannot hold the character NUL", std::move(details));
}

bool append_binary(std::string& out, Wire type, const Cell& cell) {
  switch (type) {
    case Wire::boolean: return append_boolean(out, type, cell);
    case Wire::int2: return append_integer<std::int16_t>(out, type, cell);
    case Wire::int4: return append_integer<std::int32_t>(out, type, cell);
    case Wire::int8: return append_integer<std::int64_t>(out, type, cell);
    case Wire::oid: return append_integer<std::uint32_t>(out, type, cell);
    case Wire::float4: return append_float4(out, type, cell);
    case Wire::float8: return append_float8(out, type, cell);
    case Wire::numeric: return append_number(out, type, cell);
    case Wire::bytea: return append_bytes(out, type, cell);
    case Wire::date: return append_date(out, type, cell);
    case Wire::time: return append_time(out, type, cell);
    case Wire::timestamp:
    case Wire::timestamptz: return append_timestamp(out, type, cell);
    case Wire::interval: return append_interval(out, type, cell);
    case Wire::uuid: return append_uuid(out, type, cell);
    case Wire::jsonb: out += '\1'; [[fallthrough]];  // the version of the format
    case Wire::json:
    case Wire::text: append_plain(out, type, cell); return true;
    case Wire::foreign:
    case Wire::character: break;
  }
  return false;
}

void append_text_form(std::string& out, Wire type, const Cell& cell) { append_plain(out, type, cell); }

namespace {

/// As much as `write_common_field` may take.
std::size_t room_for(const Cell& cell) { return 12 + (cell.kind == ValueKind::text ? cell.view.size : 0); }

/// Writes a number behind its length.
template <class T> char* write_sized(char* at, T value) {
  write_big_endian(at, static_cast<std::uint32_t>(sizeof(T)));
  write_big_endian(at + 4, value);
  return at + 4 + sizeof(T);
}

/// Writes one of the fields that most rows are made of, and says where it ends; nullptr for all others.
char* write_common_field(char* at, Wire type, const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::null: write_big_endian(at, std::int32_t{-1}); return at + 4;
    case ValueKind::integer:
      if (type == Wire::int8) return write_sized(at, cell.integer);
      if (type != Wire::int4 || cell.integer != static_cast<std::int32_t>(cell.integer)) return nullptr;
      return write_sized(at, static_cast<std::int32_t>(cell.integer));
    case ValueKind::real:
      return type == Wire::float8 ? write_sized(at, std::bit_cast<std::uint64_t>(cell.real)) : nullptr;
    case ValueKind::text:
      if (type != Wire::text) return nullptr;
      refuse_nul(cell.text());
      write_big_endian(at, static_cast<std::uint32_t>(cell.view.size));
      return std::copy_n(cell.view.data, cell.view.size, at + 4);
    case ValueKind::timestamp:
      return type == Wire::timestamp ? write_sized(at, server_time(cell, type)) : nullptr;
    default: return nullptr;
  }
}

bool append_uncommon_field(std::string& out, Wire type, const Cell& cell) {
  const std::size_t at = out.size();
  out.append(4, '\0');
  if (!append_binary(out, type, cell)) return false;
  write_big_endian(out.data() + at, static_cast<std::uint32_t>(out.size() - at - 4));
  return true;
}

}  // namespace

bool append_field(std::string& out, Wire type, const Cell& cell) {
  return append_fields(out, {&type, 1}, {&cell, 1});
}

bool append_fields(std::string& out, std::span<const Wire> types, std::span<const Cell> cells) {
  std::size_t room = 0;
  for (const Cell& cell : cells) room += room_for(cell);
  std::size_t end = out.size();
  out.resize(end + room);  // one look at the room for all of them
  for (std::size_t i = 0; i < cells.size(); ++i) {
    char* const at = out.data() + end;
    if (char* const behind = write_common_field(at, types[i], cells[i])) {
      end += static_cast<std::size_t>(behind - at);
      continue;
    }
    std::string field;
    if (!append_uncommon_field(field, types[i], cells[i])) return false;
    out.replace(end, room_for(cells[i]), field);
    end += field.size();
  }
  out.resize(end);
  return true;
}

}  // namespace bindery::drivers::postgresql
