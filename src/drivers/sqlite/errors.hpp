// SQLite's result codes and messages, translated into the one taxonomy.
#pragma once
#include <bindery/core/error.hpp>

#include <string>
#include <string_view>

namespace bindery::drivers::sqlite {

/// What an error means. `details` tells SQLSTATE, native code, retry, and the names found in the message.
struct Failure {
  ErrorKind kind = ErrorKind::operational;
  ErrorDetails details;
};

/// `code` is an extended result code. SQLite has no SQLSTATEs: Bindery assigns those that PostgreSQL would send.
Failure classify(int code, std::string_view message);

}  // namespace bindery::drivers::sqlite
