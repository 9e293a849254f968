// Writing the rows of one table: batches of inserts, updates and deletes, and what they do to the objects.
#include <bindery/sql/insert.hpp>

#include <algorithm>
#include <iterator>

#include "flush_plan.hpp"
#include "sql/row_statements.hpp"
#include "sql/new_rows.hpp"
#include "stale.hpp"

namespace bindery::detail {

namespace {

Positions columns_beside(const Table& table, const Positions& given) {
  Positions others;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (!std::binary_search(given.begin(), given.end(), i)) others.push_back(i);
  }
  return others;
}

/// True if the database made values that the insert did not return; keys it returns.
bool lacks_values(const Table& table, const Positions& filled) {
  return std::any_of(filled.begin(), filled.end(),
                     [&](std::size_t position) { return !table.column(position).primary_key; });
}

/// Columns of an object that are NULL for as long as this lives.
class HeldBack {
 public:
  HeldBack(Entity& entity, const Positions& columns)
      : entity_(entity), columns_(columns), values_(entity.type.make()) {
    entity.hand_out();  // it will differ from its row
    entity.type.copy_columns(values_->object(), entity.object());
    for (const std::size_t position : columns_) {
      const Column& column = entity_.type.table.column(position);
      column.codec->read(*column.codec, Cell::null(), column.field(entity_.object()));
    }
  }
  HeldBack(HeldBack&&) noexcept = default;
  HeldBack& operator=(HeldBack&&) = delete;
  ~HeldBack() {
    if (!values_) return;
    for (const std::size_t position : columns_) {
      const Column& column = entity_.type.table.column(position);
      column.codec->assign(column.field(entity_.object()), column.field(values_->object()));
    }
  }

  const Entity& entity() const { return entity_; }
  /// The object as the program made it.
  const EntityPtr& values() const { return values_; }

 private:
  Entity& entity_;
  const Positions& columns_;
  EntityPtr values_;
};

template <class Entity, class Use> void in_batches(std::span<Entity> rows, Use use) {
  for (std::size_t at = 0; at < rows.size(); at += most_new_rows)
    use(rows.subspan(at, std::min(most_new_rows, rows.size() - at)));
}

void start_versions(const Table& table, std::span<const EntityPtr> entities) {
  const auto counted = version_of(table);
  if (!counted) return;
  const Column& counter = table.column(*counted);
  for (const EntityPtr& entity : entities) {
    if (read_version(counter, entity->object()) == 0) write_version(counter, entity->object(), 1);
  }
}

}  // namespace

template <class Use> void FlushPlan::by_engine(std::span<EntityPtr> entities, Use use) {
  if (entities.empty()) return;
  const auto& first = entities.front()->engine;
  const auto is_first = [&](const EntityPtr& entity) { return entity->engine == first; };
  if (std::all_of(entities.begin(), entities.end(), is_first))
    return use(session_.connection(first, caller_), entities);
  std::map<WorkKey, Entities> parts;
  for (const EntityPtr& entity : entities) parts[work_key(*entity->engine)].push_back(entity);
  for (auto& [key, part] : parts) use(session_.connection(part.front()->engine, caller_), std::span(part));
}

void FlushPlan::insert_rows(Entities entities, const Postponed& postponed) {
  by_engine(entities, [&](Connection& connection, std::span<EntityPtr> rows) {
    in_batches(rows, [&](std::span<EntityPtr> some) { insert_batch(connection, some, postponed); });
  });
}

void FlushPlan::insert_batch(Connection& connection, std::span<EntityPtr> entities,
                             const Postponed& postponed) {
  const EntityType& type = entities.front()->type;
  start_versions(type.table, entities);
  std::vector<void*> objects;
  objects.reserve(entities.size());
  NewRows rows(type.table, type.blank);
  std::vector<SameColumns> parts;
  std::vector<HeldBack> held_back;
  for (const EntityPtr& entity : entities) {
    void* const object = entity->object();
    session_.relations.fill_keys(*entity);
    if (!postponed.empty()) {
      if (const auto later = postponed.find(entity.get()); later != postponed.end())
        held_back.emplace_back(*entity, later->second);
    }
    if (!rows.gives_as_before(object))
      parts.push_back({0, columns_beside(type.table, given_columns(type.table, object, type.blank))});
    objects.push_back(object);
    parts.back().end = objects.size();
  }
  connection.insert_objects(type.table, objects, type.blank, {}, caller_);
  std::map<const Entity*, EntityPtr> as_made;
  for (const HeldBack& one : held_back) as_made.emplace(&one.entity(), one.values());
  take_inserted(connection, entities, parts, std::move(as_made));
}

