// Taking back: what a rollback does with the objects of a session, step by step; and letting go of all of them.
#include <algorithm>
#include <utility>

#include "session_state.hpp"

namespace bindery::detail {

void SessionState::undo_insert(const InsertedRows& rows) {
  for (auto row = rows.entities.rbegin(); row != rows.entities.rend(); ++row) {
    Entity& entity = **row;
    if (!tracks(entity)) continue;
    identity.erase(identity_of(entity));
    if (const auto made = rows.as_made.find(&entity); made != rows.as_made.end())
      entity.type.copy_columns(entity.object(), made->second->object());
    for (const std::size_t position : rows.filled) {
      const Column& column = entity.type.table.column(position);
      Cell none;
      column.codec->write(*column.codec, column.field(const_cast<void*>(entity.type.blank)), none);
      column.codec->read(*column.codec, none, column.field(entity.object()));
    }
    set_state(entity, EntityState::pending);
    pending.push_back(*row);
  }
}

void SessionState::undo_update(Undo& step) {
  Entity& entity = *step.entity;
  identity.erase(identity_of(entity));
  entity.restore(std::move(step.before));
  identity.put(identity_of(entity), step.entity);
}

void SessionState::undo_load(const EntityPtr& entity) {
  if (entity->state == EntityState::persistent) expire(*entity);
}

void SessionState::undo(Undo& step) {
  if (step.entity && !tracks(*step.entity)) return;
  switch (step.kind) {
    case Undo::Kind::inserted: return undo_insert(*step.inserted);
    case Undo::Kind::added_again: return set_state(*step.entity, EntityState::removed);
    case Undo::Kind::updated: return undo_update(step);
    case Undo::Kind::marked_removed: return set_state(*step.entity, EntityState::persistent);
    case Undo::Kind::deleted:
      identity.put(identity_of(*step.entity), step.entity);
      return set_state(*step.entity, EntityState::removed);
    case Undo::Kind::loaded: return undo_load(step.entity);
  }
}

/// Objects that were added since are transient again.
void SessionState::forget_new(const std::vector<EntityPtr>& before) {
  const std::vector<EntityPtr> now = std::exchange(pending, before);
  std::erase_if(pending, [](const EntityPtr& entity) { return entity->state != EntityState::pending; });
  for (const EntityPtr& entity : now) {
    if (entity->state != EntityState::pending ||
        std::find(pending.begin(), pending.end(), entity) != pending.end())
      continue;
    set_state(*entity, EntityState::transient);
    entity->leave();
  }
}

void SessionState::restore_objects(std::size_t level) {
  for (Entity* const entity : handed_out.all()) {
    if (differs(*entity) && has_row(*entity)) entity->take_back();
  }
  for (std::size_t i = levels.size(); i-- > level;) {
    for (auto step = levels[i].journal.rbegin(); step != levels[i].journal.rend(); ++step) undo(*step);
    levels[i].journal.clear();
    levels[i].written.clear();
    levels[i].changes.clear();
  }
  forget_new(levels[level].pending);
  relations.roll_back(level);
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
      for (const EntityPtr& entity : step.entities()) {
        let_go(*entity, EntityState::transient);  // deleted ones
        level.written.emplace(entity->engine.get(), &entity->type.table);
      }
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
