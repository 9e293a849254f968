// Decoding of binary rows and encoding of single parameters.
#include "drivers/mariadb/types.hpp"

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <cstring>
#include <utility>

#include "core/decimal_digits.hpp"

namespace bindery::drivers::mariadb {

namespace {

constexpr std::int64_t second = 1'000'000, day = 86'400 * second;

template <class T> T load(const unsigned char* at) {
  T value;  // the protocol is little-endian, and so is every machine that MariaDB's client supports us on
  std::memcpy(&value, at, sizeof value);
  return value;
}

template <class T> T take(const unsigned char*& at) {
  const T value = load<T>(at);
  at += sizeof(T);
  return value;
}

std::string_view take_text(const unsigned char*& at) {
  std::size_t size = *at++;
  if (size == 252) {
    size = take<std::uint16_t>(at);
  } else if (size == 253) {
    size = load<std::uint16_t>(at) | static_cast<std::size_t>(at[2]) << 16;
    at += 3;
  } else if (size == 254) {
    size = take<std::uint64_t>(at);
  }
  const auto* start = reinterpret_cast<const char*>(at);
  at += size;
  return {start, size};
}

template <class Signed, class Unsigned> Cell integer(const unsigned char*& at, bool is_unsigned) {
  if (!is_unsigned) return Cell::of_integer(take<Signed>(at));
  if constexpr (sizeof(Unsigned) == 8) {
    return Cell::of_unsigned(take<Unsigned>(at));
  } else {
    return Cell::of_integer(take<Unsigned>(at));
  }
}

/// BIT(n): up to eight bytes, the highest first.
Cell bits(std::string_view bytes) {
  std::uint64_t value = 0;
  for (char byte : bytes) value = value << 8 | static_cast<unsigned char>(byte);
  return value <= INT64_MAX ? Cell::of_integer(static_cast<std::int64_t>(value)) : Cell::of_unsigned(value);
}

/// Beyond 38 digits it stays text.
Cell decimal(std::string_view text) {
  const auto parsed = detail::parse_decimal(text);
  if (parsed.error != detail::DecimalError::none) return Cell::of_text(text);
  return Cell::of_decimal(detail::low_word(parsed.coefficient), detail::high_word(parsed.coefficient),
                          static_cast<std::uint8_t>(parsed.scale));
}

/// Date, or date and time: 4, 7 or 11 bytes; trailing zeros are left out.
const char* moment(std::string_view bytes, bool date_only, Cell& cell) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  if (bytes.size() < 4) return "the zero date 0000-00-00, which is no date";
  const std::chrono::year_month_day date{std::chrono::year(load<std::uint16_t>(at)),
                                         std::chrono::month(at[2]), std::chrono::day(at[3])};
  if (!date.ok()) return "a date with a month or day of zero, which is no date";
  const std::int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
  if (date_only) {
    cell = Cell::of_integer(days, ValueKind::date);
    return nullptr;
  }
  std::int64_t clock = 0;
  if (bytes.size() >= 7) clock = ((at[4] * 60 + at[5]) * 60 + at[6]) * second;
  if (bytes.size() >= 11) clock += load<std::uint32_t>(at + 7);
  cell = Cell::of_integer(days * day + clock, ValueKind::timestamp);
  return nullptr;
}

/// TIME is a span of up to 838 hours in MariaDB; what is no time of day is shown as the interval that it is.
Cell clock_time(std::string_view bytes) {
  if (bytes.size() < 8) return Cell::of_integer(0, ValueKind::time);
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  std::int64_t span = load<std::uint32_t>(at + 1) * day + ((at[5] * 60 + at[6]) * 60 + at[7]) * second;
  if (bytes.size() >= 12) span += load<std::uint32_t>(at + 8);
  if (at[0] != 0) span = -span;
  return Cell::of_integer(span, span >= 0 && span < day ? ValueKind::time : ValueKind::interval);
}

[[noreturn]] void refuse(std::string message) { raise(ErrorKind::data, std::move(message)); }

std::string_view uuid_text(const Cell& cell, char* buffer) {
  if (cell.view.size != 16) refuse(fmt::format("a UUID has 16 bytes, not {}", cell.view.size));
  char* to = buffer;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
    const auto byte = static_cast<unsigned char>(cell.view.data[i]);
    *to++ = "0123456789abcdef"[byte >> 4];
    *to++ = "0123456789abcdef"[byte & 15];
  }
  return {buffer, 36};
}

