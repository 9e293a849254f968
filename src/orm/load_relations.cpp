// Loading relations: the related rows of many objects by few statements, however many objects there are.
#include <bindery/core/error.hpp>
#include <bindery/sql/shape.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "flush_statements.hpp"
#include "relation_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// A related row as it is read, where only another table tells the key of those that it belongs to.
struct RelatedRow {
  EntityPtr entity;
  KeyValues key;
};
/// Rows beside the keys of those that they belong to.
struct RelatedRows {
  std::vector<EntityPtr> entities;
  std::vector<RowKey> keys;
};

template <std::size_t... I> constexpr auto value_fields(std::index_sequence<I...>) {
  using Field = void* (*)(void*);
  return std::array<Field, sizeof...(I)>{
      [](void* values) -> void* { return &(*static_cast<KeyValues*>(values))[I]; }...};
}
constexpr auto key_fields = value_fields(std::make_index_sequence<ConstraintSpec::max_columns>{});

void* entity_part(void* row, bool) { return static_cast<RelatedRow*>(row)->entity->object(); }
void* key_part(void* row, bool) { return &static_cast<RelatedRow*>(row)->key; }

RowKey row_key(const KeyValues& values) {
  KeyCells room(values.size());
  const std::span<Cell> cells = room.get();
  std::transform(values.begin(), values.end(), cells.begin(),
                 [](const Value& value) { return value.cell(); });
  return RowKey(cells);
}
RowKey row_key(const Table& table, const Positions& columns, void* object) {
  KeyCells room(columns.size());
  const std::span<Cell> cells = room.get();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = table.column(columns[i]);
    column.codec->write(*column.codec, column.field(object), cells[i]);
  }
  return RowKey(cells);
}
bool has_null(const KeyValues& key) {
  return std::any_of(key.begin(), key.end(), [](const Value& value) { return value.is_null(); });
}

/// The objects of one engine that wait for their related rows, by key.
struct Waiting {
  struct Group {
    KeyValues key;
    std::vector<Entity*> owners;
    std::vector<EntityPtr> related;
  };
  std::vector<Group> groups;  ///< in the order in which they were met
  std::unordered_map<RowKey, std::size_t, RowKeyHash> places;

  void add(Entity& owner, KeyValues key) {
    const auto [place, is_new] = places.try_emplace(row_key(key), groups.size());
    if (is_new) groups.push_back({std::move(key), {}, {}});
    groups[place->second].owners.push_back(&owner);
  }
};
/// Calls `use(keys, groups)` for as many keys as one statement asks for.
template <class Use> void each_batch(const Relation& relation, Waiting& waiting, Use use) {
  const std::size_t most = most_keys(relation);
  const std::span all(waiting.groups);
  for (std::size_t at = 0; at < all.size(); at += most) {
    const auto groups = all.subspan(at, std::min(most, all.size() - at));
    std::vector<KeyValues> keys;
    for (const Waiting::Group& group : groups) keys.push_back(group.key);
    use(std::span<const KeyValues>(keys), groups);
  }
}

KeyValues key_values(Entity& entity, const Positions& columns, bool as_stored = false) {
  KeyValues key;
  void* const object = as_stored ? entity.original() : entity.object();
  for (const std::size_t position : columns)
    key.push_back(value_in(entity.type.table.column(position), object));
  return key;
}

/// One statement's rows.
class RelatedQuery {
 public:
  RelatedQuery(const SessionState& session, Connection& connection, const Relation& relation,
               const QueryOptions& said, std::source_location caller)
      : session_(session), connection_(connection), relation_(relation), said_(said), caller_(caller),
        left_(left_out(relation.target->table, said.columns)),
        fields_(plan_without(relation.target->table, left_)) {}

  RelatedRows fetch(std::span<const KeyValues> keys) {
    return belonging_is_read(relation_) ? fetch_objects(keys) : fetch_with_keys(keys);
  }

 private:
  RelatedRows fetch_objects(std::span<const KeyValues> keys) {
    struct Reading {
      RelatedQuery& query;
      RelatedRows rows;
    } reading{*this, {}};
    const Sink sink{&reading, [](void* container) -> void* {
                      auto& into = *static_cast<Reading*>(container);
                      return into.rows.entities.emplace_back(into.query.make())->object();
                    }};
    run(keys, fields_, sink);
    for (const EntityPtr& entity : reading.rows.entities)
      reading.rows.keys.push_back(row_key(entity->type.table, relation_.target_columns, entity->object()));
    return std::move(reading.rows);
  }

