// Running statements and transactions on PostgreSQL.
#include "drivers/postgresql/connection.hpp"

#include <fmt/format.h>

#include <utility>

namespace bindery::drivers::postgresql {

ServerConnection::ServerConnection(Handle handle, const ConnectOptions& options)
    : channel_(std::move(handle), options.bind), cursor_(channel_), cache_(options.statement_cache_size),
      updates_(options.statement_cache_size) {}

void ServerConnection::refuse_open_cursor(std::string_view sql) const {
  if (!cursor_.is_open()) return;
  ErrorDetails details{.bind = channel_.bind(), .sql = std::string(sql)};
  details.hint = "read the rows to their end or release them first";
  raise(ErrorKind::programming, "the rows of another statement are still open on this connection",
        std::move(details));
}

CursorPtr ServerConnection::execute(const Request& request) {
  refuse_open_cursor(request.sql);
  for (bool again = false;; again = true) {
    PreparedPtr statement = ready(request);
    ResultPtr result = send(*statement, request);
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_SINGLE_TUPLE) {
      cursor_.open(std::move(statement), std::move(result), true);
      return CursorPtr(&cursor_);
    }
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY) {
      if (ResultPtr late = channel_.drain()) channel_.fail(std::move(late));
      if (!statement->harmless) note_command(PQcmdStatus(result.get()));
      cursor_.open(std::move(statement), std::move(result), false);
      return CursorPtr(&cursor_);
    }
    const bool gone = is_unknown_statement(result.get()), stale = is_stale_plan(result.get());
    if (gone) forget_all(true);
    if (stale) forget(request.sql);
    // A transaction that this error has ended can't be saved; alone, the statement has done nothing yet.
    if (again || !(gone || stale) || !channel_.idle()) channel_.fail(std::move(result));
    channel_.drain();
  }
}

/// Sends a statement with the values that were encoded for it; returns its first result.
ResultPtr ServerConnection::send(const Prepared& statement, const Request& request) {
  channel_.start({statement.sql, Phase::statement, request.deadline, statement.harmless});
  PGconn* handle = channel_.handle();
  channel_.sent(PQsendQueryPrepared(handle, statement.name.c_str(), parameters_.count(), parameters_.values(),
                                    parameters_.lengths(), parameters_.formats(), statement.as_text ? 0 : 1));
  if (statement.expects_many() || (request.stream && !statement.columns.empty())) PQsetSingleRowMode(handle);
  channel_.flush();
  ResultPtr result = channel_.expect_result();
  const auto status = PQresultStatus(result.get());
  if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT || status == PGRES_COPY_BOTH) {
    const Situation now = channel_.situation();
    channel_.recover();
    raise_misuse("COPY from and to the client is not a statement to execute; insert_rows copies rows in",
                 now);
  }
  return result;
}

void ServerConnection::run(std::string_view sql, Deadline deadline) {
  refuse_open_cursor(sql);
  command(sql, Phase::statement, deadline);
}

/// Runs plain text; returns the tag of its last command.
std::string ServerConnection::command(std::string_view sql, Phase phase, Deadline deadline) {
  const std::string text(sql);
  channel_.start({text, phase, deadline, false});
  channel_.sent(PQsendQuery(channel_.handle(), text.c_str()));
  channel_.flush();
  std::string tag;
  std::vector<std::string> tags;
  while (ResultPtr result = channel_.result()) {
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE) channel_.fail(std::move(result));
    if (status == PGRES_COPY_IN || status == PGRES_COPY_OUT) {
      const Situation now = channel_.situation();
      channel_.recover();
      raise_misuse("COPY from and to the client can't be run as text", now);
    }
    tags.emplace_back(PQcmdStatus(result.get()));
  }
  const Situation now = channel_.situation();
  channel_.finish();
  if (!channel_.usable()) raise_lost(PQerrorMessage(channel_.handle()), now);
  for (const std::string& one : tags) note_command(one);
  return tags.empty() ? std::string{} : std::move(tags.back());
}

void ServerConnection::begin(const TransactionOptions& options, Deadline deadline) {
  std::string sql = "BEGIN";
  if (options.isolation_level) sql += fmt::format(" ISOLATION LEVEL {}", name_of(*options.isolation_level));
  if (options.read_only) sql += options.isolation_level ? ", READ ONLY" : " READ ONLY";
  refuse_open_cursor(sql);
  if (usable() && !channel_.idle()) {
    raise(ErrorKind::programming, "a transaction is open already on this connection",
          {.bind = channel_.bind(), .sql = sql});
  }
  changed_schema_ = false;
  command(sql, Phase::statement, deadline);
}

void ServerConnection::commit(Deadline deadline) {
  refuse_open_cursor("COMMIT");
  ErrorDetails details{.bind = channel_.bind(), .phase = Phase::commit};
  channel_.still_there();  // before COMMIT is sent, a loss is no riddle
  if (usable() && channel_.idle()) {
    raise(ErrorKind::programming, "no transaction is open on this connection; nothing to commit",
          std::move(details));
  }
  if (command("COMMIT", Phase::commit, deadline) != "ROLLBACK") return;
  details.sqlstate = "25P02";
  details.hint = "an earlier statement of the transaction failed; its error tells why";
  raise(ErrorKind::transaction_aborted, "the server answered COMMIT with ROLLBACK", std::move(details));
}

void ServerConnection::rollback(Deadline deadline) {
  refuse_open_cursor("ROLLBACK");
  if (usable() && channel_.idle()) return;
  command("ROLLBACK", Phase::rollback, deadline);
}

bool ServerConnection::ping(Deadline deadline) noexcept {
  if (cursor_.is_open()) return usable();
  try {
    command("", Phase::statement, deadline);
    return usable();
  } catch (...) {
    return false;
  }
}

void ServerConnection::complete_and_rethrow(Error& error, std::string_view sql) const {
  error.complete({.bind = channel_.bind(), .sql = std::string(sql)});
  throw;
}

}  // namespace bindery::drivers::postgresql
