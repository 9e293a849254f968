// Tests on every database: one suite, run once per backend, each test in a fresh database of its own.
#pragma once
#include <bindery/binds/config.hpp>
#include <bindery/core/url.hpp>
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace bindery::test {

/// The backends that this build has drivers for.
std::vector<Backend> all_backends();
/// Another one than this, for a second bind.
Backend next_backend(Backend backend);
/// "sqlite", "postgresql" or "mariadb": names parametrised tests.
std::string backend_test_name(const testing::TestParamInfo<Backend>& info);

/// A database made for one test and dropped with this object: a file for SQLite, CREATE DATABASE on the servers that
/// BINDERY_TEST_POSTGRES_URL and BINDERY_TEST_MARIADB_URL name.
class FreshDatabase {
 public:
  explicit FreshDatabase(Backend backend);
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;
  ~FreshDatabase();

  const Url& url() const { return url_; }
  Backend backend() const { return url_.backend(); }

 private:
  Url server_;
  Url url_;
  std::string name_;
  std::filesystem::path directory_;
};

/// The server that the environment names for a backend; fails the test run if it names none.
Url server_url(Backend backend);

/// `TEST_P(MySuite, ...)` with `class MySuite : public EveryBackend {}` and BINDERY_EVERY_BACKEND(MySuite).
class EveryBackend : public testing::TestWithParam<Backend> {
 protected:
  Backend backend() const { return GetParam(); }
  /// A fresh database; several calls give several databases.
  const Url& fresh_url();
  /// Which of several texts is this backend's.
  template <class T> T by_backend(T sqlite, T postgresql, T mariadb) const {
    return backend() == Backend::sqlite ? sqlite : backend() == Backend::postgresql ? postgresql : mariadb;
  }

 private:
  std::vector<std::unique_ptr<FreshDatabase>> databases_;
};

}  // namespace bindery::test

#define BINDERY_EVERY_BACKEND(Suite)                                                       \
  INSTANTIATE_TEST_SUITE_P(Every, Suite, testing::ValuesIn(bindery::test::all_backends()), \
                           bindery::test::backend_test_name)
