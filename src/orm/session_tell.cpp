// What a session tells its listeners, and those of its database.
#include <unordered_set>

#include "sql/row_statements.hpp"
#include "session_state.hpp"

namespace bindery {

template class Listeners<SessionListener>;

SessionEvents::~SessionEvents() = default;

ListenerScope SessionEvents::listen_while(SessionListener listener) {
  const Id id = listen(std::move(listener));
  return {weak_from_this(), id};
}

ListenerScope::ListenerScope(std::weak_ptr<SessionEvents> events, std::uint64_t id)
    : events_(std::move(events)), id_(id) {}

ListenerScope::ListenerScope(ListenerScope&& other) noexcept
    : events_(std::exchange(other.events_, {})), id_(other.id_) {}

ListenerScope::~ListenerScope() {
  if (const auto events = events_.lock()) events->forget(id_);
}

}  // namespace bindery

namespace bindery::detail {

void SessionState::tell(std::function<void(Session&)> SessionListener::* which) {
  if (!heard(which)) return;
  Session self(shared_from_this());
  emit(which, self);
}

void SessionState::tell_changes(
    std::function<void(Session&, std::span<const ChangeRecord>)> SessionListener::* which,
    std::span<const ChangeRecord> changes) {
  if (!heard(which)) return;
  Session self(shared_from_this());
  emit(which, self, changes);
}

void SessionState::tell_committed(std::string_view bind_key) {
  emit(&SessionListener::bind_committed, bind_key);
}

void SessionState::tell_loaded(std::span<const EntityPtr> entities) {
  if (!heard(&SessionListener::loaded)) return;
  for (const EntityPtr& entity : entities) emit(&SessionListener::loaded, AnyRef(entity));
}

void SessionState::set_state(Entity& entity, EntityState state) {
  if (entity.state == state) return;
  if (!silent_ && heard(&SessionListener::state_changed))
    told_.emplace_back(entity.shared_from_this(), entity.state);
  entity.state = state;
}

void SessionState::tell_states() {
  if (!flushing_) tell_gathered_states();
}

void SessionState::tell_gathered_states() {
  if (told_.empty()) return;
  const auto changed = std::exchange(told_, {});
  std::unordered_set<const Entity*> seen;
  for (const auto& [entity, before] : changed) {
    const EntityState after = entity->state;
    if (!seen.insert(entity.get()).second || before == after) continue;
    emit(&SessionListener::state_changed, AnyRef(entity), before, after);
  }
}

void SessionState::tell_attributes(const EntityPtr& entity) {
  if (!heard(&SessionListener::attribute_changed) || entity->state != EntityState::persistent) return;
  const AnyRef object(entity);
  for (const std::size_t position : changed_columns(*entity)) {
    const Column& column = entity->type.table.column(position);
    if (column.version) continue;
    const ColumnChange change{column.name, value_in(column, entity->original()),
                              value_in(column, entity->object())};
    emit(&SessionListener::attribute_changed, object, change);
  }
}

}  // namespace bindery::detail
