// A prepared statement and the rows of its current run, in one object that is used again for the next run.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "handles.hpp"
#include "types.hpp"

namespace bindery::drivers::sqlite {

class Connection;

/// Owned by the connection's cache, or by itself when `cached` is false: then `release` ends it.
class Cursor final : public drivers::Cursor {
 public:
  Cursor(Connection& connection, StatementHandle statement, bool cached);
  ~Cursor();
  Cursor(const Cursor&) = delete;
  Cursor& operator=(const Cursor&) = delete;

  /// Binds and makes the first step, so that errors come out here. A statement that writes runs to its end, its
  /// rows kept aside: only then is it known that its changes stand.
  void start(std::span<const Cell> parameters, Deadline deadline, Phase phase = Phase::statement);
  /// The same for a statement whose rows nobody wants; returns the rows that it touched.
  std::int64_t run(std::span<const Cell> parameters, Phase phase = Phase::statement);

  bool open() const { return open_; }
  /// Until `release` the object is somebody's and stays where it is.
  void lend() { open_ = true; }
  bool writes() const { return writes_; }
  std::string_view sql() const { return sqlite3_sql(statement_.get()); }

  std::size_t column_count() const override { return row_.size(); }
  std::string_view column_name(std::size_t column) const override;
  const Cell* next() override;
  void read_all(FieldRows& rows) override;
  std::int64_t affected_rows() const override { return affected_rows_; }
  void release() noexcept override;

 private:
  void bind(std::span<const Cell> parameters, bool keep);
  /// Steps to the next row; false behind the last one.
  bool step();
  void finish();
  void buffer_rows();
  /// Takes over what the statement has become: its first step prepares it anew when the schema has changed.
  void renew();
  /// Counts runs, and looks whether the program ends after a row once the statement has proved to be used.
  void look_at_program();
  int times_prepared_again() const {
    return sqlite3_stmt_status(statement_.get(), SQLITE_STMTSTATUS_REPREPARE, 0);
  }
  [[noreturn]] void refuse_parameters(std::size_t given) const;
  [[noreturn]] void fail(int code, Phase phase);

  Connection& connection_;
  StatementHandle statement_;
  bool cached_;
  bool writes_;
  bool counts_changes_;
  bool open_ = false;       // lent to somebody
  bool running_ = false;    // sqlite3 has rows to give
  bool first_row_ = false;  // stepped to, not yet handed out
  bool gives_one_row_ = false;
  unsigned runs_ = 0;       // up to those before its program was looked at
  int prepared_again_ = 0;  // how often, as far as this object knows
  std::int64_t affected_rows_ = 0;
  std::uint64_t epoch_ = 0;
  Deadline deadline_;
  std::size_t parameter_count_;
  Binder binder_;
  std::vector<Cell> row_;
  RowBuffer buffer_;
};

}  // namespace bindery::drivers::sqlite
