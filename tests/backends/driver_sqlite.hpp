// What the tests of SQLite's driver share: a folder for databases, and short ways to run SQL.
#pragma once
#include <bindery/core/codecs.hpp>
#include <bindery/core/types/decimal.hpp>
#include <bindery/core/types/uuid.hpp>
#include <bindery/core/value.hpp>
#include <bindery/drivers/driver.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <fstream>
#include <thread>

#include "drivers/sqlite/driver.hpp"

namespace bindery::sqlite_tests {

using drivers::Connection;
using drivers::ConnectOptions;
using drivers::CursorPtr;
using drivers::InsertRows;
using drivers::Request;
using drivers::TransactionState;
using namespace std::chrono_literals;

inline constexpr std::string_view endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

class Fixture : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "bindery_sqlite_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  ConnectOptions options(std::string_view url = "sqlite:///test.db") const {
    return {Url::parse(url), "bind 'tests'", directory_, 100, {}, false, {}};
  }
  static std::unique_ptr<Connection> open(const ConnectOptions& wanted) {
    return drivers::sqlite_driver().connect(wanted, {});
  }
  std::unique_ptr<Connection> open(std::map<std::string, std::string> arguments = {}) const {
    ConnectOptions wanted = options();
    wanted.connect_args = std::move(arguments);
    return open(wanted);
  }

  std::filesystem::path directory_;
};

using Rows = std::vector<std::vector<Value>>;

inline Rows rows_of(Connection& connection, std::string_view sql,
                    std::initializer_list<Cell> parameters = {}) {
  Rows rows;
  const CursorPtr cursor =
      connection.execute({.sql = sql, .parameters = {parameters.begin(), parameters.size()}});
  while (const Cell* cells = cursor->next()) {
    std::vector<Value>& row = rows.emplace_back();
    for (std::size_t i = 0; i < cursor->column_count(); ++i) row.emplace_back(cells[i]);
  }
  return rows;
}

inline Value one(Connection& connection, std::string_view sql, std::initializer_list<Cell> parameters = {}) {
  const Rows rows = rows_of(connection, sql, parameters);
  return rows.empty() || rows.front().empty() ? Value("no row") : rows.front().front();
}

inline std::int64_t number(Connection& connection, std::string_view sql,
                           std::initializer_list<Cell> parameters = {}) {
  return one(connection, sql, parameters).as<std::int64_t>();
}

inline std::int64_t touch(Connection& connection, std::string_view sql,
                          std::initializer_list<Cell> parameters = {}) {
  const CursorPtr cursor =
      connection.execute({.sql = sql, .parameters = {parameters.begin(), parameters.size()}});
  while (cursor->next() != nullptr) {}
  return cursor->affected_rows();
}

/// The error that `body` throws, which must be of type E.
template <class E, class Body> E error_of(Body body) {
  try {
    body();
  } catch (const E& error) {
    return error;
  } catch (const std::exception& other) {
    ADD_FAILURE() << "another error: " << other.what();
    return E("another error");
  }
  ADD_FAILURE() << "no error";
  return E("no error");
}

}  // namespace bindery::sqlite_tests
