// Mapping: where the mapping of a type is found, in the type itself or outside of it.
#pragma once
#include <concepts>
#include <string_view>
#include <type_traits>

namespace bindery {

/// How `T` is mapped: by its own `static constexpr auto columns()`, `bind_key`, `table_name` and `schema`.
/// Specialise it with the same members for a type that you can't edit.
template <class T> struct Mapping : T {};

namespace detail {

template <class T>
concept MapsItself = requires { T::columns(); } || requires { T::parts(); };
template <class T> struct MappingSource {
  using type = Mapping<T>;
};
template <MapsItself T> struct MappingSource<T> {
  using type = T;
};
template <class T> using MappingOf = typename MappingSource<T>::type;

template <class T>
concept MappedOutside =
    std::is_class_v<T> && !std::derived_from<Mapping<T>, T> && requires { Mapping<T>::columns(); };
template <class T>
concept HasParts = std::is_class_v<T> && !std::is_final_v<T> && requires { MappingOf<T>::parts(); };

template <class T>
inline constexpr bool is_view =
    requires { std::string_view(MappingOf<T>::view); } || requires { MappingOf<T>::view(); };

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

}  // namespace detail

/// A struct with `columns()`, or with a `Mapping` of its own.
template <class T>
concept Model = requires { T::columns(); } || detail::MappedOutside<T>;

/// The bind key of a model; empty for the default bind.
template <class T> inline constexpr std::string_view bind_key_of = detail::bind_key_text<T>();

}  // namespace bindery
