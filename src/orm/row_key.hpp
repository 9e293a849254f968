// The primary key of a row as the identity map compares it: a number, or the text of its values.
#pragma once
#include <bindery/core/cell.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace bindery {
class Table;
}

namespace bindery::detail {

/// Cells of a key, nearly always one or two.
class KeyCells {
 public:
  explicit KeyCells(std::size_t size) : size_(size) {
    if (size > few_.size()) many_.resize(size);
  }
  std::span<Cell> get() { return {many_.empty() ? few_.data() : many_.data(), size_}; }

 private:
  std::size_t size_;
  std::array<Cell, 4> few_{};
  std::vector<Cell> many_;
};

struct RowKey {
  bool holds_number = false;
  bool holds_null = false;
  std::int64_t number = 0;
  std::string text = {};  ///< where it is no number

  RowKey() = default;
  explicit RowKey(std::int64_t of) : holds_number(true), number(of) {}
  explicit RowKey(std::span<const Cell> cells);
  friend bool operator==(const RowKey& a, const RowKey& b) {
    return a.holds_number == b.holds_number && a.number == b.number && (a.holds_number || a.text == b.text);
  }
  friend auto operator<=>(const RowKey&, const RowKey&) = default;
};

/// The key of these columns, whose cells `cell_of(column)` gives.
template <class CellOf> RowKey row_key(std::span<const std::size_t> columns, CellOf cell_of) {
  if (columns.size() == 1) {
    const Cell cell = cell_of(columns.front());
    return RowKey({&cell, 1});
  }
  KeyCells room(columns.size());
  const std::span<Cell> cells = room.get();
  for (std::size_t i = 0; i < columns.size(); ++i) cells[i] = cell_of(columns[i]);
  return RowKey(cells);
}
/// The key that an object has in these columns.
RowKey row_key(const Table& table, std::span<const std::size_t> columns, const void* object);

struct RowKeyHash {
  std::size_t operator()(const RowKey& key) const {
    return key.holds_number ? std::hash<std::int64_t>()(key.number) : std::hash<std::string>()(key.text);
  }
};

}  // namespace bindery::detail
