// Json: a JSON document, kept as text.
#pragma once
#include <bindery/core/codec.hpp>

#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace bindery {

/// A JSON document: well-formed text, UTF-8, nested at most 1000 deep. Default: `null` (the JSON value, not SQL's NULL).
class Json {
 public:
  Json() : text_("null") {}
  /// DataError, with the position, for text that is not JSON.
  explicit Json(std::string text);
  static Json null() { return {}; }
  /// For drivers: text that a server's JSON column has already checked.
  static Json trusted(std::string text) { return Json(std::move(text), Trusted{}); }

  const std::string& text() const noexcept { return text_; }
  bool is_null() const { return *this == Json(); }

  /// Compares JSON values: white space and the order of keys do not count; numbers compare as numbers.
  friend bool operator==(const Json& a, const Json& b) {
    return a.text_ == b.text_ || equal_documents(a.text_, b.text_);
  }
  friend std::ostream& operator<<(std::ostream& out, const Json& value);

 private:
  struct Trusted {};
  Json(std::string text, Trusted) : text_(std::move(text)) {}
  static bool equal_documents(std::string_view a, std::string_view b);

  std::string text_;
};

namespace detail {
void read_json(const Codec&, const Cell& cell, void* field);
void write_json(const Codec&, const void* field, Cell& cell);
/// Compares texts: any change of the text is a change to store.
bool same_json(const void* a, const void* b);
inline constexpr Codec json_codec{TypeKind::json, false,     read_json,
                                  write_json,     same_json, assign_values<Json>};
}  // namespace detail

template <> struct CodecFor<Json> {
  static constexpr const Codec* codec = &detail::json_codec;
};
}  // namespace bindery
