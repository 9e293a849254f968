// PostgreSQL's errors: kind and retry class from the SQLSTATE and what was going on.
#include "drivers/postgresql/errors.hpp"

#include <fmt/format.h>

#include <utility>

namespace bindery::drivers::postgresql {

namespace {

ErrorDetails details_of(const Situation& situation) {
  ErrorDetails details;
  details.bind = situation.bind;
  details.sql = situation.sql;
  details.phase = situation.phase;
  return details;
}

/// A statement that may have been done when the connection went must not simply be done again.
bool may_be_done(const Situation& situation) {
  return situation.phase == Phase::commit || (!situation.in_transaction && !situation.harmless);
}

Retry retry_of(std::string_view sqlstate, const Situation& situation) {
  const Retry retry = retry_of_sqlstate(sqlstate);
  // Any error ends a transaction here, so that one statement alone can't be tried again.
  return retry == Retry::statement && situation.in_transaction ? Retry::transaction : retry;
}

std::string_view hint_for(std::string_view sqlstate) {
  if (sqlstate == "25P02") return "an earlier statement of this transaction failed: roll back";
  if (sqlstate == "25006") return "this transaction or server only reads";
  if (sqlstate == "40001" || sqlstate == "40P01") return "run the whole transaction again";
  if (sqlstate == "26000") return "the prepared statement was dropped behind our back: run it again";
  return {};
}

/// A plan that went stale inside a transaction has ended it; the next attempt prepares anew.
[[noreturn]] void raise_stale(std::string message, ErrorDetails details) {
  details.retry = Retry::transaction;
  details.hint = "the table was changed since the statement was prepared: run the whole transaction again";
  raise(ErrorKind::transaction_aborted, std::move(message), std::move(details));
}

[[noreturn]] void raise_unknown_outcome(std::string_view message, ErrorDetails details) {
  details.retry = Retry::unknown;
  if (details.sqlstate.empty()) details.sqlstate = "08007";
  details.hint = "look in the database whether the transaction was committed";
  raise(ErrorKind::outcome_unknown, fmt::format("the connection went away during COMMIT: {}", message),
        std::move(details));
}

}  // namespace

std::string_view field_of(const PGresult* result, int field) noexcept {
  const char* text = PQresultErrorField(result, field);
  return text == nullptr ? std::string_view{} : std::string_view{text};
}

bool is_stale_plan(const PGresult* result) noexcept {
  return field_of(result, PG_DIAG_SQLSTATE) == "0A000" &&
         field_of(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
}

bool is_unknown_statement(const PGresult* result) noexcept {
  return field_of(result, PG_DIAG_SQLSTATE) == "26000";
}

bool is_fatal(const PGresult* result) noexcept {
  const auto severity = field_of(result, PG_DIAG_SEVERITY_NONLOCALIZED);
  return severity == "FATAL" || severity == "PANIC";
}

std::string one_line(std::string_view message) {
  std::string line;
  for (const char c : message) {
    if (c != '\n') {
      line += c == '\t' ? ' ' : c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  while (!line.empty() && line.back() == ' ') line.pop_back();
  return line;
}

void raise_result(const PGresult* result, const Situation& situation) {
  const auto sqlstate = field_of(result, PG_DIAG_SQLSTATE);
  if (sqlstate.empty()) raise_lost(PQresultErrorMessage(result), situation);
  // The server's DETAIL is left out: it quotes values of the row.
  std::string message(field_of(result, PG_DIAG_MESSAGE_PRIMARY));
  if (const auto position = field_of(result, PG_DIAG_STATEMENT_POSITION); !position.empty()) {
    message += fmt::format(" (at character {})", position);
  }
  ErrorDetails details = details_of(situation);
  details.sqlstate = sqlstate;
  details.constraint = field_of(result, PG_DIAG_CONSTRAINT_NAME);
  details.table = field_of(result, PG_DIAG_TABLE_NAME);
  details.column = field_of(result, PG_DIAG_COLUMN_NAME);
  details.hint = field_of(result, PG_DIAG_MESSAGE_HINT);
  if (details.hint.empty()) details.hint = hint_for(sqlstate);
  details.retry = retry_of(sqlstate, situation);

  if (situation.in_transaction && (is_stale_plan(result) || is_unknown_statement(result))) {
    raise_stale(std::move(message), std::move(details));
  }
  if (situation.lost && situation.phase == Phase::commit) raise_unknown_outcome(message, std::move(details));
  if (situation.deadline_passed && sqlstate == "57014") {
    message = "the deadline passed, and the server stopped the statement";
    if (situation.in_transaction) details.hint = "the transaction can only be rolled back";
  }
  raise(kind_of_sqlstate(sqlstate), std::move(message), std::move(details));
}

void raise_lost(std::string_view message, const Situation& situation) {
  ErrorDetails details = details_of(situation);
  const std::string line = one_line(message);
  if (situation.phase == Phase::commit) raise_unknown_outcome(line, std::move(details));
  details.sqlstate = "08006";
  details.retry = may_be_done(situation) ? Retry::unknown : Retry::reconnect;
  if (may_be_done(situation)) details.hint = "look in the database whether the statement was done";
  raise(ErrorKind::connection_lost, line.empty() ? "the connection is gone" : line, std::move(details));
}

void raise_silent(const Situation& situation) {
  ErrorDetails details = details_of(situation);
  constexpr std::string_view message =
      "the deadline passed, and the server did not answer the request to stop";
  if (situation.phase == Phase::commit) raise_unknown_outcome(message, std::move(details));
  details.sqlstate = "57014";
  details.retry = may_be_done(situation) ? Retry::unknown : Retry::reconnect;
  details.hint = "the connection was given up";
  raise(ErrorKind::timeout, std::string(message), std::move(details));
}

void raise_misuse(std::string message, const Situation& situation) {
  raise(ErrorKind::programming, std::move(message), details_of(situation));
}

}  // namespace bindery::drivers::postgresql
