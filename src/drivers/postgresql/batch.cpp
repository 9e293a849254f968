// One statement for many rows: a pipeline of executions with one answer at its end.
#include <bindery/core/error.hpp>
#include <bindery/sql/dialect.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "drivers/postgresql/connection.hpp"
#include "drivers/postgresql/insert_text.hpp"

namespace bindery::drivers::postgresql {

namespace {
/// So many executions go out before their answers are taken, while the next ones go out.
constexpr std::size_t batch_size = 256;

std::int64_t key_in(const Prepared& insert, PGresult* result) {
  Cell cell;
  RowTexts texts;
  insert.columns[0].decode(PQgetvalue(result, 0, 0), static_cast<std::size_t>(PQgetlength(result, 0, 0)),
                           cell, texts);
  return cell.integer;
}
}  // namespace

std::int64_t ServerConnection::execute_many(std::string_view sql, std::span<const Cell> cells,
                                            std::size_t width, Deadline deadline) {
  refuse_open_cursor(sql);
  if (cells.empty()) return 0;
  if (width == 0 || cells.size() % width != 0) {
    raise(ErrorKind::programming, fmt::format("{} values do not make rows of {}", cells.size(), width),
          {.bind = channel_.bind(), .sql = std::string(sql)});
  }
  const PreparedPtr statement = ready_rows(sql, cells, width, deadline);
  return pipeline(row_by_row(*statement, cells, width, deadline));
}

/// Nothing may be sent when one of the values does not fit.
void ServerConnection::check_rows(const Prepared& statement, std::span<const Cell> cells, std::size_t width) {
  for (std::size_t row = 0; row < cells.size() / width; ++row) {
    try {
      parameters_.encode(statement.parameters, cells.subspan(row * width, width));
    } catch (Error& error) {
      error.locate(fmt::format("row {}", row + 1));
      throw;
    }
  }
}

ServerConnection::Batch ServerConnection::row_by_row(const Prepared& statement, std::span<const Cell> cells,
                                                     std::size_t width, Deadline deadline) {
  return {.statement = statement,
          .count = cells.size() / width,
          .together = batch_size,
          .deadline = deadline,
          .encode =
              [this, &statement, cells, width](std::size_t row) {
                parameters_.encode(statement.parameters, cells.subspan(row * width, width));
              },
          .name = [](std::size_t row) { return fmt::format("row {}", row + 1); }};
}

/// All or none: the server takes what stands before one Sync as one transaction, unless one is open.
std::int64_t ServerConnection::pipeline(const Batch& batch) {
  const Prepared& statement = batch.statement;
  channel_.start({statement.sql, Phase::statement, batch.deadline, statement.harmless});
  PGconn* handle = channel_.handle();
  PQenterPipelineMode(handle);
  std::int64_t touched = 0;
  for (std::size_t sent = 0, received = 0; received < batch.count;) {
    for (const std::size_t end = std::min(sent + batch.together, batch.count); sent < end; ++sent) {
      batch.encode(sent);
      channel_.sent(PQsendQueryPrepared(handle, statement.name.c_str(), parameters_.count(),
                                        parameters_.values(), parameters_.lengths(), parameters_.formats(),
                                        statement.as_text ? 0 : 1));
    }
    const bool last = sent == batch.count;
    channel_.sent(last ? PQpipelineSync(handle) : PQsendFlushRequest(handle));
    channel_.flush();
    while (last ? received < batch.count : received + batch.together < sent) {
      if (ResultPtr error = collect(batch, touched)) fail_pipeline(batch, std::move(error), received, last);
      ++received;
    }
  }
  if (ResultPtr late = channel_.drain()) channel_.fail(std::move(late));
  return touched;
}

/// Takes the answer to one execution; returns it when it is an error.
ResultPtr ServerConnection::collect(const Batch& batch, std::int64_t& touched) {
  ResultPtr result = channel_.expect_result();
  bool visited = false;
  // The first statement's rows come one by one if those of the statement before did: libpq forgets to end that.
  for (; PQresultStatus(result.get()) == PGRES_SINGLE_TUPLE; result = channel_.expect_result()) {
    if (batch.visit) batch.visit(result.get());
    visited = true;
  }
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return result;
  touched += touched_rows(result.get());
  if (batch.visit && !visited) batch.visit(result.get());
  channel_.result();  // the nullptr behind each
  return nullptr;
}

void ServerConnection::fail_pipeline(const Batch& batch, ResultPtr error, std::size_t which, bool synced) {
  if (!synced) {
    channel_.sent(PQpipelineSync(channel_.handle()));
    channel_.flush();
  }
  const bool gone = is_unknown_statement(error.get()), stale = is_stale_plan(error.get());
  if (gone) forget_all(true);
  if (stale) forget(channel_.situation().sql);
  try {
    channel_.fail(std::move(error));
  } catch (Error& failure) {
    failure.locate(batch.name(which));
    throw;
  }
}

ServerConnection::Keys ServerConnection::insert_returning(const InsertRows& rows) {
  const std::string sql = insert_text(rows, false, rows.returned_key);
  const PreparedPtr statement = ready_rows(sql, rows.cells, rows.columns.size(), rows.deadline);
  Keys keys;
  keys.reserve(rows.row_count());
  Batch batch = row_by_row(*statement, rows.cells, rows.columns.size(), rows.deadline);
  batch.visit = [&](PGresult* result) {
    // None: a trigger held the row back.
    const bool given = PQntuples(result) == 1 && !PQgetisnull(result, 0, 0);
    keys.push_back(given ? key_in(*statement, result) : 0);
  };
  pipeline(batch);
  return keys;
}

}  // namespace bindery::drivers::postgresql
