// Reading the rows of tracked objects again: many by one statement where their key is one column.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "session_state.hpp"

namespace bindery::detail {

namespace {

constexpr std::size_t most_together = 512;

/// SELECT of the rows with these keys. The number of keys is rounded up, so that few different statements arise.
std::vector<Node> select_by_keys(const EntityType& type, std::size_t keys) {
  std::vector<Node> nodes = type.every_row;
  nodes.front().count = 3;
  const Column& key = type.table.column(type.table.primary_key().front());
  nodes.push_back({.op = Op::where, .count = 1});
  nodes.push_back(
      {.op = Op::in_list, .type = TypeKind::boolean, .count = static_cast<std::uint32_t>(keys + 1)});
  nodes.push_back({.op = Op::column,
                   .type = key.type.kind,
                   .id = static_cast<std::uint64_t>(key.id),
                   .spec = type.every_row.back().spec});
  for (std::size_t i = 0; i < keys; ++i) nodes.push_back({.op = Op::parameter, .type = key.type.kind});
  return nodes;
}

std::vector<Cell> keys_of(std::span<Entity* const> entities, std::size_t count) {
  std::vector<Cell> keys;
  for (std::size_t i = 0; i < count; ++i) {
    Entity& entity = *entities[std::min(i, entities.size() - 1)];  // the last one again, to fill up
    const Column& column = entity.type.table.column(entity.type.table.primary_key().front());
    column.codec->write(*column.codec, column.field(entity.original()), keys.emplace_back());
  }
  return keys;
}

void take(Entity& entity, Entity& fresh) {
  entity.type.copy_columns(entity.object(), fresh.object());
  entity.type.copy_columns(entity.original(), fresh.object());
}

}  // namespace

void SessionState::reload(std::span<Entity* const> entities, Connection& connection,
                          std::source_location caller) {
  std::vector<Entity*> alone(entities.begin(), entities.end());
  if (entities.size() > 1 && entities.front()->type.table.primary_key().size() == 1) {
    alone.clear();
    for (std::size_t at = 0; at < entities.size(); at += most_together) {
      reload_together(entities.subspan(at, std::min(most_together, entities.size() - at)), connection, caller,
                      alone);
    }
  }
  for (Entity* entity : alone) reload_one(*entity, connection, caller);
}

void SessionState::reload_together(std::span<Entity* const> entities, Connection& connection,
                                   std::source_location caller, std::vector<Entity*>& rest) {
  struct Loader {
    const EntityType& type;
    std::vector<EntityPtr> fresh;
  } loader{entities.front()->type, {}};
  const Sink sink{&loader, [](void* container) {
                    auto& into = *static_cast<Loader*>(container);
                    return into.fresh.emplace_back(into.type.make())->object();
                  }};
  const std::vector<Node> nodes = select_by_keys(loader.type, std::bit_ceil(entities.size()));
  const std::vector<Cell> keys = keys_of(entities, std::bit_ceil(entities.size()));
  connection.fetch({nodes, keys, nullptr}, plan_of(loader.type.table), sink, ReadMode::by_position, {},
                   caller);
  std::unordered_map<IdentityKey, Entity*, IdentityHash> found;
  for (const EntityPtr& each : loader.fresh)
    found.emplace(identity_of(connection.engine(), each->type, each->object()), each.get());
  for (Entity* entity : entities) {
    const auto row = found.find(identity_of(connection.engine(), entity->type, entity->original()));
    row == found.end() ? rest.push_back(entity) : take(*entity, *row->second);
  }
}

void SessionState::reload_one(Entity& entity, Connection& connection, std::source_location caller) {
  std::vector<Cell> key;
  for (const std::size_t position : entity.type.table.primary_key()) {
    const Column& column = entity.type.table.column(position);
    column.codec->write(*column.codec, column.field(entity.original()), key.emplace_back());
  }
  const EntityPtr fresh = entity.type.make();
  const Sink sink{fresh.get(), [](void* target) { return static_cast<Entity*>(target)->object(); }};
  const StatementRef statement{entity.type.by_key, key, &entity.type.by_key_text};
  if (connection.fetch(statement, plan_of(entity.type.table), sink, ReadMode::by_position, {}, caller) == 0) {
    throw NoResultFound(
        fmt::format("the row of an object of table '{}' is gone", entity.type.table.name()),
        {.table = entity.type.table.name(), .hint = "another transaction deleted it: expunge the object"});
  }
  take(entity, *fresh);
}

}  // namespace bindery::detail
