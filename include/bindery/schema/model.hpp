// Models: plain structs mapped to tables by member pointers, without macros and without touching the structs' values.
#pragma once
#include <bindery/schema/bind_key.hpp>
#include <bindery/schema/declare.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace bindery {

/// How `T` is mapped: by its own `static constexpr auto columns()`, `bind_key`, `table_name` and `schema`.
/// Specialise it with the same members for a type that you can't edit.
template <class T> struct Mapping : T {};

namespace detail {

template <class T>
concept MapsItself = requires { T::columns(); };
template <class T>
concept MappedOutside =
    std::is_class_v<T> && !std::derived_from<Mapping<T>, T> && requires { Mapping<T>::columns(); };
template <class T> struct MappingSource {
  using type = Mapping<T>;
};
template <MapsItself T> struct MappingSource<T> {
  using type = T;
};
template <class T> using MappingOf = typename MappingSource<T>::type;

template <class T> consteval std::string_view bind_key_text() {
  if constexpr (requires { MappingOf<T>::bind_key; }) return std::string_view(MappingOf<T>::bind_key);
  return {};
}
template <class T> consteval std::string_view table_name_text() {
  if constexpr (requires { MappingOf<T>::table_name; }) return std::string_view(MappingOf<T>::table_name);
  return {};
}
template <class T> consteval std::string_view schema_text() {
  if constexpr (requires { MappingOf<T>::schema; }) return std::string_view(MappingOf<T>::schema);
  return {};
}
// Casts through the model, so that a member inherited from a mixin resolves to the right address.
template <class T, auto Member> void* field_of(void* object) { return &(static_cast<T*>(object)->*Member); }

/// The model's own check, if it has one: `void validate() const`, or `static void validate(const T&)` of its Mapping.
template <class T> consteval auto validation_of() -> void (*)(const void*) {
  if constexpr (requires(const T& object) { object.validate(); }) {
    return [](const void* object) { static_cast<const T*>(object)->validate(); };
  } else if constexpr (requires(const T& object) { MappingOf<T>::validate(object); }) {
    return [](const void* object) { MappingOf<T>::validate(*static_cast<const T*>(object)); };
  } else {
    return nullptr;
  }
}

}  // namespace detail

/// A struct with `columns()`, or with a `Mapping` of its own.
template <class T>
concept Model = detail::MapsItself<T> || detail::MappedOutside<T>;

/// The table of a model: made on first use, then constant. (Not constrained by Model: a model that refers to itself
/// names this function before it is complete.)
template <class T> const Table& table_of();

/// The bind key of a model; empty for the default bind.
template <class T> inline constexpr std::string_view bind_key_of = detail::bind_key_text<T>();

namespace detail {

template <class T, std::size_t N, std::size_t K, auto... Members, class Targets, class Relations>
constexpr auto with_fields(const Mapped<N, K, TypeList<std::integral_constant<decltype(Members), Members>...>,
                                        Targets, Relations>& mapped) {
  auto columns = mapped.columns;
  std::size_t i = 0;
  ((columns[i++].field = &field_of<T, Members>), ...);
  return columns;
}
template <std::size_t N> consteval bool has_primary_key(const std::array<ColumnSpec, N>& columns) {
  for (const ColumnSpec& column : columns) {
    if (column.primary_key) return true;
  }
  return false;
}
template <class T, class... Targets> consteval bool references_stay(TypeList<Targets...>) {
  return ((bind_key_of<T> == bind_key_of<Targets>) && ...);
}

/// A type that is no model has none of the data of one.
template <class T> struct ModelData {
  static constexpr bool is_model = Model<T>;
  static_assert(is_model,
                "bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise "
                "bindery::Mapping for it");
  static constexpr TableSpec spec{};
};
/// The constant data of a model.
template <Model T> struct ModelData<T> {
  static constexpr bool is_model = true;
  static constexpr auto mapped = MappingOf<T>::columns();
  static constexpr auto columns = with_fields<T>(mapped);
  static_assert(
      has_primary_key(columns),
      "bindery: a model needs a primary key: mark one of its columns (or several) with primary_key");
  static_assert(references_stay<T>(typename decltype(mapped)::targets{}),
                "bindery: a foreign key can't cross binds, each is a database of its own: use links<...> "
                "instead of references<...>");
  static constexpr TableSpec spec{type_name<T>, table_name_text<T>(), schema_text<T>(), bind_key_of<T>,
                                  columns,      mapped.constraints,   &table_of<T>,     validation_of<T>()};
};

}  // namespace detail

template <class T> const Table& table_of() {
  static const Table table(detail::ModelData<T>::spec);
  return table;
}

template <class T> const Table& detail::referred_table() {
  constexpr bool is_model = Model<T>;
  static_assert(is_model,
                "bindery: a reference must name a model: for a member inherited from a mixin write "
                "references_of<Model, &Model::member>");
  if constexpr (is_model) return table_of<T>();
}

/// The constant data of a model's table, for use at compile time.
template <class T> inline constexpr const TableSpec* spec_of = &detail::ModelData<T>::spec;

}  // namespace bindery