std::string_view decimal_text(const Cell& cell, char* buffer) {
  const auto coefficient = detail::join_words(cell.wide.low, cell.wide.high);
  if (cell.scale > 38 || !detail::fits_decimal(coefficient)) {
    refuse("a decimal of more than 38 digits does not fit MariaDB's DECIMAL");
  }
  return detail::format_decimal(coefficient, cell.scale, buffer);
}

}  // namespace

const char* read_value(enum_field_types type, bool is_unsigned, bool is_binary, const unsigned char*& at,
                       Cell& cell) noexcept {
  switch (type) {
    case MYSQL_TYPE_TINY: cell = integer<std::int8_t, std::uint8_t>(at, is_unsigned); return nullptr;
    case MYSQL_TYPE_YEAR:
    case MYSQL_TYPE_SHORT: cell = integer<std::int16_t, std::uint16_t>(at, is_unsigned); return nullptr;
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG: cell = integer<std::int32_t, std::uint32_t>(at, is_unsigned); return nullptr;
    case MYSQL_TYPE_LONGLONG: cell = integer<std::int64_t, std::uint64_t>(at, is_unsigned); return nullptr;
    case MYSQL_TYPE_FLOAT: cell = Cell::of_real(static_cast<double>(take<float>(at))); return nullptr;
    case MYSQL_TYPE_DOUBLE: cell = Cell::of_real(take<double>(at)); return nullptr;
    case MYSQL_TYPE_BIT: cell = bits(take_text(at)); return nullptr;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: cell = decimal(take_text(at)); return nullptr;
    case MYSQL_TYPE_NEWDATE:
    case MYSQL_TYPE_DATE: return moment(take_text(at), true, cell);
    case MYSQL_TYPE_TIMESTAMP:
    case MYSQL_TYPE_DATETIME: return moment(take_text(at), false, cell);
    case MYSQL_TYPE_TIME: cell = clock_time(take_text(at)); return nullptr;
    case MYSQL_TYPE_NULL: cell = Cell::null(); return nullptr;
    default: break;
  }
  const bool bytes = is_binary || type == MYSQL_TYPE_GEOMETRY;
  cell = Cell::of_text(take_text(at), bytes ? ValueKind::bytes : ValueKind::text);
  return nullptr;
}

MYSQL_TIME to_moment(const Cell& cell) {
  using namespace std::chrono;
  MYSQL_TIME result{};
  const bool is_date = cell.kind == ValueKind::date, is_time = cell.kind == ValueKind::time;
  std::int64_t clock = is_date ? 0 : cell.integer;
  if (is_time) {
    if (clock < 0 || clock >= day) refuse("a time of day lies between 00:00 and 23:59:59.999999");
    result.time_type = MYSQL_TIMESTAMP_TIME;
  } else {
    std::int64_t whole = is_date ? cell.integer : clock / day;
    clock -= is_date ? 0 : whole * day;
    if (clock < 0) {
      clock += day;
      --whole;
    }
    constexpr auto first = sys_days(year(0) / 1 / 1), last = sys_days(year(9999) / 12 / 31);
    if (whole < first.time_since_epoch().count() || whole > last.time_since_epoch().count()) {
      refuse("MariaDB's dates lie between the years 0 and 9999");
    }
    const year_month_day date{sys_days(days(whole))};
    result.year = static_cast<unsigned>(static_cast<int>(date.year()));
    result.month = static_cast<unsigned>(date.month());
    result.day = static_cast<unsigned>(date.day());
    result.time_type = is_date ? MYSQL_TIMESTAMP_DATE : MYSQL_TIMESTAMP_DATETIME;
  }
  const auto seconds = static_cast<unsigned>(clock / second);
  result.hour = seconds / 3600;
  result.minute = seconds / 60 % 60;
  result.second = seconds % 60;
  result.second_part = static_cast<unsigned long>(clock % second);
  return result;
}

