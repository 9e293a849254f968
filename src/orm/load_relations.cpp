// Loading relations: the related rows of many objects by few statements, however many objects there are.
#include <bindery/core/error.hpp>
#include <bindery/sql/shape.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "flush_statements.hpp"
#include "relation_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// A related row as it is read: the object, and the key of those that it belongs to.
struct RelatedRow {
  EntityPtr entity;
  KeyValues key;
};
struct RelatedRows {
  const Relation& relation;
  LeftOut left;
  std::vector<RelatedRow> rows = {};
};

template <std::size_t... I> constexpr auto value_fields(std::index_sequence<I...>) {
  using Field = void* (*)(void*);
  return std::array<Field, sizeof...(I)>{
      [](void* values) -> void* { return &(*static_cast<KeyValues*>(values))[I]; }...};
}
constexpr auto key_fields = value_fields(std::make_index_sequence<ConstraintSpec::max_columns>{});

void* entity_part(void* row, bool) { return static_cast<RelatedRow*>(row)->entity->object(); }
void* key_part(void* row, bool) { return &static_cast<RelatedRow*>(row)->key; }

std::string text_of_key(const KeyValues& key) {
  std::vector<Cell> cells;
  for (const Value& value : key) cells.push_back(value.cell());
  return key_text(cells);
}

/// The objects of one engine that wait for their related rows, by key.
struct Waiting {
  std::map<std::string, std::vector<Entity*>> objects;
  std::vector<std::pair<std::string, KeyValues>> keys;  ///< in the order in which they were met

  void add(Entity& owner, std::string text, KeyValues key) {
    std::vector<Entity*>& same = objects[text];
    if (same.empty()) keys.emplace_back(std::move(text), std::move(key));
    same.push_back(&owner);
  }
};
/// Calls `use(keys, from, to)` for as many keys as one statement asks for.
template <class Use> void each_batch(const Relation& relation, const Waiting& waiting, Use use) {
  const std::size_t most = most_keys(relation);
  for (std::size_t at = 0; at < waiting.keys.size(); at += most) {
    const std::size_t end = std::min(at + most, waiting.keys.size());
    std::vector<KeyValues> keys;
    for (std::size_t i = at; i < end; ++i) keys.push_back(waiting.keys[i].second);
    use(keys, at, end);
  }
}

KeyValues key_values(Entity& entity, const Positions& columns, bool as_stored = false) {
  KeyValues key;
  void* const object = as_stored ? entity.original() : entity.object();
  for (const std::size_t position : columns)
    key.push_back(value_in(entity.type.table.column(position), object));
  return key;
}

std::vector<RelatedRow> fetch_related(const SessionState& session, Connection& connection,
                                      const Relation& relation, std::span<const KeyValues> keys,
                                      const QueryOptions& said, std::source_location caller) {
  const Table& target = relation.target->table;
  RelatedRows read{relation, left_out(target, said.columns)};
  const Sink sink{
      &read, [](void* container) -> void* {
        auto& into = *static_cast<RelatedRows*>(container);
        const EntityPtr entity = into.relation.target->make();
        leave_unread(entity->type.table, entity->object(), into.left);
        return &into.rows.emplace_back(RelatedRow{entity, KeyValues(into.relation.own_columns.size())});
      }};
  std::vector<FieldPlan> fields = plan_without(target, read.left);
  const std::size_t width = fields.size();
  for (std::size_t i = 0; i < relation.own_columns.size(); ++i)
    fields.push_back({&value_codec, key_fields[i], "key of a relation"});
  const PartPlan parts[] = {{0, width, &entity_part, {}}, {width, fields.size() - width, &key_part, {}}};
  const Fragment statement = select_related(relation, keys, read.left);
  visit_fragment(statement, [&](const StatementRef& each) {
    FilteredStatement room;
    connection.fetch(session.filtered(each, said.unfiltered, room), {fields, parts}, sink,
                     ReadMode::by_position, {}, caller);
  });
  return std::move(read.rows);
}

