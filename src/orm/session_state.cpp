// Tracked objects of a session: identity, change detection, taking in what queries read.
#include "session_state.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace bindery::detail {

EntityType::EntityType(const Table& of, const TableSpec* table_spec, const void* blank_object,
                       std::shared_ptr<Entity> (*make_entity)())
    : table(of), spec(table_spec), blank(blank_object), make(make_entity) {
  const auto keys = table.primary_key();
  every_row = {{.op = Op::select, .count = 2},
               {.op = Op::columns, .count = 1},
               {.op = Op::all_columns, .spec = spec},
               {.op = Op::from, .count = 1},
               {.op = Op::source, .spec = spec}};
  by_key = every_row;
  by_key.front().count = 3;
  by_key.push_back({.op = Op::where, .count = 1});
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i + 1 < keys.size()) by_key.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    const Column& key = table.column(keys[i]);
    by_key.push_back({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    by_key.push_back(
        {.op = Op::column, .type = key.type.kind, .id = static_cast<std::uint64_t>(key.id), .spec = spec});
    by_key.push_back({.op = Op::parameter, .type = key.type.kind});
  }
}

void EntityType::copy_columns(void* to, void* from) const {
  for (const Column& column : table.columns()) column.codec->assign(column.field(to), column.field(from));
}

void refuse_empty_ref() { throw NoResultFound("an empty Ref is used: nothing was found"); }

std::string describe(Entity& entity) {
  const Table& table = entity.type.table;
  std::string text = fmt::format("<{} ", table.type_name());
  if (entity.state == EntityState::transient) return text + "(transient)>";
  if (entity.state == EntityState::pending) return text + "(pending)>";
  std::string_view separator;
  for (const std::size_t position : table.primary_key()) {
    const Column& key = table.column(position);
    Cell cell;
    key.codec->write(*key.codec, key.field(entity.object()), cell);
    text += fmt::format("{}{}", separator, Value(cell).to_string());
    separator = ", ";
  }
  return text + ">";
}

