// One handle of the client library: runs its non-blocking calls, waits, and stops work on the server.
#pragma once
#include <bindery/core/deadline.hpp>
#include <mysql.h>

#include <atomic>
#include <exception>
#include <type_traits>

#include "drivers/mariadb/options.hpp"

namespace bindery::drivers::mariadb {

/// Not thread-safe, but for `cancel`.
class Wire {
 public:
  explicit Wire(Target target);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  /// Connects; false when it fails, the reason is then in the handle.
  bool open(Deadline deadline);
  MYSQL* handle() const { return handle_; }
  const Target& target() const { return target_; }

  /// Runs a pair of `mysql_..._start` and `mysql_..._cont` to its end.
  template <class Result, class Handle, class... Arguments>
  Result drive(int (*start)(Result*, Handle*, Arguments...), int (*resume)(Result*, Handle*, int),
               Handle* handle, std::type_identity_t<Arguments>... arguments) {
    Result result{};
    int waits = start(&result, handle, arguments...);
    while (waits != 0) waits = resume(&result, handle, await(waits));
    if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return result;
  }

  /// Between `begin_work` and `end_work` a passing deadline and `cancel` stop the work on the server.
  void begin_work(Deadline deadline);
  void end_work() noexcept;
  /// A deadline for calls that are not worth stopping on the server: it breaks the connection.
  void set_limit(Deadline deadline);
  Deadline deadline() const { return deadline_; }
  /// Tells the server to stop the work, and gives it two seconds to say so.
  void interrupt();
  /// Stops the work of the thread that waits in `drive`; from any thread.
  void cancel() noexcept;

  /// The deadline passed and the server was told.
  bool interrupted() const { return interrupted_; }
  /// `cancel` stopped the latest work.
  bool cancelled() const { return cancelled_; }
  /// The server did not answer in time, and the socket was shut down.
  bool gave_up() const { return gave_up_; }

  bool usable() const noexcept { return usable_.load(std::memory_order_relaxed); }
  void break_off() noexcept;
  /// Puts a dead end in the socket's place, so that nothing more reaches the server.
  void abandon() noexcept;

 private:
  enum class Activity : unsigned char { idle, running, cancelling, cancelled };

  int await(int events);
  void give_up() noexcept;
  bool kill_query() const noexcept;

  Target target_;
  MYSQL* handle_;
  unsigned long thread_id_ = 0;
  Deadline deadline_;
  std::exception_ptr failure_;
  std::atomic<Activity> activity_ = Activity::idle;
  std::atomic<bool> usable_ = false;
  bool working_ = false, interrupted_ = false, cancelled_ = false, gave_up_ = false;
};

}  // namespace bindery::drivers::mariadb
