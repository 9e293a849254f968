// Flushing: from what changed to batches of statements, parents before children.
#include <bindery/sql/insert.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <tuple>

#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// A reference to a model may lead to any model below it.
bool refers_to(const Column& column, const Table& table) {
  if (!column.reference || column.reference->logical) return false;
  if (column.reference->model != nullptr) return table.is_a(column.reference->model());
  return table.name() == column.reference->table && table.schema() == column.reference->schema;
}

/// Tables with those that they refer to in front.
std::vector<const Table*> parents_first(const std::vector<const Table*>& tables) {
  std::vector<const Table*> sorted;
  std::set<const Table*> seen;
  const std::function<void(const Table*)> visit = [&](const Table* table) {
    if (std::find(tables.begin(), tables.end(), table) == tables.end() || !seen.insert(table).second) return;
    for (const Column& column : table->columns()) {
      for (const Table* parent : tables) {
        if (refers_to(column, *parent)) visit(parent);
      }
    }
    sorted.push_back(table);
  };
  for (const Table* table : tables) visit(table);
  return sorted;
}

void add_key_condition(std::vector<Node>& nodes, const Table& table) {
  const auto keys = table.primary_key();
  nodes.push_back({.op = Op::where, .count = 1});
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i + 1 < keys.size()) nodes.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    nodes.push_back({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    nodes.push_back(
        {.op = Op::column, .type = table.column(keys[i]).type.kind, .id = keys[i], .table = &table});
    nodes.push_back({.op = Op::parameter, .type = table.column(keys[i]).type.kind});
  }
}

std::vector<Node> update_statement(const Table& table, const std::vector<std::size_t>& columns) {
  std::vector<Node> nodes{{.op = Op::update, .count = 2, .table = &table},
                          {.op = Op::assignments, .count = static_cast<std::uint32_t>(columns.size())}};
  for (const std::size_t position : columns) {
    nodes.push_back({.op = Op::assign, .count = 2});
    nodes.push_back({.op = Op::column, .id = position, .table = &table});
    nodes.push_back({.op = Op::parameter, .type = table.column(position).type.kind});
  }
  add_key_condition(nodes, table);
  return nodes;
}

std::vector<Node> delete_statement(const Table& table) {
  std::vector<Node> nodes{{.op = Op::delete_, .count = 1, .table = &table}};
  add_key_condition(nodes, table);
  return nodes;
}

void write_field(std::vector<Cell>& cells, const Column& column, void* object) {
  column.codec->write(*column.codec, column.field(object), cells.emplace_back());
}
void write_key(std::vector<Cell>& cells, Entity& entity) {
  for (const std::size_t key : entity.type.table.primary_key())
    write_field(cells, entity.type.table.column(key), entity.original());
}

std::vector<std::size_t> changed_columns(Entity& entity) {
  std::vector<std::size_t> changed;
  const Table& table = entity.type.table;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (!column.is_computed() &&
        !column.codec->equal(column.field(entity.object()), column.field(entity.original())))
      changed.push_back(i);
  }
  return changed;
}

void check_matched(std::int64_t matched, std::size_t expected, const Table& table, std::string_view verb) {
  if (matched == static_cast<std::int64_t>(expected)) return;
  throw StaleDataError(
      fmt::format("{} of {} objects of table '{}' matched {} rows: somebody else changed or deleted them",
                  verb, expected, table.name(), matched),
      {.table = table.name(), .hint = "roll back and read the objects again"});
}

}  // namespace

/// What one flush writes on one engine.
class FlushPlan {
 public:
  FlushPlan(SessionState& session, std::shared_ptr<Engine> engine, std::source_location caller)
      : session_(session), engine_(std::move(engine)), caller_(caller) {}

  void insert(const EntityPtr& entity) {
    apply_client_defaults(entity->type.table, entity->object(), entity->type.blank);
    entity->type.table.validate(entity->object());
    inserts_[note(entity->type.table)].push_back(entity);
  }
  void update(const EntityPtr& entity) {
    entity->type.table.validate(entity->object());
    updates_[{note(entity->type.table), changed_columns(*entity)}].push_back(entity);
  }
  void remove(const EntityPtr& entity) { deletes_[note(entity->type.table)].push_back(entity); }

  /// Throws BindError for a read-only bind.
  void check() const { refuse_write(*engine_, *tables_.front()); }

