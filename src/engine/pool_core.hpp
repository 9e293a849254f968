// The pool behind its handles: the books, the idle connections, and all that needs the lock.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <bindery/engine/pool.hpp>
#include "fork_guard.hpp"
#include "pool_keeper.hpp"
#include "pool_state.hpp"
#include "wakeup.hpp"

#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace bindery::detail {

class PoolCore : public std::enable_shared_from_this<PoolCore> {
 public:
  using ConnectionPtr = std::unique_ptr<drivers::Connection>;
  using Slot = PoolState::Slot;
  using Time = PoolState::Time;

  PoolCore(std::string bind, PoolOptions options, Pool::Open open, PoolListener listener, Pool::Now now);

  Lease acquire(Deadline deadline, std::source_location borrower);
  // What a lease does at its end.
  void give_back(ConnectionPtr connection, Slot slot) noexcept;
  void discard(ConnectionPtr connection, Slot slot, Loss loss) noexcept;
  void detach(Slot slot);

  void dispose();
  void drain();
  void shut_down();
  /// Returns how long there is nothing more to do.
  PoolKeeper::Pause maintain();
  PoolStatistics statistics();

 private:
  using Lock = std::unique_lock<std::mutex>;
  using Grant = PoolState::Grant;
  using Verdict = PoolState::Verdict;
  enum class Condition : std::uint8_t { good, broken, server_lost };

  /// Connections to close once the lock is free: declare it before the lock.
  struct Discarded {
    explicit Discarded(PoolCore& owner) : core(owner) {}
    ~Discarded();
    Discarded(const Discarded&) = delete;
    Discarded& operator=(const Discarded&) = delete;
    PoolCore& core;
    std::vector<ConnectionPtr> connections;
  };
  struct Line : PoolState::Waiter {
    explicit Line(Wakeup signal) : wakeup(std::move(signal)) {}
    Wakeup wakeup;
  };
  struct Place {
    ConnectionPtr connection;  // while idle
    std::source_location borrower;
  };

  Time now() const { return now_ ? now_() : coarse_now(); }
  static Time coarse_now();
  Lock enter();
  void start_empty();
  Place& place(Slot slot);

  // With the lock held.
  Grant wait_in_line(Lock& lock, Deadline deadline, Discarded& discarded);
  void give_up(Line& line, Discarded& discarded);
  Wakeup take_wakeup();
  void settle(Time now, Discarded& discarded);
  void serve(Time now);
  void start_keeper();
  [[noreturn]] void refuse(Verdict verdict);
  std::shared_ptr<PoolCore> hold();

  // Without it.
  Lease furnish(Grant grant, ConnectionPtr connection, Deadline deadline);
  Lease lease(Slot slot, ConnectionPtr connection);
  ConnectionPtr open_for(Slot slot, Deadline deadline);
  ConnectionPtr open_one(Deadline deadline);
  void replace(Slot slot, ConnectionPtr connection, bool server_lost, std::string_view reason);
  Condition reset(drivers::Connection& connection) const noexcept;
  void finish(ConnectionPtr connection, Slot slot, Condition condition, std::string_view reason) noexcept;
  void close(ConnectionPtr connection) noexcept;
  void ping_idle();
  void fill();
  void report_leaks();
  template <class Function, class... Arguments>
  static void tell(const Function& function, Arguments&&... arguments) noexcept;

  const std::string bind_;
  const PoolOptions options_;
  const Pool::Open open_;
  const PoolListener listener_;
  const Pool::Now now_;

  std::mutex mutex_;
  PoolState state_;
  std::vector<Place> places_;
  std::vector<Wakeup> spare_wakeups_;
  std::minstd_rand random_{std::random_device{}()};
  std::uint64_t timeouts_total_ = 0;
  std::uint32_t fork_count_ = fork_count();
  bool shut_down_ = false;
  std::shared_ptr<PoolCore> self_;  // held for the leases that outlive the pool
  PoolKeeper::Handle keeper_;
  ForkGuard fork_guard_{mutex_};
};

template <class Function, class... Arguments>
void PoolCore::tell(const Function& function, Arguments&&... arguments) noexcept {
  if (!function) return;
  try {
    function(std::forward<Arguments>(arguments)...);
  } catch (...) {
    // Whoever listens can't stop the pool's work: most of it is done in destructors.
  }
}

}  // namespace bindery::detail
