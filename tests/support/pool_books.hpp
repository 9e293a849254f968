// The rules of a pool under a clock that stands where the test puts it: no connections, no threads.
#pragma once
#include <engine/pool_state.hpp>

#include <gtest/gtest.h>

#include <vector>

namespace bindery::test {

inline PoolOptions options(std::size_t size, int max_overflow) {
  PoolOptions chosen;
  chosen.size = size;
  chosen.max_overflow = max_overflow;
  return chosen;
}

/// A pool whose connections always open at once.
struct Books {
  using PoolState = detail::PoolState;
  using Slot = PoolState::Slot;
  using Verdict = PoolState::Verdict;

  explicit Books(const PoolOptions& chosen) : state(chosen) {}

  PoolState::Grant borrow() {
    const PoolState::Grant grant = state.checkout(now);
    if (grant.verdict == Verdict::open) state.opened(grant.slot, now, jitter);
    return grant;
  }
  Slot lent() {
    const PoolState::Grant grant = borrow();
    EXPECT_TRUE(grant.verdict == Verdict::lend || grant.verdict == Verdict::open);
    return grant.slot;
  }
  std::vector<Slot> lent(int count) {
    std::vector<Slot> slots;
    for (int i = 0; i < count; ++i) slots.push_back(lent());
    return slots;
  }
  PoolState::Fate back(Slot slot) {
    const PoolState::Fate fate = state.give_back(slot, now);
    if (fate == PoolState::Fate::close) state.forget(slot);
    return fate;
  }
  std::vector<Slot> swept() {
    std::vector<Slot> slots;
    if (state.sweep_due(now)) state.sweep(now, slots);
    return slots;
  }
  std::vector<Slot> leaks() {
    std::vector<Slot> slots;
    state.find_leaks(now, slots);
    return slots;
  }

  PoolState state;
  PoolState::Time now{std::chrono::hours(1)};
  double jitter = 0;
};

}  // namespace bindery::test
