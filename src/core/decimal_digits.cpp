// The digits of decimals: scaling, division, text.
#include "core/decimal_digits.hpp"

#include <algorithm>
#include <charconv>

namespace bindery::detail {

namespace {

constexpr Uint128 limit = static_cast<Uint128>(power_of_ten(38));

/// Appends a digit; false when it would not fit.
bool append_digit(Uint128& value, unsigned digit) {
  if (value >= limit / 10) return false;
  value = value * 10 + digit;
  return true;
}

std::optional<Int128> signed_again(Uint128 value, bool negative) {
  if (value >= limit) return std::nullopt;
  return negative ? -static_cast<Int128>(value) : static_cast<Int128>(value);
}

/// Rounds half to even by the remainder: `half` tells how the rest compares with one half.
Uint128 round_even(Uint128 quotient, int half) {
  return half > 0 || (half == 0 && quotient % 2 == 1) ? quotient + 1 : quotient;
}

/// One more digit of remainder / divisor: ten times the remainder would not fit, ten additions do.
unsigned next_digit(Uint128& remainder, Uint128 divisor) {
  unsigned digit = 0;
  Uint128 rest = 0;
  for (int i = 0; i < 10; ++i) {
    rest += remainder;
    if (rest >= divisor) rest -= divisor, ++digit;
  }
  remainder = rest;
  return digit;
}

int compare_to_half(Uint128 remainder, Uint128 divisor) {
  const Uint128 left = divisor - remainder;
  return remainder > left ? 1 : remainder < left ? -1 : 0;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Reads an exponent ("e5", "E-3") at the end of a number; false when it is none.
bool parse_exponent(std::string_view text, int& exponent) {
  text.remove_prefix(1);
  if (!text.empty() && text[0] == '+') {
    text.remove_prefix(1);
    if (!text.empty() && text[0] == '-') return false;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (error == std::errc::result_out_of_range) exponent = text[0] == '-' ? -100'000 : 100'000;
  return error != std::errc::invalid_argument && end == text.data() + text.size();
}

/// Brings a scale into 0..38, dropping zeros at the end or adding some; false when digits would be lost.
bool settle_scale(Uint128& value, int& scale) {
  if (value == 0) {
    scale = std::clamp(scale, 0, 38);
    return true;
  }
  for (; scale > 38; --scale) {
    if (value % 10 != 0) return false;
    value /= 10;
  }
  for (; scale < 0; ++scale) {
    if (!append_digit(value, 0)) return false;
  }
  return true;
}

}  // namespace

std::optional<Int128> scaled_up(Int128 value, int digits) {
  if (value == 0) return value;
  Uint128 result = magnitude(value);
  for (; digits > 0; --digits) {
    if (!append_digit(result, 0)) return std::nullopt;
  }
  return signed_again(result, value < 0);
}

std::optional<Int128> add_scaled(Int128 a, int a_digits, Int128 b, int b_digits) {
  // A sum below the limit has no part beyond twice the limit.
  const auto scaled = [](Int128 value, int digits) {
    Uint128 result = magnitude(value);
    for (; digits > 0 && result != 0 && result < 2 * limit; --digits)
      result = result > limit / 5 ? 2 * limit : result * 10;
    return result;
  };
  const Uint128 left = scaled(a, a_digits), right = scaled(b, b_digits);
  if (left >= 2 * limit || right >= 2 * limit) return std::nullopt;
  if ((a < 0) != (b < 0))
    return left >= right ? signed_again(left - right, a < 0) : signed_again(right - left, b < 0);
  return left < limit && right < limit ? signed_again(left + right, a < 0) : std::nullopt;
}

std::optional<Int128> scaled_down(Int128 value, int digits, bool more) {
  if (digits == 0) return value;
  if (digits > 38) return 0;  // below a tenth
  const auto unit = static_cast<Uint128>(power_of_ten(digits));
  const Uint128 amount = magnitude(value);
  int half = compare_to_half(amount % unit, unit);
  if (half == 0 && more) half = 1;
  return signed_again(round_even(amount / unit, half), value < 0);
}

std::optional<Int128> divide(Int128 a, Int128 b, int shift) {
  const bool negative = (a < 0) != (b < 0);
  const Uint128 divisor = magnitude(b);
  Uint128 quotient = magnitude(a) / divisor;
  Uint128 remainder = magnitude(a) % divisor;
  if (shift < 0) {
    const auto whole = static_cast<Int128>(quotient);
    return scaled_down(negative ? -whole : whole, -shift, remainder != 0);
  }
  for (; shift > 0; --shift) {
    if (!append_digit(quotient, next_digit(remainder, divisor))) return std::nullopt;
  }
  return signed_again(round_even(quotient, compare_to_half(remainder, divisor)), negative);
}

ParsedDecimal parse_decimal(std::string_view text) {
  constexpr ParsedDecimal malformed{0, 0, DecimalError::malformed}, too_long{0, 0, DecimalError::too_long};
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  Uint128 value = 0;
  int scale = 0, zeros = 0;  // zeros at the end are kept back: they may be more than fit
  bool any_digit = false, point = false, fits = true;
  std::size_t i = 0;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !point)); ++i) {
    if (text[i] == '.') {
      point = true;
      continue;
    }
    any_digit = true;
    if (point) ++scale;
    if (text[i] == '0') {
      ++zeros;
      continue;
    }
    for (; value != 0 && zeros > 0 && fits; --zeros) fits = append_digit(value, 0);
    zeros = 0;
    fits = fits && append_digit(value, static_cast<unsigned>(text[i] - '0'));
  }
  int exponent = 0;
  if (!any_digit) return malformed;
  if (i < text.size() && (text[i] != 'e' && text[i] != 'E')) return malformed;
  if (i < text.size() && !parse_exponent(text.substr(i), exponent)) return malformed;
  if (!fits || text.size() > 100'000) return too_long;
  scale -= exponent;
  while (value != 0 && zeros > 0 && scale <= 38 && append_digit(value, 0)) --zeros;
  if (value != 0) scale -= zeros;
  if (!settle_scale(value, scale)) return too_long;
  return {negative ? -static_cast<Int128>(value) : static_cast<Int128>(value), scale, DecimalError::none};
}

std::string_view format_decimal(Int128 coefficient, int scale, char* buffer) {
  char digits[40];
  int count = 0;
  Uint128 rest = magnitude(coefficient);
  for (; rest >> 64 != 0; rest /= 10) digits[count++] = static_cast<char>('0' + static_cast<int>(rest % 10));
  // Division of 64 bits is many times faster.
  for (auto low = static_cast<std::uint64_t>(rest); low != 0 || count <= scale; low /= 10) {
    digits[count++] = static_cast<char>('0' + low % 10);
  }
  char* out = buffer;
  if (coefficient < 0) *out++ = '-';
  while (count > 0) {
    *out++ = digits[--count];
    if (count == scale && scale > 0) *out++ = '.';
  }
  return {buffer, static_cast<std::size_t>(out - buffer)};
}

}  // namespace bindery::detail
