// What copies of one Connection share: the lease, its engine, and how statements are run and told of.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <bindery/engine/connection.hpp>
#include <bindery/engine/pool.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <source_location>
#include <string>
#include <string_view>

#include "core/listen.hpp"

namespace bindery::detail {

class ConnectionState {
 public:
  ConnectionState(std::shared_ptr<Engine> owner, Lease lease)
      : engine(std::move(owner)), lease_(std::move(lease)) {}
  ~ConnectionState();

  /// Throws ConnectionLost once an error has taken the connection away.
  drivers::Connection& driver() const {
    if (!lease_) refuse_lost();
    return *lease_;
  }
  bool alive() const { return static_cast<bool>(lease_); }
  /// The caller's deadline, or the engine's statement timeout if that is earlier.
  Deadline limit(Deadline given) const {
    const auto& timeout = engine->options().statement_timeout;
    return timeout ? given.earlier_of(Deadline::in(*timeout)) : given;
  }
  /// Completes an error that a statement threw, drops the connection if it is lost.
  void note(Error& error, std::string_view sql);
  bool listened() const { return !engine->events().silent(); }
  void tell(std::function<void(const ConnectionEvent&)> EngineListener::* which,
            std::source_location caller) const;

  const std::shared_ptr<Engine> engine;
  unsigned savepoints = 0;  ///< names made so far

 private:
  [[noreturn]] void refuse_lost() const;

  Lease lease_;
};

/// Measures one statement and tells listeners of it when it ends, whether well or by an error.
class StatementWatch {
 public:
  StatementWatch(ConnectionState& state, std::string_view sql, std::span<const Cell> parameters,
                 std::size_t batch_rows, std::source_location caller)
      : state_(state), sql_(sql), parameters_(parameters), batch_rows_(batch_rows), caller_(caller),
        watched_(state.listened()) {
    if (watched_) start_ = std::chrono::steady_clock::now();
  }
  /// Ended well.
  void done(std::int64_t rows) {
    if (watched_) tell(rows, nullptr);
  }
  /// Ended by an error, which is completed.
  void failed(Error& error);

 private:
  void tell(std::int64_t rows, const Error* error);

  ConnectionState& state_;
  std::string_view sql_;
  std::span<const Cell> parameters_;
  std::size_t batch_rows_;
  std::source_location caller_;
  bool watched_;
  std::chrono::steady_clock::time_point start_{};
};

}  // namespace bindery::detail
