// The members of plain structs: how many, their types, names and addresses, at compile time and without a declaration.
#pragma once
#include <bindery/core/names.hpp>

#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>

namespace bindery {

/// The most members that a struct without a declaration of its own may have.
inline constexpr std::size_t max_fields = 32;

namespace detail {

/// Stands for a value of any type, to find out how many a struct takes.
struct AnyField {
  template <class T> operator T() const;
};
template <class T, std::size_t... I> consteval bool takes_fields(std::index_sequence<I...>) {
  return requires { T{(void(I), AnyField{})...}; };
}
template <class T, std::size_t N = 0> consteval std::size_t count_fields() {
  if constexpr (N > max_fields || !takes_fields<T>(std::make_index_sequence<N + 1>{}))
    return N;
  else
    return count_fields<T, N + 1>();
}

/// References to all members. A structured binding says how many names it has, so each number is written out.
template <std::size_t N, class T> constexpr auto tie_fields(T& object) {
  if constexpr (N == 1) {
    auto& [f1] = object;
    return std::tie(f1);
  } else if constexpr (N == 2) {
    auto& [f1, f2] = object;
    return std::tie(f1, f2);
  } else if constexpr (N == 3) {
    auto& [f1, f2, f3] = object;
    return std::tie(f1, f2, f3);
  } else if constexpr (N == 4) {
    auto& [f1, f2, f3, f4] = object;
    return std::tie(f1, f2, f3, f4);
  } else if constexpr (N == 5) {
    auto& [f1, f2, f3, f4, f5] = object;
    return std::tie(f1, f2, f3, f4, f5);
  } else if constexpr (N == 6) {
    auto& [f1, f2, f3, f4, f5, f6] = object;
    return std::tie(f1, f2, f3, f4, f5, f6);
  } else if constexpr (N == 7) {
    auto& [f1, f2, f3, f4, f5, f6, f7] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7);
  } else if constexpr (N == 8) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8);
  } else if constexpr (N == 9) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9);
  } else if constexpr (N == 10) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10);
  } else if constexpr (N == 11) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11);
  } else if constexpr (N == 12) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12);
  } else if constexpr (N == 13) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13);
  } else if constexpr (N == 14) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14);
  } else if constexpr (N == 15) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15);
  } else if constexpr (N == 16) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16);
  } else if constexpr (N == 17) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17);
  } else if constexpr (N == 18) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18);
  } else if constexpr (N == 19) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19);
  } else if constexpr (N == 20) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20] =
        object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19,
                    f20);
  } else if constexpr (N == 21) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21] =
        object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21);
  } else if constexpr (N == 22) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22);
  } else if constexpr (N == 23) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23);
  } else if constexpr (N == 24) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24);
  } else if constexpr (N == 25) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25);
  } else if constexpr (N == 26) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26);
  } else if constexpr (N == 27) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26, f27);
  } else if constexpr (N == 28) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26, f27, f28);
  } else if constexpr (N == 29) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26, f27, f28, f29);
  } else if constexpr (N == 30) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29, f30] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26, f27, f28, f29, f30);
  } else if constexpr (N == 31) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29, f30, f31] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31);
  } else if constexpr (N == 32) {
    auto& [f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20, f21,
           f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32] = object;
    return std::tie(f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
                    f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32);
  }
}

/// Memory for an object that is never made: its members have addresses, and those have names.
template <class T> union Unmade {
  char nothing;
  T object;
  constexpr Unmade() : nothing{} {}
  constexpr ~Unmade() {}
};
template <class T> inline Unmade<T> unmade{};

template <class T> struct FieldAddress {
  T* address;
};
template <class T> FieldAddress(T*) -> FieldAddress<T>;
template <auto Address> consteval std::string_view address_signature() {
  return std::source_location::current().function_name();
}

struct FieldProbe {
  int known_name;
};
template <class T, std::size_t I> consteval std::string_view field_signature() {
  constexpr FieldAddress address{&std::get<I>(tie_fields<count_fields<T>()>(unmade<T>.object))};
  return address_signature<address>();
}
template <class Probe>
inline constexpr std::size_t field_tail =
    field_signature<Probe, 0>().size() - field_signature<Probe, 0>().rfind("known_name") - 10;
template <class T, std::size_t I> struct FieldNameSource {
  static constexpr std::string_view get() {
    std::string_view name = field_signature<T, I>();
    name.remove_suffix(field_tail<FieldProbe>);
    return name.substr(name.find_last_of(".:") + 1);
  }
};

}  // namespace detail

/// A struct of public members without base, constructors or arrays, of at most `max_fields` members.
template <class T>
concept PlainStruct = std::is_class_v<T> && std::is_aggregate_v<T> && detail::count_fields<T>() > 0 &&
                      detail::count_fields<T>() <= max_fields;

template <class T> inline constexpr std::size_t field_count = detail::count_fields<T>();
/// Names of members in their order: "title" for the first member of `struct Line { std::string title; };`.
template <class T, std::size_t I>
inline constexpr std::string_view field_name = detail::name_view<detail::FieldNameSource<T, I>>;
/// A reference to a member.
template <std::size_t I, class T> constexpr auto& field_at(T& object) {
  return std::get<I>(detail::tie_fields<field_count<T>>(object));
}
template <class T, std::size_t I>
using FieldType = std::remove_reference_t<decltype(field_at<I>(std::declval<T&>()))>;

}  // namespace bindery
