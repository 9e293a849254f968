// Reading the rows of tracked objects again, many by one statement.
#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "row_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// The rows of objects of one type.
std::vector<EntityPtr> fetch_rows_of_type(std::span<Entity* const> entities, Connection& connection,
                                          std::source_location caller) {
  struct Loader {
    const EntityType& type;
    std::vector<EntityPtr> fresh;
  } loader{entities.front()->type, {}};
  const Sink sink{&loader, [](void* container) {
                    auto& into = *static_cast<Loader*>(container);
                    return into.fresh.emplace_back(into.type.make())->object();
                  }};
  const auto fetch = [&](const StatementRef& statement) {
    connection.fetch(statement, plan_of(loader.type.table), sink, ReadMode::by_position, {}, caller);
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
  std::unordered_map<std::string, EntityPtr> rows;
  for (EntityPtr& row : fetch_rows(wanted, connection, caller)) {
    std::string key = identity_of(connection.engine(), row->type, row->object()).values;
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
  const std::string& table = gone.front()->type.table.name();
  throw NoResultFound(
      fmt::format("the row of {}, an object of table '{}', is gone", describe(*gone.front()), table),
      {.table = table, .hint = "another transaction deleted it: expunge the object"});
}

}  // namespace bindery::detail
