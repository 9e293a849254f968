// What the server's error numbers mean: kind, retry class, and the names hidden in the messages.
#pragma once
#include <bindery/core/error.hpp>
#include <mysql.h>

#include <string>

namespace bindery::drivers::mariadb {

/// An error as the client library reports it.
struct NativeError {
  unsigned code = 0;
  std::string sqlstate, message;
};

NativeError error_of(MYSQL* handle);
/// The statement's error, or the connection's where the library forgets to copy it (unbuffered fetches).
NativeError error_of(MYSQL_STMT* statement);

struct Verdict {
  ErrorKind kind = ErrorKind::statement;
  Retry retry = Retry::never;
  std::string sqlstate, constraint, table, column, hint;
};

Verdict judge(const NativeError& error);

/// True when the error may be the answer to KILL QUERY.
bool says_stopped(unsigned code);
/// True when the connection is of no use after this error.
bool ends_connection(unsigned code);
/// True when another host of the same URL may do better.
bool another_host_may_help(unsigned code);

}  // namespace bindery::drivers::mariadb
