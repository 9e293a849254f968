// Watches over running statements: deadlines, cancellation, and how long to wait for locks.
#pragma once
#include <bindery/core/deadline.hpp>
#include <sqlite3.h>

#include <atomic>
#include <chrono>

namespace bindery::drivers::sqlite {

/// One per connection; only `cancel` may be called from other threads. Its address is known to sqlite3.
class Watch {
 public:
  explicit Watch(std::chrono::milliseconds busy_timeout) : busy_timeout_(busy_timeout) {}
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  /// Has sqlite3 ask here while statements run and when a lock is taken.
  void attach(sqlite3* handle);
  /// Before anything runs.
  void begin_call(Deadline deadline) {
    cancelled_.store(false, std::memory_order_relaxed);
    continue_call(deadline);
  }
  /// Before an open cursor goes on.
  void continue_call(Deadline deadline) {
    deadline_ = deadline;
    lock_asked_ = false;
  }
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }

  /// Waits a little for another connection's lock; false when it is time to give up.
  bool wait_for_lock(int attempt) noexcept;
  bool expired() const { return deadline_.expired(); }
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }
  /// True if a lock was waited for in this call. SQLite does not even ask where waiting would never help.
  bool lock_asked() const { return lock_asked_; }
  std::chrono::milliseconds busy_timeout() const { return busy_timeout_; }

 private:
  std::chrono::milliseconds busy_timeout_;
  Deadline deadline_, give_up_;
  bool lock_asked_ = false;
  std::atomic<bool> cancelled_ = false;
};

}  // namespace bindery::drivers::sqlite
