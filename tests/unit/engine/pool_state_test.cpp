// The rules of a pool, one by one: no connections, no threads, a clock that stands where the test puts it.
#include <support/pool_books.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery::detail {
namespace {

using namespace std::chrono_literals;
using test::Books;
using test::options;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;
using Fate = PoolState::Fate;
using Grant = PoolState::Grant;
using Slot = PoolState::Slot;
using Verdict = PoolState::Verdict;

TEST(PoolState, OpensWhenNothingIsIdleAndLendsWhatIs) {
  Books pool(options(5, 10));
  const Grant first = pool.borrow();
  EXPECT_EQ(first.verdict, Verdict::open);
  EXPECT_EQ(pool.back(first.slot), Fate::kept);
  const Grant second = pool.borrow();
  EXPECT_EQ(second.verdict, Verdict::lend);
  EXPECT_EQ(second.slot, first.slot);
}

TEST(PoolState, SA_test_max_overflow) {
  Books pool(options(3, 2));
  const auto slots = pool.lent(5);
  EXPECT_EQ(pool.state.statistics().overflow, 2u);
  EXPECT_EQ(pool.borrow().verdict, Verdict::wait);
  std::vector<Fate> fates;
  for (const Slot slot : slots) fates.push_back(pool.back(slot));
  EXPECT_THAT(fates, ElementsAre(Fate::kept, Fate::kept, Fate::kept, Fate::close, Fate::close));
  EXPECT_EQ(pool.state.statistics().overflow, 0u);
  EXPECT_EQ(pool.state.statistics().idle, 3u);
}

TEST(PoolState, SizeZeroIsUnlimitedAndKeepsAll) {
  Books pool(options(0, 10));
  const auto slots = pool.lent(100);
  for (const Slot slot : slots) EXPECT_EQ(pool.back(slot), Fate::kept);
  EXPECT_EQ(pool.state.statistics().overflow, 0u);
}

TEST(PoolState, UnlimitedOverflowKeepsOnlyItsSize) {
  Books pool(options(2, -1));
  const auto slots = pool.lent(50);
  for (const Slot slot : slots) pool.back(slot);
  EXPECT_EQ(pool.state.statistics().idle, 2u);
}

TEST(PoolState, KindNoneKeepsNothing) {
  PoolOptions chosen = options(5, 10);
  chosen.kind = PoolKind::none;
  Books pool(chosen);
  const auto slots = pool.lent(40);
  for (const Slot slot : slots) EXPECT_EQ(pool.back(slot), Fate::close);
}

TEST(PoolState, SharedSingleIsOneConnectionThatNeverExpires) {
  PoolOptions chosen = options(5, 10);
  chosen.shared_single = true;
  chosen.recycle = 1s;
  Books pool(chosen);
  const Slot slot = pool.lent();
  EXPECT_EQ(pool.borrow().verdict, Verdict::wait);
  EXPECT_EQ(pool.back(slot), Fate::kept);
  pool.now += 24h * 365;
  EXPECT_THAT(pool.swept(), IsEmpty());
  EXPECT_EQ(pool.borrow().verdict, Verdict::lend);
}

TEST(PoolState, LifoLendsTheLatestAndFifoTheOldest) {
  PoolOptions chosen = options(3, 0);
  Books lifo(chosen);
  for (const Slot slot : lifo.lent(3)) lifo.back(slot);
  EXPECT_THAT(lifo.lent(3), ElementsAre(2, 1, 0));
  chosen.use_lifo = false;
  Books fifo(chosen);
  for (const Slot slot : fifo.lent(3)) fifo.back(slot);
  EXPECT_THAT(fifo.lent(3), ElementsAre(0, 1, 2));
}

TEST(PoolState, SA_test_recycle) {
  PoolOptions chosen = options(1, 0);
  chosen.recycle = 30s;
  Books pool(chosen);
  pool.back(pool.lent());
  pool.now += 30s;
  const Grant young = pool.borrow();
  EXPECT_EQ(young.verdict, Verdict::lend);
  pool.back(young.slot);
  pool.now += 1s;
  const Grant old = pool.borrow();
  EXPECT_EQ(old.verdict, Verdict::open) << "in the same place";
  EXPECT_EQ(old.slot, young.slot);
  EXPECT_EQ(pool.state.statistics().closed_total, 1u);
}

TEST(PoolState, PrePingTestsIdleConnectionsOnly) {
  PoolOptions chosen = options(2, 0);
  chosen.pre_ping = true;
  Books pool(chosen);
  const Grant fresh = pool.borrow();
  EXPECT_FALSE(fresh.ping);
  pool.back(fresh.slot);
  EXPECT_TRUE(pool.borrow().ping);
}

TEST(PoolState, MaxLifetimeClosesIdleAndReturnedConnectionsNeverLentOnes) {
  PoolOptions chosen = options(3, 0);
  chosen.max_lifetime = 30min;
  chosen.idle_timeout = 0ms;
  Books pool(chosen);
  const auto slots = pool.lent(2);
  pool.back(slots[0]);
  pool.now += 30min - 1s;
  EXPECT_THAT(pool.swept(), IsEmpty());
  pool.now += 1s;
  EXPECT_THAT(pool.swept(), ElementsAre(slots[0]));
  EXPECT_EQ(pool.state.statistics().in_use, 1u);
  EXPECT_EQ(pool.back(slots[1]), Fate::close);
}

TEST(PoolState, JitterShortensALifeByAFortiethAtMost) {
  PoolOptions chosen = options(1, 0);
  chosen.max_lifetime = 1000s;
  chosen.idle_timeout = 0ms;
  Books pool(chosen);
  pool.jitter = 0.999;
  pool.back(pool.lent());
  pool.now += 975s;
  EXPECT_THAT(pool.swept(), IsEmpty());
  pool.now += 1s;
  EXPECT_EQ(pool.swept().size(), 1u);
}

TEST(PoolState, IdleTimeoutSparesTheLatestMinIdleConnections) {
  PoolOptions chosen = options(5, 0);
  chosen.idle_timeout = 10min;
  chosen.min_idle = 2;
  Books pool(chosen);
  for (const Slot slot : pool.lent(4)) {
    pool.now += 1s;
    pool.back(slot);
  }
  pool.now += 11min;
  EXPECT_THAT(pool.swept(), ElementsAre(0, 1));
  EXPECT_FALSE(pool.state.sweep_due(pool.now)) << "those that are spared ask for no further sweeps";
  EXPECT_EQ(pool.state.statistics().idle, 2u);
}

TEST(PoolState, MinIdleIsFilledUpToTheSize) {
  PoolOptions chosen = options(3, 5);
  chosen.min_idle = 2;
  Books pool(chosen);
  const Slot lent = pool.lent();
  for (int i = 0; i < 2; ++i) {
    const auto slot = pool.state.claim_fill(pool.now);
    ASSERT_TRUE(slot);
    pool.state.opened(*slot, pool.now, 0);
    pool.back(*slot);
  }
  EXPECT_FALSE(pool.state.claim_fill(pool.now));
  pool.lent();
  EXPECT_FALSE(pool.state.claim_fill(pool.now)) << "one idle, but three open: that is the size";
  pool.state.forget(lent);
  EXPECT_TRUE(pool.state.claim_fill(pool.now));
}

TEST(PoolState, AFailedFillIsTriedAgainLater) {
  PoolOptions chosen = options(3, 5);
  chosen.min_idle = 1;
  Books pool(chosen);
  const auto slot = pool.state.claim_fill(pool.now);
  ASSERT_TRUE(slot);
  pool.state.open_failed(*slot);
  pool.state.fill_failed(pool.now);
  EXPECT_FALSE(pool.state.claim_fill(pool.now));
  pool.now = pool.state.next_upkeep(pool.now);
  EXPECT_TRUE(pool.state.claim_fill(pool.now));
}

TEST(PoolState, KeepAlivePingsWhatIsIdleForSoLong) {
  PoolOptions chosen = options(3, 0);
  chosen.keep_alive = 60s;
  Books pool(chosen);
  const auto slots = pool.lent(2);
  pool.back(slots[0]);
  pool.now += 59s;
  pool.back(slots[1]);
  EXPECT_FALSE(pool.state.claim_ping(pool.now));
  EXPECT_EQ(pool.state.next_upkeep(pool.now), pool.now + 1s);
  pool.now += 1s;
  EXPECT_EQ(pool.state.claim_ping(pool.now), slots[0]);
  EXPECT_FALSE(pool.state.claim_ping(pool.now));
  EXPECT_EQ(pool.back(slots[0]), Fate::kept);
  EXPECT_FALSE(pool.state.claim_ping(pool.now));
  EXPECT_EQ(pool.lent(), slots[1]) << "a ping makes no connection the one used last";
}

TEST(PoolState, KeepAliveDoesNotProlongIdling) {
  PoolOptions chosen = options(3, 0);
  chosen.keep_alive = 60s;
  chosen.idle_timeout = 100s;
  Books pool(chosen);
  pool.back(pool.lent());
  pool.now += 60s;
  pool.back(*pool.state.claim_ping(pool.now));
  pool.now += 40s;
  EXPECT_EQ(pool.swept().size(), 1u);
}

TEST(PoolState, ALostServerInvalidatesAllThatIsAsOldAndNothingNewer) {
  Books pool(options(5, 0));
  const auto slots = pool.lent(4);
  pool.back(slots[0]);
  pool.back(slots[1]);
  pool.state.invalidate_with(slots[2]);
  pool.state.reopen(slots[2], pool.now);
  pool.state.opened(slots[2], pool.now, 0);
  EXPECT_THAT(pool.swept(), UnorderedElementsAre(slots[0], slots[1]));
  EXPECT_EQ(pool.back(slots[2]), Fate::kept) << "it is new";
  pool.state.invalidate_with(slots[3]);  // a straggler of the same loss
  EXPECT_THAT(pool.swept(), IsEmpty());
  EXPECT_EQ(pool.back(slots[3]), Fate::close);
  EXPECT_EQ(pool.borrow().verdict, Verdict::lend);
}

TEST(PoolState, WhatWasBeingOpenedWhileTheServerWasLostIsNotKept) {
  Books pool(options(5, 0));
  const Slot lent = pool.lent();
  const Grant opening = pool.state.checkout(pool.now);
  pool.state.invalidate_with(lent);
  pool.state.opened(opening.slot, pool.now, 0);
  EXPECT_EQ(pool.back(opening.slot), Fate::close);
}

TEST(PoolState, SA_test_recycle_on_invalidate) {
  Books pool(options(1, 0));
  const Slot slot = pool.lent();
  pool.state.forget(slot);
  const Grant next = pool.borrow();
  EXPECT_EQ(next.verdict, Verdict::open);
  EXPECT_EQ(next.slot, slot) << "the place is free again";
  EXPECT_EQ(pool.state.slot_count(), 1u);
}

TEST(PoolState, ADrainedPoolLendsNothingAndKeepsNothing) {
  Books pool(options(2, 0));
  const auto slots = pool.lent(2);
  PoolState::Waiter waiter;
  pool.state.enqueue(waiter, pool.now);
  pool.state.drain();
  EXPECT_EQ(pool.state.serve(pool.now), &waiter);
  EXPECT_EQ(waiter.grant->verdict, Verdict::drained);
  EXPECT_EQ(pool.borrow().verdict, Verdict::drained);
  EXPECT_EQ(pool.back(slots[0]), Fate::close);
  EXPECT_EQ(pool.back(slots[1]), Fate::close);
}

TEST(PoolState, DrainingClosesWhatIsIdleAtOnce) {
  Books pool(options(2, 0));
  for (const Slot slot : pool.lent(2)) pool.back(slot);
  pool.state.drain();
  EXPECT_EQ(pool.swept().size(), 2u);
}

TEST(PoolState, LeaksAreFoundOncePerLoan) {
  PoolOptions chosen = options(2, 0);
  chosen.leak_threshold = 2s;
  Books pool(chosen);
  const Slot slot = pool.lent();
  pool.now += 1s;
  EXPECT_THAT(pool.leaks(), IsEmpty());
  EXPECT_EQ(pool.state.next_upkeep(pool.now), pool.now + 1s);
  pool.now += 1s;
  EXPECT_THAT(pool.leaks(), ElementsAre(slot));
  EXPECT_THAT(pool.leaks(), IsEmpty());
  EXPECT_TRUE(pool.state.leak_reported(slot));
  pool.back(slot);
  EXPECT_EQ(pool.lent(), slot);
  EXPECT_FALSE(pool.state.leak_reported(slot));
}

TEST(PoolState, TimesBeyondReasonAreForever) {
  PoolOptions chosen = options(1, 0);
  chosen.max_lifetime = chosen.idle_timeout = std::chrono::milliseconds::max();
  chosen.recycle = std::chrono::milliseconds(-1);  // as SQLAlchemy spells "never"
  Books pool(chosen);
  pool.back(pool.lent());
  pool.now += 24h * 365;
  EXPECT_THAT(pool.swept(), IsEmpty());
  EXPECT_EQ(pool.borrow().verdict, Verdict::lend);
}

}  // namespace
}  // namespace bindery::detail
