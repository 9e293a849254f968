// The pool while its server is killed and comes back.
#include <support/server_pool.hpp>

#include <bindery/core/error.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace bindery {
namespace {

using test::number;

class PoolAcrossRestart : public test::ServerPoolTest {
 protected:
  /// `kill` (as a power failure would), `halt` (in order) or `restart`.
  void server(const std::string& action) {
    down_ = action != "restart";
    const std::string tool = std::getenv("BINDERY_TEST_SERVERS_TOOL"),
                      folder = std::getenv("BINDERY_TEST_SERVERS_DIR");
    const std::string name = is_postgresql() ? "postgres" : "mariadb";
    const std::string command =
        "'" + tool + "' " + action + " " + name + " --dir '" + folder + "' > /dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error(command + " failed");
  }
  void TearDown() override {
    if (down_) server("restart");
  }

 private:
  bool down_ = false;
};

INSTANTIATE_TEST_SUITE_P(Servers, PoolAcrossRestart, testing::Values(Backend::postgresql, Backend::mariadb),
                         test::backend_test_name);

TEST_P(PoolAcrossRestart, SA_test_connect_across_restart) {
  PoolOptions options = limits(3);
  options.pre_ping = true;
  Pool users("bind 'users'", options, opener.function());
  { const Lease a = users.acquire(), b = users.acquire(), c = users.acquire(); }
  server("restart");
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1) << "nobody notices";
  EXPECT_EQ(opener.open_now(), 1) << "the two others went with the first";
}

TEST_P(PoolAcrossRestart, SA_test_raise_db_is_stopped) {
  PoolOptions options = limits(3);
  options.pre_ping = true;
  Pool users("bind 'users'", options, opener.function());
  Lease lent = users.acquire();
  users.acquire();
  server("kill");
  EXPECT_THROW(users.acquire(), OperationalError);
  EXPECT_THROW(users.acquire(), OperationalError);
  EXPECT_THROW(number(*lent, "select 1"), ConnectionLost);
  lent.release();
  EXPECT_EQ(opener.open_now(), 0);
  server("restart");
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
  EXPECT_EQ(users.statistics().idle, 1u);
}

TEST_P(PoolAcrossRestart, OneLossDropsAllIdleConnectionsAndNoNewOne) {
  Pool users("bind 'users'", limits(4), opener.function());
  Lease first = users.acquire(), second = users.acquire();
  { const Lease a = users.acquire(), b = users.acquire(); }
  server("kill");
  server("restart");
  EXPECT_THROW(number(*first, "select 1"), ConnectionLost);
  first.invalidate(Loss::server);
  EXPECT_EQ(users.statistics().idle, 0u);
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
  EXPECT_THROW(number(*second, "select 1"), ConnectionLost);
  second.invalidate(Loss::server);  // of the same loss
  EXPECT_EQ(users.statistics().idle, 1u) << "the new connection is not to blame";
}

}  // namespace
}  // namespace bindery
