// Uuid: a 128-bit universally unique identifier.
#pragma once
#include <bindery/core/codec.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>

namespace bindery {

/// A UUID as 16 bytes in the order of its text. Default: all zero.
struct Uuid {
  std::array<std::byte, 16> bytes{};

  /// 32 hexadecimal digits, with dashes (8-4-4-4-12) or without; else DataError.
  static Uuid parse(std::string_view text);
  /// A random one (version 4), from the operating system's entropy.
  static Uuid random();

  bool is_nil() const { return *this == Uuid{}; }
  /// Lower case, with dashes.
  std::string to_string() const;

  friend bool operator==(const Uuid&, const Uuid&) = default;
  friend auto operator<=>(const Uuid&, const Uuid&) = default;
  friend std::ostream& operator<<(std::ostream& out, const Uuid& value);
};

namespace detail {
void read_uuid(const Codec&, const Cell& cell, void* field);
void write_uuid(const Codec&, const void* field, Cell& cell);
inline constexpr Codec uuid_codec{TypeKind::uuid,     false, read_uuid, write_uuid, equal_values<Uuid>,
                                  assign_values<Uuid>};
}  // namespace detail

template <> struct CodecFor<Uuid> {
  static constexpr const Codec* codec = &detail::uuid_codec;
};

}  // namespace bindery

template <> struct std::hash<bindery::Uuid> {
  std::size_t operator()(const bindery::Uuid& value) const noexcept {
    return std::hash<std::string_view>{}(
        {reinterpret_cast<const char*>(value.bytes.data()), value.bytes.size()});
  }
};
