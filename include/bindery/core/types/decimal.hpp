// Decimal: an exact decimal number that keeps its own scale.
#pragma once
#include <bindery/core/codec.hpp>

#include <compare>
#include <concepts>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <type_traits>
#include <string>
#include <string_view>

namespace bindery {

/// An exact decimal number of up to 38 digits, 0 to 38 of them behind the point. The scale is kept
/// (`Decimal{"1.50"}` prints as 1.50), comparison and hash go by value (1.5 == 1.50). Arithmetic is exact or
/// throws DataError. A value type: safe to share between threads when not changed.
class Decimal {
 public:
  static constexpr int max_digits = 38;

  constexpr Decimal() = default;
  /// "12.50", "-3", "1e3", ".5"; anything else is a DataError.
  explicit Decimal(std::string_view text);
  template <std::integral T>
    requires(!std::same_as<T, bool> && sizeof(T) <= 8)
  constexpr Decimal(T value)
      : low_(static_cast<std::uint64_t>(value)), high_(std::is_signed_v<T> && value < T{} ? -1 : 0) {}

  /// The double's exact value rounded half to even; DataError for NaN, infinities and more than 38 digits.
  static Decimal from_double(double value, int scale);
  /// The shortest decimal that reads back as the same double. DataError as above.
  static Decimal from_shortest(double value);
  /// For drivers: a two's complement coefficient as `high`:`low`. DataError beyond 38 digits or scale 38.
  static Decimal from_words(std::uint64_t low, std::int64_t high, int scale);
  /// From a cell of kind decimal, integer, unsigned_integer, real (shortest) or text; else DataError.
  static Decimal from_cell(const Cell& cell);

  constexpr std::uint64_t low() const { return low_; }
  constexpr std::int64_t high() const { return high_; }
  /// Digits behind the point.
  constexpr int scale() const { return scale_; }
  /// Digits of the coefficient, at least 1.
  int precision() const;
  constexpr bool is_zero() const { return low_ == 0 && high_ == 0; }
  constexpr bool is_negative() const { return high_ < 0; }

  constexpr Cell to_cell() const { return Cell::of_decimal(low_, high_, scale_); }
  std::string to_string() const;
  /// Writes the text into a buffer of at least 48 characters (no NUL) and returns it.
  std::string_view format(char* buffer) const;
  /// The nearest double.
  double to_double() const;
  /// DataError unless it is a whole number within range.
  std::int64_t to_int64() const;

  /// Exactly `scale` digits behind the point, rounded half to even, or padded with zeros.
  Decimal rounded(int scale) const;
  /// The quotient rounded half to even to `scale` digits behind the point. DataError when `other` is zero.
  Decimal divided_by(const Decimal& other, int scale) const;
  /// The same value with as few digits behind the point as possible.
  Decimal normalized() const;

  Decimal operator-() const;
  Decimal operator+() const { return *this; }
  Decimal& operator+=(const Decimal& other) { return *this = *this + other; }
  Decimal& operator-=(const Decimal& other) { return *this = *this - other; }
  Decimal& operator*=(const Decimal& other) { return *this = *this * other; }
  /// The scale of a sum is the greater of both, of a product their sum (less where it would not fit).
  friend Decimal operator+(const Decimal& a, const Decimal& b) { return a.plus(b); }
  friend Decimal operator-(const Decimal& a, const Decimal& b) { return a.plus(-b); }
  friend Decimal operator*(const Decimal& a, const Decimal& b) { return a.times(b); }
  friend bool operator==(const Decimal& a, const Decimal& b) { return a.compare(b) == 0; }
  friend std::weak_ordering operator<=>(const Decimal& a, const Decimal& b) { return a.compare(b); }
  friend std::ostream& operator<<(std::ostream& out, const Decimal& value);

 private:
  Decimal plus(const Decimal& other) const;
  Decimal times(const Decimal& other) const;
  std::weak_ordering compare(const Decimal& other) const;

  std::uint64_t low_ = 0;
  std::int64_t high_ = 0;
  std::uint8_t scale_ = 0;
};

namespace detail {
void read_decimal(const Codec&, const Cell& cell, void* field);
void write_decimal(const Codec&, const void* field, Cell& cell);
inline constexpr Codec decimal_codec{.type = TypeKind::decimal,
                                     .read = read_decimal,
                                     .write = write_decimal,
                                     .equal = equal_values<Decimal>,
                                     .assign = assign_values<Decimal>,
                                     .many_forms = true};
}  // namespace detail

template <> struct CodecFor<Decimal> {
  static constexpr const Codec* codec = &detail::decimal_codec;
};

}  // namespace bindery

template <> struct std::hash<bindery::Decimal> {
  std::size_t operator()(const bindery::Decimal& value) const noexcept;
};
