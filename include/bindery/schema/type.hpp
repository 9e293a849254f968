// Column types: what a column stores, as plain data.
#pragma once
#include <bindery/core/codec.hpp>

#include <cstdint>

namespace bindery {

/// A column's type with its measures. `length` counts characters (0: unlimited); `exact_length` means no fewer.
struct ColumnType {
  TypeKind kind = TypeKind::text;
  std::uint32_t length = 0;
  bool exact_length = false;
  std::uint8_t precision = 0;  ///< decimal: digits in all (0: the database's widest exact type)
  std::uint8_t scale = 0;      ///< decimal: digits behind the point

  friend constexpr bool operator==(const ColumnType&, const ColumnType&) = default;
};

/// Type words for columns. Each may be given to `column<&T::m>(...)` or to a run-time `Column`.
struct Boolean {
  static constexpr ColumnType type{TypeKind::boolean};
};
struct SmallInteger {
  static constexpr ColumnType type{TypeKind::int16};
};
struct Integer {
  static constexpr ColumnType type{TypeKind::int32};
};
struct BigInteger {
  static constexpr ColumnType type{TypeKind::int64};
};
struct Float {
  static constexpr ColumnType type{TypeKind::float32};
};
struct Double {
  static constexpr ColumnType type{TypeKind::float64};
};
struct Text {
  static constexpr ColumnType type{TypeKind::text};
};
struct Binary {
  static constexpr ColumnType type{TypeKind::bytes};
};
struct Date {
  static constexpr ColumnType type{TypeKind::date};
};
struct Time {
  static constexpr ColumnType type{TypeKind::time};
};
/// A clock time without a zone, in microseconds.
struct LocalTimestamp {
  static constexpr ColumnType type{TypeKind::timestamp};
};
/// A point in time, in microseconds, UTC.
struct Timestamp {
  static constexpr ColumnType type{TypeKind::timestamp_tz};
};
struct IntervalType {
  static constexpr ColumnType type{TypeKind::interval};
};
struct UuidType {
  static constexpr ColumnType type{TypeKind::uuid};
};
struct JsonType {
  static constexpr ColumnType type{TypeKind::json};
};
/// Text of at most `length` characters, enforced by every database.
struct String {
  std::uint32_t length;
};
/// Text of exactly `length` characters, enforced by every database.
struct Char {
  std::uint32_t length;
};
/// An exact number of `precision` digits, `scale` of them behind the point.
struct Numeric {
  std::uint8_t precision;
  std::uint8_t scale = 0;
};

template <class T>
concept TypeWord = requires {
  { T::type } -> std::convertible_to<ColumnType>;
};

constexpr ColumnType type_of_word(String s) { return {TypeKind::text, s.length}; }
constexpr ColumnType type_of_word(Char c) { return {TypeKind::text, c.length, true}; }
constexpr ColumnType type_of_word(Numeric n) { return {TypeKind::decimal, 0, false, n.precision, n.scale}; }
template <TypeWord T> constexpr ColumnType type_of_word(T) { return T::type; }

}  // namespace bindery
