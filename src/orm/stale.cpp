// Rows that are not as an object remembers them.
#include "stale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "sql/row_statements.hpp"

namespace bindery::detail {

namespace {

using Rows = std::unordered_map<RowKey, EntityPtr, RowKeyHash>;

Rows rows_now(std::span<const EntityPtr> entities, Connection& connection, std::source_location caller) {
  std::vector<Entity*> wanted;
  for (const EntityPtr& entity : entities) wanted.push_back(entity.get());
  Rows rows;
  for (EntityPtr& row : SessionState::fetch_rows(wanted, connection, caller)) {
    RowKey key = identity_of(connection.engine(), row->type, row->object()).values;
    rows.emplace(std::move(key), std::move(row));
  }
  return rows;
}

/// True if the row has all that the object was to write.
bool holds_changes(Entity& entity, Entity& row) {
  const Positions changed = changed_columns(entity);
  return std::all_of(changed.begin(), changed.end(), [&](std::size_t position) {
    const Column& column = entity.type.table.column(position);
    return column.codec->equal(column.field(entity.object()), column.field(row.object()));
  });
}

/// What is wrong with an object's row; empty if nothing is.
std::string fault(Entity& entity, const Rows& rows, FlushVerb verb) {
  const auto found = rows.find(identity_of(entity).values);
  const bool gone = found == rows.end();
  const auto counted = version_of(entity.type.table);
  if (gone && verb == FlushVerb::delete_) return {};  // by us, as it should be
  if (gone) {
    const RowKey now = identity_of(*entity.engine, entity.type, entity.object()).values;
    return now != identity_of(entity).values ? std::string()
                                             : fmt::format("{}: its row is gone", describe(entity));
  }
  if (!counted || (verb == FlushVerb::update && holds_changes(entity, *found->second))) return {};
  const Column& column = entity.type.table.column(*counted);
  const std::int64_t expected = read_version(column, entity.original());
  const std::int64_t there = read_version(column, found->second->object());
  return fmt::format("{}: version {} was expected, its row has version {}", describe(entity), expected,
                     there);
}

std::string culprits(std::span<const EntityPtr> entities, FlushVerb verb, Connection& connection,
                     std::source_location caller) {
  constexpr std::size_t most_named = 5;
  const Rows rows = rows_now(entities, connection, caller);
  std::string text;
  std::size_t named = 0;
  for (const EntityPtr& entity : entities) {
    const std::string one = fault(*entity, rows, verb);
    if (one.empty()) continue;
    if (named++ == most_named) return text + ", ...";
    text += (text.empty() ? "" : ", ") + one;
  }
  if (text.empty() && entities.size() == 1)
    return fmt::format("{}: its row is gone", describe(*entities.front()));
  return text;
}

}  // namespace

void check_matched(std::int64_t matched, std::span<const EntityPtr> entities, FlushVerb verb,
                   Connection& connection, std::source_location caller) {
  if (matched == static_cast<std::int64_t>(entities.size())) return;
  const Table& table = entities.front()->type.table;
  const std::string named = culprits(entities, verb, connection, caller);
  throw StaleDataError(
      fmt::format(
          "the {} of {} object{} of table '{}' matched {} row{}: another transaction changed or deleted "
          "{}{}",
          verb == FlushVerb::update ? "update" : "deletion", entities.size(), entities.size() == 1 ? "" : "s",
          table.name(), matched, matched == 1 ? "" : "s", named.empty() ? "some" : "", named),
      {.bind = bind_label(connection.engine().bind_key()),
       .table = table.name(),
       .hint = "roll back and read the objects again"});
}

}  // namespace bindery::detail
