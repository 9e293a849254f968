// The digits of decimals: scaling, division, text. Coefficients are below 10^38 in magnitude.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/wide.hpp"

namespace bindery::detail {

constexpr bool fits_decimal(Int128 value) {
  return magnitude(value) < static_cast<Uint128>(power_of_ten(38));
}

/// value * 10^digits; nothing when it would not fit.
std::optional<Int128> scaled_up(Int128 value, int digits);
/// a * 10^a_digits + b * 10^b_digits, one of which is plain; the other may be too long when the sum is not.
std::optional<Int128> add_scaled(Int128 a, int a_digits, Int128 b, int b_digits);
/// value / 10^digits, rounded half to even. `more`: something non-zero follows value's last digit.
std::optional<Int128> scaled_down(Int128 value, int digits, bool more);
/// a * 10^shift / b, rounded half to even; b is not zero.
std::optional<Int128> divide(Int128 a, Int128 b, int shift);

enum class DecimalError : std::uint8_t { none, malformed, too_long };
struct ParsedDecimal {
  Int128 coefficient = 0;
  int scale = 0;
  DecimalError error = DecimalError::none;
};
ParsedDecimal parse_decimal(std::string_view text);
/// Needs a buffer of 48 characters.
std::string_view format_decimal(Int128 coefficient, int scale, char* buffer);

}  // namespace bindery::detail
