// Codecs of bool, the integers of 8 to 64 bits, float and double.
#pragma once
#include <bindery/core/codec.hpp>

#include <concepts>

namespace bindery {

namespace detail {

template <class T, class... Ts>
concept one_of = (std::same_as<T, Ts> || ...);
/// `char`, `wchar_t` and their like are characters, not numbers.
template <class T>
concept IntegerValue = one_of<T, signed char, short, int, long, long long, unsigned char, unsigned short,
                              unsigned, unsigned long, unsigned long long>;

template <IntegerValue T> constexpr TypeKind integer_type() {
  constexpr bool is_signed = static_cast<T>(-1) < T{};
  switch (sizeof(T)) {
    case 1: return is_signed ? TypeKind::int8 : TypeKind::uint8;
    case 2: return is_signed ? TypeKind::int16 : TypeKind::uint16;
    case 4: return is_signed ? TypeKind::int32 : TypeKind::uint32;
    default: return is_signed ? TypeKind::int64 : TypeKind::uint64;
  }
}

void read_bool(const Codec&, const Cell& cell, void* field);
void write_bool(const Codec&, const void* field, Cell& cell);
// Instantiated once, in number.cpp. All write `integer` cells, 64-bit unsigned ones `unsigned_integer`.
template <IntegerValue T> void read_integer(const Codec&, const Cell& cell, void* field);
template <IntegerValue T> void write_integer(const Codec&, const void* field, Cell& cell);
template <std::floating_point T> void read_real(const Codec&, const Cell& cell, void* field);
template <std::floating_point T> void write_real(const Codec&, const void* field, Cell& cell);
/// NaN equals NaN and -0.0 differs from 0.0: this is about what is stored.
template <std::floating_point T> bool same_real(const void* a, const void* b);

inline constexpr Codec bool_codec{TypeKind::boolean,  false, read_bool, write_bool, equal_values<bool>,
                                  assign_values<bool>};
template <IntegerValue T>
inline constexpr Codec integer_codec{integer_type<T>(), false,           read_integer<T>,
                                     write_integer<T>,  equal_values<T>, assign_values<T>};
template <std::floating_point T>
inline constexpr Codec real_codec{sizeof(T) == 4 ? TypeKind::float32 : TypeKind::float64,
                                  false,
                                  read_real<T>,
                                  write_real<T>,
                                  same_real<T>,
                                  assign_values<T>};

}  // namespace detail

template <> struct CodecFor<bool> {
  static constexpr const Codec* codec = &detail::bool_codec;
};
template <detail::IntegerValue T> struct CodecFor<T> {
  static constexpr const Codec* codec = &detail::integer_codec<T>;
};
/// Finite doubles too great for a float member are refused; finer ones are rounded. NaN and infinities travel as
/// they are: a database that cannot store them says so.
template <> struct CodecFor<float> {
  static constexpr const Codec* codec = &detail::real_codec<float>;
};
template <> struct CodecFor<double> {
  static constexpr const Codec* codec = &detail::real_codec<double>;
};

}  // namespace bindery
