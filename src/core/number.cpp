// Codecs of bool, integers and floating point numbers.
#include <bindery/core/types/decimal.hpp>
#include <bindery/core/types/number.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "core/cell_text.hpp"
#include "core/wide.hpp"

namespace bindery::detail {

namespace {

std::optional<Int128> whole_number(double value) {
  // Beyond 2^64 no integer type can hold it.
  if (!(std::fabs(value) <= 18446744073709551616.0) || std::trunc(value) != value) return std::nullopt;
  return static_cast<Int128>(value);
}

std::optional<Int128> whole_number(std::string_view text) {
  const auto* end = text.data() + text.size();
  std::int64_t value = 0;
  if (const auto read = std::from_chars(text.data(), end, value); read.ec == std::errc{} && read.ptr == end)
    return value;
  std::uint64_t great = 0;
  if (const auto read = std::from_chars(text.data(), end, great); read.ec == std::errc{} && read.ptr == end)
    return great;
  return std::nullopt;
}

/// The whole number that a cell holds in whatever kind, if it holds one.
std::optional<Int128> whole_number(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::boolean:
    case ValueKind::integer: return cell.integer;
    case ValueKind::unsigned_integer: return cell.unsigned_integer;
    case ValueKind::real: return whole_number(cell.real);
    case ValueKind::text: return whole_number(cell.text());
    case ValueKind::decimal: {
      const Int128 coefficient = join_words(cell.wide.low, cell.wide.high), unit = power_of_ten(cell.scale);
      if (coefficient % unit != 0) return std::nullopt;
      return coefficient / unit;
    }
    default: return std::nullopt;
  }
}

template <IntegerValue T> constexpr std::string_view integer_name() {
  constexpr bool is_signed = std::is_signed_v<T>;
  switch (sizeof(T)) {
    case 1: return is_signed ? "an 8-bit integer" : "an unsigned 8-bit integer";
    case 2: return is_signed ? "a 16-bit integer" : "an unsigned 16-bit integer";
    case 4: return is_signed ? "a 32-bit integer" : "an unsigned 32-bit integer";
    default: return is_signed ? "a 64-bit integer" : "an unsigned 64-bit integer";
  }
}

[[noreturn]] void refuse_range(const Cell& cell, std::string_view name) {
  refuse_value(cell, fmt::format("does not fit {}", name));
}

std::optional<bool> truth(const Cell& cell) {
  if (cell.kind == ValueKind::text) {
    const auto text = cell.text();
    if (text == "true" || text == "t") return true;
    if (text == "false" || text == "f") return false;
  }
  const auto number = whole_number(cell);
  if (!number || *number < 0 || *number > 1) return std::nullopt;
  return *number == 1;
}

template <std::floating_point T> T parse_real(const Cell& cell, std::string_view name) {
  auto text = cell.text();
  if (text.starts_with('+')) text.remove_prefix(1);
  T value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec == std::errc::result_out_of_range) refuse_range(cell, name);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) refuse_cell(cell, name);
  return value;
}

template <std::floating_point T> T narrowed(const Cell& cell, double value, std::string_view name) {
  if constexpr (sizeof(T) == sizeof(double)) return value;
  if (std::isfinite(value) && std::fabs(value) > static_cast<double>(std::numeric_limits<T>::max()))
    refuse_range(cell, name);
  return static_cast<T>(value);
}

}  // namespace

void read_bool(const Codec&, const Cell& cell, void* field) {
  if (cell.kind == ValueKind::boolean) {
    *static_cast<bool*>(field) = cell.integer != 0;
    return;
  }
  const auto value = truth(cell);
  if (!value) refuse_cell(cell, "a boolean");
  *static_cast<bool*>(field) = *value;
}

void write_bool(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_boolean(*static_cast<const bool*>(field));
}

