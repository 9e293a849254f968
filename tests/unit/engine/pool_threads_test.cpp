// The pool under many threads: order, limits, hanging and failing connects, upkeep, event loops.
#include <support/pool_kit.hpp>

#include <bindery/core/error.hpp>
#include <bindery/core/wait.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <latch>
#include <random>

namespace bindery {
namespace {

using namespace std::chrono_literals;
using test::Gate;
using test::number;
using test::Opener;
using test::until;
using testing::ElementsAre;

class PoolThreads : public testing::Test {
 protected:
  static PoolOptions limits(std::size_t size, int max_overflow, std::chrono::milliseconds timeout = 1h) {
    PoolOptions options;
    options.size = size;
    options.max_overflow = max_overflow;
    options.timeout = timeout;
    return options;
  }
  Pool& pool(PoolOptions options, PoolListener listener = {}) {
    return users_.emplace("bind 'users'", options, opener.function(), std::move(listener));
  }

  Opener opener{"sqlite://"};

 private:
  std::optional<Pool> users_;
};

TEST_F(PoolThreads, WaitersAreServedInTheOrderOfTheirComing) {
  Pool& users = pool(limits(1, 0));
  Lease lease = users.acquire();
  std::mutex mutex;
  std::vector<int> order;
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      const Lease mine = users.acquire();
      const std::lock_guard lock(mutex);
      order.push_back(static_cast<int>(i));
    });
    until([&] { return users.statistics().waiting == i + 1; });
  }
  lease.release();
  threads.clear();
  EXPECT_THAT(order, ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(opener.opened(), 1);
}

TEST_F(PoolThreads, SA_test_max_overflow) {
  Pool& users = pool(limits(3, 5));
  std::latch start(40);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 40; ++i) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int n = 0; n < 20; ++n) EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
    });
  }
  threads.clear();
  EXPECT_LE(opener.most_open(), 8);
  const PoolStatistics counts = users.statistics();
  EXPECT_EQ(counts.in_use, 0u);
  EXPECT_EQ(counts.waiting, 0u);
  EXPECT_LE(counts.idle, 3u);
  EXPECT_EQ(counts.opened_total - counts.closed_total, counts.idle);
}

TEST_F(PoolThreads, SA_test_timeout_race) {
  // Borrowers give up at the very time when connections come back: none is lost, nobody stays in line.
  Pool& users = pool(limits(2, 1));
  std::atomic<int> lent{0}, refused{0}, opened_late{0};
  std::latch start(10);
  std::vector<std::jthread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int n = 0; n < 300; ++n) {
        try {
          const Lease lease = users.acquire(deadline(std::chrono::microseconds(n)));
          ++lent;
          std::this_thread::yield();
        } catch (const PoolTimeout&) {
          ++refused;
        } catch (const Timeout&) {
          ++opened_late;
        }
      }
    });
  }
  threads.clear();
  const PoolStatistics counts = users.statistics();
  EXPECT_EQ(lent + refused + opened_late, 3000);
  EXPECT_EQ(counts.timeouts_total, static_cast<std::uint64_t>(refused));
  EXPECT_EQ(counts.in_use, 0u);
  EXPECT_EQ(counts.waiting, 0u);
  const Lease a = users.acquire(), b = users.acquire(), c = users.acquire();
  EXPECT_EQ(opener.open_now(), 3);
}

TEST_F(PoolThreads, SA_test_hanging_connect_within_overflow) {
  Gate stuck;
  opener.before = [&](int nth) {
    if (nth == 2) {
      stuck.pass();
      throw OperationalError("no answer");
    }
  };
  Pool& users = pool(limits(2, 3));
  const Lease first = users.acquire();
  std::jthread hanging([&] { EXPECT_THROW(users.acquire(), OperationalError); });
  until([&] { return opener.tried() == 2; });
  const Lease third = users.acquire();  // while the second connect hangs
  EXPECT_EQ(number(*third, "select 3"), 3);
  EXPECT_EQ(users.statistics().in_use, 3u);
  stuck.open();
  hanging.join();
  EXPECT_EQ(users.statistics().in_use, 2u);
}