void FlushPlan::take_inserted(Connection& connection, std::span<EntityPtr> entities,
                              std::span<SameColumns> parts, std::map<const Entity*, EntityPtr> as_made) {
  const Table& table = entities.front()->type.table;
  std::vector<std::span<const EntityPtr>> taken;
  Entities incomplete;
  std::size_t begin = 0;
  for (SameColumns& part : parts) {
    auto inserted = std::make_unique<InsertedRows>();
    const auto some = entities.subspan(begin, part.end - begin);
    for (const EntityPtr& entity : some) {
      if (as_made.empty()) break;
      if (auto made = as_made.extract(entity.get())) inserted->as_made.insert(std::move(made));
    }
    inserted->entities.assign(std::make_move_iterator(some.begin()), std::make_move_iterator(some.end()));
    taken.emplace_back(inserted->entities);
    if (lacks_values(table, part.filled))
      incomplete.insert(incomplete.end(), taken.back().begin(), taken.back().end());
    inserted->filled = std::move(part.filled);
    take_part(connection, std::move(inserted));
    begin = part.end;
  }
  if (!incomplete.empty()) session_.refresh(incomplete, connection, caller_);
  if (!session_.records_changes()) return;
  for (const auto& some : taken) {
    for (const EntityPtr& entity : some) session_.record(ChangeKind::inserted, entity, nullptr);
  }
}

void FlushPlan::take_part(Connection& connection, std::unique_ptr<InsertedRows> rows) {
  const std::span<const EntityPtr> entities = rows->entities;
  const Table& table = entities.front()->type.table;
  for (const auto& [entity, made] : rows->as_made) incomplete_.insert(entity);
  session_.note({.kind = Undo::Kind::inserted, .inserted = std::move(rows)});
  TrackedRows& known = session_.identity.rows(connection.engine(), table.root());
  known.expect(entities.size());
  for (const EntityPtr& entity : entities) {
    entity->settle();
    session_.set_state(*entity, EntityState::persistent);
    known.put(row_key(table, table.primary_key(), entity->original()), entity);
  }
}

void FlushPlan::update_rows(Entities& entities) {
  by_engine(entities, [&](Connection& connection, std::span<const EntityPtr> rows) {
    in_batches(rows, [&](std::span<const EntityPtr> some) { update_changed(connection, some); });
  });
}

void FlushPlan::update_changed(Connection& connection, std::span<const EntityPtr> entities) {
  const Table& table = entities.front()->type.table;
  const auto counted = version_of(table);
  std::map<Positions, SameChange> changes;
  auto last = changes.end();
  Positions columns;
  for (const EntityPtr& entity : entities) {
    session_.relations.fill_keys(*entity);
    if (!incomplete_.contains(entity.get())) session_.tell_attributes(entity);  // may change the object
    RowCopy now = copy_row(table, entity->object(), &session_.copies);
    find_changed_columns(*entity, now, columns);
    if (counted) std::erase(columns, *counted);
    if (columns.empty()) continue;
    if (last == changes.end() || last->first != columns) last = changes.try_emplace(columns).first;
    last->second.entities.push_back(entity);
    last->second.now.push_back(std::move(now));
  }
  for (auto& [changed, objects] : changes) update_batch(connection, changed, objects.entities, objects.now);
}

