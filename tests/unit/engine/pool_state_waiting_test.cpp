// The rules of a pool: who waits, who is woken up, and who may overtake for how long.
#include <support/pool_books.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <set>

namespace bindery::detail {
namespace {

using namespace std::chrono_literals;
using test::Books;
using test::options;
using testing::ElementsAre;
using testing::IsEmpty;
using Fate = PoolState::Fate;
using Grant = PoolState::Grant;
using Slot = PoolState::Slot;
using Verdict = PoolState::Verdict;
using Waiter = PoolState::Waiter;

/// Books with a line of waiters.
struct Line : Books {
  using Books::Books;

  void wait(Waiter& waiter) {
    EXPECT_EQ(borrow().verdict, Verdict::wait);
    state.enqueue(waiter, now);
  }
  std::vector<Waiter*> served() {
    std::vector<Waiter*> all;
    while (Waiter* const waiter = state.serve(now)) all.push_back(waiter);
    return all;
  }
  /// What a waiter does that was woken up. True if it got something.
  bool look(Waiter& waiter) {
    for (Waiter* const next : served()) EXPECT_TRUE(next->grant) << "nobody else is woken up for it";
    state.look(waiter, now);
    return waiter.grant.has_value();
  }
};

TEST(PoolLine, TheFirstIsWokenOnceAndTakesWhatCameBack) {
  Line pool(options(2, 0));
  const auto slots = pool.lent(2);
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  EXPECT_THAT(pool.served(), IsEmpty());
  pool.back(slots[1]);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  EXPECT_THAT(pool.served(), IsEmpty()) << "it is on its way";
  EXPECT_FALSE(first.grant);
  EXPECT_TRUE(pool.look(first));
  EXPECT_EQ(first.grant->verdict, Verdict::lend);
  EXPECT_EQ(first.grant->slot, slots[1]);
  EXPECT_FALSE(first.grant->ping) << "it was in use a moment ago";
  EXPECT_EQ(pool.state.statistics().waiting, 1u);
  EXPECT_THAT(pool.served(), IsEmpty());
}

TEST(PoolLine, EachThatComesBackWakesAnother) {
  Line pool(options(2, 0));
  const auto slots = pool.lent(2);
  Waiter first, second, third;
  for (auto* waiter : {&first, &second, &third}) pool.wait(*waiter);
  pool.back(slots[0]);
  pool.back(slots[1]);
  EXPECT_THAT(pool.served(), ElementsAre(&first, &second));
  EXPECT_TRUE(pool.look(second)) << "in whichever order they run";
  EXPECT_TRUE(pool.look(first));
  EXPECT_FALSE(pool.look(third));
}

TEST(PoolLine, ANewcomerMayOvertakeAndTheFirstWaitsOnAtItsPlace) {
  Line pool(options(1, 0));
  Slot slot = pool.lent();
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  slot = pool.lent();
  EXPECT_FALSE(pool.look(first));
  EXPECT_EQ(pool.state.statistics().waiting, 2u);
  pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first)) << "awake, it had to be woken up again";
  EXPECT_TRUE(pool.look(first));
}

TEST(PoolLine, WhatIsOvertakenWhileUnderWayIsNotWokenTwice) {
  Line pool(options(1, 0));
  Waiter first, second;
  Slot slot = pool.lent();
  pool.wait(first);
  pool.wait(second);
  for (int i = 0; i < 3; ++i) {
    pool.back(slot);
    if (i == 0) {
      EXPECT_THAT(pool.served(), ElementsAre(&first));
    }
    EXPECT_THAT(pool.served(), IsEmpty());
    slot = pool.lent();
  }
  pool.back(slot);
  EXPECT_TRUE(pool.look(first));
}

