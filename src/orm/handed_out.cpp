// The copy that is taken when an object is first handed out, and the list that the object is put on.
#include "handed_out.hpp"

#include <algorithm>

#include "session_state.hpp"

namespace bindery::detail {

Entity::~Entity() {
  if (owner != nullptr) leave();
  if (void* const copy = copy_.load(std::memory_order_relaxed)) type.delete_object(copy);
}

// Several threads may read an object that no session tracks: the first copy counts.
void Entity::watch() {
  if (!has_copy()) {
    void* const made = type.new_object();
    type.copy_columns(made, object());
    void* none = nullptr;
    if (!copy_.compare_exchange_strong(none, made)) type.delete_object(made);
  }
  if (owner != nullptr) owner->handed_out.add(*this);
}

void Entity::settle() {
  if (has_copy()) type.copy_columns(original(), object());
}

void Entity::join(SessionState& session) {
  owner = &session;
  if (has_copy()) session.handed_out.add(*this);
}

void Entity::leave() {
  if (owner != nullptr) owner->handed_out.remove(*this);
  owner = nullptr;
}

void HandedOut::OfTable::put(Entity& entity, std::size_t place) {
  entities[place] = &entity;
  entity.place = static_cast<std::uint32_t>(place);
}

void HandedOut::OfTable::exchange(std::size_t a, std::size_t b) {
  Entity& first = *entities[a];
  put(*entities[b], a);
  put(first, b);
}

void HandedOut::OfTable::unwatch(Entity& entity) {
  entity.watched = false;
  exchange(entity.place, --watched);
}

HandedOut::OfTable& HandedOut::table_of(const Entity& entity) {
  const Table* const root = &entity.type.table.root();
  const auto known =
      std::find_if(tables_.begin(), tables_.end(), [&](const OfTable& table) { return table.root == root; });
  return known != tables_.end() ? *known : tables_.emplace_back(OfTable{root, {}, 0});
}

void HandedOut::add(Entity& entity) {
  if (entity.watched) return;
  OfTable& table = table_of(entity);
  if (!entity.listed) {
    entity.place = static_cast<std::uint32_t>(table.entities.size());
    table.entities.push_back(&entity);
    entity.listed = true;
  }
  table.exchange(entity.place, table.watched++);
  entity.watched = true;
}

void HandedOut::remove(Entity& entity) {
  if (!entity.listed) return;
  OfTable& table = table_of(entity);
  if (entity.watched) table.unwatch(entity);
  table.exchange(entity.place, table.entities.size() - 1);
  table.entities.pop_back();
  entity.listed = false;
}

std::vector<Entity*> HandedOut::all() const {
  std::vector<Entity*> entities;
  for (const OfTable& table : tables_)
    entities.insert(entities.end(), table.entities.begin(), table.entities.end());
  return entities;
}

}  // namespace bindery::detail
