// A prepared statement, and the cursor over the rows of its latest run.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <memory>
#include <string>
#include <vector>

#include "drivers/mariadb/session.hpp"
#include "drivers/mariadb/types.hpp"

namespace bindery::drivers::mariadb {

class Statement final : public Cursor {
 public:
  Statement(Session& session, std::string_view sql, Deadline deadline);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  /// Runs it for one row of parameters and opens the cursor.
  void run(std::span<const Cell> parameters, bool stream, Deadline deadline);
  /// Runs it for `rows` rows at once; `columns` are one array per parameter.
  void run_bulk(MYSQL_BIND* columns, std::size_t column_count, unsigned rows, Deadline deadline);

  bool is_open() const { return open_; }
  /// True if it should be prepared anew before it runs again.
  bool is_stale() const { return stale_; }
  std::uint64_t insert_id() const { return mysql_stmt_insert_id(statement_); }

  std::size_t column_count() const override { return columns_.size(); }
  std::string_view column_name(std::size_t column) const override { return columns_[column].name; }
  const Cell* next() override;
  std::int64_t affected_rows() const override { return affected_; }
  void release() noexcept override;

 private:
  struct Closer {
    // Sends nine bytes at most and waits for no answer: not worth the non-blocking pair.
    void operator()(MYSQL_STMT* statement) const noexcept { mysql_stmt_close(statement); }
  };
  struct Shown {
    std::string name;
    enum_field_types type;
    bool is_unsigned, is_binary;
    bool shows(const MYSQL_FIELD& field) const;
  };

  void check_count(std::size_t given);
  /// Binds the parameters anew if they are given, and executes.
  void start(MYSQL_BIND* binds, unsigned rows, bool stream, Deadline deadline);
  bool adopt_metadata();
  void refresh_columns();
  void read_rest();
  void finish_stream();
  void abandon_stream() noexcept;
  [[noreturn]] void fail();
  [[noreturn]] void refuse_value();
  static void take_value(void* statement, unsigned column, unsigned char** row);

  Session& session_;
  std::string sql_;
  std::unique_ptr<MYSQL_STMT, Closer> handle_;
  MYSQL_STMT* statement_;  ///< the same, for short
  Parameters parameters_;
  std::vector<Shown> columns_;
  std::vector<Cell> cells_;
  std::vector<MYSQL_BIND> spare_binds_;
  std::int64_t affected_ = 0;
  const char* bad_value_ = nullptr;
  unsigned bad_column_ = 0;
  bool bound_ = false;  ///< to `parameters_`, of whose types the server knows
  bool open_ = false, streaming_ = false, done_ = true, stale_ = false, holds_rows_ = false;
};

}  // namespace bindery::drivers::mariadb
