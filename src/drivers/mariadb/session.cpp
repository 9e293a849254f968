// Opening a session, running text, and telling what errors mean.
#include "drivers/mariadb/session.hpp"

#include <errmsg.h>
#include <fmt/format.h>

#include <utility>

namespace bindery::drivers::mariadb {

namespace {

constexpr auto check_limit = std::chrono::seconds(2);

constexpr std::string_view dead_message =
    "the server has rolled this transaction back; statements are refused until it is rolled back here too";
constexpr std::string_view dead_hint = "roll back and run the whole transaction again";

std::string login(const ConnectOptions& options) {
  std::string text;
  if (!options.url.user().empty()) text += fmt::format(" as user '{}'", options.url.user());
  if (!options.url.database().empty()) text += fmt::format(", database '{}'", options.url.database());
  return text;
}

}  // namespace

Session::Session(Target target, Deadline deadline) : wire_(std::move(target)) {
  connect(deadline);
  version_ = mysql_get_server_version(handle());
  is_mariadb_ = mariadb_connection(handle()) != 0;
  unsigned long extended = 0;
  mariadb_get_infov(handle(), MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &extended);
  has_bulk_ = is_mariadb_ && (extended & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
  run(session_setup(wire_.target().options), deadline, Phase::connect);
}

void Session::connect(Deadline deadline) {
  if (!wire_.open(deadline)) refuse_connection(deadline);
  if (wire_.target().tls.mode >= TlsMode::require && mysql_get_ssl_cipher(handle()) == nullptr) {
    auto known = details({}, Phase::connect);
    known.hint = "turn TLS on at the server, or ask for less with sslmode in the URL";
    raise(ErrorKind::operational,
          fmt::format("{} offers no TLS, but the URL demands it", wire_.target().place()), std::move(known));
  }
}

void Session::refuse_connection(Deadline deadline) {
  const auto error = error_of(handle());
  auto verdict = judge(error);
  auto known = details({}, Phase::connect);
  known.sqlstate = verdict.sqlstate;
  known.native_code = static_cast<int>(error.code);
  known.retry = verdict.retry;
  known.hint = verdict.hint;
  const auto what =
      fmt::format("could not connect to {}{}", wire_.target().place(), login(wire_.target().options));
  if (wire_.gave_up() || (deadline.expired() && error.code >= 2000)) {
    known.retry = Retry::reconnect;
    raise(ErrorKind::timeout, what + " in time", std::move(known));
  }
  // There was no connection yet that could be lost.
  if (verdict.kind == ErrorKind::connection_lost) verdict.kind = ErrorKind::operational;
  raise(verdict.kind, fmt::format("{}: {}", what, error.message), std::move(known));
}

ErrorDetails Session::details(std::string_view sql, Phase phase) const {
  ErrorDetails known;
  known.bind = wire_.target().options.bind;
  known.phase = phase;
  known.sql = sql;
  return known;
}

void Session::admit(std::string_view sql, Deadline deadline) const {
  if (usable() && !dead_ && streaming_ == nullptr && !deadline.expired()) return;
  auto known = details(sql);
  if (!usable()) {
    known.sqlstate = "08003";
    known.retry = Retry::reconnect;
    raise(ErrorKind::connection_lost, "the connection is closed", std::move(known));
  }
  if (dead_) {
    known.sqlstate = "25P02";
    known.retry = Retry::transaction;
    known.hint = dead_hint;
    raise(ErrorKind::transaction_aborted, std::string(dead_message), std::move(known));
  }
  if (streaming_ != nullptr) {
    known.hint = "read it to its end or destroy it first, or use a second connection";
    raise(ErrorKind::programming, "a streamed result is still open on this connection", std::move(known));
  }
  raise(ErrorKind::timeout, "the deadline had passed before the statement was sent", std::move(known));
}

void Session::run(std::string_view sql, Deadline deadline, Phase phase) {
  Work work(*this, deadline);
  if (wire_.drive(send_text, handle(), sql.data(), sql.size()) != 0) {
    fail(error_of(handle()), sql, phase);
  }
  for (;;) {
    drain();
    if (mysql_errno(handle()) != 0) fail(error_of(handle()), sql, phase);
    const int more = wire_.drive(next_text_result, handle());
    if (more < 0) break;
    if (more > 0) fail(error_of(handle()), sql, phase);
  }
  note_status();
}

void Session::drain() {
  if (mysql_field_count(handle()) == 0) return;
  mysql_free_result(wire_.drive(store_text_result, handle()));
}

void Session::fail(const NativeError& error, std::string_view sql, Phase phase) {
  wire_.end_work();
  if (wire_.gave_up() || ends_connection(error.code)) fail_on_lost(error, sql, phase);
  auto verdict = judge(error);
  const bool was_active = in_transaction_;
  find_out(verdict.kind);
  auto known = details(sql, phase);
  known.sqlstate = verdict.sqlstate;
  known.native_code = static_cast<int>(error.code);
  known.retry = verdict.retry;
  known.constraint = verdict.constraint;
  known.table = verdict.table;
  known.column = verdict.column;
  known.hint = verdict.hint;
  std::string message = error.message;
  if (says_stopped(error.code) && (wire_.interrupted() || wire_.cancelled())) {
    verdict.kind = ErrorKind::timeout;
    message = wire_.interrupted() ? "the deadline passed; the server has stopped the statement"
                                  : "cancelled; the server has stopped the statement";
  }
  if (phase == Phase::commit && was_active && !usable()) {
    verdict.kind = ErrorKind::outcome_unknown;
    known.retry = Retry::unknown;
  } else if (phase == Phase::commit && was_active && dead_ &&
             verdict.kind != ErrorKind::transaction_aborted) {
    // The transaction is over, and nothing says how (an interrupted COMMIT, a cluster that lost its quorum).
    verdict.kind = ErrorKind::outcome_unknown;
    known.retry = Retry::unknown;
    known.hint = "find out first whether the changes are there";
  }
  raise(verdict.kind, std::move(message), std::move(known));
}

void Session::fail_on_lost(const NativeError& error, std::string_view sql, Phase phase) {
  const bool late = wire_.gave_up();
  wire_.break_off();
  auto known = details(sql, phase);
  known.sqlstate = late ? "57014" : error.code == CR_SSL_CONNECTION_ERROR ? "08S01" : judge(error).sqlstate;
  known.native_code = static_cast<int>(error.code);
  if (phase == Phase::commit) {
    known.retry = Retry::unknown;
    known.hint = "find out first whether the changes are there";
    raise(ErrorKind::outcome_unknown,
          fmt::format("the connection was lost during COMMIT, which may or may not have happened: {}",
                      error.message),
          std::move(known));
  }
  known.retry = Retry::reconnect;
  if (late) {
    raise(ErrorKind::timeout,
          "the deadline passed and the server did not stop in time; the connection is closed",
          std::move(known));
  }
  raise(ErrorKind::connection_lost, error.message, std::move(known));
}

/// Error packets carry no transaction status: after one, the server has to be asked.
void Session::find_out(ErrorKind kind) noexcept {
  if (!in_transaction_) return;
  if (!ping(Deadline::in(check_limit))) return;
  if (!in_transaction_ || kind == ErrorKind::transaction_aborted) dead_ = true;
}

TransactionState Session::state() const noexcept {
  if (!usable()) return TransactionState::unknown;
  if (dead_) return TransactionState::failed;
  return in_transaction_ ? TransactionState::active : TransactionState::idle;
}

bool Session::ping(Deadline deadline) noexcept {
  if (!usable()) return false;
  try {
    wire_.set_limit(deadline);
    if (wire_.drive(ping_server, handle()) == 0) {
      note_status();
      return true;
    }
  } catch (...) {}
  wire_.break_off();
  return false;
}

}  // namespace bindery::drivers::mariadb
