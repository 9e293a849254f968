// The pool across fork(): the child starts empty and never touches what belongs to the parent.
#include <support/pool_kit.hpp>

#include <bindery/core/error.hpp>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <optional>

namespace bindery {
namespace {

using namespace std::chrono_literals;
using test::number;
using test::Opener;
using test::until;

/// Runs `body` in a child; true if it returned true.
template <class Body> bool holds_in_child(Body body) {
  const pid_t child = ::fork();
  if (child == 0) {
    bool good = false;
    try {
      good = body();
    } catch (...) {
      good = false;
    }
    ::_exit(good ? 0 : 1);
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

PoolOptions single() {
  PoolOptions options;
  options.size = 1;
  options.max_overflow = 0;
  options.timeout = 1h;
  return options;
}

TEST(PoolFork, TheChildStartsEmptyAndTheParentKeepsItsConnections) {
  Opener opener("sqlite://");
  Pool users("bind 'users'", single(), opener.function());
  users.acquire()->run("create table parents_own (n integer)");
  EXPECT_TRUE(holds_in_child([&] {
    if (users.statistics().idle != 0) return false;
    const Lease lease = users.acquire();
    return number(*lease, "select count(*) from sqlite_master") == 0 && opener.opened() == 2;
  }));
  EXPECT_EQ(number(*users.acquire(), "select count(*) from parents_own"), 0);
  EXPECT_EQ(opener.opened(), 1);
}

TEST(PoolFork, ALeaseFromBeforeIsForgottenInTheChild) {
  Opener opener("sqlite://");
  Pool users("bind 'users'", single(), opener.function());
  std::optional<Lease> lease = users.acquire();
  (*lease)->begin({});
  (*lease)->run("create table t (n integer)");
  EXPECT_TRUE(holds_in_child([&] {
    lease.reset();  // neither a rollback nor a place in the child's pool
    return users.statistics().in_use == 0 && number(*users.acquire(), "select 5") == 5;
  }));
  (*lease)->run("insert into t values (1)");
  (*lease)->commit();
  EXPECT_EQ(number(**lease, "select count(*) from t"), 1);
}

TEST(PoolFork, ThreadsThatWaitedInTheParentAreNoConcernOfTheChild) {
  Opener opener("sqlite://");
  Pool users("bind 'users'", single(), opener.function());
  Lease lease = users.acquire();
  std::jthread waiting([&] { EXPECT_EQ(number(*users.acquire(), "select 1"), 1); });
  until([&] { return users.statistics().waiting == 1; });
  EXPECT_TRUE(holds_in_child(
      [&] { return users.statistics().waiting == 0 && number(*users.acquire(), "select 5") == 5; }));
  lease.release();
}

TEST(PoolFork, APoolWithAnUpkeepThreadEndsInTheChild) {
  Opener opener("sqlite://");
  PoolOptions options = single();
  options.leak_threshold = 1h;
  std::optional<Pool> users;
  users.emplace("bind 'users'", options, opener.function());
  users->acquire();
  EXPECT_TRUE(holds_in_child([&] {
    users.reset();
    return true;
  }));
  EXPECT_EQ(number(*users->acquire(), "select 1"), 1);
}

TEST(PoolFork, ForkingWhileOthersBorrowFindsThePoolInOrder) {
  Opener opener("sqlite://");
  PoolOptions options = single();
  options.size = 3;
  Pool users("bind 'users'", options, opener.function());
  std::atomic<bool> done{false};
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] {
      while (!done) users.acquire();
    });
  }
  // The child only asks for counts: SQLite's own locks may be held by a thread that it doesn't have.
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(holds_in_child([&] { return users.statistics().in_use == 0; }));
  }
  done = true;
}

}  // namespace
}  // namespace bindery
