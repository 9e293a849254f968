// The life cycle of a pool's connections, pure: no threads, no I/O, no clock. The pool asks it what to do.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/engine/options.hpp>
#include <bindery/engine/pool.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

namespace bindery::detail {

/// Keeps sums with a time point from overflowing: "forever" is ten years.
constexpr std::chrono::milliseconds bounded(std::chrono::milliseconds span) {
  return std::clamp<std::chrono::milliseconds>(span, std::chrono::milliseconds::zero(),
                                               std::chrono::hours(24 * 3652));
}

/// Books of all connections by slot number; the connections themselves are elsewhere. Times are passed in.
/// Constant time and no allocation for checkout and give_back, once a slot exists.
class PoolState {
 public:
  using Time = Deadline::Clock::time_point;
  using Slot = std::uint32_t;

  /// `lend`: take the slot's connection. `open`: open one for the slot (and close what it still holds).
  enum class Verdict : std::uint8_t { lend, open, wait, crowded, drained };
  struct Grant {
    Verdict verdict = Verdict::wait;
    Slot slot = 0;
    bool ping = false;  ///< test it before lending
  };
  /// Someone who waits. Lives with its owner; queued until there is a `grant` or `leave` is called.
  struct Waiter {
    Waiter* previous = nullptr;
    Waiter* next = nullptr;
    Time since{};
    bool woken = false;  ///< by `serve`: will come to `look`
    std::optional<Grant> grant;
  };
  /// From when on nobody overtakes the first in line: what is free is handed to it.
  static constexpr std::chrono::milliseconds patience{1};
  enum class Fate : std::uint8_t { kept, close };

  explicit PoolState(const PoolOptions& options);

  /// What a borrower gets. After `wait` the borrower may `enqueue` itself.
  Grant checkout(Time now);
  void enqueue(Waiter& waiter, Time now);
  /// Without having got anything; `serve` passes the chance on.
  void leave(Waiter& waiter);
  /// Returns a waiter to wake up; call until nullptr, whenever something became free or somebody left. It has been
  /// granted something if it ran out of patience; others may be overtaken until they come to `look`.
  Waiter* serve(Time now);
  /// A waiter, awake, takes what is free. After `serve`, so that those without patience go first.
  void look(Waiter& waiter, Time now);

  /// Ends `open`. `jitter` in [0, 1) shortens the life of this connection a little.
  void opened(Slot slot, Time now, double jitter);
  void open_failed(Slot slot);
  /// A lent connection proved broken before use: its slot opens another.
  void reopen(Slot slot, Time now);
  /// A connection comes back in order. With `close` its place is still taken: `forget` it once it is closed.
  Fate give_back(Slot slot, Time now);
  /// A connection that comes not back: it is broken (`closed`) or was taken out of the pool.
  void forget(Slot slot, bool closed = true);

  /// Nothing opened until now is lent again.
  void invalidate_all() {
    ++epoch_;
    stale_idle_ = true;
  }
  /// The server that this connection spoke to is gone: so is what was opened before or with it. A loss that was
  /// noticed before changes nothing, so that new connections live on.
  void invalidate_with(Slot slot);
  void drain();
  bool draining() const { return draining_; }

  /// Takes out the idle connections that must be closed now; their slots are vacant.
  bool sweep_due(Time now) const { return stale_idle_ || now >= sweep_at_; }
  void sweep(Time now, std::vector<Slot>& close);

  // For upkeep between the calls of borrowers.
  std::optional<Slot> claim_fill(Time now);
  void fill_failed(Time now);
  std::optional<Slot> claim_ping(Time now);
  void find_leaks(Time now, std::vector<Slot>& leaks);
  bool leak_reported(Slot slot) const { return entries_[slot].leak_reported; }
  Time lent_at(Slot slot) const { return entries_[slot].used; }
  bool needs_upkeep() const;
  /// When upkeep has something to do next, if no borrower comes.
  Time next_upkeep(Time now) const;

  PoolStatistics statistics() const;
  bool any_lent() const { return count(Place::lent) != 0; }
  std::size_t slot_count() const { return entries_.size(); }

 private:
  enum class Place : std::uint8_t { vacant, opening, idle, lent, upkeep };
  static constexpr Slot none = static_cast<Slot>(-1);
  struct Entry {
    Time created{}, used{}, pinged{};
    Time expires = Time::max();
    std::uint64_t epoch = 0;
    Slot previous = none, next = none;  // neighbours in the idle list; `next` also chains vacant slots
    Place place = Place::vacant;
    bool leak_reported = false;
  };

  std::optional<Grant> take(Time now);
  std::size_t takable() const { return count(Place::idle) + (limit_ - total()); }
  bool impatient(Time now) const { return first_ != nullptr && now - first_->since >= patience; }
  void unlink(Waiter& waiter);
  /// Those who wait will take theirs. An unlimited pool, whose `keep_` bears no addition, has nobody waiting.
  std::size_t most_idle() const { return keep_ + waiting_; }
  Slot claim(Time now);
  void begin_opening(Entry& entry, Time now);
  void vacate(Slot slot);
  void move_to(Entry& entry, Place place);
  void link_coldest(Slot slot);
  void link_warmest(Slot slot);
  void unlink(Slot slot);
  Verdict queue_verdict() const;
  bool spent(const Entry& entry, Time now) const;
  bool too_old_to_lend(const Entry& entry, Time now) const;
  Time idle_until(const Entry& entry) const;
  Time ping_at(const Entry& entry) const;
  Time leak_at(const Entry& entry) const;
  std::size_t& count(Place place) { return counts_[static_cast<std::size_t>(place)]; }
  std::size_t count(Place place) const { return counts_[static_cast<std::size_t>(place)]; }
  std::size_t total() const { return entries_.size() - count(Place::vacant); }

  PoolOptions options_;
  std::size_t keep_, limit_;
  std::vector<Entry> entries_;
  std::size_t counts_[5] = {};
  Slot coldest_ = none, warmest_ = none, vacant_ = none;
  Waiter* first_ = nullptr;
  Waiter* last_ = nullptr;
  std::size_t waiting_ = 0, woken_ = 0;
  std::uint64_t epoch_ = 0;
  Time sweep_at_ = Time::max();
  Time fill_at_ = Time::min();
  bool stale_idle_ = false, draining_ = false;
  std::uint64_t opened_total_ = 0, closed_total_ = 0;
};

}  // namespace bindery::detail
