// A pool lends the connections of one bind: bounded, fair, and aware of lost servers and forks.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/engine/options.hpp>
#include <bindery/engine/pool_statistics.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>

namespace bindery {

namespace drivers {
class Connection;
}
namespace detail {
class PoolCore;
}

/// A connection that was lent for longer than `leak_threshold`.
struct LeakReport {
  std::string_view bind;
  std::source_location borrower;  ///< the call that took the connection
  std::chrono::nanoseconds age{};
  bool returned = false;  ///< false: still out; true: it has come back after all
};

/// What a pool tells as it works; empty functions are not called. They are called without any lock held, from
/// whatever thread does the work. `connect` and `checkout` may throw: the connection is closed and the caller of
/// `acquire` gets the error, but a ConnectionLost from `checkout` has the pool try another connection first. What
/// the others throw is ignored. They must stay callable until the pool and all its leases are gone.
struct PoolListener {
  std::function<void(drivers::Connection&)> connect = {};   ///< just opened
  std::function<void(drivers::Connection&)> checkout = {};  ///< about to be lent
  std::function<void(drivers::Connection&)> checkin = {};   ///< came back, was reset
  std::function<void(drivers::Connection&, std::string_view reason)> invalidate =
      {};                                                ///< broken; `close` follows
  std::function<void(drivers::Connection&)> close = {};  ///< about to be closed
  std::function<void(const LeakReport&)> leak = {};
};

/// What broke: one connection, or the server that all the connections of the pool spoke to.
enum class Loss : std::uint8_t { connection, server };

/// A borrowed connection, given back when this is destroyed. Used by one thread at a time; may outlive its pool.
class Lease {
 public:
  Lease() noexcept;
  Lease(Lease&& other) noexcept;
  Lease& operator=(Lease&& other) noexcept;
  ~Lease();

  drivers::Connection* operator->() const noexcept { return connection_.get(); }
  drivers::Connection& operator*() const noexcept { return *connection_; }
  drivers::Connection* get() const noexcept { return connection_.get(); }
  explicit operator bool() const noexcept { return connection_ != nullptr; }

  /// Gives the connection back now: its transaction is ended as `reset_on_return` says.
  void release() noexcept;
  /// The connection is broken: closes it. With `Loss::server` every other connection opened before is closed as
  /// well, the idle ones at once, the lent ones when they come back.
  void invalidate(Loss loss = Loss::connection) noexcept;
  /// Takes the connection out of the pool for good; the pool may open another in its place.
  std::unique_ptr<drivers::Connection> detach();

 private:
  friend class detail::PoolCore;

  bool forgotten() noexcept;

  detail::PoolCore* core_ = nullptr;  // lives until its last lease has ended
  std::unique_ptr<drivers::Connection> connection_;
  std::uint32_t slot_ = 0;
  std::uint32_t fork_count_ = 0;
};

/// The connections of one bind. Thread-safe. Opens nothing before the first `acquire`. Borrowers beyond
/// `size + max_overflow` wait in line; who is awake may overtake until the first in line has waited for a
/// millisecond (as the coarse clock ticks): then it is served first. After a fork the child starts empty, and leases
/// taken before are forgotten there without a word to the server. Where the options ask for upkeep between calls
/// (`keep_alive`, `min_idle`, `leak_threshold`) one thread does it; it starts with the first connection.
class Pool {
 public:
  /// Opens one connection or throws; called from several threads at once.
  using Open = std::function<std::unique_ptr<drivers::Connection>(Deadline)>;
  using Now = std::function<Deadline::Clock::time_point()>;

  /// `bind` is named in errors, as `bind_label()` gives it. `now` tells the age of connections (empty: the steady
  /// clock); with a clock of your own there is no upkeep thread: call `maintain`.
  Pool(std::string bind, PoolOptions options, Open open, PoolListener listener = {}, Now now = {});
  /// Drains. Waits for upkeep in progress, which is bounded by the time that opening a connection takes.
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  /// Borrows a connection. Waits no longer than `timeout` and the deadline for its turn; the deadline alone bounds
  /// opening. Throws PoolTimeout, BindError when the pool is drained, or what opening throws.
  Lease acquire(Deadline deadline = {}, std::source_location borrower = std::source_location::current());

  /// Goes on empty: closes what is idle at once, and what is lent when it comes back.
  void dispose();
  /// For the end of a bind: like `dispose`, and from now on `acquire` throws BindError.
  void drain();
  /// Closes what is too old, tests, refills and reports leaks, as is due now. The upkeep thread's work.
  void maintain();

  PoolStatistics statistics() const;

 private:
  std::shared_ptr<detail::PoolCore> core_;
};

}  // namespace bindery
