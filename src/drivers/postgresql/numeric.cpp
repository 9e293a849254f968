// PostgreSQL's numeric: groups of four decimal digits, base 10000.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "core/cell_text.hpp"
#include "core/decimal_digits.hpp"
#include "core/wide.hpp"
#include "drivers/postgresql/types.hpp"

namespace bindery::drivers::postgresql {

namespace {

constexpr int digits_per_group = 4;
constexpr std::uint16_t sign_negative = 0x4000, sign_nan = 0xC000, sign_plus_infinity = 0xD000,
                        sign_minus_infinity = 0xF000;

/// A number as plain digits: 0.digits * 10^point; `digits` has no zero in front.
struct Digits {
  std::string_view digits;
  int point;
  int scale;
  bool negative;
};

void append_header(std::string& out, int groups, int weight, std::uint16_t sign, int scale) {
  append_big_endian(out, static_cast<std::uint16_t>(groups));
  append_big_endian(out, static_cast<std::int16_t>(weight));
  append_big_endian(out, sign);
  append_big_endian(out, static_cast<std::uint16_t>(scale));
}

void append_digits(std::string& out, const Digits& number) {
  std::string_view digits = number.digits;
  while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
  if (digits.empty()) return append_header(out, 0, 0, 0, number.scale);
  // Groups are counted from the point: zeros go in front until it stands between two of them.
  const int whole_groups = (number.point + digits_per_group - 1) >> 2;  // rounds down, below zero too
  const int lead = whole_groups * digits_per_group - number.point;
  const int length = lead + static_cast<int>(digits.size());
  const int groups = (length + digits_per_group - 1) / digits_per_group;
  append_header(out, groups, whole_groups - 1, number.negative ? sign_negative : 0, number.scale);
  for (int group = 0; group < groups; ++group) {
    int value = 0;
    for (int at = group * digits_per_group - lead, end = at + digits_per_group; at < end; ++at) {
      const bool inside = at >= 0 && at < static_cast<int>(digits.size());
      value = value * 10 + (inside ? digits[static_cast<std::size_t>(at)] - '0' : 0);
    }
    append_big_endian(out, static_cast<std::uint16_t>(value));
  }
}

void append_coefficient(std::string& out, detail::Uint128 magnitude, bool negative, int scale) {
  char buffer[40];
  char* at = buffer + sizeof buffer;
  for (; magnitude != 0; magnitude /= 10) *--at = static_cast<char>('0' + static_cast<int>(magnitude % 10));
  const auto count = static_cast<std::size_t>(buffer + sizeof buffer - at);
  append_digits(out, {{at, count}, static_cast<int>(count) - scale, scale, negative});
}

/// The shortest digits that read back as the same double.
void append_real(std::string& out, double value) {
  if (std::isnan(value)) return append_header(out, 0, 0, sign_nan, 0);
  if (std::isinf(value))
    return append_header(out, 0, 0, value > 0 ? sign_plus_infinity : sign_minus_infinity, 0);
  char text[32], digits[24];
  const auto end =
      std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific).ptr;
  const char* exponent_at = std::find(text, end, 'e');
  std::size_t count = 0;
  for (const char* at = text; at != exponent_at; ++at) {
    if (*at != '.') digits[count++] = *at;
  }
  int exponent = 0;
  const char* number_at = exponent_at + (exponent_at[1] == '+' ? 2 : 1);
  std::from_chars(number_at, end, exponent);
  if (value == 0) count = 0;
  const int scale = std::max(0, static_cast<int>(count) - 1 - exponent);
  append_digits(out, {{digits, count}, exponent + 1, scale, value < 0});
}

/// The digits of a numeric that is too long for a cell, as text.
std::string long_text(const char* groups, int count, int weight, bool negative, int scale) {
  std::string text = negative ? "-" : "";
  auto group_at = [&](int place) {  // place 0 is the group just before the point
    const int index = weight - place;
    return index >= 0 && index < count ? read_big_endian<std::uint16_t>(groups + 2 * index)
                                       : std::uint16_t{0};
  };
  auto append_group = [&](unsigned group, int digits) {
    const char all[] = {static_cast<char>('0' + group / 1000), static_cast<char>('0' + group / 100 % 10),
                        static_cast<char>('0' + group / 10 % 10), static_cast<char>('0' + group % 10)};
    text.append(all, static_cast<std::size_t>(digits));
  };
  const std::size_t whole_at = text.size();
  for (int place = std::max(weight, 0); place >= 0; --place) append_group(group_at(place), digits_per_group);
  const auto zeros = std::min(text.find_first_not_of('0', whole_at), text.size() - 1);
  text.erase(whole_at, zeros - whole_at);
  if (scale > 0) text += '.';
  for (int place = -1, left = scale; left > 0; --place, left -= digits_per_group) {
    append_group(group_at(place), std::min(left, digits_per_group));
  }
  return text;
}

void set_long(std::string text, Cell& cell, RowTexts& texts) {
  const auto parsed = detail::parse_decimal(text);
  if (parsed.error == detail::DecimalError::none) {
    cell = Cell::of_decimal(detail::low_word(parsed.coefficient), detail::high_word(parsed.coefficient),
                            static_cast<std::uint8_t>(parsed.scale));
  } else {
    cell = Cell::of_text(texts.emplace_back(std::move(text)));
  }
}

}  // namespace

void append_numeric(std::string& out, const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::decimal: {
      const auto value = detail::join_words(cell.wide.low, cell.wide.high);
      return append_coefficient(out, detail::magnitude(value), value < 0, cell.scale);
    }
    case ValueKind::unsigned_integer: return append_coefficient(out, cell.unsigned_integer, false, 0);
    case ValueKind::real: return append_real(out, cell.real);
    default: {
      const detail::Int128 value = cell.integer;
      append_coefficient(out, detail::magnitude(value), value < 0, 0);
    }
  }
}

void decode_numeric(char* data, std::size_t, Cell& cell, RowTexts& texts) {
  const int count = read_big_endian<std::uint16_t>(data);
  const int weight = read_big_endian<std::int16_t>(data + 2);
  const auto sign = read_big_endian<std::uint16_t>(data + 4);
  const int scale = read_big_endian<std::uint16_t>(data + 6);
  const char* groups = data + 8;
  if (sign == sign_nan) return void(cell = Cell::of_text("NaN"));
  if (sign == sign_plus_infinity) return void(cell = Cell::of_text("Infinity"));
  if (sign == sign_minus_infinity) return void(cell = Cell::of_text("-Infinity"));
  const bool negative = sign == sign_negative;
  const int excess =
      (count - 1 - weight) * digits_per_group - scale;  // digits that the last group has too many
  if (count > 9 || excess >= digits_per_group || excess < -38 || scale > 38) {
    return set_long(long_text(groups, count, weight, negative, scale), cell, texts);
  }
  detail::Int128 value = 0;
  for (int i = 0; i < count; ++i) value = value * 10000 + read_big_endian<std::uint16_t>(groups + 2 * i);
  if (excess > 0) {
    value /= detail::power_of_ten(excess);
  } else if (excess < 0 && value != 0) {
    const auto scaled = detail::scaled_up(value, -excess);
    if (!scaled) return set_long(long_text(groups, count, weight, negative, scale), cell, texts);
    value = *scaled;
  }
  if (negative) value = -value;
  cell =
      Cell::of_decimal(detail::low_word(value), detail::high_word(value), static_cast<std::uint8_t>(scale));
}

}  // namespace bindery::drivers::postgresql
