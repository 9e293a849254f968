// Writing the rows of one table: batches of inserts, updates and deletes, and what they do to the objects.
#include <bindery/sql/insert.hpp>

#include <algorithm>

#include "flush_plan.hpp"
#include "flush_statements.hpp"
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

}  // namespace

template <class Use> void FlushPlan::by_engine(const Entities& entities, Use use) {
  std::map<WorkKey, Entities> parts;
  for (const EntityPtr& entity : entities) parts[work_key(*entity->engine)].push_back(entity);
  for (const auto& [key, part] : parts) use(session_.connection(part.front()->engine, caller_), part);
}

void FlushPlan::insert_rows(const Entities& entities, const Postponed& postponed) {
  by_engine(entities,
            [&](Connection& connection, const Entities& rows) { insert_batch(connection, rows, postponed); });
}

void FlushPlan::insert_batch(Connection& connection, const Entities& entities, const Postponed& postponed) {
  const EntityType& type = entities.front()->type;
  const auto counted = version_of(type.table);
  std::vector<void*> objects;
  std::vector<std::shared_ptr<const Positions>> filled;
  std::vector<HeldBack> held_back;
  for (const EntityPtr& entity : entities) {
    void* const object = entity->object();
    session_.relations.fill_keys(*entity);
    if (counted && read_version(type.table.column(*counted), object) == 0)
      write_version(type.table.column(*counted), object, 1);
    if (const auto later = postponed.find(entity.get()); later != postponed.end())
      held_back.emplace_back(*entity, later->second);
    Positions left_out = columns_beside(type.table, given_columns(type.table, object, type.blank));
    const bool as_before = !filled.empty() && *filled.back() == left_out;
    filled.push_back(as_before ? filled.back() : std::make_shared<const Positions>(std::move(left_out)));
    objects.push_back(object);
  }
  connection.insert_objects(type.table, objects, type.blank, {}, caller_);
  std::map<const Entity*, EntityPtr> as_made;
  for (const HeldBack& one : held_back) as_made.emplace(&one.entity(), one.values());
  Entities incomplete;
  for (std::size_t i = 0; i < entities.size(); ++i) {
    const auto made = as_made.find(entities[i].get());
    take_inserted(entities[i], filled[i], made == as_made.end() ? nullptr : made->second);
    if (lacks_values(type.table, *filled[i])) incomplete.push_back(entities[i]);
  }
  if (!incomplete.empty()) session_.refresh(incomplete, connection, caller_);
  for (const EntityPtr& entity : entities) session_.record(ChangeKind::inserted, entity, nullptr);
}

void FlushPlan::take_inserted(const EntityPtr& entity, std::shared_ptr<const Positions> filled,
                              const EntityPtr& as_made) {
  entity->type.copy_columns(entity->original(), entity->object());
  if (as_made) incomplete_.insert(entity.get());
  session_.set_state(*entity, EntityState::persistent);
  session_.identity.put(identity_of(*entity), entity);
  session_.note(
      {.kind = Undo::Kind::inserted, .entity = entity, .before = as_made, .filled = std::move(filled)});
}

void FlushPlan::update_rows(const Entities& entities) {
  by_engine(entities, [&](Connection& connection, const Entities& rows) {
    std::map<Positions, Entities> shapes;
    for (const EntityPtr& entity : rows) {
      session_.relations.fill_keys(*entity);
      if (!incomplete_.contains(entity.get())) session_.tell_attributes(entity);  // may change the object
      const auto counted = version_of(entity->type.table);
      Positions columns = changed_columns(*entity);
      if (counted) std::erase(columns, *counted);
      if (!columns.empty()) shapes[std::move(columns)].push_back(entity);
    }
    for (const auto& [columns, part] : shapes) update_batch(connection, columns, part);
  });
}

void FlushPlan::update_batch(Connection& connection, const Positions& changed, const Entities& entities) {
  const Table& table = entities.front()->type.table;
  const auto counted = version_of(table);
  Positions columns = changed;
  if (counted) columns.push_back(*counted);
  for (const EntityPtr& entity : entities) {
    if (!counted) break;
    const Column& counter = table.column(*counted);
    write_version(counter, entity->object(), read_version(counter, entity->original()) + 1);
  }
  for (std::size_t level = 0; level < table.part_count(); ++level)
    update_part(connection, table.part(level), columns_in_part(table, level, columns), entities);
  Entities before;
  for (const EntityPtr& entity : entities) {
    before.push_back(entity->type.make());
    entity->type.copy_columns(before.back()->object(), entity->original());
    session_.record(ChangeKind::updated, entity, before.back()->object());
    session_.take_object_as_row(entity, before.back());
  }
  const auto computed = [](const Column& column) { return column.is_computed(); };
  if (std::any_of(table.columns().begin(), table.columns().end(), computed))
    session_.refresh(entities, connection, caller_);
  session_.follow_new_keys(entities, before);
}

void FlushPlan::update_part(Connection& connection, const Table& part, const Positions& columns,
                            const Entities& entities) {
  if (columns.empty()) return;
  std::vector<Cell> cells;
  for (const EntityPtr& entity : entities) {
    for (const std::size_t position : columns) write_field(cells, part.column(position), entity->object());
    write_condition(cells, part, *entity);
  }
  const std::int64_t matched = connection.update_many(part, columns, condition_columns(part),
                                                      update_statement(part, columns), cells, {}, caller_);
  check_matched(matched, entities, FlushVerb::update, connection, caller_);
}

void FlushPlan::delete_rows(const Entities& entities) {
  by_engine(entities, [&](Connection& connection, const Entities& rows) { delete_batch(connection, rows); });
}

void FlushPlan::delete_batch(Connection& connection, const Entities& entities) {
  const Table& table = entities.front()->type.table;
  for (std::size_t level = table.part_count(); level-- > 0;) {
    const Table& part = table.part(level);
    std::vector<Cell> cells;
    for (const EntityPtr& entity : entities) write_condition(cells, part, *entity);
    check_matched(
        connection.run_many(delete_statement(part), cells, condition_columns(part).size(), {}, caller_),
        entities, FlushVerb::delete_, connection, caller_);
  }
  for (const EntityPtr& entity : entities) {
    session_.record(ChangeKind::deleted, entity, entity->original());
    session_.identity.erase(identity_of(*entity));
    session_.note({.kind = Undo::Kind::deleted, .entity = entity});
  }
  session_.follow_deletion(entities);
}

}  // namespace bindery::detail
