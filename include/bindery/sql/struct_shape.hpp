// Rows as structs of the program's own: `.into<Summary>()`.
#pragma once
#include <bindery/core/fields.hpp>
#include <bindery/sql/shape.hpp>

#include <array>
#include <cstddef>
#include <utility>

namespace bindery {

namespace detail {

template <class S, std::size_t I> void* struct_field(void* object) {
  return &field_at<I>(*static_cast<S*>(object));
}
template <class S, std::size_t... I> consteval bool all_storable(std::index_sequence<I...>) {
  return (Storable<FieldType<S, I>> && ...);
}
template <class S, std::size_t... I> consteval auto named_struct_plan(std::index_sequence<I...>) {
  return std::array<FieldPlan, sizeof...(I)>{
      FieldPlan{codec_for<FieldType<S, I>>, &struct_field<S, I>, field_name<S, I>}...};
}

}  // namespace detail

/// A row becomes a struct by the names of its columns, which are known when the statement runs: every member needs one.
template <class S> struct NamedStructShape {
  using row_type = S;
  using scalar_type = S;
  static constexpr ReadMode mode = ReadMode::by_every_name;
  static constexpr auto fields = detail::named_struct_plan<S>(std::make_index_sequence<field_count<S>>{});
  static RowPlan plan() { return RowPlan(fields); }
};

namespace detail {

template <class S> consteval bool check_row_struct() {
  constexpr bool plain = PlainStruct<S>;
  static_assert(
      plain,
      "bindery: rows become a struct of public members, without base and constructors, of at most 32 "
      "members");
  return plain;
}
template <class S> constexpr auto named_struct_shape() {
  if constexpr (check_row_struct<S>()) {
    constexpr bool readable = all_storable<S>(std::make_index_sequence<field_count<S>>{});
    static_assert(readable, "bindery: a member of this struct has a type that can't be read from a column");
    if constexpr (readable) return NamedStructShape<S>{};
  }
}
/// The shape, or NoShape for a type that was refused.
template <class S>
using NamedStructShapeOf =
    std::conditional_t<std::is_void_v<decltype(named_struct_shape<S>())>, NoShape, NamedStructShape<S>>;

}  // namespace detail
}  // namespace bindery
