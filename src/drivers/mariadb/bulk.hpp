// Rows of cells turned into the arrays, one per column, that bulk execution wants.
#pragma once
#include <bindery/core/cell.hpp>
#include <mysql.h>

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <vector>

namespace bindery::drivers::mariadb {

/// One column of a chunk of rows. Views of text stay views: the cells must outlive the execution.
class BulkColumn {
 public:
  /// Takes every `width`th cell. Throws DataError that names the row, counted from `first_row`.
  void fill(const Cell* cells, std::size_t rows, std::size_t width, std::size_t first_row);
  MYSQL_BIND bind();

 private:
  /// What travels: all values of a column have the same type on the wire.
  enum class Form : std::uint8_t {
    none,
    boolean,
    integer,
    unsigned_integer,
    real,
    text,
    bytes,
    date,
    time,
    timestamp
  };

  static Form form_of(ValueKind kind);
  static Form join(Form a, Form b);
  void choose_form(const Cell* cells, std::size_t rows, std::size_t width);
  template <class Take>
  void each(const Cell* cells, std::size_t rows, std::size_t width, std::size_t first_row, Take take);
  void take_text(std::size_t row, const Cell& cell);

  Form form_ = Form::none;
  std::vector<char> indicators_;
  std::vector<std::int64_t> numbers_;
  std::vector<double> reals_;
  std::vector<char> flags_;
  std::vector<MYSQL_TIME> moments_;
  std::vector<void*> pointers_;  // of moments and texts
  std::vector<unsigned long> lengths_;
  std::deque<std::string> made_;  // texts that had to be made; never moved
};

/// All columns of a chunk.
class BulkColumns {
 public:
  explicit BulkColumns(std::size_t width);
  void fill(std::span<const Cell> cells, std::size_t first_row);
  MYSQL_BIND* binds() { return binds_.data(); }

 private:
  std::vector<BulkColumn> columns_;
  std::vector<MYSQL_BIND> binds_;
};

/// How many rows from the start of `cells` make a good chunk: many, but of no more than `bytes` in all.
std::size_t chunk_rows(std::span<const Cell> cells, std::size_t width, std::size_t bytes);

}  // namespace bindery::drivers::mariadb
