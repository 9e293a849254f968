// The pool behind its handles: borrowing.
#include "pool_core.hpp"
#include "pool_errors.hpp"

#include <utility>

namespace bindery::detail {

namespace {

constexpr std::chrono::seconds ping_limit{5};
constexpr int most_tries = 3;
constexpr std::size_t most_spare_wakeups = 16;

}  // namespace

PoolCore::PoolCore(std::string bind, PoolOptions options, Pool::Open open, PoolListener listener,
                   Pool::Now now)
    : bind_(std::move(bind)), options_(options), open_(std::move(open)), listener_(std::move(listener)),
      now_(std::move(now)), state_(options) {}

Lease PoolCore::acquire(Deadline deadline, std::source_location borrower) {
  Discarded discarded(*this);
  ConnectionPtr connection;
  Grant grant;
  {
    const Time time = now();
    Lock lock = enter();
    settle(time, discarded);
    grant = state_.checkout(time);
    if (grant.verdict == Verdict::wait) grant = wait_in_line(lock, deadline, discarded);
    if (grant.verdict != Verdict::lend && grant.verdict != Verdict::open) refuse(grant.verdict);
    Place& taken = place(grant.slot);
    connection = std::move(taken.connection);
    taken.borrower = borrower;
  }
  if (grant.verdict == Verdict::open && connection) close(std::move(connection));
  return furnish(grant, std::move(connection), deadline);
}

PoolCore::Grant PoolCore::wait_in_line(Lock& lock, Deadline deadline, Discarded& discarded) {
  const auto started = Deadline::Clock::now();
  const Deadline limit = deadline.earlier_of(Deadline(started + bounded(options_.timeout)));
  Line self(take_wakeup());
  state_.enqueue(self, now());
  try {
    while (!self.grant && !limit.expired()) {
      lock.unlock();
      self.wakeup.wait(limit);
      lock.lock();
      self.wakeup.clear();
      const Time time = now();
      serve(time);
      state_.look(self, time);
    }
    if (!self.grant) {
      ++timeouts_total_;
      throw pool_timeout(bind_, options_, state_.statistics(), Deadline::Clock::now() - started);
    }
  } catch (...) {  // an event loop, too, may end a wait with an exception
    if (!lock) lock.lock();
    give_up(self, discarded);
    throw;
  }
  if (spare_wakeups_.size() < most_spare_wakeups) spare_wakeups_.push_back(std::move(self.wakeup));
  return *self.grant;
}

void PoolCore::give_up(Line& line, Discarded& discarded) {
  const Time time = now();
  if (!line.grant) {
    state_.leave(line);
  } else if (line.grant->verdict == Verdict::open) {
    state_.open_failed(line.grant->slot);
  } else if (line.grant->verdict == Verdict::lend &&
             state_.give_back(line.grant->slot, time) == PoolState::Fate::close) {
    state_.forget(line.grant->slot);
    discarded.connections.push_back(std::move(place(line.grant->slot).connection));
  }
  settle(time, discarded);
}

Wakeup PoolCore::take_wakeup() {
  if (spare_wakeups_.empty()) return Wakeup();
  Wakeup wakeup = std::move(spare_wakeups_.back());
  spare_wakeups_.pop_back();
  return wakeup;
}

void PoolCore::refuse(Verdict verdict) {
  if (verdict == Verdict::drained) throw pool_drained(bind_);
  ++timeouts_total_;
  throw pool_crowded(bind_, options_, state_.statistics());
}

Lease PoolCore::furnish(Grant grant, ConnectionPtr connection, Deadline deadline) {
  bool fresh = grant.verdict == Verdict::open;
  for (int tries = 1;; ++tries) {
    if (fresh) {
      connection = open_for(grant.slot, deadline);
    } else if (grant.ping && !connection->ping(Deadline::in(ping_limit).earlier_of(deadline))) {
      // A caller in a hurry proves nothing about the server.
      replace(grant.slot, std::move(connection), !deadline.expired(), "no answer to the ping before lending");
      fresh = true;
      continue;
    }
    if (!listener_.checkout) return lease(grant.slot, std::move(connection));
    try {
      listener_.checkout(*connection);
      return lease(grant.slot, std::move(connection));
    } catch (const ConnectionLost&) {
      if (tries == most_tries) {
        finish(std::move(connection), grant.slot, Condition::server_lost, "lost while being lent");
        throw;
      }
    } catch (...) {
      finish(std::move(connection), grant.slot, Condition::broken, "refused by a listener");
      throw;
    }
    replace(grant.slot, std::move(connection), true, "lost while being lent");
    fresh = true;
  }
}

Lease PoolCore::lease(Slot slot, ConnectionPtr connection) {
  Lease lease;
  lease.core_ = this;
  lease.connection_ = std::move(connection);
  lease.slot_ = slot;
  lease.fork_count_ = fork_count();
  return lease;
}

PoolCore::ConnectionPtr PoolCore::open_for(Slot slot, Deadline deadline) {
  ConnectionPtr connection;
  try {
    connection = open_one(deadline);
  } catch (...) {
    const Lock lock = enter();
    state_.open_failed(slot);
    serve(now());
    throw;
  }
  const Lock lock = enter();
  state_.opened(slot, now(), std::uniform_real_distribution<double>(0, 1)(random_));
  start_keeper();
  return connection;
}

PoolCore::ConnectionPtr PoolCore::open_one(Deadline deadline) {
  ConnectionPtr connection = open_(deadline);
  try {
    if (listener_.connect) listener_.connect(*connection);
  } catch (...) {
    close(std::move(connection));
    throw;
  }
  return connection;
}

void PoolCore::replace(Slot slot, ConnectionPtr connection, bool server_lost, std::string_view reason) {
  Discarded discarded(*this);
  tell(listener_.invalidate, *connection, reason);
  close(std::move(connection));
  const Time time = now();
  const Lock lock = enter();
  if (server_lost) state_.invalidate_with(slot);
  state_.reopen(slot, time);
  settle(time, discarded);
}

}  // namespace bindery::detail
