// The pool with real SQLite connections: borrowing, returning, limits, replacement, upkeep.
#include <support/sqlite_pool.hpp>

#include <bindery/core/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery {
namespace {

using namespace std::chrono_literals;
using drivers::TransactionState;
using test::number;
using test::Opener;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class PoolTest : public test::SqlitePoolTest {};

TEST_F(PoolTest, OpensNothingBeforeTheFirstLoanAndLendsItAgain) {
  const auto users = pool(limits(5, 10));
  EXPECT_EQ(opener.opened(), 0);
  drivers::Connection* first = nullptr;
  {
    const Lease lease = users->acquire();
    first = lease.get();
    EXPECT_EQ(number(*lease, "select 42"), 42);
    EXPECT_EQ(users->statistics().in_use, 1u);
  }
  EXPECT_EQ(users->acquire().get(), first);
  EXPECT_EQ(opener.opened(), 1);
}

TEST_F(PoolTest, ALeaseMoves) {
  const auto users = pool(limits(1, 0));
  Lease lease = users->acquire();
  Lease other = std::move(lease);
  EXPECT_FALSE(lease);  // NOLINT(bugprone-use-after-move)
  EXPECT_TRUE(other);
  lease = std::move(other);
  lease.release();
  lease.release();
  EXPECT_EQ(users->statistics().idle, 1u);
}

TEST_F(PoolTest, SA_test_timeout) {
  const auto users = pool(limits(1, 0));
  const Lease lease = users->acquire();
  try {
    users->acquire();
    FAIL() << "the only connection is lent";
  } catch (const PoolTimeout& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("pool limit of size 1 overflow 0 reached (1 in use, 0 idle, 1 waiting)"),
                      HasSubstr("waited 0 s"), HasSubstr("bind 'users'"), HasSubstr("max_overflow")));
    EXPECT_EQ(error.details().bind, "bind 'users'");
    EXPECT_EQ(error.details().phase, Phase::checkout);
  }
  EXPECT_EQ(users->statistics().timeouts_total, 1u);
  EXPECT_EQ(users->statistics().waiting, 0u);
}

TEST_F(PoolTest, TheDeadlineOfTheCallBoundsTheWait) {
  PoolOptions options = limits(1, 0);
  options.timeout = 1h;
  const auto users = pool(options);
  const Lease lease = users->acquire();
  EXPECT_THROW(users->acquire(deadline(1ms)), PoolTimeout);
}

TEST_F(PoolTest, SA_test_overflow_no_gc) {
  const auto users = pool(limits(2, 2));
  {
    const Lease a = users->acquire(), b = users->acquire(), c = users->acquire(), d = users->acquire();
    EXPECT_EQ(users->statistics().overflow, 2u);
    EXPECT_EQ(opener.open_now(), 4);
  }
  EXPECT_EQ(opener.open_now(), 2) << "the overflow is closed as it comes back";
  EXPECT_EQ(users->statistics().idle, 2u);
  EXPECT_EQ(users->statistics().closed_total, 2u);
}

TEST_F(PoolTest, SA_test_recycle) {
  PoolOptions options = limits(1, 0);
  options.recycle = 30s;
  const auto users = pool(options);
  users->acquire();
  pass(29s);
  users->acquire();
  EXPECT_EQ(opener.opened(), 1);
  pass(2s);
  users->acquire();
  EXPECT_EQ(opener.opened(), 2);
  EXPECT_EQ(opener.open_now(), 1);
}

TEST_F(PoolTest, SA_test_recycle_on_invalidate) {
  const auto users = pool(limits(1, 0));
  Lease lease = users->acquire();
  lease.invalidate();
  EXPECT_FALSE(lease);
  EXPECT_EQ(opener.open_now(), 0);
  EXPECT_EQ(number(*users->acquire(), "select 1"), 1);
  EXPECT_EQ(opener.opened(), 2);
}

TEST_F(PoolTest, SA_test_ping_not_on_first_connect) {
  PoolOptions options = limits(1, 0);
  options.pre_ping = true;
  const auto users = pool(options);
  users->acquire();
  EXPECT_EQ(opener.pings(), 0);
  users->acquire();
  users->acquire();
  EXPECT_EQ(opener.pings(), 2);
}

