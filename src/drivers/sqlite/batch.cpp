// Many rows at once: one prepared statement for each row, or for a block of rows where no key comes back.
#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

#include "connection.hpp"

namespace bindery::drivers::sqlite {

/// Undoes what was done in its scope unless it is told to keep it: a savepoint in a transaction, else a transaction.
class AllOrNone {
 public:
  explicit AllOrNone(Connection& connection) : connection_(connection), nested_(connection.in_transaction()) {
    connection_.control(nested_ ? "SAVEPOINT bindery_rows" : "BEGIN IMMEDIATE");
  }
  ~AllOrNone() {
    if (kept_) return;
    if (connection_.in_transaction()) undo();
    if (!nested_) connection_.after_success();  // ours alone: nobody outside needs to know that it failed
  }
  AllOrNone(const AllOrNone&) = delete;
  AllOrNone& operator=(const AllOrNone&) = delete;

  void keep() {
    if (nested_) {
      connection_.control("RELEASE bindery_rows");
    } else {
      connection_.control("COMMIT", Phase::commit);
    }
    kept_ = true;
  }

 private:
  void undo() noexcept {
    const char* sql = nested_ ? "ROLLBACK TO bindery_rows; RELEASE bindery_rows" : "ROLLBACK";
    if (sqlite3_exec(connection_.handle(), sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
    connection_.end_cursors();  // one of them was cancelled, which stops everything else
    sqlite3_exec(connection_.handle(), sql, nullptr, nullptr, nullptr);
  }

  Connection& connection_;
  bool nested_;
  bool kept_ = false;
};

namespace {

constexpr std::size_t rows_per_statement = 100;

std::string insert_sql(const InsertRows& rows, std::size_t row_count) {
  const Dialect& dialect = dialect_of(Backend::sqlite);
  std::string sql = "INSERT INTO ";
  if (!rows.table.schema().empty()) sql += quoted(dialect, rows.table.schema()) + '.';
  sql += quoted(dialect, rows.table.name()) + " (";
  std::string tuple = "(";
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    const Column& column = rows.table.column(rows.columns[i]);
    sql += (i == 0 ? "" : ", ") + quoted(dialect, column.name);
    tuple += (i == 0 ? "" : ", ") + stored_text("?", column.type, dialect);
  }
  tuple += ')';
  sql += ") VALUES " + tuple;
  for (std::size_t i = 1; i < row_count; ++i) sql += ", " + tuple;
  return sql;
}

/// Runs `body(row)` for rows from `first`; errors tell which row it was.
template <class Body> void each_row(std::size_t first, std::size_t count, Body body) {
  std::size_t row = first;
  try {
    for (; row < count; ++row) body(row);
  } catch (Error& error) {
    if (count > 1) error.locate(fmt::format("row {} of {}", row + 1, count));
    throw;
  }
}

}  // namespace

std::int64_t Connection::execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                                      Deadline deadline) {
  start_call(sql, deadline);
  if (width == 0 || cells.size() % width != 0)
    raise(ErrorKind::programming, fmt::format("{} values do not make rows of {}", cells.size(), width),
          details(sql, Phase::statement));
  const Lent cursor = acquire(sql);
  require_writable(cursor->writes(), sql);
  std::int64_t touched = 0;
  const auto all = [&] {
    const std::size_t count = cells.size() / width;
    each_row(0, count, [&](std::size_t row) { touched += cursor->run(cells.subspan(row * width, width)); });
  };
  if (!cursor->writes()) {
    all();
    return touched;
  }
  AllOrNone scope(*this);
  all();
  scope.keep();
  return touched;
}

std::vector<std::int64_t> Connection::insert_rows(const InsertRows& rows) {
  const std::size_t count = rows.row_count();
  start_call({}, rows.deadline);
  if (count == 0) return {};
  require_writable(true, insert_sql(rows, 1));
  std::vector<std::int64_t> keys;
  if (count == 1) {  // one statement is all or none by itself
    if (rows.returned_key) return insert_with_keys(rows);
    insert_in_blocks(rows);
    return keys;
  }
  AllOrNone scope(*this);
  if (rows.returned_key) {
    keys = insert_with_keys(rows);
  } else {
    insert_in_blocks(rows);
  }
  scope.keep();
  return keys;
}

std::vector<std::int64_t> Connection::insert_with_keys(const InsertRows& rows) {
  const std::size_t width = rows.columns.size(), count = rows.row_count();
  const Lent cursor = acquire(insert_sql(rows, 1));
  std::vector<std::int64_t> keys;
  keys.reserve(count);
  each_row(0, count, [&](std::size_t row) {
    cursor->run(rows.cells.subspan(row * width, width));
    keys.push_back(sqlite3_last_insert_rowid(handle_.get()));
  });
  return keys;
}

void Connection::insert_in_blocks(const InsertRows& rows) {
  const std::size_t width = rows.columns.size(), count = rows.row_count();
  const int limit = sqlite3_limit(handle_.get(), SQLITE_LIMIT_VARIABLE_NUMBER, -1);
  const std::size_t block = std::min(rows_per_statement, static_cast<std::size_t>(limit) / width);
  std::size_t done = 0;
  if (block > 1 && count >= block) {
    const Lent cursor = acquire(insert_sql(rows, block));
    for (; done + block <= count; done += block) {
      try {
        cursor->run(rows.cells.subspan(done * width, block * width));
      } catch (Error& error) {
        error.locate(fmt::format("rows {} to {} of {}", done + 1, done + block, count));
        throw;
      }
    }
  }
  if (done == count) return;
  const Lent cursor = acquire(insert_sql(rows, 1));
  each_row(done, count, [&](std::size_t row) { cursor->run(rows.cells.subspan(row * width, width)); });
}

}  // namespace bindery::drivers::sqlite
