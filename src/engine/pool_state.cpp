// The life cycle of a pool's connections: lending, returning, waiting, expiry.
#include "pool_state.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace bindery::detail {

namespace {

constexpr auto unlimited = std::numeric_limits<std::size_t>::max();
constexpr double lifetime_jitter = 0.025;
using Time = PoolState::Time;

Time after(Time start, std::chrono::milliseconds span) {
  return span > std::chrono::milliseconds::zero() ? start + bounded(span) : Time::max();
}

std::size_t kept_connections(const PoolOptions& options) {
  if (options.kind == PoolKind::none) return 0;
  if (options.shared_single) return 1;
  return options.size == 0 ? unlimited : options.size;
}

std::size_t most_connections(const PoolOptions& options) {
  if (options.kind == PoolKind::none) return unlimited;
  if (options.shared_single) return 1;
  if (options.size == 0 || options.max_overflow < 0) return unlimited;
  return options.size + static_cast<std::size_t>(options.max_overflow);
}

}  // namespace

PoolState::PoolState(const PoolOptions& options)
    : options_(options), keep_(kept_connections(options)), limit_(most_connections(options)) {
  if (options_.shared_single) {
    options_.max_lifetime = options_.idle_timeout = options_.keep_alive = {};
    options_.recycle.reset();
  }
  if (options_.recycle && options_.recycle->count() < 0) options_.recycle.reset();
  if (options_.kind == PoolKind::none) options_.min_idle = 0;
}

PoolState::Grant PoolState::checkout(Time now) {
  if (draining_) return {Verdict::drained};
  if (impatient(now)) return {queue_verdict()};
  auto grant = take(now);
  if (!grant) return {queue_verdict()};
  grant->ping = options_.pre_ping && grant->verdict == Verdict::lend;
  return *grant;
}

PoolState::Verdict PoolState::queue_verdict() const {
  return options_.max_waiters != 0 && waiting_ >= options_.max_waiters ? Verdict::crowded : Verdict::wait;
}

std::optional<PoolState::Grant> PoolState::take(Time now) {
  if (count(Place::idle) != 0) {
    const Slot slot = options_.use_lifo ? warmest_ : coldest_;
    Entry& entry = entries_[slot];
    unlink(slot);
    if (too_old_to_lend(entry, now)) {
      ++closed_total_;
      begin_opening(entry, now);
      return Grant{Verdict::open, slot};
    }
    move_to(entry, Place::lent);
    entry.used = now;
    return Grant{Verdict::lend, slot};
  }
  if (total() < limit_) return Grant{Verdict::open, claim(now)};
  return std::nullopt;
}

void PoolState::enqueue(Waiter& waiter, Time now) {
  waiter.since = now;
  waiter.previous = last_;
  (last_ != nullptr ? last_->next : first_) = &waiter;
  last_ = &waiter;
  ++waiting_;
}

void PoolState::leave(Waiter& waiter) {
  unlink(waiter);
  stale_idle_ = true;  // what was kept for it may be one too many
}

void PoolState::unlink(Waiter& waiter) {
  (waiter.previous != nullptr ? waiter.previous->next : first_) = waiter.next;
  (waiter.next != nullptr ? waiter.next->previous : last_) = waiter.previous;
  waiter.previous = waiter.next = nullptr;
  --waiting_;
  woken_ -= std::exchange(waiter.woken, false);
}

PoolState::Waiter* PoolState::serve(Time now) {
  Waiter* waiter = first_;
  if (waiter == nullptr) return nullptr;
  if (draining_ || impatient(now)) {
    waiter->grant = draining_ ? Grant{Verdict::drained} : take(now);
    if (!waiter->grant) return nullptr;
    unlink(*waiter);
    return waiter;
  }
  // Handed to a sleeper, each loan would cost a switch of threads: who is awake may overtake.
  if (woken_ >= std::min(takable(), waiting_)) return nullptr;
  while (waiter->woken) waiter = waiter->next;
  waiter->woken = true;
  ++woken_;
  return waiter;
}

void PoolState::look(Waiter& waiter, Time now) {
  if (waiter.grant) return;
  woken_ -= std::exchange(waiter.woken, false);
  waiter.grant = take(now);
  if (waiter.grant) unlink(waiter);
}

void PoolState::opened(Slot slot, Time now, double jitter) {
  Entry& entry = entries_[slot];
  move_to(entry, Place::lent);
  entry.used = entry.pinged = now;
  const auto life = options_.max_lifetime;
  const auto shorter =
      std::chrono::duration_cast<std::chrono::milliseconds>(life * (lifetime_jitter * jitter));
  entry.expires = after(entry.created, life - shorter);
  ++opened_total_;
}