TEST_F(PoolTest, AFailedPingReplacesTheConnectionAndDropsTheOtherOldOnes) {
  PoolOptions options = limits(3, 0);
  options.pre_ping = true;
  const auto users = pool(options);
  {
    const Lease a = users->acquire(), b = users->acquire(), c = users->acquire();
    c->abandon();  // it comes back unusable
    EXPECT_EQ(users->statistics().in_use, 3u);
  }
  EXPECT_EQ(users->statistics().idle, 2u);
  {
    Lease a = users->acquire();
    drivers::Connection* const idle = a.get();
    a.release();
    idle->abandon();
  }
  const Lease lease = users->acquire();
  EXPECT_EQ(number(*lease, "select 1"), 1);
  EXPECT_EQ(users->statistics().idle, 0u);
  EXPECT_EQ(opener.open_now(), 1);
}

TEST_F(PoolTest, SA_test_raise_db_is_stopped) {
  PoolOptions options = limits(1, 0);
  options.pre_ping = true;
  const auto users = pool(options);
  Lease lease = users->acquire();
  drivers::Connection* const idle = lease.get();
  lease.release();
  idle->abandon();
  opener.before = [](int) { throw OperationalError("the database is stopped"); };
  EXPECT_THROW(users->acquire(), OperationalError);
  EXPECT_EQ(users->statistics().in_use, 0u);
  opener.before = [](int) {};
  EXPECT_EQ(number(*users->acquire(), "select 1"), 1);
}

TEST_F(PoolTest, ResetOnReturnRollsBack) {
  const auto users = pool(limits(1, 0));
  users->acquire()->run("create table t (n integer)");
  {
    const Lease lease = users->acquire();
    lease->begin({});
    lease->run("insert into t values (1)");
  }
  const Lease lease = users->acquire();
  EXPECT_EQ(lease->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*lease, "select count(*) from t"), 0);
  EXPECT_EQ(opener.opened(), 1);
}

TEST_F(PoolTest, ResetOnReturnCommitsOrLeavesTheTransactionAlone) {
  PoolOptions options = limits(1, 0);
  options.reset_on_return = ResetOnReturn::commit;
  const auto committing = pool(options);
  committing->acquire()->run("create table t (n integer)");
  {
    const Lease lease = committing->acquire();
    lease->begin({});
    lease->run("insert into t values (1)");
  }
  EXPECT_EQ(number(*opener.apart(), "select count(*) from t"), 1);

  options.reset_on_return = ResetOnReturn::none;
  const auto indifferent = pool(options);
  indifferent->acquire()->begin({});
  EXPECT_EQ(indifferent->acquire()->transaction_state(), TransactionState::active);
}

TEST_F(PoolTest, AConnectionThatCannotBeResetIsClosed) {
  const auto users = pool(limits(1, 0));
  {
    const Lease lease = users->acquire();
    lease->begin({});
    lease->abandon();
  }
  EXPECT_EQ(users->statistics().idle, 0u);
  EXPECT_EQ(opener.open_now(), 0);
}

TEST_F(PoolTest, ALostServerClosesIdleConnectionsAtOnceAndLentOnesOnReturn) {
  const auto users = pool(limits(4, 0));
  Lease lost = users->acquire();
  Lease lent = users->acquire();
  { const Lease a = users->acquire(), b = users->acquire(); }
  EXPECT_EQ(users->statistics().idle, 2u);
  lost.invalidate(Loss::server);
  EXPECT_EQ(users->statistics().idle, 0u);
  EXPECT_EQ(opener.open_now(), 1);
  lent.release();
  EXPECT_EQ(opener.open_now(), 0);
  users->acquire();
  EXPECT_EQ(users->statistics().idle, 1u) << "what is opened afterwards is kept";
}

TEST_F(PoolTest, ADetachedConnectionIsTheCallersOwn) {
  auto users = pool(limits(1, 0));
  const auto mine = users->acquire().detach();
  EXPECT_EQ(users->statistics().in_use, 0u);
  const Lease lease = users->acquire();
  EXPECT_EQ(opener.open_now(), 2);
  EXPECT_EQ(number(*mine, "select 7"), 7);
}

