// Transactions, and SQLite's word on them.
#include "connection.hpp"

namespace bindery::drivers::sqlite {

void Connection::begin(const TransactionOptions& options, Deadline deadline) {
  start_call("BEGIN", deadline);
  if (in_transaction()) {
    ErrorDetails facts = details("BEGIN", Phase::statement);
    facts.sqlstate = "25001";
    raise(ErrorKind::programming, "a transaction is active already", std::move(facts));
  }
  const auto level = options.isolation_level ? options.isolation_level : isolation_level_;
  if (shared_cache_ && level == IsolationLevel::read_uncommitted) {
    control("PRAGMA read_uncommitted = ON");
    reads_uncommitted_ = true;
  }
  // A lock for writing would be refused where the whole connection is read-only.
  const bool only_reads = options.read_only || sqlite3_db_readonly(handle_.get(), "main") == 1;
  control(only_reads ? "BEGIN" : begin_sql_);
  read_only_transaction_ = options.read_only;
}

void Connection::commit(Deadline deadline) {
  if (open() && aborted()) {
    after_success();
    ErrorDetails facts = details("COMMIT", Phase::commit);
    facts.sqlstate = "25P02";
    facts.retry = Retry::transaction;
    raise(ErrorKind::transaction_aborted,
          "nothing was committed: an earlier error rolled the transaction back", std::move(facts));
  }
  start_call("COMMIT", deadline, Phase::commit);
  if (in_transaction()) control("COMMIT", Phase::commit);
}

void Connection::rollback(Deadline) {  // never waits for anything
  if (!open()) require_usable("ROLLBACK", Phase::rollback);
  watch_.begin_call(Deadline::never());
  if (in_transaction()) {
    try {
      control("ROLLBACK", Phase::rollback);
    } catch (const Timeout&) {  // an open cursor that was cancelled keeps everything else from running
      end_cursors();
      control("ROLLBACK", Phase::rollback);
    }
  }
  after_success();
}

TransactionState Connection::transaction_state() const noexcept {
  if (!open()) return TransactionState::unknown;
  if (in_transaction()) return TransactionState::active;
  return aborted() ? TransactionState::failed : TransactionState::idle;
}

void Connection::control(std::string_view sql, Phase phase) { acquire(sql)->run({}, phase); }

void Connection::forget_transaction() noexcept {
  read_only_transaction_ = false;
  if (reads_uncommitted_)
    sqlite3_exec(handle_.get(), "PRAGMA read_uncommitted = OFF", nullptr, nullptr, nullptr);
  reads_uncommitted_ = false;
}

void Connection::end_cursors() noexcept {
  ++epoch_;
  sqlite3_stmt* statement = nullptr;
  while ((statement = sqlite3_next_stmt(handle_.get(), statement)) != nullptr) {
    if (sqlite3_stmt_busy(statement) != 0) sqlite3_reset(statement);
  }
}

}  // namespace bindery::drivers::sqlite
