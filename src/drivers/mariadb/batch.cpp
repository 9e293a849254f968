// Many rows at once: bulk execution where the server has it, row after row elsewhere.
#include <fmt/format.h>

#include <algorithm>

#include "drivers/mariadb/bulk.hpp"
#include "drivers/mariadb/connection.hpp"
#include "drivers/mariadb/run_prepared.hpp"

namespace bindery::drivers::mariadb {

namespace {

constexpr int not_for_bulk = 1295;                 // a statement that bulk execution does not take
constexpr unsigned long returning_since = 100500;  // INSERT ... RETURNING
constexpr std::size_t largest_chunk = 4 << 20;
constexpr std::string_view savepoint = "bindery_batch";
constexpr auto undo_time = std::chrono::seconds(10);

std::string insert_statement(const InsertRows& rows, bool returning) {
  const Dialect& dialect = dialect_of(Backend::mariadb);
  std::string sql = "INSERT INTO ";
  if (!rows.table.schema().empty()) sql += quoted(dialect, rows.table.schema()) + '.';
  sql += quoted(dialect, rows.table.name());
  char before = '(';
  for (const std::size_t column : rows.columns) {
    sql += before + quoted(dialect, rows.table.column(column).name);
    before = ',';
  }
  sql += ") VALUES (?";
  for (std::size_t i = 1; i < rows.columns.size(); ++i) sql += ",?";
  sql += ')';
  if (returning) sql += " RETURNING " + quoted(dialect, rows.table.column(*rows.returned_key).name);
  return sql;
}

std::int64_t key_of(const Cell& cell) { return cell.integer; }

}  // namespace

bool MariadbConnection::can_return_keys() const {
  return session_.is_mariadb() && session_.version() >= returning_since;
}

std::size_t MariadbConnection::packet_limit(Deadline deadline) {
  if (packet_limit_ == 0) {
    const auto cursor = execute({.sql = "SELECT @@max_allowed_packet", .deadline = deadline});
    const Cell* row = cursor->next();
    const std::size_t allowed = row == nullptr ? 0 : static_cast<std::size_t>(row[0].integer);
    packet_limit_ = std::clamp<std::size_t>(allowed / 2, 512, largest_chunk);
  }
  return packet_limit_;
}

/// Takes a batch back, quietly: the error that made it fail is the one to tell.
void MariadbConnection::undo(bool own_transaction) noexcept {
  if (!session_.usable()) return;
  try {
    if (own_transaction) {
      session_.run("ROLLBACK", Deadline::in(undo_time), Phase::rollback);
      session_.bury();
    } else if (!session_.transaction_is_dead()) {
      session_.run(fmt::format("ROLLBACK TO SAVEPOINT {0}; RELEASE SAVEPOINT {0}", savepoint),
                   Deadline::in(undo_time), Phase::rollback);
    }
  } catch (...) {
    session_.wire().break_off();
  }
}

void MariadbConnection::all_or_none(Deadline deadline, const std::function<void()>& work) {
  const bool own = session_.state() == TransactionState::idle;
  session_.run(own ? "START TRANSACTION" : fmt::format("SAVEPOINT {}", savepoint), deadline);
  try {
    work();
  } catch (...) {
    undo(own);
    throw;
  }
  session_.run(own ? "COMMIT" : fmt::format("RELEASE SAVEPOINT {}", savepoint), deadline,
               own ? Phase::commit : Phase::statement);
}

std::int64_t MariadbConnection::run_each(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                                         Deadline deadline, std::vector<std::int64_t>* keys) {
  std::int64_t affected = 0;
  for (; !cells.empty(); cells = cells.subspan(width)) {
    Statement& statement =
        run_prepared(sql, deadline, [&](Statement& one) { one.run(cells.first(width), false, deadline); });
    const CursorPtr cursor(&statement);
    const Cell* const row = cursor->next();
    if (keys != nullptr) {
      keys->push_back(row != nullptr ? key_of(row[0]) : static_cast<std::int64_t>(statement.insert_id()));
    }
    while (row != nullptr && cursor->next() != nullptr) {}
    affected += cursor->affected_rows();
  }
  return affected;
}

std::int64_t MariadbConnection::run_in_bulk(std::string_view sql, std::span<const Cell> cells,
                                            std::size_t width, Deadline deadline,
                                            std::vector<std::int64_t>* keys, std::size_t first_row) {
  BulkColumns columns(width);
  const std::size_t limit = packet_limit(deadline);
  std::int64_t affected = 0;
  for (std::size_t done = first_row; !cells.empty();) {
    const std::size_t rows = chunk_rows(cells, width, limit);
    try {
      columns.fill(cells.first(rows * width), done);
    } catch (Error& error) {
      error.complete(session_.details(sql));
      throw;
    }
    Statement& statement = run_prepared(sql, deadline, [&](Statement& one) {
      one.run_bulk(columns.binds(), width, static_cast<unsigned>(rows), deadline);
    });
    const CursorPtr cursor(&statement);
    // The rows are inserted, and their keys come back, in the order in which they were given.
    while (const Cell* row = cursor->next()) {
      if (keys != nullptr) keys->push_back(key_of(row[0]));
    }
    affected += cursor->affected_rows();
    done += rows;
    cells = cells.subspan(rows * width);
  }
  return affected;
}

std::int64_t MariadbConnection::run_rows(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                                         Deadline deadline, std::size_t first_row) {
  if (session_.has_bulk()) {
    try {
      return run_in_bulk(sql, cells, width, deadline, nullptr, first_row);
    } catch (const Error& error) {
      if (error.details().native_code != not_for_bulk) throw;
    }
  }
  return run_each(sql, cells, width, deadline, nullptr);
}

std::int64_t MariadbConnection::execute_many(std::string_view sql, std::span<const Cell> cells,
                                             std::size_t width, Deadline deadline) {
  session_.admit(sql, deadline);
  if (cells.empty() || width == 0) return 0;
  if (cells.size() == width) return run_each(sql, cells, width, deadline, nullptr);
  std::int64_t affected = 0;
  all_or_none(deadline, [&] { affected = run_rows(sql, cells, width, deadline, 0); });
  return affected;
}

std::vector<std::int64_t> MariadbConnection::insert_rows(const InsertRows& rows) {
  std::vector<std::int64_t> keys;
  const std::size_t count = rows.row_count(), width = rows.columns.size();
  if (count == 0) return keys;
  const bool wanted = rows.returned_key.has_value();
  const std::string sql = insert_statement(rows, wanted && can_return_keys());
  session_.admit(sql, rows.deadline);
  std::vector<std::int64_t>* const into = wanted ? &keys : nullptr;
  if (wanted) keys.reserve(count);
  if (count == 1) {
    run_each(sql, rows.cells, width, rows.deadline, into);
  } else {
    all_or_none(rows.deadline, [&] {
      if (session_.has_bulk() && (!wanted || can_return_keys())) {
        run_in_bulk(sql, rows.cells, width, rows.deadline, into, 0);
      } else {
        run_each(sql, rows.cells, width, rows.deadline, into);
      }
    });
  }
  if (wanted && keys.size() != count) {
    raise(ErrorKind::statement,
          fmt::format("{} rows were inserted, but {} keys came back", count, keys.size()),
          session_.details(sql));
  }
  return keys;
}

}  // namespace bindery::drivers::mariadb