TEST_F(PoolTest, MaxLifetimeAndIdleTimeoutAreKeptAtTheNextCall) {
  PoolOptions options = limits(3, 0);
  options.max_lifetime = 30min;
  options.idle_timeout = 10min;
  options.use_lifo = true;
  const auto users = pool(options);
  { const Lease a = users->acquire(), b = users->acquire(), c = users->acquire(); }
  pass(9min);
  users->acquire();
  EXPECT_EQ(opener.open_now(), 3);
  pass(2min);
  users->acquire();
  EXPECT_EQ(opener.open_now(), 1) << "two have been idle for more than ten minutes";
  pass(8min);
  users->acquire();
  pass(8min);
  users->acquire();
  pass(8min);
  users->acquire();
  EXPECT_EQ(opener.opened(), 4) << "the third has reached its age";
}

TEST_F(PoolTest, KeepAlivePingsAndReplacesWhatDoesNotAnswer) {
  PoolOptions options = limits(3, 0);
  options.keep_alive = 60s;
  options.min_idle = 2;
  const auto users = pool(options);
  users->maintain();
  EXPECT_EQ(users->statistics().idle, 2u);
  pass(60s);
  users->maintain();
  EXPECT_EQ(opener.pings(), 2);
  Lease lease = users->acquire();
  drivers::Connection* const idle = lease.get();
  lease.release();
  idle->abandon();
  pass(61s);
  users->maintain();
  EXPECT_EQ(users->statistics().idle, 2u) << "both were replaced: they may have met the same fate";
  EXPECT_EQ(opener.opened(), 4);
}

TEST_F(PoolTest, MinIdleGoesOnAfterTheDatabaseIsBack) {
  PoolOptions options = limits(3, 0);
  options.min_idle = 1;
  const auto users = pool(options);
  opener.before = [](int) { throw OperationalError("the database is stopped"); };
  users->maintain();
  EXPECT_EQ(users->statistics().idle, 0u);
  opener.before = [](int) {};
  pass(1s);
  users->maintain();
  EXPECT_EQ(users->statistics().idle, 1u);
}

TEST_F(PoolTest, ALeakIsReportedWithItsPlaceAndWhenItComesBack) {
  std::vector<std::string> reports;
  PoolListener listener;
  listener.leak = [&](const LeakReport& report) {
    reports.push_back(std::string(report.returned ? "returned" : "leaked") + " " + std::string(report.bind) +
                      " line " + std::to_string(report.borrower.line()) + " after " +
                      std::to_string(std::chrono::duration_cast<std::chrono::seconds>(report.age).count()) +
                      " s");
    EXPECT_THAT(report.borrower.file_name(), HasSubstr("pool_test.cpp"));
  };
  PoolOptions options = limits(3, 0);
  options.leak_threshold = 2s;
  const auto users = pool(options, listener);
  Lease lease = users->acquire();
  const auto line = std::to_string(__LINE__ - 1);
  pass(3s);
  users->maintain();
  users->maintain();
  pass(1s);
  lease.release();
  EXPECT_THAT(reports, ElementsAre("leaked bind 'users' line " + line + " after 3 s",
                                   "returned bind 'users' line " + line + " after 4 s"));
}

TEST_F(PoolTest, KindNoneOpensAndClosesEachTime) {
  PoolOptions options = limits(1, 0);
  options.kind = PoolKind::none;
  const auto users = pool(options);
  { const Lease a = users->acquire(), b = users->acquire(); }
  EXPECT_EQ(opener.opened(), 2);
  EXPECT_EQ(opener.open_now(), 0);
}

TEST_F(PoolTest, SharedSingleKeepsAnInMemoryDatabaseAlive) {
  Opener memory("sqlite://", "the default bind");
  PoolOptions options = limits(5, 10);
  options.shared_single = true;
  Pool single("the default bind", options, memory.function());
  single.acquire()->run("create table t (n integer)");
  const Lease lease = single.acquire();
  EXPECT_EQ(number(*lease, "select count(*) from t"), 0);
  try {
    single.acquire();
    FAIL() << "there is one connection only";
  } catch (const PoolTimeout& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("the default bind"), HasSubstr("single connection"),
                                    HasSubstr("in-memory database"), HasSubstr("same thread")));
  }
}

}  // namespace
}  // namespace bindery
