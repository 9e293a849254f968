// What a failed call means for the connection and its transaction.
#include <fmt/format.h>

#include "connection.hpp"
#include "errors.hpp"

namespace bindery::drivers::sqlite {

namespace {

constexpr int primary(int code) { return code & 0xff; }

void abort_transaction(Failure& failure, std::string_view hint) {
  failure.kind = ErrorKind::transaction_aborted;
  failure.details.sqlstate = "40001";
  failure.details.retry = Retry::transaction;
  failure.details.hint = hint;
}

}  // namespace

ErrorDetails Connection::details(std::string_view sql, Phase phase) const {
  ErrorDetails facts;
  facts.bind = bind_;
  facts.phase = phase;
  facts.sql = sql;
  return facts;
}

void Connection::fail(int code, sqlite3_stmt* statement, Phase phase, std::string_view sql) {
  std::string message = sqlite3_errmsg(handle_.get());
  const bool upgrade_conflict = is_upgrade_conflict(code, phase);
  Failure failure = classify(code, message);
  failure.details.bind = bind_;
  failure.details.phase = phase;
  failure.details.sql = statement != nullptr ? std::string_view(sqlite3_sql(statement)) : sql;
  if (statement != nullptr) sqlite3_reset(statement);

  if (primary(code) == SQLITE_INTERRUPT) explain_interrupt(message, failure.details);
  if (primary(code) == SQLITE_BUSY && watch_.lock_asked())
    message += watch_.cancelled() ? " (the call was cancelled while it waited)"
               : watch_.expired() ? " (the deadline passed)"
                                  : fmt::format(" (waited {} ms)", watch_.busy_timeout().count());
  if (upgrade_conflict)
    abort_transaction(failure,
                      "another transaction is about to write what this one has read: run all of it again, "
                      "or begin with the connect_args entry transaction=immediate");
  if (failure.kind == ErrorKind::transaction_aborted && in_transaction())
    sqlite3_exec(handle_.get(), "ROLLBACK", nullptr, nullptr, nullptr);  // nothing else can follow
  if (phase == Phase::commit && primary(code) == SQLITE_IOERR) {
    failure.kind = ErrorKind::outcome_unknown;
    failure.details.sqlstate = "08007";
    failure.details.retry = Retry::unknown;
  }
  if (code == SQLITE_READONLY_DBMOVED) {
    usable_ = false;
    failure.details.hint = "the database file was moved or deleted";
  }
  if (aborted() && failure.details.hint.empty()) failure.details.hint = "the transaction was rolled back";
  raise(failure.kind, std::move(message), std::move(failure.details));
}

void Connection::explain_interrupt(std::string& message, ErrorDetails& facts) const {
  message =
      watch_.expired() ? "the deadline passed; the statement was stopped" : "the statement was cancelled";
  if (aborted()) facts.retry = Retry::transaction;
}

/// SQLite does not wait where two transactions that have read both want to write: one of them must give way.
bool Connection::is_upgrade_conflict(int code, Phase phase) const {
  return primary(code) == SQLITE_BUSY && phase == Phase::statement && in_transaction() &&
         !watch_.lock_asked();
}

}  // namespace bindery::drivers::sqlite
