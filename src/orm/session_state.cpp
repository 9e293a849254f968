// Tracked objects of a session: identity, change detection, taking in what queries read.
#include "session_state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "sql/row_statements.hpp"

namespace bindery::detail {

EntityType::EntityType(const Table& of, const TableSpec* table_spec, const void* blank_object,
                       std::shared_ptr<Entity> (*make_entity)(EntityBlocks::Block*), void* (*make_object)(),
                       void (*unmake_object)(void*), std::size_t place_of_object, std::size_t room_for_one)
    : table(of), spec(table_spec), blank(blank_object), make_in(make_entity), new_object(make_object),
      delete_object(unmake_object), place(place_of_object), room(room_for_one), fields(plan_of(of)) {
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

std::shared_ptr<Entity> EntityType::make() const { return make_in(nullptr); }
std::shared_ptr<Entity> EntityType::make(EntityBlocks& blocks) const { return make_in(blocks.next(room)); }

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
    text += fmt::format("{}{}", separator, value_in(key, entity.object()).to_string());
    separator = ", ";
  }
  return text + ">";
}

void refuse_expired(Entity& entity) {
  const std::string name = describe(entity);
  throw NotLoaded(fmt::format("{} has expired: what it holds may not be in the database any more", name),
                  {.table = entity.type.table.name(),
                   .hint = "session.refresh(object) reads it again, as does any query that meets it"});
}

namespace {

[[noreturn]] void refuse_object(const Entity& entity, std::string_view because, std::string_view hint) {
  const std::string& table = entity.type.table.name();
  throw ProgrammingError(fmt::format("an object of table '{}' {}", table, because),
                         {.table = table, .hint = std::string(hint)});
}

}  // namespace

void SessionState::add(const EntityPtr& entity, std::shared_ptr<Engine> engine) {
  take_in(entity, std::move(engine));
  tell_states();
}

void SessionState::take_in(const EntityPtr& entity, std::shared_ptr<Engine> engine) {
  if (entity->owner != nullptr && entity->owner != this) {
    refuse_object(*entity, "is tracked by another session",
                  "copy it: session.add(*ref), or expunge it there");
  }
  switch (entity->state) {
    case EntityState::pending:
    case EntityState::persistent: return;
    case EntityState::removed:
      if (std::erase(removed, entity) > 0) return set_state(*entity, EntityState::persistent);
      break;  // its row is deleted already: it is inserted again
    case EntityState::detached: return take_in_detached(entity);
    case EntityState::transient: break;
  }
  if (entity->state == EntityState::removed) note({.kind = Undo::Kind::added_again, .entity = entity});
  entity->engine = std::move(engine);
  entity->join(*this);
  set_state(*entity, EntityState::pending);
  pending.push_back(entity);
  relations.track(entity);
  relations.take_in_new(entity);
}

void SessionState::take_in_detached(const EntityPtr& entity) {
  const IdentityKey key = identity_of(*entity);
  if (identity.rows(*key.engine, *key.table).at(key.values, entity) != entity) {
    refuse_object(*entity, "can't be tracked again: the session has another object of this key",
                  "go on with that one");
  }
  entity->join(*this);
  set_state(*entity, EntityState::persistent);
  relations.track(entity);
  relations.take_in_again(entity);
}

std::shared_ptr<Engine> SessionState::engine_beside(const Entity& beside, const Table& table) const {
  if (beside.engine && beside.engine->bind_key() == table.bind_key()) return beside.engine;
  if (beside.engine && beside.type.table.bind_key() == table.bind_key()) return beside.engine;
  return engine(table.bind_key());
}

void SessionState::add_beside(Entity& beside, const EntityPtr& entity) {
  auto place = engine_beside(beside, entity->type.table);
  refuse_write(*place, entity->type.table);
  take_in(entity, std::move(place));
}

EntityPtr SessionState::find_by_key(Entity& holder, const EntityType& type, const Positions& key,
                                    const Positions& holder_columns) const {
  const auto keys = type.table.primary_key();
  if (!std::is_permutation(key.begin(), key.end(), keys.begin(), keys.end())) return nullptr;
  std::vector<Value> values;
  for (const std::size_t position : keys) {
    const auto at = static_cast<std::size_t>(std::find(key.begin(), key.end(), position) - key.begin());
    values.push_back(value_in(holder.type.table.column(holder_columns[at]), holder.object()));
    if (values.back().is_null()) return nullptr;
  }
  return identity.find(identity_of(*engine_beside(holder, type.table), type, values));
}

void SessionState::remove(const EntityPtr& entity) {
  if (!tracks(*entity))
    refuse_object(*entity, "is to be removed that this session does not track",
                  "get it by this session first");
  if (entity->state == EntityState::pending) {
    std::erase(pending, entity);
    set_state(*entity, EntityState::transient);
    return entity->leave();
  }
  if (entity->state != EntityState::persistent) return;
  refuse_write(*entity->engine, entity->type.table);
  set_state(*entity, EntityState::removed);
  removed.push_back(entity);
  note({.kind = Undo::Kind::marked_removed, .entity = entity});
}