void FlushPlan::update_batch(Connection& connection, const Positions& changed,
                             std::span<const EntityPtr> entities, std::span<RowCopy> now) {
  const Table& table = entities.front()->type.table;
  const auto counted = version_of(table);
  Positions columns = changed;
  if (counted) columns.push_back(*counted);
  for (std::size_t i = 0; counted && i < entities.size(); ++i) {
    Entity& entity = *entities[i];
    const auto count = Value(cell_in_row(entity, *counted)).as<std::int64_t>();
    write_version(table.column(*counted), entity.object(), count + 1);
    now[i] = copy_row(table, entity.object(), &session_.copies);
  }
  for (std::size_t level = 0; level < table.part_count(); ++level)
    update_part(connection, table.part(level), columns_in_part(table, level, columns), entities);
  take_updated(changed, entities, now);
  const auto computed = [](const Column& column) { return column.is_computed(); };
  if (std::any_of(table.columns().begin(), table.columns().end(), computed))
    session_.refresh(entities, connection, caller_);
}

void FlushPlan::take_updated(const Positions& changed, std::span<const EntityPtr> entities,
                             std::span<RowCopy> now) {
  const EntityType& type = entities.front()->type;
  const auto key = type.table.primary_key();
  const bool recorded = session_.records_changes();
  const bool new_keys = std::any_of(key.begin(), key.end(), [&](std::size_t column) {
    return std::binary_search(changed.begin(), changed.end(), column);
  });
  Entities before;  // as objects, where somebody looks at them
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const EntityPtr& entity = entities[i];
    if (recorded || new_keys) {
      before.push_back(type.make());
      type.copy_columns(before.back()->object(), entity->original());
      session_.record(ChangeKind::updated, entity, before.back()->object());
    }
    if (new_keys) session_.identity.erase(identity_of(*entity));
    RowCopy row = entity->exchange_row(std::move(now[i]));
    session_.note({.kind = Undo::Kind::updated, .entity = entity, .before = std::move(row)});
    if (new_keys) session_.identity.put(identity_of(*entity), entity);
    session_.relations.drop_stale(*entity);
  }
  if (new_keys) session_.follow_new_keys(entities, before);
}

void FlushPlan::update_part(Connection& connection, const Table& part, const Positions& columns,
                            std::span<const EntityPtr> entities) {
  if (columns.empty()) return;
  const Positions condition = condition_columns(part);
  const Positions in_row = positions_in(entities.front()->type.table, part, condition);
  std::vector<Cell> cells;
  cells.reserve((columns.size() + condition.size()) * entities.size());
  for (const EntityPtr& entity : entities) {
    for (const std::size_t position : columns) write_field(cells, part.column(position), entity->object());
    for (const std::size_t position : in_row) cells.push_back(cell_in_row(*entity, position));
  }
  const std::int64_t matched =
      connection.update_many(part, columns, condition, update_statement(part, columns), cells, {}, caller_);
  check_matched(matched, entities, FlushVerb::update, connection, caller_);
}

void FlushPlan::delete_rows(Entities& entities) {
  by_engine(entities, [&](Connection& connection, std::span<const EntityPtr> rows) {
    in_batches(rows, [&](std::span<const EntityPtr> some) { delete_batch(connection, some); });
  });
}

void FlushPlan::delete_batch(Connection& connection, std::span<const EntityPtr> entities) {
  const Table& table = entities.front()->type.table;
  for (std::size_t level = table.part_count(); level-- > 0;) {
    const Table& part = table.part(level);
    const Positions condition = condition_columns(part);
    const Positions in_row = positions_in(table, part, condition);
    std::vector<Cell> cells;
    for (const EntityPtr& entity : entities) {
      for (const std::size_t position : in_row) cells.push_back(cell_in_row(*entity, position));
    }
    check_matched(connection.run_many(delete_statement(part), cells, condition.size(), {}, caller_), entities,
                  FlushVerb::delete_, connection, caller_);
  }
  for (const EntityPtr& entity : entities) {
    session_.record(ChangeKind::deleted, entity, entity->original());
    session_.identity.erase(identity_of(*entity));
    session_.note({.kind = Undo::Kind::deleted, .entity = entity});
  }
  session_.follow_deletion(entities);
}

}  // namespace bindery::detail
