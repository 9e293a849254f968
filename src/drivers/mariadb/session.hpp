// A session with the server: plain statements, errors, and the truth about the transaction.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <string>
#include <string_view>

#include "drivers/mariadb/errors.hpp"
#include "drivers/mariadb/wire.hpp"

namespace bindery::drivers::mariadb {

class Statement;

class Session {
 public:
  /// Opens the wire and prepares the session.
  Session(Target target, Deadline deadline);

  Wire& wire() { return wire_; }
  MYSQL* handle() { return wire_.handle(); }
  bool usable() const noexcept { return wire_.usable(); }

  /// Throws when no statement may run now: connection gone, transaction dead, stream open, deadline passed.
  void admit(std::string_view sql, Deadline deadline) const;
  /// Runs text that may hold several statements; their rows are thrown away.
  void run(std::string_view sql, Deadline deadline, Phase phase = Phase::statement);

  /// Throws what the error means, after finding out whether the transaction still lives.
  [[noreturn]] void fail(const NativeError& error, std::string_view sql, Phase phase = Phase::statement);
  ErrorDetails details(std::string_view sql, Phase phase = Phase::statement) const;

  /// To be called after each response that is no error.
  void note_status() { in_transaction_ = (handle()->server_status & SERVER_STATUS_IN_TRANS) != 0; }
  TransactionState state() const noexcept;
  bool transaction_is_dead() const { return dead_; }
  /// After a ROLLBACK.
  void bury() { dead_ = false; }
  bool ping(Deadline deadline) noexcept;

  /// The statement whose rows are still on the wire; nothing else may run meanwhile.
  Statement* streaming() const { return streaming_; }
  void set_streaming(Statement* statement) { streaming_ = statement; }

  bool is_mariadb() const { return is_mariadb_; }
  /// E.g. 101106 for 10.11.6.
  unsigned long version() const { return version_; }
  bool has_bulk() const { return has_bulk_; }

 private:
  void connect(Deadline deadline);
  [[noreturn]] void refuse_connection(Deadline deadline);
  [[noreturn]] void fail_on_lost(const NativeError& error, std::string_view sql, Phase phase);
  void find_out(ErrorKind kind) noexcept;
  void drain();

  Wire wire_;
  Statement* streaming_ = nullptr;
  bool in_transaction_ = false, dead_ = false;
  bool is_mariadb_ = false, has_bulk_ = false;
  unsigned long version_ = 0;
};

/// Work on the server from here to the end of the scope, or on to `end_work` of the wire after `keep`.
class Work {
 public:
  Work(Session& session, Deadline deadline) : session_(&session) { session.wire().begin_work(deadline); }
  ~Work() {
    if (session_ != nullptr) session_->wire().end_work();
  }
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
  void keep() { session_ = nullptr; }

 private:
  Session* session_;
};

}  // namespace bindery::drivers::mariadb
