// What a flush writes for relations: keys in the objects' columns, and the rows of association tables.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// Gives a column the value of another object's column, whose C++ type may be another.
void copy_value(const Column& to, void* object, const Column& from, void* source) {
  Cell cell;
  if (source != nullptr) from.codec->write(*from.codec, from.field(source), cell);
  to.codec->read(*to.codec, cell, to.field(object));
}

[[noreturn]] void refuse_no_target(Entity& entity, const Column& column) {
  throw IntegrityError(
      fmt::format("{} is in no relation any more that gives its '{}', which may not be NULL",
                  describe(entity), column.name),
      {.bind = bind_label(entity.engine->bind_key()),
       .table = entity.type.table.name(),
       .column = column.name,
       .hint =
           "put it into another object's relation, remove it, or declare the relation with delete_orphan"});
}

bool has_key(const Entity& entity) {
  return entity.state == EntityState::persistent || entity.state == EntityState::detached;
}

std::vector<Node> association_condition(const Table& table, const Positions& columns) {
  std::vector<Node> nodes{{.op = Op::where, .count = 1}};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i + 1 < columns.size()) nodes.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    const TypeKind kind = table.column(columns[i]).type.kind;
    nodes.push_back({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    nodes.push_back({.op = Op::column, .type = kind, .id = columns[i], .table = &table});
    nodes.push_back({.op = Op::parameter, .type = kind});
  }
  return nodes;
}

std::vector<Node> delete_association(const Table& table, const Positions& columns) {
  std::vector<Node> nodes{{.op = Op::delete_, .count = 1, .table = &table}};
  const std::vector<Node> condition = association_condition(table, columns);
  nodes.insert(nodes.end(), condition.begin(), condition.end());
  return nodes;
}

std::vector<Node> insert_association(const Table& table, const Positions& columns) {
  const auto width = static_cast<std::uint32_t>(columns.size());
  std::vector<Node> nodes{{.op = Op::insert, .count = 2, .table = &table},
                          {.op = Op::insert_columns, .count = width}};
  for (const std::size_t position : columns)
    nodes.push_back(
        {.op = Op::column, .type = table.column(position).type.kind, .id = position, .table = &table});
  nodes.push_back({.op = Op::rows, .count = 1});
  nodes.push_back({.op = Op::row, .count = width});
  for (const std::size_t position : columns)
    nodes.push_back({.op = Op::parameter, .type = table.column(position).type.kind});
  return nodes;
}

void write_key(std::vector<Cell>& cells, Entity& entity, const Positions& columns, bool as_stored) {
  for (const std::size_t position : columns) {
    const Column& column = entity.type.table.column(position);
    column.codec->write(*column.codec, column.field(as_stored ? entity.original() : entity.object()),
                        cells.emplace_back());
  }
}

Positions both(const Association& row) {
  Positions columns = row.first_columns;
  columns.insert(columns.end(), row.second_columns.begin(), row.second_columns.end());
  return columns;
}

}  // namespace

std::vector<EntityPtr> RelationWork::awaited(const Entity& entity) const {
  std::vector<EntityPtr> targets;
  const auto links = links_.find(&entity);
  if (links == links_.end()) return targets;
  for (const Link& link : links->second) {
    if (link.target && !has_key(*link.target)) targets.push_back(link.target);
  }
  return targets;
}

bool RelationWork::fill_keys(Entity& entity) {
  const auto links = links_.find(&entity);
  if (links == links_.end()) return false;
  if (entity.state != EntityState::pending) entity.hand_out();
  bool released = false;
  const Table& table = entity.type.table;
  std::erase_if(links->second, [&](const Link& link) {
    if (link.target && !has_key(*link.target)) return false;
    for (std::size_t i = 0; i < link.columns.size(); ++i) {
      const Column& column = table.column(link.columns[i]);
      if (!link.target) {
        if (!column.nullable) refuse_no_target(entity, column);
        released = true;
        copy_value(column, entity.object(), column, nullptr);
      } else {
        copy_value(column, entity.object(), link.target->type.table.column(link.target_columns[i]),
                   link.target->object());
      }
    }
    return true;
  });
  if (links->second.empty()) links_.erase(links);
  return released;
}

std::vector<EntityPtr> RelationWork::fill_all_keys() {
  std::vector<EntityPtr> linked, released;
  for (const auto& [entity, links] : links_)
    linked.push_back(const_cast<Entity*>(entity)->shared_from_this());
  for (const EntityPtr& entity : linked) {
    const bool persistent = entity->state == EntityState::persistent;
    if (!persistent && entity->state != EntityState::pending) {
      links_.erase(entity.get());
    } else if (fill_keys(*entity) && persistent) {
      released.push_back(entity);
    }
  }
  return released;
}

std::shared_ptr<Engine> RelationWork::engine_of(const Association& row) const {
  return session_.engine_beside(*row.first, row.table->table());
}

void RelationWork::write_associations(bool added, std::source_location caller) {
  std::vector<const Association*> rows;
  for (const auto& [key, row] : associations_) {
    if (row.added == added) rows.push_back(&row);
  }
  std::sort(rows.begin(), rows.end(),
            [](const Association* a, const Association* b) { return a->sequence < b->sequence; });
  std::map<std::tuple<WorkKey, std::string, Positions>, std::vector<const Association*>> batches;
  for (const Association* row : rows)
    batches[{work_key(*engine_of(*row)), row->table->table().full_name(), both(*row)}].push_back(row);
  for (const auto& [shape, batch] : batches) {
    const Association& first = *batch.front();
    const Table& table = first.table->table();
    const auto engine = engine_of(first);
    refuse_write(*engine, table);
    const Positions columns = both(first);
    std::vector<Cell> cells;
    for (const Association* row : batch) {
      write_key(cells, *row->first, row->first_key, !added);
      write_key(cells, *row->second, row->second_key, !added);
    }
    Connection& connection = session_.connection(engine, caller);
    const auto statement = added ? insert_association(table, columns) : delete_association(table, columns);
    connection.run_many(statement, cells, columns.size(), {}, caller);
    session_.record_between(added ? ChangeKind::inserted : ChangeKind::deleted, table, *engine, columns,
                            cells);
  }
}

void RelationWork::delete_rows_of(const std::vector<EntityPtr>& removed, std::source_location caller) {
  struct Batch {
    std::shared_ptr<Engine> engine;
    std::vector<Cell> cells;
  };
  std::map<std::tuple<WorkKey, const Table*, Positions>, Batch> batches;
  for (const EntityPtr& entity : removed) {
    for (const Relation& relation : entity->type.relations()) {
      if (relation.kind != RelationKind::many_to_many || relation.read_only() ||
          relation.spec->passive_deletes)
        continue;
      const Table& table = relation.association->table();
      auto engine = session_.engine_beside(*entity, table);
      Batch& batch = batches[{work_key(*engine), &table, relation.association_own}];
      batch.engine = std::move(engine);
      write_key(batch.cells, *entity, relation.own_columns, true);
    }
  }
  for (const auto& [shape, batch] : batches) {
    const Table& table = *std::get<1>(shape);
    const Positions& columns = std::get<2>(shape);
    session_.connection(batch.engine, caller)
        .run_many(delete_association(table, columns), batch.cells, columns.size(), {}, caller);
  }
}

}  // namespace bindery::detail
