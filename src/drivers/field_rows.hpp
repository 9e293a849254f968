// Rows on their way into objects: each column, from the first on, is a field of the object.
#pragma once
#include <bindery/core/arena.hpp>
#include <bindery/core/types/text.hpp>
#include <bindery/drivers/driver.hpp>
#include <bindery/sql/shape.hpp>

#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace bindery::drivers {

/// Says in which row and column a value did not fit. `column` is that of the cursor.
void locate(Error& error, const Cursor& cursor, const FieldPlan& field, std::size_t column, std::size_t row);

/// Has `texts` keep the text that a field of views shows.
inline void keep_text(const Codec& codec, void* field, detail::Arena& texts) {
  if (!codec.nullable) {
    auto& text = *static_cast<std::string_view*>(field);
    text = texts.keep(text);
  } else if (auto& text = *static_cast<std::optional<std::string_view>*>(field)) {
    text = texts.keep(*text);
  }
}
inline void read_field(const Codec& codec, const Cell& cell, void* field, detail::Arena* texts) {
  codec.read(codec, cell, field);
  if (texts != nullptr && codec.views) keep_text(codec, field, *texts);
}
/// Reads text into a field of the types that most have it in; false for all others.
inline bool read_text_at_once(std::string_view text, const Codec& codec, void* field, detail::Arena* texts) {
  if (codec.read == detail::read_string) {
    static_cast<std::string*>(field)->assign(text);
  } else if (codec.read == detail::read_optional<std::string>) {
    auto& place = *static_cast<std::optional<std::string>*>(field);
    (place ? *place : place.emplace()).assign(text);
  } else {
    const bool optional = codec.read == detail::read_optional<std::string_view>;
    if (!optional && codec.read != detail::read_view) return false;
    if (texts != nullptr) text = texts->keep(text);
    if (optional)
      static_cast<std::optional<std::string_view>*>(field)->emplace(text);
    else
      *static_cast<std::string_view*>(field) = text;
  }
  return true;
}

/// The objects that rows become, made one by one in their container; counts them, and says where a value did not fit.
class FieldRows {
 public:
  FieldRows(std::span<const FieldPlan> fields, const Sink& sink) : fields_(fields), sink_(sink) {}

  /// One more row, whose fields are read by `read(plan, column, object, texts)`.
  template <class Read> void add(const Cursor& cursor, Read read) {
    void* const object = sink_.emplace(sink_.container);
    detail::Arena* const texts = sink_.texts;
    const auto fields = fields_;
    ++count_;
    std::size_t column = 0;
    try {
      for (; column < fields.size(); ++column) read(fields[column], column, object, texts);
    } catch (Error& error) {
      locate(error, cursor, fields[column], column, count_);
      throw;
    }
  }
  std::size_t count() const { return count_; }
  /// Takes only so many rows more.
  void want(std::size_t more) { most_ = count_ + more; }
  bool full() const { return count_ == most_; }

 private:
  std::span<const FieldPlan> fields_;
  const Sink& sink_;
  std::size_t count_ = 0, most_ = std::numeric_limits<std::size_t>::max();
};

}  // namespace bindery::drivers
