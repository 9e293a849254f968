// Types of your own as columns: stored as a type that Bindery knows.
#pragma once
#include <bindery/core/types/text.hpp>

#include <concepts>
#include <functional>
#include <string>
#include <type_traits>
#include <utility>

namespace bindery {

namespace detail {

template <class Member> struct OwnerOf;
template <class Owner, class Value> struct OwnerOf<Value Owner::*> {
  using type = Owner;
};
/// The type that is stored: the member's owner, or what the second function makes.
template <class Stored, auto To, auto... From> struct StoredType {
  using type = typename OwnerOf<decltype(To)>::type;
};
template <class Stored, auto To, auto From> struct StoredType<Stored, To, From> {
  using type = std::remove_cvref_t<std::invoke_result_t<decltype(From), Stored>>;
};

/// True if cells of this kind show memory of the value that they were made of.
constexpr bool shows_memory(TypeKind kind) {
  return kind == TypeKind::text || kind == TypeKind::bytes || kind == TypeKind::uuid ||
         kind == TypeKind::json;
}

template <class T, class Stored, auto To, auto... From>
void read_stored(const Codec&, const Cell& cell, void* field) {
  T& value = *static_cast<T*>(field);
  if constexpr (sizeof...(From) == 0) {
    codec_for<Stored>->read(*codec_for<Stored>, cell, &(value.*To));
  } else {
    Stored stored{};
    codec_for<Stored>->read(*codec_for<Stored>, cell, &stored);
    value = (From(std::move(stored)), ...);
  }
}
template <class T, auto To> void write_stored(const Codec&, const void* field, Cell& cell) {
  decltype(auto) shown = std::invoke(To, *static_cast<const T*>(field));
  using Shown = std::remove_cvref_t<decltype(shown)>;
  writer_for<Shown>->write(*writer_for<Shown>, &shown, cell);
}

}  // namespace detail

/// Teaches Bindery a type that is stored as another one. Where it is a struct around one value, name the member:
///
///     template <> struct bindery::CodecFor<Email> : bindery::StoredAs<std::string, &Email::text> {};
///
/// Otherwise give two functions, to the stored type and back; the second may throw DataError:
///
///     template <> struct bindery::CodecFor<Celsius>
///         : bindery::StoredAs<double, [](const Celsius& c) { return c.degrees(); },
///                             [](double d) { return Celsius(d); }> {};
///
/// A function to text or bytes returns a view or a reference into the object. The type needs `==`.
template <class Stored, auto To, auto... From>
  requires(sizeof...(From) <= 1)
struct StoredAs {
  using type = typename detail::StoredType<Stored, To, From...>::type;

 private:
  using Shown = std::invoke_result_t<decltype(To), const type&>;
  static constexpr bool storable = Storable<Stored> && Writable<std::remove_cvref_t<Shown>>;
  static_assert(storable, "bindery: StoredAs needs a type that Bindery knows, such as std::string or double");
  static constexpr bool comparable = std::equality_comparable<type>;
  static_assert(comparable, "bindery: a type that is stored needs operator==, by which changes are found");
  static consteval bool shows_what_lasts() {
    if constexpr (storable)
      return std::is_reference_v<Shown> || std::same_as<Shown, std::string_view> ||
             !detail::shows_memory(codec_for<Stored>->type);
    return true;
  }
  static constexpr bool lasts = shows_what_lasts();
  static_assert(lasts,
                "bindery: a type that is stored as text or bytes must show what the object holds: return a "
                "std::string_view or a const reference");
  static consteval Codec make() {
    if constexpr (storable && comparable)
      return {.type = codec_for<Stored>->type,
              .nullable = codec_for<Stored>->nullable,
              .read = detail::read_stored<type, Stored, To, From...>,
              .write = detail::write_stored<type, To>,
              .equal = detail::equal_values<type>,
              .assign = detail::assign_values<type>,
              .many_forms = true};
    else
      return {};
  }
  static constexpr Codec made = make();

 public:
  static constexpr const Codec* codec = &made;
};

}  // namespace bindery
