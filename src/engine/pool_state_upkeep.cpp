// The life cycle of a pool's connections: what is due while nobody borrows.
#include "pool_state.hpp"

#include <algorithm>

namespace bindery::detail {

namespace {

// How soon a connection that should be idle is opened, and tried again after a failure.
constexpr std::chrono::seconds fill_interval{1};

}  // namespace

void PoolState::sweep(Time now, std::vector<Slot>& close) {
  stale_idle_ = false;
  sweep_at_ = Time::max();
  for (Slot slot = coldest_; slot != none;) {
    const Entry& entry = entries_[slot];
    const Slot next = entry.next;
    const bool idled_out = now >= idle_until(entry) && count(Place::idle) > options_.min_idle;
    if (draining_ || idled_out || count(Place::idle) > most_idle() || spent(entry, now)) {
      unlink(slot);
      forget(slot);
      close.push_back(slot);
    } else {
      sweep_at_ = std::min(sweep_at_, entry.expires);
      // Those kept for `min_idle` are past their time: they don't call for a sweep at each step.
      if (idle_until(entry) > now) sweep_at_ = std::min(sweep_at_, idle_until(entry));
    }
    slot = next;
  }
}

std::optional<PoolState::Slot> PoolState::claim_fill(Time now) {
  if (draining_ || first_ != nullptr || now < fill_at_) return std::nullopt;
  if (count(Place::idle) >= options_.min_idle || total() >= keep_) return std::nullopt;
  return claim(now);
}

void PoolState::fill_failed(Time now) { fill_at_ = now + fill_interval; }

std::optional<PoolState::Slot> PoolState::claim_ping(Time now) {
  if (options_.keep_alive <= std::chrono::milliseconds::zero()) return std::nullopt;
  for (Slot slot = coldest_; slot != none; slot = entries_[slot].next) {
    if (now < ping_at(entries_[slot])) continue;
    unlink(slot);
    move_to(entries_[slot], Place::upkeep);
    return slot;
  }
  return std::nullopt;
}

void PoolState::find_leaks(Time now, std::vector<Slot>& leaks) {
  for (Slot slot = 0; slot < entries_.size(); ++slot) {
    Entry& entry = entries_[slot];
    if (entry.place != Place::lent || entry.leak_reported || now < leak_at(entry)) continue;
    entry.leak_reported = true;
    leaks.push_back(slot);
  }
}

bool PoolState::needs_upkeep() const {
  constexpr auto off = std::chrono::milliseconds::zero();
  return options_.keep_alive > off || options_.leak_threshold > off || options_.min_idle != 0;
}

PoolState::Time PoolState::next_upkeep(Time now) const {
  // What begins after `now` is due no earlier than the shortest of the intervals from now.
  Time due = Time::max();
  for (const auto interval : {options_.keep_alive, options_.leak_threshold}) {
    if (interval > std::chrono::milliseconds::zero()) due = std::min(due, now + interval);
  }
  if (options_.min_idle != 0) due = std::min(due, std::max(now + fill_interval, fill_at_));
  due = std::min(due, sweep_at_);
  for (const Entry& entry : entries_) {
    if (entry.place == Place::idle) due = std::min(due, ping_at(entry));
    if (entry.place == Place::lent && !entry.leak_reported) due = std::min(due, leak_at(entry));
  }
  return due;
}

}  // namespace bindery::detail
