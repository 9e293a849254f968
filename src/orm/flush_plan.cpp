// The order of a flush: parents before children, circles of keys in layers, deletions the other way round.
#include "flush_plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "sql/row_statements.hpp"

namespace bindery::detail {

namespace {

/// Links between rows of a circle of tables, each with the columns that hold it.
class CircleLinks {
 public:
  CircleLinks(const std::vector<EntityPtr>& rows, const TableGroup& group, bool as_stored)
      : rows_(rows), as_stored_(as_stored) {
    for (const Table* table : group.tables) {
      for (const TableLink& link : links_of(*table, group.tables)) connect(link);
    }
  }
  /// Links whose keys are not known yet: these rows wait for objects, and get the keys by themselves.
  void add_awaited(const RelationWork& relations) {
    std::unordered_map<const Entity*, std::size_t> places;
    for (std::size_t row = 0; row < rows_.size(); ++row) places.emplace(rows_[row].get(), row);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      for (const EntityPtr& parent : relations.awaited(*rows_[row])) {
        const auto place = places.find(parent.get());
        if (place == places.end()) continue;
        links.push_back({row, place->second, may_wait(row, parent->type.table)});
        columns.emplace_back();
      }
    }
  }
  std::vector<RowLink> links;
  std::vector<Positions> columns;  ///< of each link

 private:
  bool may_wait(std::size_t child, const Table& parent) const {
    const Table* const table = &parent;
    const auto keys = links_of(rows_[child]->type.table, {&table, 1});
    return std::all_of(keys.begin(), keys.end(), [](const TableLink& key) { return key.optional; });
  }

  void* object(std::size_t row) const { return as_stored_ ? rows_[row]->original() : rows_[row]->object(); }
  bool is_of(std::size_t row, const Table* table) const { return &rows_[row]->type.table == table; }

  void connect(const TableLink& link) {
    std::unordered_map<std::string, std::size_t> parents;
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (is_of(row, link.parent) && !key_to_come(row, link))
        parents.emplace(key_in(*link.parent, link.target_columns, object(row)), row);
    }
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      if (!is_of(row, link.child)) continue;
      const auto parent = parents.find(key_in(*link.child, link.columns, object(row)));
      if (parent == parents.end() || parent->first.empty() || !counts(row, parent->second, link)) continue;
      links.push_back({row, parent->second, link.optional});
      columns.push_back(nullable_ones(link));
    }
  }
  /// A row may refer to itself; only MariaDB refuses to delete it then.
  bool counts(std::size_t child, std::size_t parent, const TableLink& link) const {
    if (rows_[child]->engine != rows_[parent]->engine) return false;
    return child != parent ||
           (as_stored_ && link.optional && rows_[child]->engine->dialect().backend == Backend::mariadb);
  }
  bool key_to_come(std::size_t row, const TableLink& link) const {
    const auto key = link.parent->generated_key();
    if (as_stored_ || !key || link.target_columns != Positions{*key}) return false;
    const Column& column = link.parent->column(*key);
    return column.codec->equal(column.field(object(row)),
                               column.field(const_cast<void*>(rows_[row]->type.blank)));
  }
  static Positions nullable_ones(const TableLink& link) {
    Positions found;
    std::copy_if(link.columns.begin(), link.columns.end(), std::back_inserter(found),
                 [&](std::size_t position) { return link.child->column(position).nullable; });
    return found;
  }

  const std::vector<EntityPtr>& rows_;
  bool as_stored_;
};

void refuse_circle(const RowOrder& order, const std::vector<EntityPtr>& rows) {
  if (!order.stuck) return;
  Entity& entity = *rows[*order.stuck];
  throw ProgrammingError(
      fmt::format("{} and others of table '{}' refer to each other in a circle that no order can satisfy",
                  describe(entity), entity.type.table.name()),
      {.table = entity.type.table.name(),
       .hint = "make one of the keys std::optional, so that it can be set later"});
}

