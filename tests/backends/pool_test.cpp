// The pool on real servers: sessions killed by the server, networks that fail, forks.
#include <support/proxy.hpp>
#include <support/server_pool.hpp>

#include <bindery/core/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

namespace bindery {
namespace {

using namespace std::chrono_literals;
using drivers::TransactionState;
using test::number;
using test::Opener;
using test::Proxy;

class PoolOnServer : public test::ServerPoolTest {};

INSTANTIATE_TEST_SUITE_P(Servers, PoolOnServer, testing::Values(Backend::postgresql, Backend::mariadb),
                         test::backend_test_name);

TEST_P(PoolOnServer, SA_test_ping_not_on_first_connect) {
  PoolOptions options = limits(1);
  options.pre_ping = true;
  Pool users("bind 'users'", options, opener.function());
  users.acquire();
  EXPECT_EQ(opener.pings(), 0);
  users.acquire();
  EXPECT_EQ(opener.pings(), 1);
  EXPECT_EQ(opener.opened(), 1);
}

TEST_P(PoolOnServer, PrePingReplacesASessionThatTheServerKilled) {
  PoolOptions options = limits(3);
  options.pre_ping = true;
  Pool users("bind 'users'", options, opener.function());
  std::int64_t victim = 0;
  {
    const Lease a = users.acquire(), b = users.acquire(), c = users.acquire();
    victim = session(*a);
  }
  EXPECT_EQ(users.statistics().idle, 3u);
  kill_session(victim);
  const Lease lease = users.acquire();  // the one returned last
  EXPECT_NE(session(*lease), victim);
  EXPECT_EQ(users.statistics().idle, 0u) << "the idle ones may have met the same fate";
  EXPECT_EQ(opener.opened(), 4);
}

TEST_P(PoolOnServer, WithoutPrePingTheBorrowerMeetsTheLossAndTheRestIsDropped) {
  Pool users("bind 'users'", limits(3), opener.function());
  Lease lease = users.acquire();
  { const Lease a = users.acquire(), b = users.acquire(); }
  kill_session(session(*lease));
  EXPECT_THROW(number(*lease, "select 1"), ConnectionLost);
  EXPECT_FALSE(lease->usable());
  lease.invalidate(Loss::server);
  EXPECT_EQ(users.statistics().idle, 0u);
  EXPECT_EQ(opener.open_now(), 0);
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
}

TEST_P(PoolOnServer, AKilledSessionThatComesBackInATransactionIsNotKept) {
  Pool users("bind 'users'", limits(2), opener.function());
  Lease lease = users.acquire();
  lease->begin({});
  const std::int64_t victim = session(*lease);
  users.acquire();
  EXPECT_EQ(users.statistics().idle, 1u);
  kill_session(victim);
  lease.release();
  EXPECT_EQ(opener.open_now(), 0) << "the rollback told that the server is lost";
  EXPECT_NE(session(*users.acquire()), victim);
}

TEST_P(PoolOnServer, ResetOnReturnEndsTheTransactionOnTheServer) {
  Pool users("bind 'users'", limits(1), opener.function());
  users.acquire()->run("drop table if exists pool_reset");
  users.acquire()->run("create table pool_reset (n integer)");
  for (const bool failed : {false, true}) {
    const Lease lease = users.acquire();
    lease->begin({});
    lease->run("insert into pool_reset values (1)");
    if (failed) {
      EXPECT_THROW(lease->run("select nothing from nowhere"), StatementError);
    }
  }
  const Lease lease = users.acquire();
  EXPECT_EQ(lease->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*lease, "select count(*) from pool_reset"), 0);
  EXPECT_EQ(opener.opened(), 1);
  lease->run("drop table pool_reset");
}

TEST_P(PoolOnServer, KeepAliveFindsTheKilledSession) {
  PoolOptions options = limits(1);
  options.keep_alive = 60s;
  options.min_idle = 1;
  auto now = Deadline::Clock::now();
  Pool users("bind 'users'", options, opener.function(), {}, [&] { return now; });
  Lease lease = users.acquire();
  const std::int64_t victim = session(*lease);
  lease.release();
  kill_session(victim);
  now += 61s;
  users.maintain();
  EXPECT_EQ(users.statistics().idle, 1u);
  EXPECT_NE(session(*users.acquire()), victim);
}

/// The pool talks through a proxy.
class PoolOverNetwork : public PoolOnServer {
 protected:
  Host host_ = opener.url().hosts().at(0);
  Proxy network{host_.name, host_.port};
  Opener distant{opener.url().with_host("127.0.0.1", network.port())};
};

INSTANTIATE_TEST_SUITE_P(Servers, PoolOverNetwork, testing::Values(Backend::postgresql, Backend::mariadb),
                         test::backend_test_name);

TEST_P(PoolOverNetwork, SA_test_raise_db_is_stopped) {
  PoolOptions options = limits(3);
  options.pre_ping = true;
  Pool users("bind 'users'", options, distant.function());
  { const Lease a = users.acquire(), b = users.acquire(); }
  network.cut();
  EXPECT_THROW(users.acquire(), OperationalError);
  EXPECT_EQ(users.statistics().idle, 0u);
  EXPECT_EQ(users.statistics().in_use, 0u);
  EXPECT_THROW(users.acquire(), OperationalError);
  network.restore();
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
}

TEST_P(PoolOverNetwork, ACutWhileLentIsMetByTheBorrowerAndNotByTheNext) {
  Pool users("bind 'users'", limits(2), distant.function());
  {
    const Lease lease = users.acquire();
    lease->begin({});
    network.cut();
    network.restore();
    EXPECT_THROW(number(*lease, "select 1"), ConnectionLost);
  }
  EXPECT_EQ(users.statistics().idle, 0u);
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
}

TEST_P(PoolOverNetwork, ASilentNetworkHoldsNoBorrowerBeyondItsDeadline) {
  PoolOptions options = limits(2);
  options.pre_ping = true;
  Pool users("bind 'users'", options, distant.function());
  users.acquire();
  network.stall();
  EXPECT_THROW(users.acquire(deadline(300ms)), OperationalError);
  network.restore();
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
  EXPECT_EQ(users.statistics().in_use, 0u);
}

TEST_P(PoolOnServer, AChildOfAForkOpensItsOwnAndLeavesTheParentsAlone) {
  Pool users("bind 'users'", limits(2), opener.function());
  Lease lease = users.acquire();
  users.acquire();
  lease->begin({});
  const std::int64_t parents = session(*lease);
  const pid_t child = ::fork();
  if (child == 0) {
    bool good = false;
    try {
      lease.release();
      const Lease mine = users.acquire();
      good = session(*mine) != parents && users.statistics().idle == 0;
    } catch (...) {
      good = false;
    }
    users.dispose();
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
  EXPECT_EQ(lease->transaction_state(), TransactionState::active);
  EXPECT_EQ(session(*lease), parents);
  lease->commit();
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
  EXPECT_EQ(opener.opened(), 2);
}

}  // namespace
}  // namespace bindery