void PoolState::open_failed(Slot slot) { vacate(slot); }

void PoolState::reopen(Slot slot, Time now) {
  ++closed_total_;
  begin_opening(entries_[slot], now);
}

PoolState::Fate PoolState::give_back(Slot slot, Time now) {
  Entry& entry = entries_[slot];
  const bool was_upkeep = entry.place == Place::upkeep;
  const bool superfluous = count(Place::idle) >= most_idle();
  if (draining_ || options_.kind == PoolKind::none || superfluous || spent(entry, now)) return Fate::close;
  move_to(entry, Place::idle);
  if (was_upkeep) {
    entry.pinged = now;
    link_coldest(slot);  // upkeep is no use: the connection stays the first to be closed for idling
  } else {
    entry.used = now;
    link_warmest(slot);
  }
  sweep_at_ = std::min(sweep_at_, std::min(entry.expires, idle_until(entry)));
  return Fate::kept;
}

void PoolState::forget(Slot slot, bool closed) {
  if (closed) ++closed_total_;
  vacate(slot);
}

void PoolState::invalidate_with(Slot slot) {
  if (entries_[slot].epoch == epoch_) invalidate_all();
}

void PoolState::drain() {
  draining_ = true;
  stale_idle_ = true;
}

PoolStatistics PoolState::statistics() const {
  const std::size_t in_use = count(Place::lent) + count(Place::opening) + count(Place::upkeep);
  const std::size_t most_kept = keep_ == unlimited ? unlimited : keep_;
  PoolStatistics statistics;
  statistics.size = keep_ == unlimited ? 0 : keep_;
  statistics.idle = count(Place::idle);
  statistics.in_use = in_use;
  statistics.overflow = total() > most_kept ? total() - most_kept : 0;
  statistics.waiting = waiting_;
  statistics.opened_total = opened_total_;
  statistics.closed_total = closed_total_;
  return statistics;
}

PoolState::Slot PoolState::claim(Time now) {
  Slot slot = vacant_;
  if (slot != none) {
    vacant_ = entries_[slot].next;
  } else {
    slot = static_cast<Slot>(entries_.size());
    entries_.emplace_back();
    ++count(Place::vacant);
  }
  begin_opening(entries_[slot], now);
  return slot;
}

void PoolState::begin_opening(Entry& entry, Time now) {
  move_to(entry, Place::opening);
  // From the beginning: what the server forgot while we connected belongs to the old days.
  entry.created = now;
  entry.epoch = epoch_;
}

void PoolState::vacate(Slot slot) {
  Entry& entry = entries_[slot];
  move_to(entry, Place::vacant);
  entry.next = vacant_;
  vacant_ = slot;
}

void PoolState::move_to(Entry& entry, Place place) {
  --count(entry.place);
  ++count(place);
  entry.place = place;
  entry.leak_reported = false;
}

void PoolState::link_coldest(Slot slot) {
  entries_[slot].previous = none;
  entries_[slot].next = coldest_;
  (coldest_ != none ? entries_[coldest_].previous : warmest_) = slot;
  coldest_ = slot;
}

void PoolState::link_warmest(Slot slot) {
  entries_[slot].next = none;
  entries_[slot].previous = warmest_;
  (warmest_ != none ? entries_[warmest_].next : coldest_) = slot;
  warmest_ = slot;
}

void PoolState::unlink(Slot slot) {
  const Entry& entry = entries_[slot];
  (entry.previous != none ? entries_[entry.previous].next : coldest_) = entry.next;
  (entry.next != none ? entries_[entry.next].previous : warmest_) = entry.previous;
}

bool PoolState::spent(const Entry& entry, Time now) const {
  return entry.epoch != epoch_ || now >= entry.expires;
}

bool PoolState::too_old_to_lend(const Entry& entry, Time now) const {
  return spent(entry, now) || (options_.recycle && now - entry.created > bounded(*options_.recycle));
}

Time PoolState::idle_until(const Entry& entry) const { return after(entry.used, options_.idle_timeout); }

Time PoolState::ping_at(const Entry& entry) const {
  return after(std::max(entry.used, entry.pinged), options_.keep_alive);
}

Time PoolState::leak_at(const Entry& entry) const { return after(entry.used, options_.leak_threshold); }

}  // namespace bindery::detail