void SessionState::expunge(const EntityPtr& entity) {
  if (!tracks(*entity)) refuse_object(*entity, "is to be let go that this session does not track", {});
  std::erase(pending, entity);
  std::erase(removed, entity);
  const bool with_row = has_row(*entity);
  if (with_row) identity.erase(identity_of(*entity));
  set_state(*entity, with_row ? EntityState::detached : EntityState::transient);
  entity->leave();
  tell_states();
}

bool SessionState::modified(Entity& entity) const {
  return entity.state == EntityState::persistent && !entity.expired && differs(entity);
}

void SessionState::expire(Entity& entity) {
  entity.take_back();
  entity.expired = true;
  relations.unload(entity);
}

void SessionState::expire_all() {
  identity.for_each([&](const EntityPtr& entity) {
    if (entity->state == EntityState::persistent) expire(*entity);
  });
}

bool SessionState::written_past(const Engine& engine, const Table& table) const {
  return std::any_of(levels.begin(), levels.end(), [&](const Level& level) {
    return level.written.contains({&engine, nullptr}) || level.written.contains({&engine, &table});
  });
}

namespace {

/// What a query left out stays as the object knows it, unless the object has expired or its version tells that the row is
/// another one by now.
void keep_left_out(Entity& known, Entity& fresh) {
  const Table& table = known.type.table;
  const auto counted = version_of(table);
  if (known.expired || (counted && read_version(table.column(*counted), known.original()) !=
                                       read_version(table.column(*counted), fresh.object())))
    return;
  for (const std::size_t position : table.deferred()) {
    const Column& column = table.column(position);
    if (column.unread_in(fresh.object()))
      column.codec->assign(column.field(fresh.object()), column.field(known.original()));
  }
}

bool same_columns(const Table& table, void* a, void* b) {
  return std::all_of(table.columns().begin(), table.columns().end(), [&](const Column& column) {
    return column.codec->equal(column.field(a), column.field(b));
  });
}

}  // namespace

void SessionState::take_row(const EntityPtr& entity, Entity& fresh) {
  keep_left_out(*entity, fresh);
  const bool same = entity->is_row_as(fresh.object()) ||
                    same_columns(entity->type.table, fresh.object(), entity->original());
  if (!same) {
    RowCopy before = row_of(*entity);
    note({.kind = Undo::Kind::updated, .entity = entity, .before = std::move(before)});
  }
  entity->type.copy_columns(entity->object(), fresh.object());
  if (!same) entity->settle();
  entity->expired = false;
  relations.drop_stale(*entity);
}

void SessionState::adopt(std::span<EntityPtr> fresh, EntityType& type,
                         const std::shared_ptr<Engine>& engine) {
  const bool uncertain = written_past(*engine, type.table);
  TrackedRows& rows = identity.rows(*engine, type.table.root());
  rows.expect(fresh.size());
  for (EntityPtr& entity : fresh) {
    const Table& table = entity->type.table;
    const EntityPtr& known = rows.at(row_key(table, table.primary_key(), entity->object()), entity);
    if (known == entity) {
      known->state = EntityState::persistent;
      known->engine = engine;
      known->join(*this);
      relations.track(known);
      if (uncertain) note({.kind = Undo::Kind::loaded, .entity = known});
    } else if (known->state == EntityState::persistent && &known->type == &entity->type) {
      if (modified(*known)) {
        const auto candidates = entity->type.table.deferred();
        take_columns(known, *entity, {candidates.begin(), candidates.end()});
      } else {
        take_row(known, *entity);
      }
    }
    if (known != entity) entity = known;
  }
  tell_loaded(fresh);
}

void SessionState::note_gone(const EntityPtr& entity) {
  identity.erase(identity_of(*entity));
  std::erase(removed, entity);
  if (entity->state != EntityState::removed) note({.kind = Undo::Kind::marked_removed, .entity = entity});
  set_state(*entity, EntityState::removed);
  note({.kind = Undo::Kind::deleted, .entity = entity});
}

void SessionState::adopt_deleted(std::vector<EntityPtr>& gone, EntityType& type, const Engine& engine) {
  for (EntityPtr& entity : gone) {
    const EntityPtr known = identity.find(identity_of(engine, type, entity->object()));
    if (!known) continue;
    note_gone(known);
    entity = known;
  }
  if (!gone.empty()) relations.drop_deleted();
}

namespace {

bool speaks_of(std::span<const Node> nodes, const Table& table) {
  return std::any_of(nodes.begin(), nodes.end(), [&](const Node& node) {
    return (node.op == Op::source || node.op == Op::insert || node.op == Op::update ||
            node.op == Op::delete_) &&
           (node.table != nullptr || node.spec != nullptr) && same_table(table_of_node(node), table);
  });
}

}  // namespace

StatementRef SessionState::filtered(const StatementRef& statement, std::span<const Unfiltered> around,
                                    FilteredStatement& room) const {
  if (!filters || !filters->apply(statement, around, room)) return statement;
  return {room.nodes, room.values, nullptr};
}

bool SessionState::must_flush(std::span<const Node> nodes) {
  if (!options.autoflush || autoflush_pauses > 0) return false;
  if (!pending.empty() || !removed.empty() || relations.has_changes()) return true;
  const bool any = nodes.front().op == Op::raw;
  return handed_out.any_modified([&](const Table& table) { return any || speaks_of(nodes, table); },
                                 [&](Entity& entity) { return modified(entity); });
}

}  // namespace bindery::detail
