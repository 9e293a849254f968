// A pool on a test server, parametrized by the kind of server, and what tests do to its connections.
#pragma once
#include <support/backends.hpp>
#include <support/pool_kit.hpp>

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace bindery::test {

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
