// Codecs: how one C++ type is written to and read from a database. One per type; the user's own are equals.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/core/error.hpp>

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace bindery {

/// The column types that Bindery knows. Each dialect says how it spells them.
enum class TypeKind : std::uint8_t {
  boolean,
  int8,
  int16,
  int32,
  int64,
  uint8,
  uint16,
  uint32,
  uint64,
  float32,
  float64,
  text,
  bytes,
  date,
  time,
  timestamp,
  timestamp_tz,
  interval,
  decimal,
  uuid,
  json,
  enumeration,
  array,  ///< of PostgreSQL; the codec's `inner` is that of an element
};

std::string_view name_of(TypeKind kind);

/// Names of an enumeration's values, as stored in the database.
struct EnumName {
  std::string_view name;
  std::int64_t value;
};

/// How a C++ type travels. Plain data: compiled code works on tables of these.
struct Codec {
  TypeKind type;          ///< the column type a member of this C++ type gets
  bool nullable = false;  ///< std::optional
  /// Stores the cell in the field; throws DataError when it does not fit.
  void (*read)(const Codec&, const Cell&, void* field);
  /// Makes the cell show the field's value. The cell may point into the field.
  void (*write)(const Codec&, const void* field, Cell&);
  bool (*equal)(const void* a, const void* b);
  void (*assign)(void* to, const void* from);  ///< copies the value from one field to another
  std::span<const EnumName> names = {};        ///< enumerations only
  const Codec* inner = nullptr;                ///< of an optional or array: the codec of its values
  bool views = false;                          ///< the field shows text that somebody else must keep
  bool many_forms = false;                     ///< values that are equal may be written differently
};

/// The codec of `T`: specialise `CodecFor<T>` with `static constexpr const Codec* codec` to teach Bindery a type.
template <class T> struct CodecFor {};

template <class T>
concept Storable = requires {
  { CodecFor<std::remove_cv_t<T>>::codec } -> std::convertible_to<const Codec*>;
};
template <Storable T> inline constexpr const Codec* codec_for = CodecFor<std::remove_cv_t<T>>::codec;

namespace detail {

template <class T> bool equal_values(const void* a, const void* b) {
  return *static_cast<const T*>(a) == *static_cast<const T*>(b);
}
template <class T> void assign_values(void* to, const void* from) {
  *static_cast<T*>(to) = *static_cast<const T*>(from);
}
template <class T> void read_optional(const Codec& codec, const Cell& cell, void* field) {
  auto& value = *static_cast<std::optional<T>*>(field);
  if (cell.is_null()) return value.reset();
  codec.inner->read(*codec.inner, cell, &value.emplace());
}
template <class T> void write_optional(const Codec& codec, const void* field, Cell& cell) {
  const auto& value = *static_cast<const std::optional<T>*>(field);
  if (value) return codec.inner->write(*codec.inner, &*value, cell);
  cell = Cell::null();
}
template <class T> bool equal_optionals(const void* a, const void* b) {
  const auto& left = *static_cast<const std::optional<T>*>(a);
  const auto& right = *static_cast<const std::optional<T>*>(b);
  if (!left || !right) return left.has_value() == right.has_value();
  return codec_for<T>->equal(&*left, &*right);
}
template <class T>
inline constexpr Codec optional_codec{codec_for<T>->type,  true,
                                      read_optional<T>,    write_optional<T>,
                                      equal_optionals<T>,  assign_values<std::optional<T>>,
                                      codec_for<T>->names, codec_for<T>};

}  // namespace detail

template <Storable T> struct CodecFor<std::optional<T>> {
  static constexpr const Codec* codec = &detail::optional_codec<T>;
};

/// A value on its way into a statement: where it is and how to write it.
struct ValueRef {
  const Codec* codec;
  const void* value;
};

/// Throws the DataError for a cell that a C++ type cannot hold.
[[noreturn]] void refuse_cell(const Cell& cell, std::string_view wanted);

}  // namespace bindery