template <IntegerValue T> void read_integer(const Codec&, const Cell& cell, void* field) {
  auto& value = *static_cast<T*>(field);
  if (cell.kind == ValueKind::integer && std::in_range<T>(cell.integer)) {
    value = static_cast<T>(cell.integer);
    return;
  }
  const auto number = whole_number(cell);
  if (!number) refuse_cell(cell, integer_name<T>());
  if (*number < std::numeric_limits<T>::min() || *number > std::numeric_limits<T>::max()) {
    refuse_range(cell, integer_name<T>());
  }
  value = static_cast<T>(*number);
}

template <IntegerValue T> void write_integer(const Codec&, const void* field, Cell& cell) {
  const T value = *static_cast<const T*>(field);
  if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>) {
    cell = Cell::of_unsigned(value);
  } else {
    // Member by member: a whole cell would first be put together elsewhere, and wait for it there.
    cell.kind = ValueKind::integer;
    cell.scale = 0;
    cell.integer = static_cast<std::int64_t>(value);
  }
}

template <std::floating_point T> void read_real(const Codec&, const Cell& cell, void* field) {
  constexpr std::string_view name =
      sizeof(T) == 4 ? "a 32-bit floating point number" : "a floating point number";
  auto& value = *static_cast<T*>(field);
  switch (cell.kind) {
    case ValueKind::real: value = narrowed<T>(cell, cell.real, name); return;
    case ValueKind::integer: value = static_cast<T>(cell.integer); return;
    case ValueKind::unsigned_integer: value = static_cast<T>(cell.unsigned_integer); return;
    case ValueKind::decimal: value = narrowed<T>(cell, Decimal::from_cell(cell).to_double(), name); return;
    case ValueKind::text: value = parse_real<T>(cell, name); return;
    default: refuse_cell(cell, name);
  }
}

template <std::floating_point T> void write_real(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_real(static_cast<double>(*static_cast<const T*>(field)));
}

template <std::floating_point T> bool same_real(const void* a, const void* b) {
  const T left = *static_cast<const T*>(a), right = *static_cast<const T*>(b);
  if (std::isnan(left) || std::isnan(right)) return std::isnan(left) == std::isnan(right);
  return left == right && std::signbit(left) == std::signbit(right);
}

template void read_integer<signed char>(const Codec&, const Cell&, void*);
template void read_integer<short>(const Codec&, const Cell&, void*);
template void read_integer<int>(const Codec&, const Cell&, void*);
template void read_integer<long>(const Codec&, const Cell&, void*);
template void read_integer<long long>(const Codec&, const Cell&, void*);
template void read_integer<unsigned char>(const Codec&, const Cell&, void*);
template void read_integer<unsigned short>(const Codec&, const Cell&, void*);
template void read_integer<unsigned>(const Codec&, const Cell&, void*);
template void read_integer<unsigned long>(const Codec&, const Cell&, void*);
template void read_integer<unsigned long long>(const Codec&, const Cell&, void*);
template void write_integer<signed char>(const Codec&, const void*, Cell&);
template void write_integer<short>(const Codec&, const void*, Cell&);
template void write_integer<int>(const Codec&, const void*, Cell&);
template void write_integer<long>(const Codec&, const void*, Cell&);
template void write_integer<long long>(const Codec&, const void*, Cell&);
template void write_integer<unsigned char>(const Codec&, const void*, Cell&);
template void write_integer<unsigned short>(const Codec&, const void*, Cell&);
template void write_integer<unsigned>(const Codec&, const void*, Cell&);
template void write_integer<unsigned long>(const Codec&, const void*, Cell&);
template void write_integer<unsigned long long>(const Codec&, const void*, Cell&);
template void read_real<float>(const Codec&, const Cell&, void*);
template void read_real<double>(const Codec&, const Cell&, void*);
template void write_real<float>(const Codec&, const void*, Cell&);
template void write_real<double>(const Codec&, const void*, Cell&);
template bool same_real<float>(const void*, const void*);
template bool same_real<double>(const void*, const void*);

}  // namespace bindery::detail
