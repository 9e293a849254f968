// Codecs of text: std::string both ways, views and literals on their way to the database only.
#pragma once
#include <bindery/core/codec.hpp>

#include <string>
#include <string_view>

namespace bindery {

/// Types that can be sent to a database but not read from it (they own nothing): specialise it as CodecFor.
template <class T> struct WriterFor {};

/// Anything that may be a value in a statement: storable, or write-only.
template <class T>
concept Writable = Storable<T> || requires {
  { WriterFor<std::remove_cv_t<T>>::codec } -> std::convertible_to<const Codec*>;
};

namespace detail {

void read_string(const Codec&, const Cell& cell, void* field);
void write_string(const Codec&, const void* field, Cell& cell);
[[noreturn]] void refuse_to_read(const Codec&, const Cell& cell, void* field);
void read_view(const Codec&, const Cell& cell, void* field);
void write_view(const Codec&, const void* field, Cell& cell);
void write_literal(const Codec&, const void* field, Cell& cell);
void write_null(const Codec&, const void* field, Cell& cell);
bool equal_literals(const void* a, const void* b);
bool equal_nulls(const void* a, const void* b);

template <class T> consteval const Codec* writer() {
  if constexpr (Storable<T>) {
    return CodecFor<T>::codec;
  } else {
    return WriterFor<T>::codec;
  }
}

inline constexpr Codec string_codec{
    TypeKind::text, false, read_string, write_string, equal_values<std::string>, assign_values<std::string>};
inline constexpr Codec view_codec{.type = TypeKind::text,
                                  .read = read_view,
                                  .write = write_view,
                                  .equal = equal_values<std::string_view>,
                                  .assign = assign_values<std::string_view>,
                                  .views = true};
inline constexpr Codec optional_view_codec{.type = TypeKind::text,
                                           .nullable = true,
                                           .read = read_optional<std::string_view>,
                                           .write = write_optional<std::string_view>,
                                           .equal = equal_values<std::optional<std::string_view>>,
                                           .assign = assign_values<std::optional<std::string_view>>,
                                           .inner = &view_codec,
                                           .views = true};
inline constexpr Codec literal_codec{TypeKind::text, true,           refuse_to_read,
                                     write_literal,  equal_literals, assign_values<const char*>};
inline constexpr Codec null_codec{TypeKind::text, true, refuse_to_read, write_null, equal_nulls, nullptr};

}  // namespace detail

/// The codec that writes a `T`, storable or write-only.
template <Writable T> inline constexpr const Codec* writer_for = detail::writer<std::remove_cv_t<T>>();

template <> struct CodecFor<std::string> {
  static constexpr const Codec* codec = &detail::string_codec;
};
template <> struct WriterFor<std::string_view> {
  static constexpr const Codec* codec = &detail::view_codec;
};

/// Types that show the text of a row, which a result or the row itself must keep: members of models that are read by
/// `Connection::views` or one at a time by `Connection::stream`.
template <class T> struct ViewFor {};
template <> struct ViewFor<std::string_view> {
  static constexpr const Codec* codec = &detail::view_codec;
};
template <> struct ViewFor<std::optional<std::string_view>> {
  static constexpr const Codec* codec = &detail::optional_view_codec;
};

/// What a member of a model may be.
template <class T>
concept Mappable = Storable<T> || requires {
  { ViewFor<std::remove_cv_t<T>>::codec } -> std::convertible_to<const Codec*>;
};

namespace detail {
template <class T> consteval const Codec* codec_of_member() {
  if constexpr (Storable<T>) {
    return codec_for<T>;
  } else {
    return ViewFor<std::remove_cv_t<T>>::codec;
  }
}
}  // namespace detail

/// A null pointer is NULL.
template <> struct WriterFor<const char*> {
  static constexpr const Codec* codec = &detail::literal_codec;
};
template <> struct WriterFor<char*> {
  static constexpr const Codec* codec = &detail::literal_codec;
};
template <> struct WriterFor<std::nullptr_t> {
  static constexpr const Codec* codec = &detail::null_codec;
};
template <> struct WriterFor<std::nullopt_t> {
  static constexpr const Codec* codec = &detail::null_codec;
};

}  // namespace bindery
