// Owners of sqlite3's objects.
#pragma once
#include <sqlite3.h>

#include <memory>

namespace bindery::drivers::sqlite {

struct DatabaseCloser {
  void operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
};
using DatabaseHandle = std::unique_ptr<sqlite3, DatabaseCloser>;

struct StatementFinalizer {
  void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, StatementFinalizer>;

}  // namespace bindery::drivers::sqlite
