// A cell: one value on its way between a program and a database, without owning anything.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace bindery {

/// What a cell holds. Drivers produce the richest kind that their wire format tells; codecs read any kind that
/// makes sense for their C++ type (SQLite, say, gives dates as text).
enum class ValueKind : std::uint8_t {
  null,
  boolean,
  integer,
  unsigned_integer,
  real,
  text,
  bytes,
  date,          ///< `integer`: days since 1970-01-01
  time,          ///< `integer`: microseconds since midnight
  timestamp,     ///< `integer`: microseconds since 1970-01-01 00:00 of a local (zoneless) clock
  timestamp_tz,  ///< `integer`: microseconds since 1970-01-01 00:00 UTC
  interval,      ///< `integer`: microseconds
  decimal,       ///< `high`:`low` is a 128-bit coefficient, `scale` the digits behind the point
  uuid,          ///< 16 raw bytes
  json,          ///< text
};

std::string_view name_of(ValueKind kind);

/// One value, viewed. 24 bytes; trivially copyable. Text and bytes point into memory of whoever made the cell.
struct Cell {
  struct View {
    const char* data;
    std::size_t size;
  };
  struct Wide {
    std::uint64_t low;
    std::int64_t high;
  };

  ValueKind kind = ValueKind::null;
  std::uint8_t scale = 0;
  union {
    std::int64_t integer = 0;
    std::uint64_t unsigned_integer;
    double real;
    View view;
    Wide wide;
  };

  constexpr bool is_null() const { return kind == ValueKind::null; }
  constexpr std::string_view text() const { return {view.data, view.size}; }

  static constexpr Cell null() { return {}; }
  static constexpr Cell of_boolean(bool value) { return of_integer(value ? 1 : 0, ValueKind::boolean); }
  static constexpr Cell of_integer(std::int64_t value, ValueKind kind = ValueKind::integer) {
    Cell cell;
    cell.kind = kind;
    cell.integer = value;
    return cell;
  }
  static constexpr Cell of_unsigned(std::uint64_t value) {
    Cell cell;
    cell.kind = ValueKind::unsigned_integer;
    cell.unsigned_integer = value;
    return cell;
  }
  static constexpr Cell of_real(double value) {
    Cell cell;
    cell.kind = ValueKind::real;
    cell.real = value;
    return cell;
  }
  static constexpr Cell of_text(std::string_view text, ValueKind kind = ValueKind::text) {
    Cell cell;
    cell.kind = kind;
    cell.view = {text.data(), text.size()};
    return cell;
  }
  static Cell of_bytes(std::span<const std::byte> bytes) {
    return of_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, ValueKind::bytes);
  }
  static constexpr Cell of_decimal(std::uint64_t low, std::int64_t high, std::uint8_t scale) {
    Cell cell;
    cell.kind = ValueKind::decimal;
    cell.scale = scale;
    cell.wide = {low, high};
    return cell;
  }
};

/// True for kinds whose cell uses `view` (text, bytes, uuid, json).
constexpr bool is_viewed(ValueKind kind) {
  return kind == ValueKind::text || kind == ValueKind::bytes || kind == ValueKind::uuid ||
         kind == ValueKind::json;
}

}  // namespace bindery
