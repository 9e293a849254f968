// Codecs of text and bytes.
#include <bindery/core/types/bytes.hpp>
#include <bindery/core/types/text.hpp>

#include <cstring>

#include "core/cell_text.hpp"

namespace bindery::detail {

void read_string(const Codec&, const Cell& cell, void* field) {
  auto& text = *static_cast<std::string*>(field);
  if (cell.kind == ValueKind::text) {
    text.assign(cell.view.data, cell.view.size);
    return;
  }
  if (cell.is_null()) refuse_null();
  text.clear();
  append_text(text, cell);
}

void write_string(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_text(*static_cast<const std::string*>(field));
}

void refuse_to_read(const Codec&, const Cell&, void*) {
  throw DataError("a view of text cannot be read into, for it owns nothing: use std::string");
}

void read_view(const Codec&, const Cell& cell, void* field) {
  if (cell.is_null()) refuse_null();
  if (cell.kind != ValueKind::text && cell.kind != ValueKind::json && cell.kind != ValueKind::bytes)
    refuse_cell(cell, "a view of text");
  *static_cast<std::string_view*>(field) = cell.text();
}

void write_view(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_text(*static_cast<const std::string_view*>(field));
}

void write_literal(const Codec&, const void* field, Cell& cell) {
  const char* text = *static_cast<const char* const*>(field);
  cell = text != nullptr ? Cell::of_text({text, std::strlen(text)}) : Cell::null();
}

void write_null(const Codec&, const void*, Cell& cell) { cell = Cell::null(); }

bool equal_literals(const void* a, const void* b) {
  const char* left = *static_cast<const char* const*>(a);
  const char* right = *static_cast<const char* const*>(b);
  if (left == nullptr || right == nullptr) return left == right;
  return std::strcmp(left, right) == 0;
}

bool equal_nulls(const void*, const void*) { return true; }

void read_bytes(const Codec&, const Cell& cell, void* field) {
  if (!is_viewed(cell.kind)) refuse_cell(cell, "bytes");
  const auto* data = reinterpret_cast<const std::byte*>(cell.view.data);
  static_cast<Bytes*>(field)->assign(data, data + cell.view.size);
}

void write_bytes(const Codec&, const void* field, Cell& cell) {
  cell = Cell::of_bytes(*static_cast<const Bytes*>(field));
}

}  // namespace bindery::detail