TEST(PoolLine, NobodyOvertakesWhoeverHasWaitedTooLong) {
  Line pool(options(2, 0));
  const auto slots = pool.lent(2);
  Waiter first, second, third;
  pool.wait(first);
  pool.wait(second);
  pool.back(slots[0]);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  pool.now += PoolState::patience;
  EXPECT_EQ(pool.borrow().verdict, Verdict::wait) << "what is idle belongs to the first in line";
  pool.state.enqueue(third, pool.now);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  EXPECT_EQ(first.grant->slot, slots[0]);
  EXPECT_THAT(pool.served(), IsEmpty());
  pool.back(slots[1]);
  EXPECT_THAT(pool.served(), ElementsAre(&second));
  EXPECT_EQ(second.grant->slot, slots[1]);
  pool.back(slots[0]);
  EXPECT_THAT(pool.served(), ElementsAre(&third)) << "which has just come";
  EXPECT_FALSE(third.grant);
  EXPECT_EQ(pool.lent(), slots[0]) << "and may be overtaken";
}

TEST(PoolLine, ALaterWaiterThatWasWokenLeavesItToTheFirstWhoHasWaitedTooLong) {
  Line pool(options(2, 0));
  auto slots = pool.lent(2);
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  for (const Slot slot : slots) pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first, &second));
  slots = pool.lent(2);
  EXPECT_FALSE(pool.look(first));
  pool.now += PoolState::patience;
  pool.back(slots[0]);
  EXPECT_FALSE(pool.look(second));
  EXPECT_EQ(first.grant->slot, slots[0]);
}

TEST(PoolLine, AWokenWaiterWhoLeavesPassesItsChanceOn) {
  Line pool(options(1, 0));
  const Slot slot = pool.lent();
  Waiter first, second, third;
  for (auto* waiter : {&first, &second, &third}) pool.wait(*waiter);
  pool.state.leave(second);
  pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  pool.state.leave(first);
  EXPECT_THAT(pool.served(), ElementsAre(&third));
  EXPECT_EQ(pool.state.statistics().waiting, 1u);
  EXPECT_TRUE(pool.look(third));
}

TEST(PoolLine, AWaiterAtItsTimeLimitTakesWhatIsIdleThoughAnotherWasWoken) {
  Line pool(options(1, 0));
  const Slot slot = pool.lent();
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  EXPECT_TRUE(pool.look(second));
  EXPECT_FALSE(pool.look(first));
  pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
}

TEST(PoolLine, OverflowIsKeptForThoseWhoWaitOnly) {
  Line pool(options(1, 3));
  const auto slots = pool.lent(4);
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  EXPECT_EQ(pool.back(slots[0]), Fate::kept);
  EXPECT_EQ(pool.back(slots[1]), Fate::kept);
  EXPECT_EQ(pool.back(slots[2]), Fate::kept) << "as many as the size beside those for the two";
  EXPECT_EQ(pool.back(slots[3]), Fate::close);
  pool.state.leave(first);
  pool.state.leave(second);
  EXPECT_EQ(pool.swept().size(), 2u);
  EXPECT_EQ(pool.state.statistics().idle, 1u);
}

TEST(PoolLine, AFailedOpeningGivesItsPlaceToTheNextWaiter) {
  Line pool(options(1, 0));
  const Grant opening = pool.state.checkout(pool.now);
  ASSERT_EQ(opening.verdict, Verdict::open);
  Waiter waiter;
  pool.wait(waiter);
  pool.state.open_failed(opening.slot);
  EXPECT_THAT(pool.served(), ElementsAre(&waiter));
  EXPECT_TRUE(pool.look(waiter));
  EXPECT_EQ(waiter.grant->verdict, Verdict::open);
}

TEST(PoolLine, AnInvalidatedOverflowConnectionLetsTheNextWaiterOpen) {
  Line pool(options(1, 1));
  const auto slots = pool.lent(2);
  Waiter waiter;
  pool.wait(waiter);
  pool.state.forget(slots[0]);
  EXPECT_THAT(pool.served(), ElementsAre(&waiter));
  EXPECT_TRUE(pool.look(waiter));
  EXPECT_EQ(waiter.grant->verdict, Verdict::open);
  EXPECT_EQ(pool.state.statistics().closed_total, 1u);
}