  RelatedRows fetch_with_keys(std::span<const KeyValues> keys) {
    struct Reading {
      RelatedQuery& query;
      std::vector<RelatedRow> rows;
    } reading{*this, {}};
    const Sink sink{&reading, [](void* container) -> void* {
                      auto& into = *static_cast<Reading*>(container);
                      const std::size_t width = into.query.relation_.own_columns.size();
                      return &into.rows.emplace_back(RelatedRow{into.query.make(), KeyValues(width)});
                    }};
    std::vector<FieldPlan> fields = fields_;
    for (std::size_t i = 0; i < relation_.own_columns.size(); ++i)
      fields.push_back({&value_codec, key_fields[i], "key of a relation"});
    const PartPlan parts[] = {{0, fields_.size(), &entity_part, {}},
                              {fields_.size(), fields.size() - fields_.size(), &key_part, {}}};
    run(keys, {fields, parts}, sink);
    RelatedRows rows;
    for (RelatedRow& row : reading.rows) {
      rows.entities.push_back(std::move(row.entity));
      rows.keys.push_back(row_key(row.key));
    }
    return rows;
  }

  EntityPtr make() const {
    EntityPtr entity = relation_.target->make();
    if (left_ != 0) leave_unread(entity->type.table, entity->object(), left_);
    return entity;
  }

  void run(std::span<const KeyValues> keys, const RowPlan& plan, const Sink& sink) {
    visit_fragment(select_related(relation_, keys, left_), [&](const StatementRef& each) {
      FilteredStatement room;
      connection_.fetch(session_.filtered(each, said_.unfiltered, room), plan, sink, ReadMode::by_position,
                        {}, caller_);
    });
  }

  const SessionState& session_;
  Connection& connection_;
  const Relation& relation_;
  const QueryOptions& said_;
  std::source_location caller_;
  LeftOut left_;
  std::vector<FieldPlan> fields_;
};

using Numbers = std::unordered_map<RowKey, std::int64_t, RowKeyHash>;

Numbers fetch_numbers(const SessionState& session, Connection& connection, const Relation& relation,
                      std::span<const KeyValues> keys, std::span<const Unfiltered> around,
                      std::source_location caller) {
  std::vector<DynamicRow> rows;
  const Sink sink{&rows, [](void* container) -> void* {
                    return &static_cast<std::vector<DynamicRow>*>(container)->emplace_back();
                  }};
  visit_fragment(count_related(relation, keys), [&](const StatementRef& each) {
    FilteredStatement room;
    connection.fetch(session.filtered(each, around, room), {}, sink, ReadMode::dynamic, {}, caller);
  });
  Numbers numbers;
  for (const DynamicRow& row : rows) {
    const std::vector<Value>& values = row.values();
    numbers[row_key({values.begin(), values.end() - 1})] = values.back().as<std::int64_t>();
  }
  return numbers;
}

}  // namespace

/// One relation of many objects, on its way.
class RelationLoad {
 public:
  RelationLoad(SessionState& session, const Relation& relation, const QueryOptions& said,
               std::source_location caller)
      : session_(session), relation_(relation), said_(said), caller_(caller) {}

  std::vector<EntityPtr> run(std::span<const EntityPtr> owners) {
    for (const EntityPtr& owner : owners) wait_for(owner);
    for (auto& [engine, waiting] : waiting_) fetch(engine, waiting);
    return std::move(loaded_);
  }

 private:
  void wait_for(const EntityPtr& owner) {
    const bool leaving = owner->state == EntityState::removed && session_.has_row(*owner);
    if (!leaving && (owner->state != EntityState::persistent || owner->expired)) return;
    if (!session_.tracks(*owner)) return;
    KeyValues key = key_values(*owner, relation_.own_columns, leaving);
    if (has_null(key)) return session_.relations.take_loaded(relation_, *owner, {});
    if (relation_.holds_key()) {
      const EntityPtr known =
          session_.find_by_key(*owner, *relation_.target, relation_.target_columns, relation_.own_columns);
      if (known && known->state == EntityState::persistent && !known->expired) {
        session_.relations.take_loaded(relation_, *owner, {known});
        return take(known);
      }
    }
    waiting_[session_.engine_beside(*owner, relation_.target->table)].add(*owner, std::move(key));
  }

  void fetch(const std::shared_ptr<Engine>& engine, Waiting& waiting) {
    Connection& connection = session_.connection(engine, caller_);
    EntityType& type = relation_.spec->target_type();
    RelatedQuery query(session_, connection, relation_, said_, caller_);
    each_batch(relation_, waiting, [&](std::span<const KeyValues> keys, std::span<Waiting::Group> groups) {
      RelatedRows rows = query.fetch(keys);
      session_.read_kinds(rows.entities, type, connection, false, caller_, said_);
      session_.adopt(rows.entities, type, engine);
      sort_in(rows, waiting);
      for (Waiting::Group& group : groups) {
        for (Entity* owner : group.owners) session_.relations.take_loaded(relation_, *owner, group.related);
        group.related = {};
      }
      for (const EntityPtr& entity : rows.entities) take(entity);
    });
  }

