// Reading columns that were left out, of objects at hand: one statement for many of them.
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <map>
#include <unordered_map>
#include <utility>

#include "row_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

using Entities = std::vector<EntityPtr>;

/// The positions of these members; those that a child model does not have are left out.
Positions positions_of(const Table& table, std::span<const MemberId> members) {
  Positions found;
  for (const MemberId member : members) {
    if (const auto position = table.find(member))
      found.push_back(*position);
    else if (!table.kind_column())
      (void)table.position_of(member);  // says what is wrong
  }
  return found;
}

/// A SELECT of objects as it selects these columns alone.
std::vector<Node> only_columns(std::vector<Node> select, const EntityType& type, const Positions& columns) {
  constexpr std::size_t all_columns = 2;
  select[all_columns - 1].count = static_cast<std::uint32_t>(columns.size());
  std::vector<Node> nodes;
  for (const std::size_t position : columns) {
    const Column& column = type.table.column(position);
    nodes.push_back({.op = Op::column,
                     .type = column.type.kind,
                     .id = static_cast<std::uint64_t>(column.id),
                     .spec = type.spec});
  }
  const auto place = select.erase(select.begin() + all_columns);
  select.insert(place, nodes.begin(), nodes.end());
  return select;
}

/// The rows of objects of one type and engine, of which there are no more than one statement asks for.
Entities fetch_columns(std::span<const EntityPtr> entities, const Positions& columns, Connection& connection,
                       Deadline deadline, std::source_location caller) {
  const EntityType& type = entities.front()->type;
  Positions read(type.table.primary_key().begin(), type.table.primary_key().end());
  read.insert(read.end(), columns.begin(), columns.end());
  const std::vector<FieldPlan> all = plan_of(type.table);
  std::vector<FieldPlan> fields;
  for (const std::size_t position : read) fields.push_back(all[position]);
  std::vector<Entity*> wanted;
  for (const EntityPtr& entity : entities) wanted.push_back(entity.get());
  struct Loader {
    const EntityType& type;
    Entities fresh;
    EntityBlocks blocks;
  } loader{type, {}, {}};
  const Sink sink{&loader, [](void* container) {
                    auto& into = *static_cast<Loader*>(container);
                    return into.fresh.emplace_back(into.type.make(into.blocks))->object();
                  }};
  const std::size_t rows = std::bit_ceil(wanted.size());
  const std::vector<Node> nodes =
      only_columns(rows == 1 ? type.by_key : select_by_keys(type, rows), type, read);
  connection.fetch({nodes, keys_of(wanted, rows), nullptr}, fields, sink, ReadMode::by_position, deadline,
                   caller);
  return std::move(loader.fresh);
}

}  // namespace

void SessionState::take_columns(const EntityPtr& known, Entity& fresh, const Positions& columns) {
  const bool uncertain = written_past(*known->engine, known->type.table);
  bool noted = false;
  for (const std::size_t position : columns) {
    const Column& column = known->type.table.column(position);
    if (!column.unread_in(known->object()) || column.unread_in(fresh.object())) continue;
    if (uncertain && !std::exchange(noted, true))
      note({.kind = Undo::Kind::updated, .entity = known, .before = row_of(*known)});
    for (void* object : {known->object(), known->original()})
      column.codec->assign(column.field(object), column.field(fresh.object()));
  }
}

void SessionState::load_columns(std::span<const EntityPtr> entities, std::span<const MemberId> members,
                                Deadline deadline, std::source_location caller) {
  std::map<const EntityType*, Positions> types;
  for (const EntityPtr& entity : entities) {
    const auto [place, is_new] = types.try_emplace(&entity->type);
    if (is_new) place->second = positions_of(entity->type.table, members);
  }
  for (const auto& [type, columns] : types) {
    if (must_flush(type->every_row)) flush(caller);
  }
  std::map<std::pair<const EntityType*, Engine*>, Entities> groups;
  for (const EntityPtr& entity : entities) {
    const Positions& columns = types.at(&entity->type);
    const bool lacks = std::any_of(columns.begin(), columns.end(), [&](std::size_t position) {
      return entity->type.table.column(position).unread_in(entity->object());
    });
    if (lacks && tracks(*entity) && entity->state == EntityState::persistent && !entity->expired)
      groups[{&entity->type, entity->engine.get()}].push_back(entity);
  }
  for (const auto& [group, waiting] : groups) {
    const Table& table = group.first->table;
    const Positions& columns = types.at(group.first);
    Connection& place = connection(waiting.front()->engine, caller);
    const std::size_t most = most_together(table);
    for (std::size_t at = 0; at < waiting.size(); at += most) {
      const std::span some(waiting.data() + at, std::min(most, waiting.size() - at));
      std::unordered_map<RowKey, EntityPtr, RowKeyHash> rows;
      for (EntityPtr& row : fetch_columns(some, columns, place, deadline, caller)) {
        RowKey key = identity_of(*group.second, row->type, row->object()).values;
        rows.emplace(std::move(key), std::move(row));
      }
      for (const EntityPtr& entity : some) {
        const auto row = rows.find(identity_of(*entity).values);
        if (row == rows.end()) refuse_gone(*entity);
        take_columns(entity, *row->second, columns);
      }
    }
  }
}

}  // namespace bindery::detail
