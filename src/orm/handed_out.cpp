// The copy that is taken when an object is first handed out, and the list that the object is put on.
#include "handed_out.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>

#include "changed.hpp"
#include "row_copy.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

std::byte* bytes_of(std::uintptr_t copy) { return reinterpret_cast<std::byte*>(copy & ~std::uintptr_t{1}); }

}  // namespace

Entity::~Entity() {
  if (owner != nullptr) leave();
  if (const auto copy = copy_.load(std::memory_order_relaxed)) free_copy(copy);
}

std::uintptr_t Entity::kept(RowCopy row) { return reinterpret_cast<std::uintptr_t>(row.release()) | packed; }

// What the program has put into a new object may be nothing that a row could hold.
std::uintptr_t Entity::make_copy() {
  if (state != EntityState::transient && state != EntityState::pending)
    return kept(copy_row(type.table, object(), owner == nullptr ? nullptr : &owner->copies));
  void* const made = type.new_object();
  type.copy_columns(made, object());
  return reinterpret_cast<std::uintptr_t>(made);
}

void Entity::free_copy(std::uintptr_t copy) const {
  if ((copy & packed) != 0)
    FreeRowCopy()(bytes_of(copy));
  else
    type.delete_object(reinterpret_cast<void*>(copy));
}

// Several threads may read an object that no session tracks: the first copy counts.
void Entity::watch() {
  if (!has_copy()) {
    const std::uintptr_t made = make_copy();
    std::uintptr_t none = 0;
    if (!copy_.compare_exchange_strong(none, made)) free_copy(made);
  }
  if (owner != nullptr) owner->handed_out.add(*this);
}

void* Entity::unpack() {
  const std::uintptr_t copy = copy_.load(std::memory_order_relaxed);
  std::unique_ptr<void, void (*)(void*)> made(type.new_object(), type.delete_object);
  restore_row(type.table, bytes_of(copy), made.get());
  copy_.store(reinterpret_cast<std::uintptr_t>(made.get()), std::memory_order_release);
  free_copy(copy);
  return made.release();
}

bool Entity::is_row_as(void* object) const {
  const std::byte* const row = packed_row();
  return row != nullptr && is_as_copied(type.table, row, object);
}

void Entity::take_back() {
  if (const std::byte* const row = packed_row())
    restore_row(type.table, row, object());
  else if (has_copy())
    type.copy_columns(object(), original());
}

void Entity::settle() {
  if (has_copy()) type.copy_columns(original(), object());
}

RowCopy Entity::exchange_row(RowCopy now) {
  RowCopy before = packed_row() == nullptr ? row_of(*this) : nullptr;
  if (!has_copy()) return before;  // the object is its row
  const std::uintptr_t copy = copy_.exchange(kept(std::move(now)));
  if (before == nullptr) return RowCopy(bytes_of(copy));
  free_copy(copy);
  return before;
}

void Entity::restore(RowCopy row) {
  restore_row(type.table, row.get(), object());
  if (has_copy()) free_copy(copy_.exchange(kept(std::move(row))));
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
