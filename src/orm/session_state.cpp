// Tracked objects of a session: identity, change detection, taking in what queries read.
#include "session_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bindery::detail {

EntityType::EntityType(const Table& of, const TableSpec* spec, const void* blank_object, void (*assign_object)(void*, const void*),
                       std::shared_ptr<Entity> (*make_entity)())
    : table(of), blank(blank_object), assign(assign_object), make(make_entity) {
  const auto keys = table.primary_key();
  by_key = {{.op = Op::select, .count = 3}, {.op = Op::columns, .count = 1}, {.op = Op::all_columns, .spec = spec},
            {.op = Op::from, .count = 1}, {.op = Op::source, .spec = spec}, {.op = Op::where, .count = 1}};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i + 1 < keys.size()) by_key.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    const Column& key = table.column(keys[i]);
    by_key.push_back({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    by_key.push_back({.op = Op::column, .type = key.type.kind, .id = static_cast<std::uint64_t>(key.id), .spec = spec});
    by_key.push_back({.op = Op::parameter, .type = key.type.kind});
  }
}

std::size_t IdentityHash::operator()(const IdentityKey& key) const noexcept {
  return fnv1a(key.values) ^ (reinterpret_cast<std::uintptr_t>(key.table) * 31) ^ reinterpret_cast<std::uintptr_t>(key.engine);
}

IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object) {
  IdentityKey key{&engine, &type.table, {}};
  for (const std::size_t position : type.table.primary_key()) {
    const Column& column = type.table.column(position);
    Cell cell;
    column.codec->write(*column.codec, column.field(const_cast<void*>(object)), cell);
    key.values += Value(cell).to_string() + '\x1f';
  }
  return key;
}

IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> values) {
  IdentityKey key{&engine, &type.table, {}};
  for (const Value& value : values) key.values += value.to_string() + '\x1f';
  return key;
}

void SessionState::add(const EntityPtr& entity) {
  if (entity->state == EntityState::pending || entity->state == EntityState::persistent) return;
  entity->state = EntityState::pending;
  pending.push_back(entity);
  note({Undo::Kind::added, entity});
}

void SessionState::remove(const EntityPtr& entity) {
  if (entity->state == EntityState::pending) {
    std::erase(pending, entity);
    entity->state = EntityState::transient;
    return;
  }
  const EntityPtr known = entity->engine ? find(identity_of(*entity->engine, entity->type, entity->original())) : nullptr;
  if (entity->state != EntityState::persistent || known != entity) {
    throw ProgrammingError(fmt::format("an object of table '{}' is to be removed that this session does not track", entity->type.table.name()));
  }
  entity->state = EntityState::removed;
  removed.push_back(entity);
  note({Undo::Kind::marked_removed, entity});
}

void SessionState::expunge(const EntityPtr& entity) {
  std::erase(pending, entity);
  std::erase(removed, entity);
  if (entity->engine) {
    const auto found = identity.find(identity_of(*entity->engine, entity->type, entity->original()));
    if (found != identity.end() && found->second == entity) identity.erase(found);
  }
  entity->state = EntityState::detached;
}

EntityPtr SessionState::find(const IdentityKey& key) const {
  const auto found = identity.find(key);
  return found == identity.end() ? nullptr : found->second;
}

bool SessionState::modified(Entity& entity) const {
  if (entity.state != EntityState::persistent) return false;
  for (const Column& column : entity.type.table.columns()) {
    if (!column.codec->equal(column.field(entity.object()), column.field(entity.original()))) return true;
  }
  return false;
}

void SessionState::adopt(std::vector<EntityPtr>& fresh, EntityType& type, const std::shared_ptr<Engine>& engine) {
  for (EntityPtr& entity : fresh) {
    auto [place, is_new] = identity.try_emplace(identity_of(*engine, type, entity->object()), entity);
    Entity& known = *place->second;
    if (is_new) {
      type.assign(known.original(), known.object());
      known.state = EntityState::persistent;
      known.engine = engine;
      known.loaded_in = transaction;
      continue;
    }
    if (known.loaded_in != transaction && known.state == EntityState::persistent && !modified(known)) {
      type.assign(known.object(), entity->object());
      type.assign(known.original(), entity->object());
      known.loaded_in = transaction;
    }
    entity = place->second;
  }
}

bool SessionState::must_flush(std::span<const Node> nodes) {
  if (!pending.empty() || !removed.empty()) return true;
  std::vector<const Table*> tables;
  for (const Node& node : nodes) {
    if (node.op == Op::source || node.op == Op::insert || node.op == Op::update || node.op == Op::delete_) tables.push_back(&table_of_node(node));
  }
  const bool any = nodes.front().op == Op::raw;
  return std::any_of(identity.begin(), identity.end(), [&](const auto& entry) {
    return (any || std::find(tables.begin(), tables.end(), entry.first.table) != tables.end()) && modified(*entry.second);
  });
}

void SessionState::clear() {
  for (const auto& [key, entity] : identity) entity->state = EntityState::detached;
  for (const EntityPtr& entity : pending) entity->state = EntityState::transient;
  identity.clear();
  pending.clear();
  removed.clear();
  for (Level& level : levels) level.journal.clear();
}

}  // namespace bindery::detail
