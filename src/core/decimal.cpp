// Decimal: conversions and arithmetic on a 128-bit coefficient.
#include <bindery/core/types/decimal.hpp>
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <ostream>
#include <utility>

#include "core/decimal_digits.hpp"

namespace bindery {

using namespace detail;

namespace {

constexpr int max_scale = Decimal::max_digits;

[[noreturn]] void too_long(std::string_view what) {
  throw DataError(fmt::format("{} needs more than {} decimal digits", what, Decimal::max_digits));
}

Int128 coefficient(const Decimal& value) { return join_words(value.low(), value.high()); }

/// Nothing when the result would not fit.
std::optional<Decimal> make(Int128 coefficient, int scale) {
  if (!fits_decimal(coefficient)) return std::nullopt;
  while (scale > max_scale && coefficient % 10 == 0) coefficient /= 10, --scale;
  if (scale > max_scale) return std::nullopt;
  return Decimal::from_words(low_word(coefficient), high_word(coefficient), scale);
}

std::optional<Decimal> sum(const Decimal& a, const Decimal& b) {
  const int scale = std::max(a.scale(), b.scale());
  const auto result = add_scaled(coefficient(a), scale - a.scale(), coefficient(b), scale - b.scale());
  return result ? make(*result, scale) : std::nullopt;
}

std::optional<Decimal> product(const Decimal& a, const Decimal& b) {
  Int128 result;
  if (__builtin_mul_overflow(coefficient(a), coefficient(b), &result)) return std::nullopt;
  return make(result, a.scale() + b.scale());
}

/// The product when its plain coefficient is too long: zeros that its end would have are left out beforehand.
std::optional<Decimal> product_without_zeros(const Decimal& a, const Decimal& b) {
  Int128 left = coefficient(a), right = coefficient(b);
  int scale = a.scale() + b.scale();
  const auto cancel = [&](int from_left, int from_right) {
    for (; scale > 0 && left % from_left == 0 && right % from_right == 0; --scale)
      left /= from_left, right /= from_right;
  };
  cancel(10, 1);
  cancel(1, 10);
  cancel(2, 5);
  cancel(5, 2);
  Int128 result;
  if (__builtin_mul_overflow(left, right, &result)) return std::nullopt;
  return make(result, scale);
}

void check_scale(int scale) {
  if (scale < 0 || scale > max_scale) {
    throw DataError(fmt::format("scale {} of a decimal is not between 0 and {}", scale, max_scale));
  }
}

Decimal parse(std::string_view text) {
  const auto parsed = parse_decimal(text);
  if (parsed.error == DecimalError::malformed)
    throw DataError(fmt::format("'{}' is not a decimal number", text));
  if (parsed.error == DecimalError::too_long) too_long(fmt::format("'{}'", text));
  return Decimal::from_words(low_word(parsed.coefficient), high_word(parsed.coefficient), parsed.scale);
}

}  // namespace

Decimal::Decimal(std::string_view text) : Decimal(parse(text)) {}

Decimal Decimal::from_double(double value, int scale) {
  check_scale(scale);
  if (!(std::fabs(value) < 1e38)) {
    if (std::isfinite(value)) too_long(fmt::format("{}", value));
    throw DataError(fmt::format("{} is not a decimal number", value));
  }
  char buffer[96];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, scale).ptr;
  return Decimal(std::string_view(buffer, end));
}

Decimal Decimal::from_shortest(double value) {
  char buffer[32];
  return Decimal(std::string_view(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr));
}

Decimal Decimal::from_words(std::uint64_t low, std::int64_t high, int scale) {
  check_scale(scale);
  if (!fits_decimal(join_words(low, high))) too_long("a value");
  Decimal result;
  result.low_ = low;
  result.high_ = high;
  result.scale_ = static_cast<std::uint8_t>(scale);
  return result;
}

Decimal Decimal::from_cell(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::decimal: return from_words(cell.wide.low, cell.wide.high, cell.scale);
    case ValueKind::integer: return cell.integer;
    case ValueKind::unsigned_integer: return cell.unsigned_integer;
    case ValueKind::text: return Decimal(cell.text());
    case ValueKind::real: return from_shortest(cell.real);
    default: refuse_cell(cell, "a decimal");
  }
}

