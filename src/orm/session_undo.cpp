// Taking back: what a rollback does with the objects of a session, step by step; and letting go of all of them.
#include <algorithm>

#include "session_state.hpp"

namespace bindery::detail {

void SessionState::undo_insert(const Undo& step) {
  Entity& entity = *step.entity;
  identity.erase(identity_of(entity));
  if (step.before) entity.type.copy_columns(entity.object(), step.before->object());
  for (const std::size_t position : *step.filled) {
    const Column& column = entity.type.table.column(position);
    Cell none;
    column.codec->write(*column.codec, column.field(const_cast<void*>(entity.type.blank)), none);
    column.codec->read(*column.codec, none, column.field(entity.object()));
  }
  set_state(entity, EntityState::pending);
}

void SessionState::undo_update(const Undo& step) {
  Entity& entity = *step.entity;
  identity.erase(identity_of(entity));
  entity.type.copy_columns(entity.object(), step.before->object());
  entity.settle();
  identity.put(identity_of(entity), step.entity);
}

void SessionState::undo_load(const EntityPtr& entity) {
  if (entity->state == EntityState::persistent) expire(*entity);
}

void SessionState::undo(const Undo& step) {
  Entity& entity = *step.entity;
  if (!tracks(entity)) return;
  switch (step.kind) {
    case Undo::Kind::added:
      set_state(entity, step.state == EntityState::removed ? step.state : EntityState::transient);
      if (entity.state == EntityState::transient) entity.leave();
      return;
    case Undo::Kind::inserted: return undo_insert(step);
    case Undo::Kind::updated: return undo_update(step);
    case Undo::Kind::marked_removed: return set_state(entity, EntityState::persistent);
    case Undo::Kind::deleted:
      identity.put(identity_of(entity), step.entity);
      set_state(entity, EntityState::removed);
      return;
    case Undo::Kind::loaded: return undo_load(step.entity);
  }
}

void SessionState::restore_objects(std::size_t level) {
  for (Entity* const entity : handed_out.all()) {
    if (differs(*entity) && has_row(*entity)) entity->type.copy_columns(entity->object(), entity->original());
  }
  for (std::size_t i = levels.size(); i-- > level;) {
    for (auto step = levels[i].journal.rbegin(); step != levels[i].journal.rend(); ++step) undo(*step);
    levels[i].journal.clear();
    levels[i].written.clear();
    levels[i].changes.clear();
  }
  relations.roll_back(level);
  std::erase_if(pending, [](const EntityPtr& entity) { return entity->state != EntityState::pending; });
  std::erase_if(removed, [](const EntityPtr& entity) { return entity->state != EntityState::removed; });
}

void SessionState::clear() {
  const auto let_go = [&](Entity& entity, EntityState state) {
    if (!tracks(entity)) return;
    set_state(entity, state);
    entity.leave();
  };
  identity.for_each([&](const EntityPtr& entity) { let_go(*entity, EntityState::detached); });
  for (const EntityPtr& entity : pending) let_go(*entity, EntityState::transient);
  for (Level& level : levels) {
    for (const Undo& step : level.journal) {
      let_go(*step.entity, EntityState::transient);  // deleted ones
      level.written.emplace(step.entity->engine.get(), &step.entity->type.table);
    }
    level.journal.clear();
  }
  identity.clear();
  pending.clear();
  removed.clear();
  relations.let_go();
  tell_states();
}

}  // namespace bindery::detail
