// Running a cached statement, with one more try when the server has forgotten it.
#pragma once
#include "drivers/mariadb/connection.hpp"

namespace bindery::drivers::mariadb {

/// Errors that say "prepare it again" (the statement has not been run): unknown handle, as behind proxies,
/// and tables that changed too often.
inline bool wants_new_statement(const Error& error) {
  return error.details().native_code == 1243 || error.details().native_code == 1615;
}

template <class Run>
Statement& MariadbConnection::run_prepared(std::string_view sql, Deadline deadline, Run run) {
  Statement& statement = prepared(sql, deadline);
  try {
    run(statement);
    return statement;
  } catch (const Error& error) {
    if (!wants_new_statement(error) || session_.state() == TransactionState::failed || !session_.usable())
      throw;
  }
  forget(sql);
  Statement& fresh = prepared(sql, deadline);
  run(fresh);
  return fresh;
}

}  // namespace bindery::drivers::mariadb
