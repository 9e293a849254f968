// Transactions and savepoints as scopes.
#include <bindery/engine/transaction.hpp>

#include <fmt/format.h>

#include "connection_state.hpp"

namespace bindery {

Transaction::Transaction(std::shared_ptr<detail::ConnectionState> state, std::string savepoint,
                         std::source_location caller)
    : state_(std::move(state)), savepoint_(std::move(savepoint)), caller_(caller) {}

Transaction::~Transaction() {
  if (!state_) return;
  try {
    rollback();
  } catch (const Error&) {
    // The connection is lost or refuses: the pool resets or closes it, and the server rolls back.
  }
}

void Transaction::commit() {
  if (!state_) throw ProgrammingError("this transaction has ended already");
  const auto state = std::move(state_);
  state_ = nullptr;
  try {
    if (!savepoint_.empty())
      return state->driver().run(fmt::format("RELEASE SAVEPOINT {}", savepoint_), state->limit({}));
    state->driver().commit(state->limit({}));
  } catch (Error& error) {
    state->note(error, "COMMIT");
    throw;
  }
  state->tell(&EngineListener::commit, caller_);
}

void Transaction::rollback() {
  if (!state_) throw ProgrammingError("this transaction has ended already");
  const auto state = std::move(state_);
  state_ = nullptr;
  try {
    if (!savepoint_.empty()) {
      return state->driver().run(fmt::format("ROLLBACK TO SAVEPOINT {0}; RELEASE SAVEPOINT {0}", savepoint_),
                                 state->limit({}));
    }
    state->driver().rollback(state->limit({}));
  } catch (Error& error) {
    state->note(error, "ROLLBACK");
    throw;
  }
  state->tell(&EngineListener::rollback, caller_);
}

}  // namespace bindery
