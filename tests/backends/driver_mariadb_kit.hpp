// What the tests of the MariaDB driver share: a database of their own on the test server, and short words.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/mariadb/driver.hpp"

namespace bindery::mariadb_test {

using drivers::Connection;
using drivers::ConnectOptions;
using drivers::CursorPtr;
using drivers::Request;
using drivers::TransactionState;

inline std::string environment(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(fmt::format("set {} (tools/servers does)", name));
  return value;
}
inline Url server_url() { return Url::parse(environment("BINDERY_TEST_MARIADB_URL")); }
inline Url socket_url() { return Url::parse(environment("BINDERY_TEST_MARIADB_SOCKET_URL")); }

inline ConnectOptions options_for(Url url) {
  return {std::move(url), "bind 'test'", {}, 100, std::nullopt, false, {}};
}
inline std::unique_ptr<Connection> open(const ConnectOptions& options) {
  return drivers::mariadb_driver().connect(options, deadline(std::chrono::seconds(20)));
}

/// Row after row as readable text: "1|abc|NULL".
inline std::string shown(const Cell& cell) {
  switch (cell.kind) {
    case ValueKind::null: return "NULL";
    case ValueKind::unsigned_integer: return fmt::format("{}u", cell.unsigned_integer);
    case ValueKind::real: return fmt::format("{}", cell.real);
    case ValueKind::text:
    case ValueKind::bytes: return std::string(cell.text());
    case ValueKind::decimal:
      return fmt::format("{}e-{}", static_cast<std::int64_t>(cell.wide.low), cell.scale);
    default: return fmt::format("{}", cell.integer);
  }
}
inline std::vector<std::string> rows_of(CursorPtr cursor) {
  std::vector<std::string> rows;
  while (const Cell* row = cursor->next()) {
    std::string line;
    for (std::size_t i = 0; i < cursor->column_count(); ++i) line += (i == 0 ? "" : "|") + shown(row[i]);
    rows.push_back(line);
  }
  return rows;
}
inline std::vector<std::string> query(Connection& connection, std::string_view sql,
                                      std::vector<Cell> values = {}) {
  return rows_of(connection.execute({.sql = sql, .parameters = values}));
}
inline std::int64_t change(Connection& connection, std::string_view sql, std::vector<Cell> values = {}) {
  const CursorPtr cursor = connection.execute({.sql = sql, .parameters = values});
  EXPECT_EQ(cursor->next(), nullptr);
  return cursor->affected_rows();
}
inline Cell text(std::string_view value) { return Cell::of_text(value); }
inline Cell number(std::int64_t value) { return Cell::of_integer(value); }

/// The error that `work` throws, as its type; fails the test when it throws nothing.
template <class Expected, class Run> Expected error_of(Run work) {
  try {
    work();
  } catch (const Expected& error) {
    return error;
  } catch (const std::exception& error) {
    throw std::runtime_error(fmt::format("another error than expected: {}", error.what()));
  }
  throw std::runtime_error("no error was thrown");
}

/// Each test has a database of its own, so that many may run side by side.
class MariadbTest : public testing::Test {
 protected:
  MariadbTest() : database_(fmt::format("bindery_driver_{}_{}", ::getpid(), next_number())) {
    admin_ = open(options_for(socket_url()));
    admin_->run(fmt::format("CREATE DATABASE {}", database_));
    connection_ = connect();
  }
  ~MariadbTest() override {
    connection_.reset();
    admin_->run(fmt::format("DROP DATABASE {}", database_));
  }

  ConnectOptions options() const { return options_for(socket_url().with_database(database_)); }
  std::unique_ptr<Connection> connect() const { return open(options()); }
  Connection& db() { return *connection_; }
  Connection& admin() { return *admin_; }
  std::string one(std::string_view sql, std::vector<Cell> values = {}) {
    const auto rows = query(db(), sql, std::move(values));
    return rows.size() == 1 ? rows[0] : fmt::format("{} rows", rows.size());
  }
  const std::string& database() const { return database_; }

 private:
  static int next_number() {
    static std::atomic<int> number = 0;
    return ++number;
  }
  std::string database_;
  std::unique_ptr<Connection> admin_, connection_;
};

}  // namespace bindery::mariadb_test
