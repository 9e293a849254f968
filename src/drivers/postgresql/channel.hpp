// The conversation with one server: sends, waits, receives, and keeps to the deadline.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/core/wait.hpp>
#include <bindery/drivers/driver.hpp>
#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>

#include "drivers/postgresql/canceller.hpp"
#include "drivers/postgresql/errors.hpp"

namespace bindery::drivers::postgresql {

struct HandleDeleter {
  void operator()(PGconn* handle) const noexcept { PQfinish(handle); }
};
using Handle = std::unique_ptr<PGconn, HandleDeleter>;

/// What a call is about; `sql` must live until the call is finished.
struct Call {
  std::string_view sql;
  Phase phase = Phase::statement;
  Deadline deadline = {};
  bool harmless = false;  ///< only reads
};

/// A call goes: `start`, PQsend... inside `sent`, `flush`, `result` until it gives nullptr, `finish`. When the
/// deadline passes meanwhile the server is asked to stop, and has two seconds to answer; its answer then decides.
class Channel {
 public:
  Channel(Handle handle, std::string bind);
  ~Channel();

  PGconn* handle() const noexcept { return handle_.get(); }
  const std::string& bind() const noexcept { return bind_; }
  Canceller& canceller() const noexcept { return *canceller_; }

  /// Throws when the connection is gone or the deadline has passed already.
  void start(const Call& call);
  /// Takes the answer of a PQsend... function.
  void sent(int answer);
  /// Hands everything to the operating system, reading what comes meanwhile.
  void flush();
  /// The next result, nullptr behind the last one of a statement. Never throws for an error result.
  ResultPtr result();
  /// The next result where there must be one; throws when the connection has broken instead.
  ResultPtr expect_result();
  /// Reads and forgets all results of the call and finishes it. Returns the first error among them.
  ResultPtr drain();
  /// The server has answered completely.
  void finish();
  /// Reads what is left of the call, then throws what the error result means.
  [[noreturn]] void fail(ResultPtr error);

  /// Asks the server to stop; its answer must come soon.
  void cut_short();
  bool cut() const noexcept { return cut_; }
  /// Ends a call that was left half-way, e.g. by an exception of the wait point.
  void recover() noexcept;

  TransactionState state() const noexcept;
  bool idle() const noexcept { return state() == TransactionState::idle; }
  bool busy() const noexcept { return busy_; }
  bool usable() const noexcept { return !broken_ && PQstatus(handle_.get()) == CONNECTION_OK; }
  /// Looks, without waiting, whether the server has gone since the last call.
  bool still_there() noexcept;
  void abandon() noexcept;

  Situation situation() const;

 private:
  static void take_notice(void* self, const PGresult* notice);
  Readiness wait(Readiness wanted);
  void note(const PGresult* result);
  void end_copy(ExecStatusType status);
  [[noreturn]] void lose();

  Handle handle_;
  std::string bind_;
  std::shared_ptr<Canceller> canceller_;
  Call call_;
  TransactionState state_ = TransactionState::idle;  // after the latest complete answer
  bool busy_ = false, cut_ = false, broken_ = false;
};

}  // namespace bindery::drivers::postgresql
