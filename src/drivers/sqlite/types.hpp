// Cells to SQLite's five storage classes and back.
#pragma once
#include <bindery/core/cell.hpp>
#include <sqlite3.h>

#include <span>
#include <string>
#include <vector>

#include "drivers/field_rows.hpp"

namespace bindery::drivers::sqlite {

/// Binds parameters. What must live until the statement ends is kept here: one per statement, its memory reused.
class Binder {
 public:
  /// `keep`: the statement goes on after the call, so text and bytes are copied. Returns sqlite3's code; throws
  /// DataError for values that SQLite has no place for (NaN, integers above 2^63-1).
  int bind(sqlite3_stmt* statement, std::span<const Cell> cells, bool keep);

 private:
  int bind_one(sqlite3_stmt* statement, std::span<const Cell> cells, std::size_t index, bool keep);
  /// The text in the store, which gets room for all of `cells` when the first of them needs it.
  std::string_view stored(std::string_view text, std::span<const Cell> cells, bool keep);
  void make_room(std::span<const Cell> cells, bool keep);

  std::string store_;
  bool has_room_ = false;  // for the values that are being bound
};

/// The current row, valid until the statement steps on.
void read_row(sqlite3_stmt* statement, std::span<Cell> row);
/// The current row as one more object, without cells between for the types that most fields have.
void read_row(sqlite3_stmt* statement, const drivers::Cursor& cursor, FieldRows& rows);

/// Rows that outlive their statement's steps.
class RowBuffer {
 public:
  void clear();
  void add(std::span<const Cell> row);
  /// The next row into `row`; false behind the last one.
  bool next(std::span<Cell> row);

 private:
  std::vector<Cell> cells_;  // views tell only their size: texts lie one behind the other
  std::string texts_;
  std::size_t next_cell_ = 0, next_text_ = 0;
};

}  // namespace bindery::drivers::sqlite
