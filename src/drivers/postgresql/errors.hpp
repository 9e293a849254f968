// PostgreSQL's errors as Bindery's.
#pragma once
#include <bindery/core/error.hpp>
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

namespace bindery::drivers::postgresql {

struct ResultDeleter {
  void operator()(PGresult* result) const noexcept { PQclear(result); }
};
using ResultPtr = std::unique_ptr<PGresult, ResultDeleter>;

/// What was going on when an error came.
struct Situation {
  std::string_view bind;
  std::string_view sql;
  Phase phase = Phase::statement;
  bool deadline_passed = false;  ///< we asked the server to stop
  bool lost = false;             ///< the connection is gone
  bool in_transaction = false;
  bool harmless = false;  ///< the statement only read
};

/// One of an error's fields, e.g. PG_DIAG_SQLSTATE; empty when the server sent none.
std::string_view field_of(const PGresult* result, int field) noexcept;
/// True when a prepared statement's result changed its shape since it was prepared.
bool is_stale_plan(const PGresult* result) noexcept;
/// True when the prepared statement is not there any more.
bool is_unknown_statement(const PGresult* result) noexcept;
/// True when the server closes the connection after this error.
bool is_fatal(const PGresult* result) noexcept;

/// Throws the Error that an error result means.
[[noreturn]] void raise_result(const PGresult* result, const Situation& situation);
/// Throws for a connection that broke without a word of the server; `message` is libpq's.
[[noreturn]] void raise_lost(std::string_view message, const Situation& situation);
/// Throws for a server that did not answer in time, not even to the request to stop.
[[noreturn]] void raise_silent(const Situation& situation);
/// Throws for a wrong use of the connection.
[[noreturn]] void raise_misuse(std::string message, const Situation& situation);

/// libpq's messages have several lines: this joins them to one.
std::string one_line(std::string_view message);

}  // namespace bindery::drivers::postgresql