std::string_view to_text(const Cell& cell, char* buffer) {
  return cell.kind == ValueKind::uuid ? uuid_text(cell, buffer) : decimal_text(cell, buffer);
}

void check_real(double value) {
  if (!std::isfinite(value)) refuse("MariaDB stores neither NaN nor infinities");
}

bool Parameters::bind(const Cell* cells, std::size_t count) {
  bool changed = binds_.size() != count;
  binds_.resize(count);
  slots_.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    MYSQL_BIND& bind = binds_[i];
    const auto type = bind.buffer_type;
    const auto sign = std::exchange(bind.is_unsigned, my_bool{0});
    try {
      bind_one(cells[i], bind, slots_[i]);
    } catch (Error& error) {
      binds_.clear();
      error.locate(fmt::format("parameter {}", i + 1));
      throw;
    }
    changed = changed || bind.buffer_type != type || bind.is_unsigned != sign;
  }
  return changed;
}

void Parameters::replace(MYSQL_BIND* bound) const {
  for (const MYSQL_BIND& bind : binds_) {
    bound->buffer = bind.buffer;
    bound->buffer_length = bind.buffer_length;
    ++bound;
  }
}

void Parameters::bind_one(const Cell& cell, MYSQL_BIND& bind, Slot& slot) {
  const auto view = [&](enum_field_types type, std::string_view text) {
    // The library takes an empty buffer for NULL.
    bind.buffer_type = type;
    bind.buffer = const_cast<char*>(text.data() == nullptr ? "" : text.data());
    bind.buffer_length = text.size();
  };
  const auto fixed = [&](enum_field_types type, const void* value) {
    bind.buffer_type = type;
    bind.buffer = const_cast<void*>(value);
  };
  switch (cell.kind) {
    case ValueKind::null: bind.buffer_type = MYSQL_TYPE_NULL; return;
    case ValueKind::boolean:
      slot.text[0] = cell.integer != 0 ? 1 : 0;
      return fixed(MYSQL_TYPE_TINY, slot.text);
    case ValueKind::unsigned_integer: bind.is_unsigned = 1; [[fallthrough]];
    case ValueKind::integer:
    case ValueKind::interval: return fixed(MYSQL_TYPE_LONGLONG, &cell.integer);
    case ValueKind::real: check_real(cell.real); return fixed(MYSQL_TYPE_DOUBLE, &cell.real);
    case ValueKind::text:
    case ValueKind::json: return view(MYSQL_TYPE_STRING, cell.text());
    case ValueKind::bytes: return view(MYSQL_TYPE_BLOB, cell.text());
    // Not as text: the server would compare and add that as a double.
    case ValueKind::decimal: return view(MYSQL_TYPE_NEWDECIMAL, to_text(cell, slot.text));
    case ValueKind::uuid: return view(MYSQL_TYPE_STRING, to_text(cell, slot.text));
    case ValueKind::date:
    case ValueKind::time:
    case ValueKind::timestamp:
    case ValueKind::timestamp_tz: slot.moment = to_moment(cell); break;
  }
  fixed(cell.kind == ValueKind::date   ? MYSQL_TYPE_DATE
        : cell.kind == ValueKind::time ? MYSQL_TYPE_TIME
                                       : MYSQL_TYPE_DATETIME,
        &slot.moment);
}

}  // namespace bindery::drivers::mariadb