/// Rows of one layer and table at a time.
template <class Use>
void each_batch(const std::vector<EntityPtr>& rows, const RowOrder& order, const TableGroup& group,
                bool backwards, Use use) {
  std::map<std::pair<std::size_t, std::size_t>, std::vector<EntityPtr>> batches;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto table = std::find(group.tables.begin(), group.tables.end(), &rows[row]->type.table);
    batches[{order.layers[row], static_cast<std::size_t>(table - group.tables.begin())}].push_back(rows[row]);
  }
  if (backwards) {
    for (auto batch = batches.rbegin(); batch != batches.rend(); ++batch) use(batch->second);
  } else {
    for (auto& [place, batch] : batches) use(batch);
  }
}

}  // namespace

FlushPlan::Rows& FlushPlan::rows_for(const Entity& entity) {
  const Table* const table = &entity.type.table;
  if (last_ == nullptr || last_->first != table) last_ = &*rows_.try_emplace(table).first;
  Rows& rows = last_->second;
  if (rows.engines.empty() || rows.engines.back() != entity.engine.get())
    rows.engines.push_back(entity.engine.get());
  return rows;
}

void FlushPlan::check() const {
  for (const auto& [table, rows] : rows_) {
    for (const Engine* const engine : rows.engines) refuse_write(*engine, *table);
  }
}

std::vector<TableGroup> FlushPlan::groups() const {
  std::vector<const Table*> tables;
  for (const auto& [table, rows] : rows_) tables.push_back(table);
  return parents_first(std::move(tables));
}

void FlushPlan::write() {
  for (const TableGroup& group : groups())
    group.circular ? write_circle(group) : write_table(rows_[group.tables.front()]);
}

void FlushPlan::erase() {
  const std::vector<TableGroup> all = groups();
  for (auto group = all.rbegin(); group != all.rend(); ++group)
    group->circular ? erase_circle(*group) : delete_rows(rows_[group->tables.front()].deletes);
}

// Updates first: they may free a value that a new row takes.
void FlushPlan::write_table(Rows& rows) {
  update_rows(rows.updates);
  insert_rows(std::move(rows.inserts), {});
}

void FlushPlan::write_circle(const TableGroup& group) {
  Entities rows;
  for (const Table* table : group.tables)
    rows.insert(rows.end(), rows_[table].inserts.begin(), rows_[table].inserts.end());
  CircleLinks circle(rows, group, false);
  circle.add_awaited(session_.relations);
  const RowOrder order = order_rows(rows.size(), circle.links);
  refuse_circle(order, rows);
  Postponed postponed;
  for (const std::size_t link : order.postponed) {
    const EntityPtr& child = rows[circle.links[link].child];
    const bool is_new = !postponed.contains(child.get());
    Positions& columns = postponed[child.get()];
    if (is_new) rows_[&child->type.table].updates.push_back(child);
    columns.insert(columns.end(), circle.columns[link].begin(), circle.columns[link].end());
  }
  each_batch(rows, order, group, false, [&](Entities& batch) { insert_rows(std::move(batch), postponed); });
  for (const Table* table : group.tables) update_rows(rows_[table].updates);
}

void FlushPlan::erase_circle(const TableGroup& group) {
  Entities rows;
  for (const Table* table : group.tables)
    rows.insert(rows.end(), rows_[table].deletes.begin(), rows_[table].deletes.end());
  const CircleLinks circle(rows, group, true);
  const RowOrder order = order_rows(rows.size(), circle.links);
  refuse_circle(order, rows);
  std::map<const Table*, Entities> unlinked;
  for (const std::size_t link : order.postponed) {
    const EntityPtr& child = rows[circle.links[link].child];
    Entities& same_table = unlinked[&child->type.table];
    if (std::find(same_table.begin(), same_table.end(), child) == same_table.end()) {
      child->hand_out();
      child->type.copy_columns(child->object(), child->original());
      same_table.push_back(child);
    }
    for (const std::size_t position : circle.columns[link]) {
      const Column& column = child->type.table.column(position);
      column.codec->read(*column.codec, Cell::null(), column.field(child->object()));
    }
  }
  for (const Table* table : group.tables) update_rows(unlinked[table]);
  each_batch(rows, order, group, true, [&](Entities& batch) { delete_rows(batch); });
}

}  // namespace bindery::detail