  void run() {
    Connection& connection = session_.connection(engine_, caller_);
    const std::vector<const Table*> order = parents_first(tables_);
    for (const Table* table : order) {
      if (const auto rows = inserts_.find(position_of(table)); rows != inserts_.end())
        run_inserts(connection, rows->second);
    }
    for (auto& [shape, entities] : updates_)
      run_updates(connection, *tables_[shape.first], shape.second, entities);
    for (auto table = order.rbegin(); table != order.rend(); ++table) {
      if (const auto rows = deletes_.find(position_of(*table)); rows != deletes_.end())
        run_deletes(connection, **table, rows->second);
    }
  }

 private:
  // Tables by their position in `tables_`: the order of statements must not depend on addresses.
  std::size_t position_of(const Table* table) const {
    return static_cast<std::size_t>(std::find(tables_.begin(), tables_.end(), table) - tables_.begin());
  }
  std::size_t note(const Table& table) {
    const std::size_t position = position_of(&table);
    if (position == tables_.size()) tables_.push_back(&table);
    return position;
  }

  void run_inserts(Connection& connection, std::vector<EntityPtr>& entities) {
    const EntityType& type = entities.front()->type;
    std::vector<void*> objects;
    std::vector<std::shared_ptr<const Positions>> filled;
    for (const EntityPtr& entity : entities) {
      apply_client_defaults(type.table, entity->object(), type.blank);
      Positions left_out =
          columns_beside(type.table, given_columns(type.table, entity->object(), type.blank));
      const bool as_before = !filled.empty() && *filled.back() == left_out;
      filled.push_back(as_before ? filled.back() : std::make_shared<const Positions>(std::move(left_out)));
      objects.push_back(entity->object());
    }
    connection.insert_objects(type.table, objects, type.blank, {}, caller_);
    std::vector<EntityPtr> incomplete;
    for (std::size_t i = 0; i < entities.size(); ++i) {
      take_inserted(entities[i], filled[i]);
      if (lacks_values(type.table, *filled[i])) incomplete.push_back(entities[i]);
    }
    if (!incomplete.empty()) session_.refresh(incomplete, connection, caller_);
  }

  static Positions columns_beside(const Table& table, const Positions& given) {
    Positions others;
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
      if (!std::binary_search(given.begin(), given.end(), i)) others.push_back(i);
    }
    return others;
  }

  /// True if the database made values that the insert did not return; keys it returns.
  static bool lacks_values(const Table& table, const Positions& filled) {
    return std::any_of(filled.begin(), filled.end(),
                       [&](std::size_t position) { return !table.column(position).primary_key; });
  }

  void take_inserted(const EntityPtr& entity, std::shared_ptr<const Positions> filled) {
    entity->type.copy_columns(entity->original(), entity->object());
    entity->state = EntityState::persistent;
    session_.identity.put(identity_of(*entity), entity);
    session_.note({.kind = Undo::Kind::inserted, .entity = entity, .filled = std::move(filled)});
  }

  void run_updates(Connection& connection, const Table& table, const Positions& columns,
                   std::vector<EntityPtr>& entities) {
    for (std::size_t level = 0; level < table.part_count(); ++level)
      update_part(connection, table.part(level), part_columns(table, level, columns), entities);
    for (const EntityPtr& entity : entities) {
      const EntityPtr before = entity->type.make();
      entity->type.copy_columns(before->object(), entity->original());
      session_.identity.erase(identity_of(*entity));
      entity->type.copy_columns(entity->original(), entity->object());
      session_.identity.put(identity_of(*entity), entity);
      session_.note({.kind = Undo::Kind::updated, .entity = entity, .before = before});
      session_.relations.drop_stale(*entity);
    }
    reload_computed(connection, table, entities);
  }

  /// Where these columns of a model are in one of its tables.
  static Positions part_columns(const Table& table, std::size_t level, const Positions& columns) {
    if (table.part_count() == 1) return columns;
    Positions found;
    for (const std::size_t position : columns) {
      const Column& column = table.column(position);
      if (column.level == level) found.push_back(table.part(level).position_of(column.name));
    }
    return found;
  }

  void update_part(Connection& connection, const Table& part, const Positions& columns,
                   const std::vector<EntityPtr>& entities) {
    if (columns.empty()) return;
    std::vector<Cell> cells;
    for (const EntityPtr& entity : entities) {
      for (const std::size_t position : columns) write_field(cells, part.column(position), entity->object());
      write_key(cells, *entity);
    }
    const std::size_t width = columns.size() + part.primary_key().size();
    check_matched(connection.run_many(update_statement(part, columns), cells, width, {}, caller_),
                  entities.size(), part, "the update");
  }

  void reload_computed(Connection& connection, const Table& table, const std::vector<EntityPtr>& entities) {
    const auto computed = [](const Column& column) { return column.is_computed(); };
    if (std::none_of(table.columns().begin(), table.columns().end(), computed)) return;
    session_.reload(entities, connection, caller_);
  }

  void run_deletes(Connection& connection, const Table& table, std::vector<EntityPtr>& entities) {
    std::vector<Cell> cells;
    for (const EntityPtr& entity : entities) write_key(cells, *entity);
    for (std::size_t level = table.part_count(); level-- > 0;) {
      const Table& part = table.part(level);
      check_matched(
          connection.run_many(delete_statement(part), cells, part.primary_key().size(), {}, caller_),
          entities.size(), part, "the deletion");
    }
    for (const EntityPtr& entity : entities) {
      session_.identity.erase(identity_of(*entity));
      session_.note({.kind = Undo::Kind::deleted, .entity = entity});
    }
  }

  SessionState& session_;
  std::shared_ptr<Engine> engine_;
  std::source_location caller_;
  std::vector<const Table*> tables_;
  std::map<std::size_t, std::vector<EntityPtr>> inserts_, deletes_;
  std::map<std::pair<std::size_t, Positions>, std::vector<EntityPtr>> updates_;
};

