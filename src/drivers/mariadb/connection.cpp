// Statements and transactions of a connection.
#include "drivers/mariadb/connection.hpp"

#include <fmt/format.h>

#include "drivers/mariadb/run_prepared.hpp"

namespace bindery::drivers::mariadb {

MariadbConnection::MariadbConnection(Target target, Deadline deadline)
    : session_(std::move(target), deadline), cache_(session_.wire().target().options.statement_cache_size) {}

MariadbConnection::~MariadbConnection() {
  extra_.clear();
  cache_.clear();
}

Statement& MariadbConnection::prepared(std::string_view sql, Deadline deadline) {
  std::erase_if(extra_, [](const auto& statement) { return !statement->is_open(); });
  auto* const cached = cache_.find(sql);
  if (cached != nullptr && (*cached)->is_open()) {
    return *extra_.emplace_back(std::make_unique<Statement>(session_, sql, deadline));
  }
  if (cached != nullptr && !(*cached)->is_stale()) return **cached;
  if (cached != nullptr) cache_.erase(sql);
  auto fresh = std::make_unique<Statement>(session_, sql, deadline);
  return *cache_.insert(std::string(sql), std::move(fresh),
                        [](auto& statement) { return !statement->is_open(); });
}

void MariadbConnection::forget(std::string_view sql) {
  auto* const cached = cache_.find(sql);
  if (cached != nullptr && !(*cached)->is_open()) cache_.erase(sql);
}

CursorPtr MariadbConnection::execute(const Request& request) {
  session_.admit(request.sql, request.deadline);
  return CursorPtr(&run_prepared(request.sql, request.deadline, [&](Statement& statement) {
    statement.run(request.parameters, request.stream || request.read_at_once, request.deadline);
  }));
}

void MariadbConnection::run(std::string_view sql, Deadline deadline) {
  session_.admit(sql, deadline);
  session_.run(sql, deadline);
}

void MariadbConnection::begin(const TransactionOptions& options, Deadline deadline) {
  session_.admit("START TRANSACTION", deadline);
  if (session_.state() != TransactionState::idle) {
    // The server would commit the open one without a word.
    raise(ErrorKind::programming, "a transaction is already open on this connection",
          session_.details("START TRANSACTION"));
  }
  std::string sql;
  if (options.isolation_level) {
    sql = fmt::format("SET TRANSACTION ISOLATION LEVEL {}; ", name_of(*options.isolation_level));
  }
  sql += options.read_only ? "START TRANSACTION READ ONLY" : "START TRANSACTION";
  session_.run(sql, deadline);
}

/// A DDL statement commits what was open before it: the state is idle then, and nothing is left to commit.
void MariadbConnection::commit(Deadline deadline) {
  session_.admit("COMMIT", deadline);
  if (session_.state() == TransactionState::idle) return;
  session_.run("COMMIT", deadline, Phase::commit);
}

void MariadbConnection::rollback(Deadline deadline) {
  if (!session_.usable()) return;  // the server has rolled back, or will
  if (session_.streaming() != nullptr) session_.streaming()->release();
  if (session_.state() == TransactionState::idle) return;
  session_.run("ROLLBACK", deadline, Phase::rollback);
  session_.bury();
}

bool MariadbConnection::ping(Deadline deadline) noexcept {
  if (session_.streaming() != nullptr) return session_.usable();  // it is answering
  return session_.ping(deadline);
}

std::string MariadbConnection::server_version() {
  const auto version = session_.version();
  return fmt::format("{} {}.{}.{}", session_.is_mariadb() ? "MariaDB" : "MySQL", version / 10000,
                     version / 100 % 100, version % 100);
}

}  // namespace bindery::drivers::mariadb
