// One handle of the client library: runs its calls, waits, and stops work on the server.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/core/wait.hpp>
#include <mysql.h>

#include <atomic>
#include <exception>
#include <type_traits>

#include "drivers/mariadb/options.hpp"

namespace bindery::drivers::mariadb {

/// A function of the library that may wait for the server: as it is, and as the pair that comes back where it would
/// wait.
template <class Result, class Handle, class... Arguments> struct Call {
  Result (*whole)(Handle*, Arguments...);
  int (*start)(Result*, Handle*, Arguments...);
  int (*resume)(Result*, Handle*, int);
};

inline constexpr Call prepare_statement{mysql_stmt_prepare, mysql_stmt_prepare_start,
                                        mysql_stmt_prepare_cont};
inline constexpr Call execute_statement{mysql_stmt_execute, mysql_stmt_execute_start,
                                        mysql_stmt_execute_cont};
inline constexpr Call store_result{mysql_stmt_store_result, mysql_stmt_store_result_start,
                                   mysql_stmt_store_result_cont};
inline constexpr Call fetch_row{mysql_stmt_fetch, mysql_stmt_fetch_start, mysql_stmt_fetch_cont};
inline constexpr Call next_result{mysql_stmt_next_result, mysql_stmt_next_result_start,
                                  mysql_stmt_next_result_cont};
inline constexpr Call send_text{mysql_real_query, mysql_real_query_start, mysql_real_query_cont};
inline constexpr Call next_text_result{mysql_next_result, mysql_next_result_start, mysql_next_result_cont};
inline constexpr Call store_text_result{mysql_store_result, mysql_store_result_start,
                                        mysql_store_result_cont};
inline constexpr Call ping_server{mysql_ping, mysql_ping_start, mysql_ping_cont};
inline constexpr Call connect_to_server{mysql_real_connect, mysql_real_connect_start,
                                        mysql_real_connect_cont};

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

  /// Runs a call to its end. Where nothing but the server's answer can end the waiting, the library waits by itself,
  /// which spares its changes of stacks.
  template <class Result, class Handle, class... Arguments>
  Result drive(const Call<Result, Handle, Arguments...>& call, Handle* handle,
               std::type_identity_t<Arguments>... arguments) {
    if (can_wait_ && deadline_.is_never() && !has_waiter()) return call.whole(handle, arguments...);
    Result result{};
    int waits = call.start(&result, handle, arguments...);
    while (waits != 0) waits = call.resume(&result, handle, await(waits));
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
  bool can_wait_ =
      false;  ///< the library by itself: connected, and not over TLS, where it waits and fails otherwise
  bool working_ = false, interrupted_ = false, cancelled_ = false, gave_up_ = false;
};

}  // namespace bindery::drivers::mariadb