namespace {

using Tracked = std::tuple<std::string, std::string, EntityPtr>;

/// Modified objects by table and key: sessions that change the same rows then lock them in the same order.
std::vector<EntityPtr> modified_in_order(const SessionState& session) {
  std::vector<Tracked> found;
  session.identity.for_each_table(
      [&](const Table& table, const Engine&, const IdentityMap::Objects& objects) {
        for (const auto& [key, entity] : objects) {
          if (session.modified(*entity)) found.emplace_back(table.full_name(), key, entity);
        }
      });
  std::sort(found.begin(), found.end(), [](const Tracked& a, const Tracked& b) {
    return std::tie(std::get<0>(a), std::get<1>(a)) < std::tie(std::get<0>(b), std::get<1>(b));
  });
  std::vector<EntityPtr> entities;
  for (Tracked& one : found) entities.push_back(std::move(std::get<2>(one)));
  return entities;
}

}  // namespace

void SessionState::insert_pending(std::source_location caller) {
  std::vector<EntityPtr> waiting = pending;
  while (!waiting.empty()) {
    std::vector<EntityPtr> ready, rest;
    for (const EntityPtr& entity : waiting) {
      relations.fill_keys(*entity);
      (relations.awaited(*entity).empty() ? ready : rest).push_back(entity);
    }
    if (ready.empty()) std::swap(ready, rest);  // they wait for each other: the database has the last word
    run_plans(ready, caller, [](FlushPlan& plan, const EntityPtr& entity) { plan.insert(entity); });
    waiting = std::move(rest);
  }
}

template <class Put>
void SessionState::run_plans(std::span<const EntityPtr> entities, std::source_location caller, Put put) {
  std::map<WorkKey, FlushPlan> plans;
  for (const EntityPtr& entity : entities) {
    put(plans.try_emplace(work_key(*entity->engine), *this, entity->engine, caller).first->second, entity);
  }
  for (const auto& [key, plan] : plans) plan.check();
  for (auto& [key, plan] : plans) plan.run();
}

void SessionState::write_all(std::source_location caller) {
  const auto update = [](FlushPlan& plan, const EntityPtr& entity) { plan.update(entity); };
  std::vector<EntityPtr> released = relations.fill_all_keys();
  for (const EntityPtr& entity : modified_in_order(*this)) refuse_write(*entity->engine, entity->type.table);
  relations.write_associations(false, caller);
  std::erase_if(released, [&](const EntityPtr& entity) { return !modified(*entity); });
  run_plans(released, caller, update);
  insert_pending(caller);
  (void)relations.fill_all_keys();
  run_plans(modified_in_order(*this), caller, update);
  relations.write_associations(true, caller);
  for (const EntityPtr& entity : removed) relations.delete_associations_of(*entity, caller);
  run_plans(removed, caller, [](FlushPlan& plan, const EntityPtr& entity) { plan.remove(entity); });
}

void SessionState::flush(std::source_location caller) {
  check_rules();  // before the rest: what it throws rolls nothing back
  try {
    write_all(caller);
  } catch (...) {
    try {
      rollback_to(levels.size() - 1);
    } catch (const Error&) {
      // The failure itself tells more; all is rolled back.
    }
    throw;
  }
  relations.forget_changes();
  pending.clear();
  removed.clear();
}

}  // namespace bindery::detail
