// A pool on a test server: sessions and their end.
#include "server_pool.hpp"

namespace bindery::test {

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
