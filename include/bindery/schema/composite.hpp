// Composite values: a struct over several columns of a model, with a codec for each part where the whole may be NULL.
#pragma once
#include <bindery/schema/declare.hpp>
#include <bindery/schema/mapping.hpp>

#include <cstddef>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery {

namespace detail {

template <class T> inline constexpr auto parts_of = MappingOf<T>::parts();

struct PartName {
  char text[256] = {};
  std::size_t size = 0;
};
/// A part's column: "address_city", or with a prefix of its own.
template <auto Whole, auto Part, FixedString Prefix> consteval auto part_column() {
  using Value = typename WithoutOptional<MemberType<Whole>>::type;
  std::string_view name;
  for (const ColumnSpec& column : parts_of<Value>.columns) {
    if (column.id == member_id<Part>) name = column.name;
  }
  PartName result;
  const auto add = [&](std::string_view more) {
    for (const char c : more) result.text[result.size++] = c;
  };
  add(Prefix.view() == "*" ? member_name<Whole> : Prefix.view());
  if (Prefix.view() == "*") add("_");
  add(name);
  return result;
}
template <auto Whole, auto Part, FixedString Prefix>
inline constexpr auto part_column_storage = part_column<Whole, Part, Prefix>();

// The field of a part of an optional value is the optional itself: it may have to come into being.

template <auto Whole, auto Part, bool First>
void read_part(const Codec& codec, const Cell& cell, void* field) {
  auto& whole = *static_cast<MemberType<Whole>*>(field);
  if (!First && !whole && !cell.is_null()) {
    throw DataError("a part of a composite value is there, but its first part is NULL");
  }
  if (First && cell.is_null()) return whole.reset();
  if (First && !whole) whole.emplace();
  if (whole) codec.inner->read(*codec.inner, cell, &((*whole).*Part));
}
template <auto Whole, auto Part> void write_part(const Codec& codec, const void* field, Cell& cell) {
  const auto& whole = *static_cast<const MemberType<Whole>*>(field);
  if (whole) return codec.inner->write(*codec.inner, &((*whole).*Part), cell);
  cell = Cell::null();
}
template <auto Whole, auto Part> bool equal_parts(const void* a, const void* b) {
  const auto& left = *static_cast<const MemberType<Whole>*>(a);
  const auto& right = *static_cast<const MemberType<Whole>*>(b);
  if (!left || !right) return left.has_value() == right.has_value();
  return codec_for<MemberType<Part>>->equal(&((*left).*Part), &((*right).*Part));
}
template <auto Whole, auto Part> void assign_part(void* to, const void* from) {
  auto& target = *static_cast<MemberType<Whole>*>(to);
  const auto& source = *static_cast<const MemberType<Whole>*>(from);
  if (!source || !target) {
    target = source;
  } else {
    (*target).*Part = (*source).*Part;
  }
}
template <auto Whole, auto Part, bool First>
inline constexpr Codec part_codec{.type = codec_for<MemberType<Part>>->type,
                                  .nullable = true,
                                  .read = read_part<Whole, Part, First>,
                                  .write = write_part<Whole, Part>,
                                  .equal = equal_parts<Whole, Part>,
                                  .assign = assign_part<Whole, Part>,
                                  .names = codec_for<MemberType<Part>>->names,
                                  .inner = codec_for<MemberType<Part>>};

template <auto Whole, FixedString Prefix, bool First, auto Part>
constexpr ColumnSpec part_spec(ColumnSpec spec) {
  constexpr bool plain = !is_deferred<MemberType<Part>>;
  static_assert(plain, "bindery: a composite value is read as a whole: declare its parts without Deferred");
  constexpr auto& name = part_column_storage<Whole, Part, Prefix>;
  spec.name = {name.text, name.size};
  spec.id = member_id<PartOf<Whole, Part>{}>;
  if constexpr (is_optional_value<MemberType<Whole>>) {
    constexpr bool certain = !First || !codec_for<MemberType<Part>>->nullable;
    static_assert(
        certain,
        "bindery: the first part of a composite value that may be NULL must itself never be NULL: it tells "
        "whether the value is there");
    spec.codec = &part_codec<Whole, Part, First>;
    spec.nullable = true;
  }
  return spec;
}

template <auto Whole, FixedString Prefix, class Mapped, auto First, auto... Parts>
constexpr auto embed(const Mapped& parts, TypeList<MemberConstant<First>, MemberConstant<Parts>...>) {
  detail::Mapped<1 + sizeof...(Parts), 0,
                 TypeList<MemberConstant<PartOf<Whole, First>{}>, MemberConstant<PartOf<Whole, Parts>{}>...>,
                 typename Mapped::targets>
      all;
  std::size_t i = 0;
  all.columns[i] = part_spec<Whole, Prefix, true, First>(parts.columns[i]);
  ((++i, all.columns[i] = part_spec<Whole, Prefix, false, Parts>(parts.columns[i])), ...);
  return all;
}

}  // namespace detail

/// A member that is a struct over several columns. The struct says by `static constexpr auto parts()` which:
///
///     struct Address {
///       std::string street, city;
///       static constexpr auto parts() { return mapped(column<&Address::street>(), column<&Address::city>()); }
///     };
///
/// `embedded<&Customer::address>()` makes the columns "address_street" and "address_city",
/// `embedded<&Customer::address, "home_">()` "home_street" and "home_city". A member that is a std::optional of the
/// struct is NULL in all its columns; the first part, never NULL itself, tells.
template <auto Whole, FixedString Prefix = "*"> constexpr auto embedded() {
  using Parts = typename detail::WithoutOptional<MemberType<Whole>>::type;
  constexpr bool has_parts = detail::HasParts<Parts>;
  static_assert(has_parts,
                "bindery: embedded<...> needs a struct with `static constexpr auto parts()`, or with a "
                "bindery::Mapping "
                "that has it");
  if constexpr (has_parts) {
    constexpr auto& parts = detail::parts_of<Parts>;
    return detail::embed<Whole, Prefix>(parts, typename std::remove_cvref_t<decltype(parts)>::members{});
  } else {
    return detail::Mapped<0, 0, detail::TypeList<>, detail::TypeList<>>{};
  }
}

}  // namespace bindery