int Decimal::precision() const {
  Uint128 rest = magnitude(coefficient(*this));
  int digits = 1;
  while ((rest /= 10) != 0) ++digits;
  return digits;
}

std::string_view Decimal::format(char* buffer) const {
  return format_decimal(coefficient(*this), scale_, buffer);
}

std::string Decimal::to_string() const {
  char buffer[48];
  return std::string(format(buffer));
}

double Decimal::to_double() const {
  char buffer[48];
  const auto text = format(buffer);
  double result = 0;
  std::from_chars(text.data(), text.data() + text.size(), result);
  return result;
}

std::int64_t Decimal::to_int64() const {
  const Int128 unit = power_of_ten(scale_), value = coefficient(*this);
  const Int128 whole = value / unit;
  if (value % unit != 0 || whole != static_cast<std::int64_t>(whole)) {
    throw DataError(fmt::format("decimal {} is not a 64-bit integer", to_string()));
  }
  return static_cast<std::int64_t>(whole);
}

Decimal Decimal::rounded(int scale) const {
  check_scale(scale);
  const Int128 value = coefficient(*this);
  const auto result =
      scale >= scale_ ? scaled_up(value, scale - scale_) : scaled_down(value, scale_ - scale, false);
  const auto made = result ? make(*result, scale) : std::nullopt;
  if (!made) too_long(fmt::format("{} with {} digits behind the point", to_string(), scale));
  return *made;
}

Decimal Decimal::divided_by(const Decimal& other, int scale) const {
  check_scale(scale);
  if (other.is_zero()) throw DataError(fmt::format("{} cannot be divided by zero", to_string()));
  const auto quotient = divide(coefficient(*this), coefficient(other), scale + other.scale_ - scale_);
  const auto made = quotient ? make(*quotient, scale) : std::nullopt;
  if (!made) too_long(fmt::format("{} / {}", to_string(), other.to_string()));
  return *made;
}

Decimal Decimal::normalized() const {
  Int128 value = coefficient(*this);
  int scale = scale_;
  while (scale > 0 && value % 10 == 0) value /= 10, --scale;
  return from_words(low_word(value), high_word(value), scale);
}

Decimal Decimal::operator-() const {
  const Int128 value = -coefficient(*this);
  return from_words(low_word(value), high_word(value), scale_);
}

Decimal Decimal::plus(const Decimal& other) const {
  if (const auto result = sum(*this, other)) return *result;
  if (const auto result = sum(normalized(), other.normalized())) return *result;
  too_long(fmt::format("{} + {}", to_string(), other.to_string()));
}

Decimal Decimal::times(const Decimal& other) const {
  if (const auto result = product(*this, other)) return *result;
  if (const auto result = product_without_zeros(*this, other)) return *result;
  too_long(fmt::format("{} * {}", to_string(), other.to_string()));
}

std::weak_ordering Decimal::compare(const Decimal& other) const {
  if (scale_ == other.scale_) return coefficient(*this) <=> coefficient(other);
  const Int128 left_unit = power_of_ten(scale_), right_unit = power_of_ten(other.scale_);
  const Int128 left = coefficient(*this), right = coefficient(other);
  if (left / left_unit != right / right_unit) return left / left_unit <=> right / right_unit;
  // Both fractions are below one, so that they fit at the greatest scale.
  return left % left_unit * power_of_ten(max_scale - scale_) <=>
         right % right_unit * power_of_ten(max_scale - other.scale_);
}

std::ostream& operator<<(std::ostream& out, const Decimal& value) {
  char buffer[48];
  return out << value.format(buffer);
}

namespace detail {

void read_decimal(const Codec&, const Cell& cell, void* field) {
  if (cell.is_null()) refuse_cell(cell, "a decimal");
  *static_cast<Decimal*>(field) = Decimal::from_cell(cell);
}

void write_decimal(const Codec&, const void* field, Cell& cell) {
  cell = static_cast<const Decimal*>(field)->to_cell();
}

}  // namespace detail

}  // namespace bindery

std::size_t std::hash<bindery::Decimal>::operator()(const bindery::Decimal& value) const noexcept {
  const auto plain = value.normalized();
  const std::size_t low = std::hash<std::uint64_t>{}(plain.low());
  return low * 31 + std::hash<std::int64_t>{}(plain.high()) * 17 + static_cast<std::size_t>(plain.scale());
}
