// Array: a list of values in one column, for PostgreSQL.
#pragma once
#include <bindery/core/codec.hpp>

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
/// Builds PostgreSQL's text of an array, element by element.
class ArrayText {
 public:
  void add(const Codec& element, const void* value);
  std::string finish() { return std::move(text_) + "}"; }

 private:
  std::string text_ = "{";
};
/// Calls `take` with the cell of each element. DataError for text that is no array of one dimension.
void read_elements(const Cell& cell, TypeKind element, void* target, void (*take)(void* target, const Cell&));
void write_array_text(const std::string& text, Cell& cell);
}  // namespace detail

/// A list of values in one column: `bigint[]` on PostgreSQL; the other databases have no such type and refuse the
/// table. Constant once made; assign a new one to change it. Elements that may be NULL are `std::optional`.
template <Storable T> class Array {
 public:
  using value_type = T;
  using const_iterator = typename std::vector<T>::const_iterator;

  Array() : Array(std::vector<T>{}) {}
  Array(std::initializer_list<T> values) : Array(std::vector<T>(values)) {}
  explicit Array(std::vector<T> values) : values_(std::move(values)) {
    detail::ArrayText text;
    for (const auto& each : values_) {
      const T value = each;  // std::vector<bool> has no bools to point to
      text.add(*codec_for<T>, &value);
    }
    text_ = text.finish();
  }

  const std::vector<T>& values() const { return values_; }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  typename std::vector<T>::const_reference operator[](std::size_t position) const {
    return values_[position];
  }
  /// As PostgreSQL writes it: `{1,2,3}`.
  const std::string& text() const { return text_; }

  friend bool operator==(const Array& a, const Array& b) { return a.values_ == b.values_; }

 private:
  std::vector<T> values_;
  std::string text_;
};

namespace detail {

template <class T> void read_array(const Codec& codec, const Cell& cell, void* field) {
  std::vector<T> values;
  read_elements(cell, codec.inner->type, &values, [](void* target, const Cell& element) {
    T value{};
    codec_for<T>->read(*codec_for<T>, element, &value);
    static_cast<std::vector<T>*>(target)->push_back(std::move(value));
  });
  *static_cast<Array<T>*>(field) = Array<T>(std::move(values));
}
template <class T> void write_array(const Codec&, const void* field, Cell& cell) {
  write_array_text(static_cast<const Array<T>*>(field)->text(), cell);
}
template <class T>
inline constexpr Codec array_codec{
    TypeKind::array,         false, read_array<T>, write_array<T>, equal_values<Array<T>>,
    assign_values<Array<T>>, {},    codec_for<T>};

}  // namespace detail

template <Storable T> struct CodecFor<Array<T>> {
  static constexpr const Codec* codec = &detail::array_codec<T>;
};

}  // namespace bindery
