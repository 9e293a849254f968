// The pool behind its handles: what happens beside borrowing: upkeep, forks, the end.
#include "pool_core.hpp"

#include <time.h>

#include <system_error>

namespace bindery::detail {

namespace {

constexpr std::chrono::seconds ping_limit{5};
constexpr std::chrono::seconds open_limit{30};

}  // namespace

// A third of the cost of the precise clock, and a few milliseconds mean nothing for ages.
PoolCore::Time PoolCore::coarse_now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC_COARSE, &time);
  return Time(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
}

PoolCore::Lock PoolCore::enter() {
  Lock lock(mutex_);
  if (fork_count_ != fork_count()) start_empty();
  return lock;
}

void PoolCore::start_empty() {
  for (Place& inherited : places_) {
    if (inherited.connection) inherited.connection->abandon();
  }
  const bool draining = state_.draining();
  places_.clear();
  spare_wakeups_.clear();
  keeper_.reset();
  state_ = PoolState(options_);
  if (draining) state_.drain();
  timeouts_total_ = 0;
  fork_count_ = fork_count();
}

void PoolCore::start_keeper() {
  // Under a clock that is not the real one nobody can know how long to sleep.
  if (keeper_ || shut_down_ || now_ || !state_.needs_upkeep()) return;
  try {
    keeper_ = PoolKeeper::start([this] { return maintain(); });
  } catch (const std::system_error&) {
    // No thread to be had now: the next connection tries again, lending goes on without.
  }
}

PoolKeeper::Pause PoolCore::maintain() {
  {
    Discarded discarded(*this);
    const Time time = now();
    const Lock lock = enter();
    settle(time, discarded);
  }
  report_leaks();
  ping_idle();
  fill();
  const Time time = now();
  const Lock lock = enter();
  return state_.next_upkeep(time) - time;
}

void PoolCore::report_leaks() {
  std::vector<LeakReport> reports;
  {
    const Time time = now();
    const Lock lock = enter();
    std::vector<Slot> leaks;
    state_.find_leaks(time, leaks);
    for (const Slot slot : leaks) {
      reports.push_back({bind_, place(slot).borrower, time - state_.lent_at(slot), false});
    }
  }
  for (const LeakReport& report : reports) tell(listener_.leak, report);
}

void PoolCore::ping_idle() {
  for (;;) {
    ConnectionPtr connection;
    Slot slot = 0;
    {
      const Lock lock = enter();
      const auto claimed = state_.claim_ping(now());
      if (!claimed) return;
      slot = *claimed;
      connection = std::move(place(slot).connection);
    }
    const bool answers = connection->ping(Deadline::in(ping_limit));
    finish(std::move(connection), slot, answers ? Condition::good : Condition::server_lost,
           "no answer to the keep-alive ping");
  }
}

void PoolCore::fill() {
  for (std::size_t opened = 0; opened < options_.min_idle; ++opened) {
    Slot slot = 0;
    {
      const Lock lock = enter();
      const auto claimed = state_.claim_fill(now());
      if (!claimed) return;
      slot = *claimed;
    }
    try {
      ConnectionPtr connection = open_for(slot, Deadline::in(open_limit));
      finish(std::move(connection), slot, Condition::good, {});
    } catch (...) {
      // The next borrower, who can act on it, will meet the same error.
      const Time time = now();
      const Lock lock = enter();
      state_.fill_failed(time);
      return;
    }
  }
}

void PoolCore::dispose() {
  Discarded discarded(*this);
  const Time time = now();
  const Lock lock = enter();
  state_.invalidate_all();
  settle(time, discarded);
}

void PoolCore::drain() {
  Discarded discarded(*this);
  const Time time = now();
  const Lock lock = enter();
  state_.drain();
  settle(time, discarded);
}

void PoolCore::shut_down() {
  drain();
  PoolKeeper::Handle keeper;
  {
    const Lock lock = enter();
    shut_down_ = true;
    keeper = std::move(keeper_);
    if (state_.any_lent()) self_ = shared_from_this();
  }
}

PoolStatistics PoolCore::statistics() {
  const Lock lock = enter();
  PoolStatistics statistics = state_.statistics();
  statistics.timeouts_total = timeouts_total_;
  return statistics;
}

}  // namespace bindery::detail