TEST_F(PoolThreads, AFailedConnectGivesItsPlaceToTheNextInLine) {
  Gate stuck;
  opener.before = [&](int nth) {
    if (nth > 1) return;
    stuck.pass();
    throw OperationalError("no answer");
  };
  Pool& users = pool(limits(1, 0));
  std::jthread failing([&] { EXPECT_THROW(users.acquire(), OperationalError); });
  until([&] { return opener.tried() == 1; });
  std::jthread waiting([&] { EXPECT_EQ(number(*users.acquire(), "select 1"), 1); });
  until([&] { return users.statistics().waiting == 1; });
  stuck.open();
  waiting.join();
  EXPECT_EQ(opener.opened(), 1);
}

TEST_F(PoolThreads, AnInvalidatedConnectionGivesItsPlaceToTheNextInLine) {
  Pool& users = pool(limits(1, 0));
  Lease lease = users.acquire();
  std::jthread waiting([&] { EXPECT_EQ(number(*users.acquire(), "select 1"), 1); });
  until([&] { return users.statistics().waiting == 1; });
  lease.invalidate(Loss::server);
  waiting.join();
  EXPECT_EQ(opener.opened(), 2);
}

TEST_F(PoolThreads, MaxWaitersFailsFast) {
  PoolOptions options = limits(1, 0);
  options.max_waiters = 1;
  Pool& users = pool(options);
  Lease lease = users.acquire();
  std::jthread waiting([&] { users.acquire(); });
  until([&] { return users.statistics().waiting == 1; });
  try {
    users.acquire();
    FAIL() << "one waits already";
  } catch (const PoolTimeout& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("no more than 1 may wait"));
  }
  lease.release();
}

TEST_F(PoolThreads, DrainingWakesEverybodyWhoWaits) {
  Pool& users = pool(limits(1, 0));
  const Lease lease = users.acquire();
  std::vector<std::jthread> threads;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { EXPECT_THROW(users.acquire(), BindError); });
  }
  until([&] { return users.statistics().waiting == 3; });
  users.drain();
}

TEST_F(PoolThreads, ASlowPingHoldsUpNobodyElse) {
  Gate stuck;
  opener.before_ping = [&](int nth) {
    if (nth == 1) stuck.pass();
  };
  PoolOptions options = limits(2, 0);
  options.pre_ping = true;
  Pool& users = pool(options);
  users.acquire();
  std::jthread pinging([&] { EXPECT_EQ(number(*users.acquire(), "select 1"), 1); });
  until([&] { return opener.pings() == 1; });
  EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
  stuck.open();
}

TEST_F(PoolThreads, UpkeepFillsMinIdleBesideTheBorrowers) {
  PoolOptions options = limits(3, 0);
  options.min_idle = 2;
  Pool& users = pool(options);
  const Lease lease = users.acquire();
  until([&] { return users.statistics().idle == 2; });
  EXPECT_EQ(opener.opened(), 3);
}

TEST_F(PoolThreads, UpkeepReportsALeakAndKeepsTheRestAlive) {
  Gate reported;
  PoolListener listener;
  listener.leak = [&](const LeakReport& report) {
    if (!report.returned) reported.open();
  };
  PoolOptions options = limits(3, 0);
  options.leak_threshold = 1ms;
  options.keep_alive = 1ms;
  Pool& users = pool(options, listener);
  const Lease leaked = users.acquire();
  users.acquire();
  reported.pass();
  until([&] { return opener.pings() >= 2; });
}

TEST_F(PoolThreads, LeasesThatOutliveThePoolMayEndAtTheSameTime) {
  for (int round = 0; round < 50; ++round) {
    std::optional<Pool> passing;
    passing.emplace("bind 'users'", limits(4, 0), opener.function());
    std::vector<Lease> leases;
    for (int i = 0; i < 4; ++i) leases.push_back(passing->acquire());
    passing.reset();
    std::latch start(4);
    std::vector<std::jthread> threads;
    for (Lease& lease : leases) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        lease.release();
      });
    }
  }
  EXPECT_EQ(opener.open_now(), 0);
}

/// What an event loop does: waits go through it. This one counts them, may do something else meanwhile, and can end
/// one with an exception.
class Loop final : public Waiter {
 public:
  struct Cancelled {};
  Readiness wait(int descriptor, Readiness wanted, Deadline limit) override {
    ++waits;
    if (meanwhile) meanwhile();
    if (cancelled) throw Cancelled{};
    const WaiterScope plain(nullptr);
    return wait_for(descriptor, wanted, limit);
  }
  std::function<void()> meanwhile;
  bool cancelled = false;
  int waits = 0;
};

