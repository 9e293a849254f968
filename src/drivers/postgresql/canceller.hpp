// Requests to stop what runs on a connection, from any thread, without hitting what runs next.
#pragma once
#include <libpq-fe.h>

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>

namespace bindery::drivers::postgresql {

/// PostgreSQL takes a request to stop over a connection of its own, and it means whatever runs when it arrives.
/// So requests go out only while something runs, and no call ends while one is under way.
class Canceller : public std::enable_shared_from_this<Canceller> {
 public:
  explicit Canceller(PGconn* connection);
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  /// Something runs from now on.
  void arm();
  /// Nothing runs any more; waits for requests under way. False when one does not come back.
  bool disarm();

  /// Thread-safe; waits until the server has taken the request.
  void request() noexcept;
  /// The same without waiting; nothing if a request is under way.
  void request_in_background() noexcept;

 private:
  bool enter();
  void leave();
  void send() noexcept;

  PGcancel* handle_;
  // Every statement passes here twice, so that no lock is taken unless a request is under way.
  static constexpr unsigned armed = 1, one_request = 2;
  std::atomic<unsigned> state_ = 0;  // `armed`, and the requests under way
  std::mutex mutex_;
  std::condition_variable idle_;
};

}  // namespace bindery::drivers::postgresql
