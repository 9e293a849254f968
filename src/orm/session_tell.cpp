// What a session tells its listeners, and those of its database.
#include "session_state.hpp"

namespace bindery::detail {

void SessionState::tell(std::function<void(Session&)> SessionListener::* which) {
  if (!heard(which)) return;
  Session self(shared_from_this());
  own_events->emit(which, self);
  if (shared_events) shared_events->emit(which, self);
}

void SessionState::tell_changes(
    std::function<void(Session&, std::span<const ChangeRecord>)> SessionListener::* which,
    std::span<const ChangeRecord> changes) {
  if (!heard(which)) return;
  Session self(shared_from_this());
  own_events->emit(which, self, changes);
  if (shared_events) shared_events->emit(which, self, changes);
}

void SessionState::tell_committed(std::string_view bind_key) {
  own_events->emit(&SessionListener::bind_committed, bind_key);
  if (shared_events) shared_events->emit(&SessionListener::bind_committed, bind_key);
}

void SessionState::tell_loaded(std::span<const EntityPtr> entities) {
  if (!heard(&SessionListener::loaded)) return;
  for (const EntityPtr& entity : entities) {
    const AnyRef object(entity);
    own_events->emit(&SessionListener::loaded, object);
    if (shared_events) shared_events->emit(&SessionListener::loaded, object);
  }
}

}  // namespace bindery::detail
