// The text form of PostgreSQL's arrays.
#include <bindery/core/types/array.hpp>

#include "core/cell_text.hpp"

namespace bindery::detail {

namespace {

/// Walks through "{1,NULL,\"a b\"}".
class ArrayReader {
 public:
  explicit ArrayReader(const Cell& cell) : cell_(cell), text_(cell.text()) {}

  /// False behind the last element. `element` is good until the next call.
  bool next(Cell& element) {
    if (at_ >= text_.size() || text_[at_] != (at_ == 0 ? '{' : ',')) return end();
    ++at_;
    if (at_ < text_.size() && text_[at_] == '}' && at_ == 1) return end();
    const bool quoted = at_ < text_.size() && text_[at_] == '"';
    if (at_ < text_.size() && text_[at_] == '{') refuse();
    quoted ? take_quoted() : take_plain();
    element = !quoted && taken_ == "NULL" ? Cell::null() : Cell::of_text(taken_);
    return true;
  }

 private:
  bool end() {
    if (at_ + 1 != text_.size() || text_[at_] != '}') refuse();
    return false;
  }
  void take_plain() {
    const std::size_t close = std::min(text_.find_first_of(",}", at_), text_.size());
    taken_.assign(text_.substr(at_, close - at_));
    at_ = close;
  }
  void take_quoted() {
    taken_.clear();
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
      if (at_ < text_.size()) taken_ += text_[at_];
    }
    ++at_;
  }
  [[noreturn]] void refuse() const { refuse_cell(cell_, "an array of one dimension"); }

  const Cell& cell_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::string taken_;
};

}  // namespace

void ArrayText::add(const Codec& element, const void* value) {
  if (text_.size() > 1) text_ += ',';
  Cell cell;
  element.write(element, value, cell);
  if (cell.is_null()) {
    text_ += "NULL";
    return;
  }
  std::string plain;
  append_text(plain, cell);
  text_ += '"';
  for (const char c : plain) {
    if (c == '"' || c == '\\') text_ += '\\';
    text_ += c;
  }
  text_ += '"';
}

void read_elements(const Cell& cell, TypeKind element, void* target,
                   void (*take)(void* target, const Cell&)) {
  if (cell.kind != ValueKind::text) refuse_cell(cell, "an array");
  ArrayReader reader(cell);
  for (Cell each; reader.next(each);) {
    if (element == TypeKind::boolean && !each.is_null()) each = Cell::of_boolean(each.text() == "t");
    take(target, each);
  }
}

void write_array_text(const std::string& text, Cell& cell) { cell = Cell::of_text(text); }

}  // namespace bindery::detail
