// Value: one value of any storable type, owned; for rows and tables whose types are known at run time only.
#pragma once
#include <bindery/core/codecs.hpp>

#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace bindery {

/// NULL or a value of any kind that a cell can hold, owned. A value type.
class Value {
 public:
  Value() = default;
  Value(std::nullptr_t) {}
  Value(std::nullopt_t) {}
  /// A null pointer is NULL.
  Value(const char* text);
  Value(std::string text);
  Value(Bytes bytes);
  /// Numbers, text views, chrono types, Decimal, Uuid, Json, enumerations (by name), and optionals of these.
  /// DataError for what the codec of T refuses to write (a date that does not exist, say).
  template <Writable T>
    requires(!std::same_as<T, Value>)
  Value(const T& value) : Value(writer_for<T>, &value) {}
  /// A copy of what the cell shows.
  explicit Value(const Cell& cell);

  bool is_null() const noexcept { return cell_.is_null(); }
  ValueKind kind() const noexcept { return cell_.kind; }
  /// Shows the value; good while this object lives and is not changed.
  Cell cell() const {
    Cell cell = cell_;
    if (is_viewed(cell.kind)) cell.view = {owned_.data(), owned_.size()};
    return cell;
  }

  /// The value as a C++ type, by the rules of its codec. DataError when it does not fit.
  template <Storable T> T as() const {
    T result{};
    codec_for<T>->read(*codec_for<T>, cell(), &result);
    return result;
  }

  /// For people: text in single quotes, bytes as x'..', NULL, everything else as it reads.
  std::string to_string() const;
  /// NULL equals NULL, exact numbers compare by value whatever their kind, reals as doubles (NaN equals NaN),
  /// everything else must agree in kind and content.
  friend bool operator==(const Value& a, const Value& b) { return a.equals(b); }
  friend std::ostream& operator<<(std::ostream& out, const Value& value);

 private:
  Value(const Codec* codec, const void* value);
  bool equals(const Value& other) const;

  Cell cell_;  // its view, where the kind has one, is filled in by cell()
  std::string owned_;
};

namespace detail {
void read_value(const Codec&, const Cell& cell, void* field);
void write_value(const Codec&, const void* field, Cell& cell);
}  // namespace detail

/// Reads any cell into a Value: dynamic rows use the same machinery as models.
inline constexpr Codec value_codec{TypeKind::text,
                                   true,
                                   detail::read_value,
                                   detail::write_value,
                                   detail::equal_values<Value>,
                                   detail::assign_values<Value>};

template <> struct CodecFor<Value> {
  static constexpr const Codec* codec = &value_codec;
};

}  // namespace bindery
