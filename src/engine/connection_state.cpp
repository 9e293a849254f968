// What copies of one Connection share.
#include "connection_state.hpp"

namespace bindery::detail {

ConnectionState::~ConnectionState() { tell(&EngineListener::checkin, {}); }

void ConnectionState::refuse_lost() const {
  throw ConnectionLost("this connection was lost by an earlier error",
                       {.bind = bind_label(engine->bind_key()),
                        .sqlstate = "08003",
                        .retry = Retry::reconnect,
                        .hint = "borrow another one by db.connect(), or roll the session back"});
}

void ConnectionState::note(Error& error, std::string_view sql) {
  error.complete({.bind = bind_label(engine->bind_key()), .sql = std::string(sql)});
  const bool lost = error.kind() == ErrorKind::connection_lost || error.kind() == ErrorKind::outcome_unknown;
  if (lost || (lease_ && !lease_->usable())) lease_.invalidate(lost ? Loss::server : Loss::connection);
}

void ConnectionState::tell(std::function<void(const ConnectionEvent&)> EngineListener::* which,
                           std::source_location caller) const {
  if (listened()) engine->events().emit(which, ConnectionEvent{engine->bind_key(), caller});
}

void StatementWatch::failed(Error& error) {
  state_.note(error, sql_);
  if (watched_) tell(0, &error);
}

void StatementWatch::tell(std::int64_t rows, const Error* error) {
  const auto duration = std::chrono::steady_clock::now() - start_;
  state_.engine->events().emit(&EngineListener::execute,
                               StatementEvent{state_.engine->bind_key(), sql_, parameters_, batch_rows_, rows,
                                              duration, error, caller_});
}

}  // namespace bindery::detail