  /// Rows of one key follow each other more often than not.
  static void sort_in(const RelatedRows& rows, Waiting& waiting) {
    Waiting::Group* group = nullptr;
    for (std::size_t i = 0; i < rows.entities.size(); ++i) {
      if (group == nullptr || rows.keys[i] != rows.keys[i - 1]) {
        const auto place = waiting.places.find(rows.keys[i]);
        group = place == waiting.places.end() ? nullptr : &waiting.groups[place->second];
      }
      if (group != nullptr) group->related.push_back(rows.entities[i]);
    }
  }

  /// A child has one parent, and is met once.
  void take(const EntityPtr& entity) {
    const bool once = !relation_.holds_key() && relation_.kind != RelationKind::many_to_many;
    if (once || seen_.insert(entity.get()).second) loaded_.push_back(entity);
  }

  SessionState& session_;
  const Relation& relation_;
  const QueryOptions& said_;
  std::source_location caller_;
  std::map<std::shared_ptr<Engine>, Waiting> waiting_;
  std::vector<EntityPtr> loaded_;
  std::unordered_set<const Entity*> seen_;
};

std::vector<EntityPtr> SessionState::load_relation(const Relation& relation,
                                                   std::span<const EntityPtr> owners,
                                                   std::source_location caller, const QueryOptions& said) {
  if (must_flush(relation.target->every_row)) flush(caller);
  return RelationLoad(*this, relation, said, caller).run(owners);
}

std::vector<std::int64_t> SessionState::count_related(const Relation& relation,
                                                      std::span<const EntityPtr> owners,
                                                      std::source_location caller,
                                                      std::span<const Unfiltered> around) {
  if (must_flush(relation.target->every_row)) flush(caller);
  std::map<std::shared_ptr<Engine>, Waiting> waiting;
  for (const EntityPtr& owner : owners) {
    if (!owner) continue;
    KeyValues key = key_values(*owner, relation.own_columns);
    if (has_null(key) || owner->state != EntityState::persistent) continue;
    waiting[engine_beside(*owner, relation.target->table)].add(*owner, std::move(key));
  }
  std::map<const Entity*, std::int64_t> numbers;
  for (auto& [engine, each] : waiting) {
    Connection& place = connection(engine, caller);
    each_batch(relation, each, [&](std::span<const KeyValues> keys, std::span<Waiting::Group>) {
      for (const auto& [key, number] : fetch_numbers(*this, place, relation, keys, around, caller)) {
        const auto group = each.places.find(key);
        if (group == each.places.end()) continue;
        for (const Entity* owner : each.groups[group->second].owners) numbers[owner] = number;
      }
    });
  }
  std::vector<std::int64_t> counted;
  for (const EntityPtr& owner : owners) counted.push_back(owner ? numbers[owner.get()] : 0);
  return counted;
}

void SessionState::load_paths(std::span<const PathLoad> loads, std::source_location caller,
                              const QueryOptions& said) {
  std::map<std::vector<MemberId>, std::vector<EntityPtr>> loaded;  // by the path that leads there
  const auto load_step = [&](std::span<const EntityPtr> owners, MemberId member) {
    std::map<const EntityType*, std::vector<EntityPtr>> kinds;
    for (const EntityPtr& entity : owners) kinds[&entity->type].push_back(entity);
    std::vector<EntityPtr> found;
    for (const auto& [type, entities] : kinds) {
      for (EntityPtr& each : load_relation(relation_of(*type, member), entities, caller, said))
        found.push_back(std::move(each));
    }
    return found;
  };
  for (const PathLoad& load : loads) {
    const std::vector<EntityPtr>* owners = &load.owners;
    std::vector<MemberId> path;
    for (const MemberId member : load.path) {
      path.push_back(member);
      if (!loaded.contains(path)) loaded[path] = load_step(*owners, member);
      owners = &loaded[path];
    }
  }
}

const Relation& relation_of(const EntityType& type, MemberId member) {
  for (const Relation& relation : type.relations()) {
    if (relation.spec->id == member) return relation;
  }
  throw ProgrammingError(fmt::format("{} has no such relation", type.spec->type_name),
                         {.hint = "name it in mapped(...): relation<&Model::member>()"});
}

}  // namespace bindery::detail
