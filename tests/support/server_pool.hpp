// A pool on a test server, parametrized by the kind of server, and what tests do to its connections.
#pragma once
#include <support/pool_kit.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace bindery::test {

/// The URL of a test server; throws when the environment names none.
Url server_url(Backend backend);

/// Names the instances of a test.
inline std::string backend_word(const testing::TestParamInfo<Backend>& info) {
  return info.param == Backend::postgresql ? "postgresql" : "mariadb";
}

class ServerPoolTest : public testing::TestWithParam<Backend> {
 protected:
  bool is_postgresql() const { return GetParam() == Backend::postgresql; }
  static PoolOptions limits(std::size_t size);

  /// The server's number of this session.
  std::int64_t session(drivers::Connection& connection) const;
  /// Ends a session from another connection; returns when the server has ended it.
  void kill_session(std::int64_t number) const;
  bool session_exists(drivers::Connection& observer, std::int64_t number) const;

  Opener opener{server_url(GetParam())};
};

}  // namespace bindery::test
