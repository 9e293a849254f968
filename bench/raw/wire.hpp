// PostgreSQL's binary forms: big-endian numbers, and arrays of one dimension.
#pragma once
#include <libpq-fe.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

#include "harness/items.hpp"

namespace bindery::bench {

template <class T> T swapped(T value) {
  if constexpr (sizeof(T) == 2) return static_cast<T>(__builtin_bswap16(static_cast<std::uint16_t>(value)));
  if constexpr (sizeof(T) == 4) return static_cast<T>(__builtin_bswap32(static_cast<std::uint32_t>(value)));
  if constexpr (sizeof(T) == 8) return static_cast<T>(__builtin_bswap64(static_cast<std::uint64_t>(value)));
}
template <class T> T read_number(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return swapped(value);
}
template <class T> void put_number(std::string& out, T value) {
  value = swapped(value);
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T> void put_field(std::string& out, T value) {
  put_number(out, static_cast<std::int32_t>(sizeof value));
  put_number(out, value);
}
inline void put_text(std::string& out, std::string_view text) {
  put_number(out, static_cast<std::int32_t>(text.size()));
  out += text;
}
inline std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

/// PostgreSQL counts the microseconds from 2000-01-01.
inline constexpr std::int64_t wire_epoch = 946'684'800'000'000;
inline std::int64_t wire_moment(Moment moment) { return moment.time_since_epoch().count() - wire_epoch; }
inline Moment read_moment(const char* at) {
  return Moment(std::chrono::microseconds(read_number<std::int64_t>(at) + wire_epoch));
}

/// An array that is put together element after element; its count is filled in last.
class WireArray {
 public:
  explicit WireArray(Oid element) : element_(element) { clear(); }
  void clear() {
    bytes_.clear();
    for (const std::uint32_t word : {1u, 0u, element_, 0u, 1u}) put_number(bytes_, word);
    count_ = 0;
  }
  template <class T> void add(T value) {
    if constexpr (std::is_arithmetic_v<T>) {
      put_field(bytes_, value);
    } else {
      put_text(bytes_, value);
    }
    ++count_;
  }
  const char* data() {
    const std::uint32_t count = swapped(count_);
    std::memcpy(bytes_.data() + 12, &count, sizeof count);
    return bytes_.data();
  }
  int size() const { return static_cast<int>(bytes_.size()); }

 private:
  Oid element_;
  std::uint32_t count_ = 0;
  std::string bytes_;
};

}  // namespace bindery::bench
