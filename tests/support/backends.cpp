// Fresh databases for tests.
#include "support/backends.hpp"

#include <bindery/engine/connection.hpp>
#include <bindery/sql/raw.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <stdexcept>

namespace bindery::test {

namespace {

std::string unique_name() {
  static std::atomic<int> number{0};
  return fmt::format("bindery_t{}_{}", ::getpid(), ++number);
}

void run_on_server(const Url& server, const std::string& statement) {
  EngineOptions options{.url = server};
  options.pool.kind = PoolKind::none;
  Engine::make("tests", options)->connect().run_script(statement);
}

}  // namespace

std::vector<Backend> all_backends() { return {Backend::sqlite, Backend::postgresql, Backend::mariadb}; }

Backend next_backend(Backend backend) {
  switch (backend) {
    case Backend::sqlite: return Backend::postgresql;
    case Backend::postgresql: return Backend::mariadb;
    case Backend::mariadb: break;
  }
  return Backend::sqlite;
}

std::string backend_test_name(const testing::TestParamInfo<Backend>& info) {
  return std::string(name_of(info.param));
}

Url server_url(Backend backend) {
  const char* variable =
      backend == Backend::postgresql ? "BINDERY_TEST_POSTGRES_URL" : "BINDERY_TEST_MARIADB_URL";
  const char* text = std::getenv(variable);
  if (text == nullptr)
    throw std::runtime_error(fmt::format("{} is not set: run the tests by ./dev test", variable));
  return Url::parse(text);
}

FreshDatabase::FreshDatabase(Backend backend)
    : server_(backend == Backend::sqlite ? Url::parse("sqlite://") : server_url(backend)), url_(server_),
      name_(unique_name()) {
  if (backend == Backend::sqlite) {
    directory_ = std::filesystem::temp_directory_path() / name_;
    std::filesystem::create_directories(directory_);
    url_ = Url::parse("sqlite:///" + (directory_ / "test.db").string());
    return;
  }
  run_on_server(server_, fmt::format("CREATE DATABASE {}", name_));
  url_ = server_.with_database(name_);
}

FreshDatabase::~FreshDatabase() {
  if (backend() == Backend::sqlite) {
    std::error_code ignored;
    std::filesystem::remove_all(directory_, ignored);
    return;
  }
  try {
    run_on_server(server_, fmt::format("DROP DATABASE {}{}", name_,
                                       backend() == Backend::postgresql ? " WITH (FORCE)" : ""));
  } catch (const Error&) {
    // The servers are thrown away after the tests anyway.
  }
}

const Url& EveryBackend::fresh_url() {
  return databases_.emplace_back(std::make_unique<FreshDatabase>(backend()))->url();
}

}  // namespace bindery::test
