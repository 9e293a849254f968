// Sessions: the public face of the compiled part.
#include <bindery/orm/session.hpp>

#include "session_state.hpp"

namespace bindery {

Session::Session(std::shared_ptr<const EngineSource> engines, SessionOptions options,
                 std::shared_ptr<const ModelFilters> filters, std::shared_ptr<SessionEvents> shared)
    : SessionCore(std::make_shared<detail::SessionState>(std::move(engines), options, std::move(shared))) {
  state_->filters = std::move(filters);
}

SessionEvents& Session::events() { return *state_->own_events; }

Session& Session::operator=(Session&& other) noexcept {
  if (this != &other) {
    Session ended(std::move(*this));
    state_ = std::move(other.state_);
    borrowed_ = std::exchange(other.borrowed_, false);
  }
  return *this;
}

Session::Session(std::shared_ptr<detail::SessionState> state)
    : SessionCore(std::move(state)), borrowed_(true) {}

Session::Session(Session&& other) noexcept
    : SessionCore(std::move(other.state_)), borrowed_(std::exchange(other.borrowed_, false)) {}

Session::~Session() {
  if (state_ && !borrowed_) state_->close();
}

std::vector<ChangeRecord> Session::changes() const {
  if (!state_->records_changes()) {
    throw ProgrammingError(
        "this session keeps no record of what it writes",
        {.hint = "make it by db.session({.track_changes = true}), or listen to after_flush"});
  }
  return state_->all_changes();
}
void Session::expire_all() { state_->expire_all(); }

Connection Session::connection(std::string_view bind_key, std::source_location caller) {
  return state_->connection(choose_engine(bind_key), caller);
}

void Session::flush(std::source_location caller) { state_->flush(caller); }
void Session::commit(std::source_location caller) { state_->commit(caller); }
void Session::rollback() { state_->rollback_to(0); }
void Session::clear() { state_->clear(); }

SessionSavepoint Session::savepoint(std::source_location caller) {
  return SessionSavepoint(state_, state_->open_savepoint(caller));
}

AutoflushPause Session::no_autoflush() { return AutoflushPause(state_); }

void Session::filter(const Table& table, const Condition& condition) { add_filter(table, condition); }

AutoflushPause::AutoflushPause(std::shared_ptr<detail::SessionState> state) : state_(std::move(state)) {
  ++state_->autoflush_pauses;
}
AutoflushPause::~AutoflushPause() {
  if (state_) --state_->autoflush_pauses;
}

SessionSavepoint::SessionSavepoint(std::shared_ptr<detail::SessionState> state, std::uint64_t id)
    : state_(std::move(state)), id_(id) {}

SessionSavepoint::~SessionSavepoint() {
  if (!state_) return;
  try {
    rollback();
  } catch (const std::exception&) {
    // The bind is lost: its transaction is gone with it, and the next use of the session says so.
  }
}

void SessionSavepoint::commit() {
  if (!state_) throw ProgrammingError("this savepoint has ended already");
  const auto state = std::exchange(state_, nullptr);
  state->release_savepoint(id_, std::source_location::current());
}

void SessionSavepoint::rollback() {
  if (!state_) throw ProgrammingError("this savepoint has ended already");
  const auto state = std::exchange(state_, nullptr);
  state->rollback_savepoint(id_);
}

}  // namespace bindery