std::size_t IdentityHash::operator()(const IdentityKey& key) const noexcept {
  return fnv1a(key.values) ^ (reinterpret_cast<std::uintptr_t>(key.table) * 31) ^
         reinterpret_cast<std::uintptr_t>(key.engine);
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

namespace {

/// True if the object differs from its row.
bool differs(Entity& entity) {
  const auto columns = entity.type.table.columns();
  return std::any_of(columns.begin(), columns.end(), [&](const Column& column) {
    return !column.codec->equal(column.field(entity.object()), column.field(entity.original()));
  });
}

[[noreturn]] void refuse_object(const Entity& entity, std::string_view because, std::string_view hint) {
  const std::string& table = entity.type.table.name();
  throw ProgrammingError(fmt::format("an object of table '{}' {}", table, because),
                         {.table = table, .hint = std::string(hint)});
}

}  // namespace

void SessionState::add(const EntityPtr& entity, std::shared_ptr<Engine> engine) {
  if (entity->owner != nullptr && entity->owner != this) {
    refuse_object(*entity, "is tracked by another session",
                  "copy it: session.add(*ref), or expunge it there");
  }
  switch (entity->state) {
    case EntityState::pending:
    case EntityState::persistent: return;
    case EntityState::removed:
      if (std::erase(removed, entity) > 0) {
        entity->state = EntityState::persistent;
        return;
      }
      break;  // its row is deleted already: it is inserted again
    case EntityState::detached:
      if (!identity.try_emplace(identity_of(*entity->engine, entity->type, entity->original()), entity)
               .second) {
        refuse_object(*entity, "can't be tracked again: the session has another object of this key",
                      "go on with that one");
      }
      entity->owner = this;
      entity->state = EntityState::persistent;
      return;
    case EntityState::transient: break;
  }
  note({.kind = Undo::Kind::added, .entity = entity, .state = entity->state});
  entity->engine = std::move(engine);
  entity->owner = this;
  entity->state = EntityState::pending;
  pending.push_back(entity);
}

void SessionState::remove(const EntityPtr& entity) {
  if (!tracks(*entity))
    refuse_object(*entity, "is to be removed that this session does not track",
                  "get it by this session first");
  if (entity->state == EntityState::pending) {
    std::erase(pending, entity);
    entity->state = EntityState::transient;
    entity->owner = nullptr;
    return;
  }
  if (entity->state != EntityState::persistent) return;
  refuse_write(*entity->engine, entity->type.table);
  entity->state = EntityState::removed;
  removed.push_back(entity);
  note({Undo::Kind::marked_removed, entity});
}

void SessionState::expunge(const EntityPtr& entity) {
  if (!tracks(*entity)) refuse_object(*entity, "is to be let go that this session does not track", {});
  std::erase(pending, entity);
  std::erase(removed, entity);
  const auto found = identity.find(identity_of(*entity->engine, entity->type, entity->original()));
  const bool has_row = found != identity.end() && found->second == entity;
  if (has_row) identity.erase(found);
  entity->state = has_row ? EntityState::detached : EntityState::transient;
  entity->owner = nullptr;
}

EntityPtr SessionState::find(const IdentityKey& key) const {
  const auto found = identity.find(key);
  return found == identity.end() ? nullptr : found->second;
}

bool SessionState::modified(Entity& entity) const {
  return entity.state == EntityState::persistent && differs(entity);
}

void SessionState::adopt(std::vector<EntityPtr>& fresh, EntityType& type,
                         const std::shared_ptr<Engine>& engine) {
  for (EntityPtr& entity : fresh) {
    auto [place, is_new] = identity.try_emplace(identity_of(*engine, type, entity->object()), entity);
    Entity& known = *place->second;
    if (is_new) {
      type.copy_columns(known.original(), known.object());
      known.state = EntityState::persistent;
      known.engine = engine;
      known.owner = this;
    } else if (known.state == EntityState::persistent && !modified(known)) {
      type.copy_columns(known.object(), entity->object());
      type.copy_columns(known.original(), entity->object());
    }
    entity = place->second;
  }
}

void SessionState::adopt_deleted(std::vector<EntityPtr>& gone, EntityType& type, const Engine& engine) {
  for (EntityPtr& entity : gone) {
    const auto known = identity.find(identity_of(engine, type, entity->object()));
    if (known == identity.end()) continue;
    entity = known->second;
    identity.erase(known);
    std::erase(removed, entity);
    if (entity->state != EntityState::removed) note({Undo::Kind::marked_removed, entity});
    entity->state = EntityState::removed;
    note({Undo::Kind::deleted, entity});
  }
}

bool SessionState::must_flush(std::span<const Node> nodes) {
  if (!pending.empty() || !removed.empty()) return true;
  std::vector<const Table*> tables;
  for (const Node& node : nodes) {
    if (node.op == Op::source || node.op == Op::insert || node.op == Op::update || node.op == Op::delete_)
      tables.push_back(&table_of_node(node));
  }
  const bool any = nodes.front().op == Op::raw;
  return std::any_of(identity.begin(), identity.end(), [&](const auto& entry) {
    return (any || std::find(tables.begin(), tables.end(), entry.first.table) != tables.end()) &&
           modified(*entry.second);
  });
}

void SessionState::undo_insert(Entity& entity, const Positions& filled) {
  identity.erase(identity_of(*entity.engine, entity.type, entity.original()));
  for (const std::size_t position : filled) {
    const Column& column = entity.type.table.column(position);
    Cell none;
    column.codec->write(*column.codec, column.field(const_cast<void*>(entity.type.blank)), none);
    column.codec->read(*column.codec, none, column.field(entity.object()));
  }
  entity.state = EntityState::pending;
}

void SessionState::undo_update(const Undo& step) {
  Entity& entity = *step.entity;
  identity.erase(identity_of(*entity.engine, entity.type, entity.original()));
  entity.type.copy_columns(entity.original(), step.before->object());
  entity.type.copy_columns(entity.object(), step.before->object());
  identity.insert_or_assign(identity_of(*entity.engine, entity.type, entity.original()), step.entity);
}

void SessionState::undo(const Undo& step) {
  Entity& entity = *step.entity;
  if (!tracks(entity)) return;
  switch (step.kind) {
    case Undo::Kind::added:
      entity.state = step.state == EntityState::removed ? step.state : EntityState::transient;
      if (entity.state == EntityState::transient) entity.owner = nullptr;
      return;
    case Undo::Kind::inserted: return undo_insert(entity, *step.filled);
    case Undo::Kind::updated: return undo_update(step);
    case Undo::Kind::marked_removed: entity.state = EntityState::persistent; return;
    case Undo::Kind::deleted:
      identity.insert_or_assign(identity_of(*entity.engine, entity.type, entity.original()), step.entity);
      entity.state = EntityState::removed;
      return;
  }
}

void SessionState::restore_objects(std::size_t level) {
  for (const auto& [key, entity] : identity) {
    if (differs(*entity)) entity->type.copy_columns(entity->object(), entity->original());
  }
  for (std::size_t i = levels.size(); i-- > level;) {
    for (auto step = levels[i].journal.rbegin(); step != levels[i].journal.rend(); ++step) undo(*step);
    levels[i].journal.clear();
  }
  std::erase_if(pending, [](const EntityPtr& entity) { return entity->state != EntityState::pending; });
  std::erase_if(removed, [](const EntityPtr& entity) { return entity->state != EntityState::removed; });
}

void SessionState::clear() {
  const auto let_go = [&](Entity& entity, EntityState state) {
    if (!tracks(entity)) return;
    entity.state = state;
    entity.owner = nullptr;
  };
  for (const auto& [key, entity] : identity) let_go(*entity, EntityState::detached);
  for (const EntityPtr& entity : pending) let_go(*entity, EntityState::transient);
  for (Level& level : levels) {
    for (const Undo& step : level.journal) let_go(*step.entity, EntityState::transient);  // deleted ones
    level.journal.clear();
  }
  identity.clear();
  pending.clear();
  removed.clear();
}

}  // namespace bindery::detail
