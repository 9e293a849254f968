// The pool behind its handles: connections that come back, or don't.
#include "pool_core.hpp"

#include <optional>

namespace bindery::detail {

namespace {

constexpr std::chrono::seconds reset_limit{5};

}  // namespace

void PoolCore::give_back(ConnectionPtr connection, Slot slot) noexcept {
  const Condition condition = reset(*connection);
  if (condition == Condition::good) tell(listener_.checkin, *connection);
  finish(std::move(connection), slot, condition, "it did not take the reset on return");
}

void PoolCore::discard(ConnectionPtr connection, Slot slot, Loss loss) noexcept {
  const bool server = loss == Loss::server;
  finish(std::move(connection), slot, server ? Condition::server_lost : Condition::broken,
         server ? "the server was lost" : "the connection broke");
}

void PoolCore::detach(Slot slot) {
  std::shared_ptr<PoolCore> self;
  const Lock lock = enter();
  state_.forget(slot, false);
  serve(now());
  self = hold();
}

PoolCore::Condition PoolCore::reset(drivers::Connection& connection) const noexcept {
  using drivers::TransactionState;
  const auto state = connection.transaction_state();
  if (!connection.usable() || state == TransactionState::unknown) return Condition::broken;
  if (state == TransactionState::idle || options_.reset_on_return == ResetOnReturn::none)
    return Condition::good;
  try {
    if (options_.reset_on_return == ResetOnReturn::commit && state == TransactionState::active) {
      connection.commit(Deadline::in(reset_limit));
    } else {
      connection.rollback(Deadline::in(reset_limit));
    }
  } catch (const ConnectionLost&) {
    return Condition::server_lost;
  } catch (...) {
    return Condition::broken;
  }
  const bool clean = connection.usable() && connection.transaction_state() == TransactionState::idle;
  return clean ? Condition::good : Condition::broken;
}

void PoolCore::finish(ConnectionPtr connection, Slot slot, Condition condition,
                      std::string_view reason) noexcept {
  if (condition != Condition::good) tell(listener_.invalidate, *connection, reason);
  std::shared_ptr<PoolCore> self;
  Discarded discarded(*this);
  std::optional<LeakReport> late;
  bool kept = false;
  {
    const Time time = now();
    const Lock lock = enter();
    if (state_.leak_reported(slot)) {
      late = LeakReport{bind_, place(slot).borrower, time - state_.lent_at(slot), true};
    }
    if (condition == Condition::server_lost) state_.invalidate_with(slot);
    kept = condition == Condition::good && state_.give_back(slot, time) == PoolState::Fate::kept;
    if (kept) place(slot).connection = std::move(connection);
    settle(time, discarded);
    if (kept) self = hold();
  }
  if (!kept) {  // closed before another is opened in its place: the server may have a limit of its own
    close(std::move(connection));
    const Time time = now();
    const Lock lock = enter();
    state_.forget(slot);
    settle(time, discarded);
    self = hold();
  }
  if (late) tell(listener_.leak, *late);
}

std::shared_ptr<PoolCore> PoolCore::hold() {
  std::shared_ptr<PoolCore> mine = self_;  // for what the caller still does once the lock is free
  if (!state_.any_lent()) self_.reset();
  return mine;
}

void PoolCore::close(ConnectionPtr connection) noexcept { tell(listener_.close, *connection); }

PoolCore::Discarded::~Discarded() {
  for (ConnectionPtr& connection : connections) core.close(std::move(connection));
}

void PoolCore::settle(Time time, Discarded& discarded) {
  if (state_.sweep_due(time)) {
    std::vector<Slot> slots;
    state_.sweep(time, slots);
    for (const Slot slot : slots) discarded.connections.push_back(std::move(place(slot).connection));
  }
  serve(time);
}

void PoolCore::serve(Time time) {
  // Signalled under the lock: a waiter may be gone as soon as it is free.
  while (PoolState::Waiter* waiter = state_.serve(time)) static_cast<Line*>(waiter)->wakeup.signal();
}

PoolCore::Place& PoolCore::place(Slot slot) {
  if (slot >= places_.size()) places_.resize(state_.slot_count());
  return places_[slot];
}

}  // namespace bindery::detail
