// What the tests of the PostgreSQL driver share: a schema of their own on the test server, and short words.
#pragma once
#include <bindery/core/types/decimal.hpp>
#include <bindery/core/types/uuid.hpp>
#include <bindery/drivers/driver.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/postgresql/driver.hpp"

namespace bindery::postgresql_test {

using namespace std::chrono_literals;
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
inline Url server_url() { return Url::parse(environment("BINDERY_TEST_POSTGRES_URL")); }
inline Url socket_url() { return Url::parse(environment("BINDERY_TEST_POSTGRES_SOCKET_URL")); }

inline ConnectOptions options_for(Url url) {
  return {std::move(url), "bind 'test'", {}, 100, std::nullopt, false, {}};
}
inline std::unique_ptr<Connection> open(const ConnectOptions& options) {
  return drivers::postgresql_driver().connect(options, deadline(20s));
}

inline Cell text(std::string_view value) { return Cell::of_text(value); }
inline Cell number(std::int64_t value) { return Cell::of_integer(value); }
inline Cell decimal(std::string_view value) { return Decimal(value).to_cell(); }

/// A cell with its kind, e.g. "integer 5", "text abc", "NULL".
inline std::string shown(const Cell& cell) {
  const auto kind = name_of(cell.kind);
  switch (cell.kind) {
    case ValueKind::null: return "NULL";
    case ValueKind::boolean: return cell.integer != 0 ? "true" : "false";
    case ValueKind::integer: return fmt::format("{}", cell.integer);
    case ValueKind::real: return fmt::format("real {}", cell.real);
    case ValueKind::text:
    case ValueKind::json: return fmt::format("{} {}", kind, cell.text());
    case ValueKind::decimal: return fmt::format("decimal {}", Decimal::from_cell(cell).to_string());
    case ValueKind::uuid: {
      Uuid uuid;
      std::memcpy(uuid.bytes.data(), cell.view.data, uuid.bytes.size());
      return fmt::format("uuid {}", uuid.to_string());
    }
    case ValueKind::bytes: {
      std::string line = "bytes ";
      for (const char c : cell.text()) line += fmt::format("{:02x}", static_cast<unsigned char>(c));
      return line;
    }
    default: return fmt::format("{} {}", kind, cell.integer);
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

/// Each test has a schema of its own, so that many may run side by side.
class PostgresqlTest : public testing::Test {
 protected:
  PostgresqlTest() : schema_(fmt::format("driver_{}_{}", ::getpid(), next_number())) {
    admin_ = open(options_for(socket_url()));
    admin_->run(fmt::format("CREATE SCHEMA {}", schema_));
    connection_ = connect();
  }
  ~PostgresqlTest() override {
    connection_.reset();
    admin_->run(fmt::format("DROP SCHEMA {} CASCADE", schema_));
  }

  ConnectOptions options() const {
    return options_for(socket_url().with_query(
        "options", fmt::format("-c search_path={} -c client_min_messages=warning", schema_)));
  }
  std::unique_ptr<Connection> connect() const { return open(options()); }
  Connection& db() { return *connection_; }
  Connection& admin() { return *admin_; }
  const std::string& schema() const { return schema_; }
  std::vector<std::string> query(std::string_view sql, std::vector<Cell> values = {}) {
    return postgresql_test::query(db(), sql, std::move(values));
  }
  std::string one(std::string_view sql, std::vector<Cell> values = {}) {
    const auto rows = query(sql, std::move(values));
    return rows.size() == 1 ? rows[0] : fmt::format("{} rows", rows.size());
  }
  std::int64_t change(std::string_view sql, std::vector<Cell> values = {}) {
    return postgresql_test::change(db(), sql, std::move(values));
  }
  void run(std::string_view sql) { db().run(sql); }

 private:
  static int next_number() {
    static std::atomic<int> number = 0;
    return ++number;
  }
  std::string schema_;
  std::unique_ptr<Connection> admin_, connection_;
};

}  // namespace bindery::postgresql_test
