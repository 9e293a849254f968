// A pool on a test server: sessions and their end.
#include "server_pool.hpp"

#include <cstdlib>
#include <stdexcept>

namespace bindery::test {

Url server_url(Backend backend) {
  const char* const name =
      backend == Backend::postgresql ? "BINDERY_TEST_POSTGRES_URL" : "BINDERY_TEST_MARIADB_URL";
  const char* const value = std::getenv(name);
  if (value == nullptr) throw std::runtime_error(std::string("set ") + name + " (tools/servers does)");
  return Url::parse(value);
}

PoolOptions ServerPoolTest::limits(std::size_t size) {
  PoolOptions options;
  options.size = size;
  options.max_overflow = 0;
  options.timeout = std::chrono::milliseconds(0);
  return options;
}

std::int64_t ServerPoolTest::session(drivers::Connection& connection) const {
  return number(connection, is_postgresql() ? "select pg_backend_pid()" : "select connection_id()");
}

void ServerPoolTest::kill_session(std::int64_t victim) const {
  const auto killer = opener.apart();
  const std::string name = std::to_string(victim);
  if (is_postgresql()) {
    killer->execute({.sql = "select pg_terminate_backend(" + name + ")"});
  } else {
    killer->run("kill " + name);
  }
  until([&] { return !session_exists(*killer, victim); });
}

bool ServerPoolTest::session_exists(drivers::Connection& observer, std::int64_t id) const {
  const std::string_view sessions = is_postgresql()
                                        ? "select count(*) from pg_stat_activity where pid = "
                                        : "select count(*) from information_schema.processlist where id = ";
  return number(observer, std::string(sessions) + std::to_string(id)) != 0;
}

}  // namespace bindery::test
