// The pool with real SQLite connections: what listeners hear and refuse, and how a pool ends.
#include <support/sqlite_pool.hpp>

#include <bindery/core/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery {
namespace {

using test::number;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class PoolEvents : public test::SqlitePoolTest {};

TEST_F(PoolEvents, ADrainedPoolNamesItsBindAndClosesEverything) {
  const auto users = pool(limits(2, 0));
  Lease lent = users->acquire();
  users->acquire();
  users->drain();
  EXPECT_EQ(opener.open_now(), 1);
  try {
    users->acquire();
    FAIL() << "the pool is drained";
  } catch (const BindError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("bind 'users'"), HasSubstr("replaced or removed")));
  }
  EXPECT_EQ(number(*lent, "select 1"), 1) << "what is lent works on";
  lent.release();
  EXPECT_EQ(opener.open_now(), 0);
}

TEST_F(PoolEvents, ADisposedPoolGoesOnEmpty) {
  const auto users = pool(limits(2, 0));
  Lease lent = users->acquire();
  users->acquire();
  users->dispose();
  EXPECT_EQ(opener.open_now(), 1);
  lent.release();
  EXPECT_EQ(opener.open_now(), 0);
  EXPECT_EQ(number(*users->acquire(), "select 1"), 1);
}

TEST_F(PoolEvents, ALeaseMayOutliveItsPool) {
  auto users = pool(limits(1, 0));
  Lease lease = users->acquire();
  users.reset();
  EXPECT_EQ(number(*lease, "select 1"), 1);
  lease.release();
  EXPECT_EQ(opener.open_now(), 0);
}

TEST_F(PoolEvents, ListenersHearEverythingInOrder) {
  std::vector<std::string> events;
  PoolListener listener;
  listener.connect = [&](drivers::Connection& connection) {
    connection.run("pragma user_version");
    events.push_back("connect");
  };
  listener.checkout = [&](drivers::Connection&) { events.push_back("checkout"); };
  listener.checkin = [&](drivers::Connection&) { events.push_back("checkin"); };
  listener.invalidate = [&](drivers::Connection&, std::string_view reason) {
    events.push_back("invalidate: " + std::string(reason));
  };
  listener.close = [&](drivers::Connection&) { events.push_back("close"); };
  const auto users = pool(limits(1, 0), listener);
  users->acquire();
  users->acquire().invalidate();
  EXPECT_THAT(events, ElementsAre("connect", "checkout", "checkin", "checkout",
                                  "invalidate: the connection broke", "close"));
}

TEST_F(PoolEvents, AListenerThatRefusesAConnectionFailsTheLoanOnly) {
  int refusals = 2;
  PoolListener listener;
  listener.connect = [&](drivers::Connection&) {
    if (refusals-- > 0) throw OperationalError("not in this state");
  };
  listener.close = [](drivers::Connection&) { throw std::runtime_error("ignored"); };
  const auto users = pool(limits(1, 0), listener);
  EXPECT_THROW(users->acquire(), OperationalError);
  EXPECT_THROW(users->acquire(), OperationalError);
  EXPECT_EQ(opener.open_now(), 0);
  EXPECT_EQ(number(*users->acquire(), "select 1"), 1);
}

TEST_F(PoolEvents, ACheckoutThatFindsTheConnectionLostIsTriedThreeTimes) {
  int losses = 2;
  PoolListener listener;
  listener.checkout = [&](drivers::Connection&) {
    if (losses-- > 0) throw ConnectionLost("gone");
  };
  const auto users = pool(limits(1, 0), listener);
  EXPECT_EQ(number(*users->acquire(), "select 1"), 1);
  EXPECT_EQ(opener.opened(), 3);
  losses = 3;
  EXPECT_THROW(users->acquire(), ConnectionLost);
  EXPECT_EQ(users->statistics().in_use, 0u);
  EXPECT_EQ(opener.open_now(), 0);
}

}  // namespace
}  // namespace bindery
