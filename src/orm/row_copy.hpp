// The values of a row in few bytes, as cells one behind the other: a quarter of what a second object would take.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/orm/entity.hpp>
#include <bindery/schema/table.hpp>

#include <cstddef>

namespace bindery::detail {

/// One of many lies in `blocks`.
RowCopy copy_row(const Table& table, void* object, EntityBlocks* blocks = nullptr);
/// Puts the values into all columns of an object.
void restore_row(const Table& table, const std::byte* copy, void* object);
/// True if all columns of the object are as in the copy. False leaves it open: values may be equal that are written
/// differently.
bool is_as_copied(const Table& table, const std::byte* copy, void* object);

/// The cells of a copy, one for each column. They may point into it.
class CopiedCells {
 public:
  explicit CopiedCells(const std::byte* copy) : at_(reinterpret_cast<const char*>(copy)) {}
  Cell next();
  /// Goes on by a cell in both; true if it is the same one.
  bool next_is_same(CopiedCells& other);
  void skip();

 private:
  const char* at_;
};
/// The cell of one column.
Cell cell_in(const std::byte* copy, std::size_t column);
/// In place of a cell's kind: the column was not read.
inline constexpr auto unread_kind = static_cast<ValueKind>(255);
/// True for cells of one kind that show the same value, written alike.
bool same_cell(const Cell& a, const Cell& b);

}  // namespace bindery::detail