TEST_F(PoolThreads, WaitingGoesThroughTheWaitPoint) {
  Pool& users = pool(limits(1, 0));
  Lease lease = users.acquire();
  std::jthread waiting([&] {
    Loop loop;
    const WaiterScope scope(&loop);
    EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
    EXPECT_GE(loop.waits, 1);
  });
  until([&] { return users.statistics().waiting == 1; });
  lease.release();
}

TEST_F(PoolThreads, AnAbandonedWaitPassesItsTurnOn) {
  Pool& users = pool(limits(1, 0));
  for (const bool granted : {false, true}) {
    Lease lease = users.acquire();
    Loop loop;
    loop.cancelled = true;
    loop.meanwhile = [&] {
      if (granted) lease.release();  // the turn comes while the wait is being abandoned
    };
    {
      const WaiterScope scope(&loop);
      EXPECT_THROW(users.acquire(), Loop::Cancelled);
    }
    EXPECT_EQ(users.statistics().waiting, 0u);
    EXPECT_EQ(users.statistics().idle, granted ? 1u : 0u);
  }
}

TEST_F(PoolThreads, AnAbandonedWaitPassesItsTurnOnToTheNextInLine) {
  Pool& users = pool(limits(1, 0));
  Lease lease = users.acquire();
  std::jthread next;
  Loop loop;
  loop.cancelled = true;
  loop.meanwhile = [&] {
    next = std::jthread([&] { EXPECT_EQ(number(*users.acquire(), "select 1"), 1); });
    until([&] { return users.statistics().waiting == 2; });
    lease.release();
  };
  const WaiterScope scope(&loop);
  EXPECT_THROW(users.acquire(), Loop::Cancelled);
}

TEST_F(PoolThreads, WhoeverIsAwakeOvertakesUntilTheFirstInLineHasWaitedTooLong) {
  std::atomic<std::chrono::nanoseconds> now{1h};
  Pool users("bind 'users'", limits(1, 0), opener.function(), {},
             [&] { return Deadline::Clock::time_point(now.load()); });
  Lease lease = users.acquire();
  Gate asleep;
  std::jthread waiting([&] {
    Loop loop;
    loop.meanwhile = [&] { asleep.pass(); };
    const WaiterScope scope(&loop);
    EXPECT_EQ(number(*users.acquire(), "select 1"), 1);
  });
  until([&] { return users.statistics().waiting == 1; });
  lease.release();
  lease = users.acquire();
  EXPECT_EQ(users.statistics().waiting, 1u);
  now = now.load() + 1ms;
  lease.release();
  EXPECT_EQ(users.statistics().in_use, 1u) << "it was handed to the one who waits";
  EXPECT_THROW(users.acquire(deadline(0ms)), PoolTimeout);
  asleep.open();
}

TEST_F(PoolThreads, EverythingAtOnceLeavesTheBooksInOrder) {
  opener.before = [](int nth) {
    if (nth % 7 == 0) throw OperationalError("no answer");
  };
  PoolOptions options = limits(2, 2);
  options.pre_ping = true;
  options.min_idle = 1;
  options.keep_alive = 1ms;
  Pool& users = pool(options);
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < 8; ++i) {
    threads.emplace_back([&, i] {
      std::minstd_rand random(i + 1);
      for (int n = 0; n < 300; ++n) {
        try {
          Lease lease = users.acquire(random() % 3 == 0 ? deadline(100us) : Deadline::never());
          switch (random() % 16) {
            case 0: lease.invalidate(); break;
            case 1: lease.invalidate(Loss::server); break;
            case 2: lease.detach(); break;
            case 3: lease->begin({}); break;
            case 4: users.dispose(); break;
            default: EXPECT_EQ(number(*lease, "select 1"), 1);
          }
        } catch (const OperationalError&) {
          // a timeout, or no connection this time
        }
      }
    });
  }
  threads.clear();
  EXPECT_EQ(users.statistics().waiting, 0u);
  EXPECT_LE(users.statistics().idle, 2u);
  users.drain();
  until([&] { return users.statistics().in_use == 0; });  // upkeep may hold one for a moment
  EXPECT_EQ(opener.open_now(), 0);
}

}  // namespace
}  // namespace bindery