TEST(PoolLine, MaxWaitersRefusesTheNext) {
  PoolOptions chosen = options(1, 0);
  chosen.max_waiters = 2;
  Line pool(chosen);
  pool.lent();
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  EXPECT_EQ(pool.borrow().verdict, Verdict::crowded);
}

TEST(PoolLine, DrainingWakesAllWhoWait) {
  Line pool(options(1, 0));
  const Slot slot = pool.lent();
  Waiter first, second;
  pool.wait(first);
  pool.wait(second);
  pool.back(slot);
  EXPECT_THAT(pool.served(), ElementsAre(&first));
  pool.state.drain();
  EXPECT_THAT(pool.served(), ElementsAre(&first, &second));
  EXPECT_EQ(first.grant->verdict, Verdict::drained);
  EXPECT_EQ(second.grant->verdict, Verdict::drained);
  EXPECT_EQ(pool.state.statistics().waiting, 0u);
}

/// Borrowers that come, run, leave and give back in any order.
struct Crowd : Line {
  using Line::Line;

  struct Borrower {
    Waiter waiter;
    bool waiting = false;
    std::optional<Slot> slot;
  };
  void hold(Borrower& borrower, const Grant& grant) {
    if (grant.verdict == Verdict::open) state.opened(grant.slot, now, 0);
    borrower.slot = grant.slot;
    borrower.waiting = false;
  }
  void settle() {
    swept();
    const auto woken = served();
    for (Borrower& borrower : borrowers) {
      if (std::find(woken.begin(), woken.end(), &borrower.waiter) != woken.end()) awake.insert(&borrower);
    }
  }
  void come(Borrower& borrower) {
    borrower.waiter = Waiter();
    const Grant grant = state.checkout(now);
    if (grant.verdict != Verdict::wait) return hold(borrower, grant);
    state.enqueue(borrower.waiter, now);
    borrower.waiting = true;
  }
  void run(Borrower& borrower, bool leaves) {
    awake.erase(&borrower);
    if (leaves && !borrower.waiter.grant) {
      state.leave(borrower.waiter);
      borrower.waiting = false;
      return;
    }
    settle();
    state.look(borrower.waiter, now);
    if (borrower.waiter.grant) hold(borrower, *borrower.waiter.grant);
  }
  void end(Borrower& borrower, bool broken) {
    broken ? state.forget(*borrower.slot) : void(back(*borrower.slot));
    borrower.slot.reset();
  }
  void step(std::minstd_rand& random) {
    Borrower& borrower = borrowers[random() % borrowers.size()];
    if (random() % 8 == 0) now += 250us;
    settle();
    const bool rare = random() % 8 == 0;
    if (borrower.slot) {
      end(borrower, rare);
    } else if (!borrower.waiting) {
      come(borrower);
    } else if (rare || awake.contains(&borrower)) {
      run(borrower, rare);
    }
    settle();
  }

  std::array<Borrower, 9> borrowers;
  std::set<Borrower*> awake;
};

TEST(PoolLine, InNoOrderOfEventsAWakeUpIsLost) {
  std::minstd_rand random(1);
  Crowd pool(options(2, 2));
  for (int i = 0; i < 20'000; ++i) {
    pool.step(random);
    const PoolStatistics counts = pool.state.statistics();
    const bool free = counts.idle != 0 || counts.in_use < 4;
    ASSERT_TRUE(!free || counts.waiting == 0 || !pool.awake.empty());
    ASSERT_LE(counts.idle, 2 + counts.waiting);
  }
  for (int i = 0; i < 20'000; ++i) {  // all go home
    Crowd::Borrower& borrower = pool.borrowers[random() % pool.borrowers.size()];
    if (borrower.slot) pool.end(borrower, false);
    pool.settle();
    if (pool.awake.contains(&borrower)) pool.run(borrower, false);
  }
  EXPECT_EQ(pool.state.statistics().waiting, 0u);
  EXPECT_EQ(pool.state.statistics().in_use, 0u);
  EXPECT_LE(pool.state.statistics().idle, 2u);
}

}  // namespace
}  // namespace bindery::detail
