// Reading the rows of tracked objects again, many by one statement.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "left_out.hpp"
#include "row_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// The rows of objects of one type.
std::vector<EntityPtr> fetch_rows_of_type(std::span<Entity* const> entities, Connection& connection,
                                          std::source_location caller) {
  struct Loader {
    const EntityType& type;
    LeftOut left;
    std::vector<EntityPtr> fresh;
    EntityBlocks blocks;
  } loader{entities.front()->type, unread_in_all(entities), {}, {}};
  const Sink sink{&loader, [](void* container) {
                    auto& into = *static_cast<Loader*>(container);
                    void* const object = into.fresh.emplace_back(into.type.make(into.blocks))->object();
                    leave_unread(into.type.table, object, into.left);
                    return object;
                  }};
  const std::vector<FieldPlan> fields = plan_without(loader.type.table, loader.left);
  const auto fetch = [&](StatementRef statement) {
    std::vector<Node> nodes;
    if (loader.left != 0) {
      nodes.assign(statement.nodes.begin(), statement.nodes.end());
      nodes[2].id = loader.left;  // all columns
      statement = {nodes, statement.values, nullptr};
    }
    connection.fetch(statement, fields, sink, ReadMode::by_position, {}, caller);
  };
  const std::size_t most = most_together(loader.type.table);
  for (std::size_t at = 0; at < entities.size(); at += most) {
    const auto some = entities.subspan(at, std::min(most, entities.size() - at));
    if (some.size() == 1) {
      fetch({loader.type.by_key, keys_of(some, 1), &loader.type.by_key_text});
      continue;
    }
    const std::size_t rows =
        std::bit_ceil(some.size());  // rounded up, so that few different statements arise
    fetch({select_by_keys(loader.type, rows), keys_of(some, rows), nullptr});
  }
  return std::move(loader.fresh);
}

}  // namespace

std::vector<EntityPtr> SessionState::fetch_rows(std::span<Entity* const> entities, Connection& connection,
                                                std::source_location caller) {
  std::vector<std::vector<Entity*>> types;  // in the order in which they are met
  for (Entity* entity : entities) {
    auto same = std::find_if(types.begin(), types.end(),
                             [&](const auto& some) { return &some.front()->type == &entity->type; });
    if (same == types.end()) same = types.emplace(same);
    same->push_back(entity);
  }
  std::vector<EntityPtr> rows;
  for (const auto& some : types) {
    for (EntityPtr& row : fetch_rows_of_type(some, connection, caller)) rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<EntityPtr> SessionState::reload(std::span<const EntityPtr> entities, Connection& connection,
                                            std::source_location caller) {
  std::vector<Entity*> wanted;
  for (const EntityPtr& entity : entities) wanted.push_back(entity.get());
  std::unordered_map<RowKey, EntityPtr, RowKeyHash> rows;
  for (EntityPtr& row : fetch_rows(wanted, connection, caller)) {
    RowKey key = identity_of(connection.engine(), row->type, row->object()).values;
    rows.emplace(std::move(key), std::move(row));
  }
  std::vector<EntityPtr> gone;
  for (const EntityPtr& entity : entities) {
    const auto row = rows.find(identity_of(*entity).values);
    row == rows.end() ? gone.push_back(entity) : take_row(entity, *row->second);
  }
  return gone;
}

void SessionState::refresh(std::span<const EntityPtr> entities, Connection& connection,
                           std::source_location caller) {
  const std::vector<EntityPtr> gone = reload(entities, connection, caller);
  if (gone.empty()) return tell_loaded(entities);
  refuse_gone(*gone.front());
}

void refuse_gone(Entity& entity) {
  const std::string& table = entity.type.table.name();
  throw NoResultFound(fmt::format("the row of {}, an object of table '{}', is gone", describe(entity), table),
                      {.table = table, .hint = "another transaction deleted it: expunge the object"});
}

}  // namespace bindery::detail
