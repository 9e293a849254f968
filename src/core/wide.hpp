// 128-bit integers, and their way from and to two words.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace bindery::detail {

__extension__ typedef __int128 Int128;
__extension__ typedef unsigned __int128 Uint128;

constexpr Int128 join_words(std::uint64_t low, std::int64_t high) {
  return static_cast<Int128>((static_cast<Uint128>(static_cast<std::uint64_t>(high)) << 64) | low);
}
constexpr std::uint64_t low_word(Int128 value) {
  return static_cast<std::uint64_t>(static_cast<Uint128>(value));
}
constexpr std::int64_t high_word(Int128 value) { return static_cast<std::int64_t>(value >> 64); }

constexpr Uint128 magnitude(Int128 value) {
  return value < 0 ? ~static_cast<Uint128>(value) + 1 : static_cast<Uint128>(value);
}
/// Powers of ten from 0 to 38.
inline constexpr auto powers_of_ten = [] {
  std::array<Int128, 39> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
  return powers;
}();
constexpr Int128 power_of_ten(int exponent) { return powers_of_ten[static_cast<std::size_t>(exponent)]; }

}  // namespace bindery::detail
