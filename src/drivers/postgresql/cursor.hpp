// The rows of one statement, straight from libpq's results.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <vector>

#include "drivers/postgresql/channel.hpp"
#include "drivers/postgresql/statement.hpp"

namespace bindery::drivers::postgresql {

/// One per connection, used again for every statement. Cells show the memory of the current result.
class ResultCursor final : public Cursor {
 public:
  explicit ResultCursor(Channel& channel) : channel_(channel) {}

  /// Shows a result. Streaming: it is one of many, and the channel's call goes on.
  void open(PreparedPtr prepared, ResultPtr result, bool streaming);
  bool is_open() const noexcept { return open_; }

  std::size_t column_count() const override { return prepared_->columns.size(); }
  std::string_view column_name(std::size_t column) const override { return prepared_->columns[column].name; }
  const Cell* next() override;
  void read_all(FieldRows& rows) override;
  std::int64_t affected_rows() const override { return affected_; }
  void release() noexcept override;

 private:
  bool has_row() { return row_ < rows_ || (streaming_ && fetch()); }
  bool fetch();
  const Cell* decode();
  void read_row(FieldRows& rows);
  [[noreturn]] void refuse(Error& error, int column);
  void finish_early() noexcept;

  Channel& channel_;
  PreparedPtr prepared_;
  ResultPtr result_;
  std::vector<Cell> cells_;
  RowTexts texts_;
  int row_ = 0, rows_ = 0;
  std::int64_t row_number_ = 0, affected_ = 0;
  bool open_ = false, streaming_ = false;
};

/// Rows touched, from the command's tag; 0 for statements that only read.
std::int64_t touched_rows(PGresult* result);

}  // namespace bindery::drivers::postgresql
