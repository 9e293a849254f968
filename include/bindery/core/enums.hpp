// Enumerations: the names of an `enum class` at compile time, and its codec, which stores the name.
#pragma once
#include <bindery/core/codec.hpp>
#include <bindery/core/names.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <source_location>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery {

/// Enumerators are found from 0 to below this. Widen it for an enumeration of yours:
/// `template <> inline constexpr int bindery::enum_limit<Color> = 200;`
template <class E> inline constexpr int enum_limit = 64;

template <class E>
concept Enumeration = std::is_enum_v<E> && !std::is_convertible_v<E, std::underlying_type_t<E>> &&
                      !std::is_same_v<E, std::byte>;

namespace detail {

// One instantiation names all values: `[V = {Mood::calm, Mood::stormy, (Mood)2, ...}]`.
template <auto... V> consteval std::string_view values_signature() {
  return std::source_location::current().function_name();
}
enum class EnumProbe { probed };

constexpr bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}
/// The identifier at the end of `text`, empty when there is none (a value without a name ends in its number).
constexpr std::string_view trailing_name(std::string_view text) {
  std::size_t start = text.size();
  while (start > 0 && is_name_char(text[start - 1])) --start;
  const auto name = text.substr(start);
  return name.empty() || (name[0] >= '0' && name[0] <= '9') ? std::string_view{} : name;
}
// What precedes and follows the list of values in a signature is learned from a value whose name is known.
inline constexpr std::string_view probe_signature = values_signature<EnumProbe::probed>();
inline constexpr std::size_t values_head = probe_signature.rfind("V = ") + 5;
inline constexpr std::size_t values_tail = probe_signature.size() - probe_signature.rfind("probed") - 6;

/// Calls `visit(index, name)` for each value of the list; commas within brackets belong to a scope's name.
template <class Visit> constexpr void for_each_value(std::string_view list, Visit visit) {
  int depth = 0;
  std::size_t start = 0, index = 0;
  for (std::size_t i = 0; i <= list.size(); ++i) {
    const char c = i < list.size() ? list[i] : ',';
    if (c == '(' || c == '<' || c == '{' || c == '[') ++depth;
    if (c == ')' || c == '>' || c == '}' || c == ']') --depth;
    if (c != ',' || (depth != 0 && i < list.size())) continue;
    visit(index++, trailing_name(list.substr(start, i - start)));
    start = i + 1;
  }
}

template <class E> consteval std::size_t enum_span() {
  using Underlying = std::underlying_type_t<E>;
  if constexpr (std::is_same_v<Underlying, bool>) {
    return 2;
  } else {
    constexpr auto most = std::numeric_limits<Underlying>::max();
    constexpr auto limit = static_cast<std::size_t>(enum_limit<E>);
    return std::cmp_less(most, limit) ? static_cast<std::size_t>(most) + 1 : limit;
  }
}
template <class E, std::size_t... I> consteval std::string_view enum_list(std::index_sequence<I...>) {
  const auto signature = values_signature<static_cast<E>(I)...>();
  const auto head = signature.rfind("V = ") + 5;
  return signature.substr(head, signature.size() - values_tail - head);
}

/// Names copied out of the signature, so that it does not stay in the binary.
template <std::size_t Count, std::size_t Chars> struct EnumNames {
  std::array<char, Chars + 1> chars{};
  std::array<std::size_t, Count + 1> ends{};
  std::array<std::int64_t, Count + 1> values{};
};
template <class E> consteval auto collect_names() {
  constexpr auto list = enum_list<E>(std::make_index_sequence<enum_span<E>()>());
  constexpr auto sizes = [](std::string_view text) {
    std::pair<std::size_t, std::size_t> found{};
    for_each_value(text, [&](std::size_t, std::string_view name) {
      if (!name.empty()) ++found.first, found.second += name.size();
    });
    return found;
  }(list);
  EnumNames<sizes.first, sizes.second> names;
  std::size_t count = 0, chars = 0;
  for_each_value(list, [&](std::size_t index, std::string_view name) {
    if (name.empty()) return;
    for (const char c : name) names.chars[chars++] = c;
    names.values[count] = static_cast<std::int64_t>(index);
    names.ends[count++] = chars;
  });
  return names;
}
template <class E> inline constexpr auto enum_storage = collect_names<E>();

template <class E> consteval auto enum_table() {
  const auto& storage = enum_storage<E>;
  std::array<EnumName, enum_storage<E>.values.size() - 1> table{};
  std::size_t start = 0;
  for (std::size_t i = 0; i < table.size(); ++i) {
    table[i] = {std::string_view(storage.chars.data() + start, storage.ends[i] - start), storage.values[i]};
    start = storage.ends[i];
  }
  return table;
}

/// The value of the name in `cell`; DataError, with the names there are.
std::int64_t enum_value(const Codec& codec, const Cell& cell, std::string_view type);
/// The name of a value, empty when it has none.
std::string_view find_enum_name(std::span<const EnumName> names, std::int64_t value);
/// Makes the cell show the name; DataError for a value without one.
void write_enum_name(const Codec& codec, std::int64_t value, std::string_view type, Cell& cell);

template <class E> void read_enum(const Codec& codec, const Cell& cell, void* field) {
  *static_cast<E*>(field) = static_cast<E>(enum_value(codec, cell, type_name<E>));
}
template <class E> void write_enum(const Codec& codec, const void* field, Cell& cell) {
  write_enum_name(codec, static_cast<std::int64_t>(*static_cast<const E*>(field)), type_name<E>, cell);
}

}  // namespace detail

/// The enumerators of E in the order of their values. Of two with the same value only the first has a name.
template <Enumeration E> inline constexpr auto enum_names = detail::enum_table<E>();

/// The name of an enumerator; empty for a value that has none.
template <Enumeration E> std::string_view enum_name(E value) {
  return detail::find_enum_name(enum_names<E>, static_cast<std::int64_t>(value));
}

namespace detail {
template <class E>
inline constexpr Codec enum_codec{TypeKind::enumeration, false,           read_enum<E>,
                                  write_enum<E>,         equal_values<E>, assign_values<E>,
                                  enum_names<E>};
}  // namespace detail

template <Enumeration E> struct CodecFor<E> {
  static constexpr const Codec* codec = &detail::enum_codec<E>;
};

}  // namespace bindery