std::map<std::string, std::int64_t> fetch_numbers(const SessionState& session, Connection& connection,
                                                  const Relation& relation, std::span<const KeyValues> keys,
                                                  std::span<const Unfiltered> around,
                                                  std::source_location caller) {
  std::vector<DynamicRow> rows;
  const Sink sink{&rows, [](void* container) -> void* {
                    return &static_cast<std::vector<DynamicRow>*>(container)->emplace_back();
                  }};
  visit_fragment(count_related(relation, keys), [&](const StatementRef& each) {
    FilteredStatement room;
    connection.fetch(session.filtered(each, around, room), {}, sink, ReadMode::dynamic, {}, caller);
  });
  std::map<std::string, std::int64_t> numbers;
  for (const DynamicRow& row : rows) {
    const std::vector<Value>& values = row.values();
    numbers[text_of_key({values.begin(), values.end() - 1})] = values.back().as<std::int64_t>();
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
    std::string text = text_of_key(key);
    if (text.empty()) return session_.relations.take_loaded(relation_, *owner, {});
    if (relation_.holds_key()) {
      const EntityPtr known =
          session_.find_by_key(*owner, *relation_.target, relation_.target_columns, relation_.own_columns);
      if (known && known->state == EntityState::persistent && !known->expired) {
        session_.relations.take_loaded(relation_, *owner, {known});
        return take(known);
      }
    }
    waiting_[session_.engine_beside(*owner, relation_.target->table)].add(*owner, std::move(text),
                                                                          std::move(key));
  }

  void fetch(const std::shared_ptr<Engine>& engine, Waiting& waiting) {
    Connection& connection = session_.connection(engine, caller_);
    each_batch(relation_, waiting, [&](std::span<const KeyValues> keys, std::size_t from, std::size_t to) {
      std::vector<RelatedRow> rows = fetch_related(session_, connection, relation_, keys, said_, caller_);
      std::vector<EntityPtr> entities;
      for (RelatedRow& row : rows) entities.push_back(std::move(row.entity));
      EntityType& type = relation_.spec->target_type();
      session_.read_kinds(entities, type, connection, false, caller_, said_);
      session_.adopt(entities, type, engine);
      std::map<std::string, std::vector<EntityPtr>> by_key;
      for (std::size_t i = 0; i < rows.size(); ++i) by_key[text_of_key(rows[i].key)].push_back(entities[i]);
      for (std::size_t i = from; i < to; ++i) {
        const std::string& key = waiting.keys[i].first;
        for (Entity* owner : waiting.objects[key])
          session_.relations.take_loaded(relation_, *owner, by_key[key]);
      }
      for (const EntityPtr& entity : entities) take(entity);
    });
  }

  void take(const EntityPtr& entity) {
    if (seen_.insert(entity.get()).second) loaded_.push_back(entity);
  }

  SessionState& session_;
  const Relation& relation_;
  const QueryOptions& said_;
  std::source_location caller_;
  std::map<std::shared_ptr<Engine>, Waiting> waiting_;
  std::vector<EntityPtr> loaded_;
  std::set<const Entity*> seen_;
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
    std::string text = text_of_key(key);
    if (text.empty() || owner->state != EntityState::persistent) continue;
    waiting[engine_beside(*owner, relation.target->table)].add(*owner, std::move(text), std::move(key));
  }
  std::map<const Entity*, std::int64_t> numbers;
  for (auto& [engine, each] : waiting) {
    Connection& place = connection(engine, caller);
    each_batch(relation, each, [&](std::span<const KeyValues> keys, std::size_t, std::size_t) {
      for (const auto& [key, number] : fetch_numbers(*this, place, relation, keys, around, caller)) {
        for (const Entity* owner : each.objects[key]) numbers[owner] = number;
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
