// Loading relations: the related rows of many objects by few statements, however many objects there are.
#include <bindery/core/error.hpp>
#include <bindery/sql/shape.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <numeric>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "sql/row_statements.hpp"
#include "relation_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// A related row as it is read, where only another table tells the key of those that it belongs to.
struct RelatedRow {
  EntityPtr entity;
  KeyValues key;
};

template <std::size_t... I> constexpr auto value_fields(std::index_sequence<I...>) {
  using Field = void* (*)(void*);
  return std::array<Field, sizeof...(I)>{
      [](void* values) -> void* { return &(*static_cast<KeyValues*>(values))[I]; }...};
}
constexpr auto key_fields = value_fields(std::make_index_sequence<ConstraintSpec::max_columns>{});

void* entity_part(void* row, bool) { return static_cast<RelatedRow*>(row)->entity->object(); }
void* key_part(void* row, bool) { return &static_cast<RelatedRow*>(row)->key; }

RowKey key_of_values(const KeyValues& values) {
  KeyCells room(values.size());
  const std::span<Cell> cells = room.get();
  std::transform(values.begin(), values.end(), cells.begin(),
                 [](const Value& value) { return value.cell(); });
  return RowKey(cells);
}
/// The object with the values by which rows belong to it: of one that is to be deleted, those of its row.
void* belonging_object(Entity& owner) {
  return owner.state == EntityState::removed ? owner.original() : owner.object();
}

/// The objects of one engine that wait for their related rows, in groups of one key.
class Waiting {
 public:
  void add(Entity& owner, const RowKey& key) {
    const std::size_t group = places_.at(key, first_.size());
    if (group == first_.size()) first_.push_back(&owner);
    owners_.push_back({&owner, group});
  }
  /// One of each group, in the order in which they were met.
  std::span<Entity* const> groups() const { return first_; }
  /// nullptr if none of them has this key.
  const std::size_t* group_of(const RowKey& key) const { return places_.find(key); }
  /// Calls `use(owner, group)`.
  template <class Use> void each_owner(Use use) const {
    for (const auto& [owner, group] : owners_) use(*owner, group);
  }

 private:
  std::vector<Entity*> first_;
  KeyTable<std::size_t> places_;
  std::vector<std::pair<Entity*, std::size_t>> owners_;
};
/// Calls `use` with as many keys as one statement asks for.
template <class Use> void each_batch(const Relation& relation, const Waiting& waiting, Use use) {
  const std::size_t most = most_keys(relation);
  std::vector<KeyValues> keys;
  for (Entity* const owner : waiting.groups()) {
    KeyValues& key = keys.emplace_back();
    for (const std::size_t position : relation.own_columns)
      key.push_back(value_in(owner->type.table.column(position), belonging_object(*owner)));
    if (keys.size() < most) continue;
    use(std::span<const KeyValues>(keys));
    keys.clear();
  }
  if (!keys.empty()) use(std::span<const KeyValues>(keys));
}

/// Related rows beside the groups that they belong to.
class RelatedRows {
 public:
  explicit RelatedRows(const Waiting& waiting) : waiting_(waiting) {}

  /// Rows that belong to nobody who waits are left out. Rows of one key follow each other more often than not.
  void add(EntityPtr&& entity, RowKey&& key) {
    if (groups_.empty() || key != last_) {
      const std::size_t* const group = waiting_.group_of(key);
      if (group == nullptr) return;
      groups_.push_back(*group);
      last_ = std::move(key);
    } else {
      groups_.push_back(groups_.back());
    }
    entities.push_back(std::move(entity));
  }
  /// Puts those of a group together, in the order in which they came; gives where each group begins, and the end.
  std::vector<std::size_t> sort() {
    std::vector<std::size_t> begins(waiting_.groups().size() + 1);
    for (const std::size_t group : groups_) ++begins[group + 1];
    std::partial_sum(begins.begin(), begins.end(), begins.begin());
    if (std::is_sorted(groups_.begin(), groups_.end())) return begins;
    std::vector<std::size_t> next(begins.begin(), begins.end() - 1);
    std::vector<EntityPtr> sorted(entities.size());
    for (std::size_t i = 0; i < entities.size(); ++i) sorted[next[groups_[i]]++] = std::move(entities[i]);
    entities = std::move(sorted);
    return begins;
  }

  std::vector<EntityPtr> entities;

 private:
  const Waiting& waiting_;
  std::vector<std::size_t> groups_;
  RowKey last_;
};

/// The statements that read related rows.
class RelatedQuery {
 public:
  RelatedQuery(const SessionState& session, Connection& connection, const Relation& relation,
               const QueryOptions& said, std::source_location caller)
      : session_(session), connection_(connection), relation_(relation), said_(said), caller_(caller),
        left_(left_out(relation.target->table, said.columns)),
        fields_(plan_without(relation.target->table, left_)) {}

  /// Those of objects with these keys, or of all.
  void fetch(std::span<const KeyValues> keys, RelatedRows& into) {
    belonging_is_read(relation_) ? fetch_objects(keys, into) : fetch_with_keys(keys, into);
  }

 private:
  void fetch_objects(std::span<const KeyValues> keys, RelatedRows& into) {
    struct Reading {
      RelatedQuery& query;
      std::vector<EntityPtr> entities;
    } reading{*this, {}};
    const Sink sink{&reading, [](void* container) -> void* {
                      auto& read = *static_cast<Reading*>(container);
                      return read.entities.emplace_back(read.query.make())->object();
                    }};
    run(keys, fields_, sink);
    for (EntityPtr& entity : reading.entities) {
      RowKey key = row_key(entity->type.table, relation_.target_columns, entity->object());
      into.add(std::move(entity), std::move(key));
    }
  }

  void fetch_with_keys(std::span<const KeyValues> keys, RelatedRows& into) {
    struct Reading {
      RelatedQuery& query;
      std::vector<RelatedRow> rows;
    } reading{*this, {}};
    const Sink sink{&reading, [](void* container) -> void* {
                      auto& read = *static_cast<Reading*>(container);
                      const std::size_t width = read.query.relation_.own_columns.size();
                      return &read.rows.emplace_back(RelatedRow{read.query.make(), KeyValues(width)});
                    }};
    std::vector<FieldPlan> fields = fields_;
    for (std::size_t i = 0; i < relation_.own_columns.size(); ++i)
      fields.push_back({&value_codec, key_fields[i], "key of a relation"});
    const PartPlan parts[] = {{0, fields_.size(), &entity_part, {}},
                              {fields_.size(), fields.size() - fields_.size(), &key_part, {}}};
    run(keys, {fields, parts}, sink);
    for (RelatedRow& row : reading.rows) into.add(std::move(row.entity), key_of_values(row.key));
  }

  EntityPtr make() {
    EntityPtr entity = relation_.target->make(blocks_);
    if (left_ != 0) leave_unread(entity->type.table, entity->object(), left_);
    return entity;
  }

  void run(std::span<const KeyValues> keys, const RowPlan& plan, const Sink& sink) {
    const KeptStatement statement{select_related(relation_, keys, left_)};
    FilteredStatement room;
    connection_.fetch(session_.filtered(statement.ref(), said_.unfiltered, room), plan, sink,
                      ReadMode::by_position, {}, caller_);
  }

  EntityBlocks blocks_;
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
  const KeptStatement statement{count_related(relation, keys)};
  FilteredStatement room;
  connection.fetch(session.filtered(statement.ref(), around, room), {}, sink, ReadMode::dynamic, {}, caller);
  Numbers numbers;
  for (const DynamicRow& row : rows) {
    const std::vector<Value>& values = row.values();
    numbers[key_of_values({values.begin(), values.end() - 1})] = values.back().as<std::int64_t>();
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

  /// `all`: the owners are all rows of their table.
  LoadedRelation run(std::span<const EntityPtr> owners, bool all) {
    for (const EntityPtr& owner : owners) wait_for(owner);
    const bool by_table = all && waiting_.size() == 1 && reads_whole_table(relation_);
    for (auto& [engine, waiting] : waiting_) fetch(engine, waiting, by_table);
    return {std::move(loaded_), by_table && !session_.filters && belongs_always(relation_)};
  }

 private:
  void wait_for(const EntityPtr& owner) {
    const bool leaving = owner->state == EntityState::removed && session_.has_row(*owner);
    if (!leaving && (owner->state != EntityState::persistent || owner->expired)) return;
    if (!session_.tracks(*owner)) return;
    const RowKey key = row_key(owner->type.table, relation_.own_columns, belonging_object(*owner));
    if (key.holds_null) return session_.relations.take_loaded(relation_, *owner, {});
    if (relation_.holds_key()) {
      const EntityPtr known =
          session_.find_by_key(*owner, *relation_.target, relation_.target_columns, relation_.own_columns);
      if (known && known->state == EntityState::persistent && !known->expired) {
        session_.relations.take_loaded(relation_, *owner, {&known, 1});
        return take(known);
      }
    }
    waiting_beside(*owner).add(*owner, key);
  }
  Waiting& waiting_beside(const Entity& owner) {
    if (last_waiting_ == nullptr || owner.engine.get() != last_engine_) {
      last_waiting_ = &waiting_[session_.engine_beside(owner, relation_.target->table)];
      last_engine_ = owner.engine.get();
    }
    return *last_waiting_;
  }

  void fetch(const std::shared_ptr<Engine>& engine, const Waiting& waiting, bool by_table) {
    Connection& connection = session_.connection(engine, caller_);
    EntityType& type = relation_.spec->target_type();
    RelatedQuery query(session_, connection, relation_, said_, caller_);
    RelatedRows rows(waiting);
    if (by_table)
      query.fetch({}, rows);
    else
      each_batch(relation_, waiting, [&](auto keys) { query.fetch(keys, rows); });
    session_.read_kinds(rows.entities, type, connection, false, caller_, said_);
    session_.adopt(rows.entities, type, engine);
    const std::vector<std::size_t> begins = rows.sort();
    const std::span<const EntityPtr> all(rows.entities);
    waiting.each_owner([&](Entity& owner, std::size_t group) {
      const auto related = all.subspan(begins[group], begins[group + 1] - begins[group]);
      session_.relations.take_loaded(relation_, owner, related);
    });
    if (meets_once() && loaded_.empty())
      loaded_ = std::move(rows.entities);
    else
      for (const EntityPtr& entity : all) take(entity);
  }

  /// A child has one parent.
  bool meets_once() const { return !relation_.holds_key() && relation_.kind != RelationKind::many_to_many; }
  void take(const EntityPtr& entity) {
    if (meets_once() || seen_.insert(entity.get()).second) loaded_.push_back(entity);
  }

  SessionState& session_;
  const Relation& relation_;
  const QueryOptions& said_;
  std::source_location caller_;
  std::map<std::shared_ptr<Engine>, Waiting> waiting_;
  Waiting* last_waiting_ = nullptr;  ///< of objects of this engine
  const Engine* last_engine_ = nullptr;
  std::vector<EntityPtr> loaded_;
  std::unordered_set<const Entity*> seen_;
};

LoadedRelation SessionState::load_relation(const Relation& relation, std::span<const EntityPtr> owners,
                                           std::source_location caller, const QueryOptions& said, bool all) {
  if (must_flush(relation.target->every_row)) flush(caller);
  return RelationLoad(*this, relation, said, caller).run(owners, all);
}

std::vector<std::int64_t> SessionState::count_related(const Relation& relation,
                                                      std::span<const EntityPtr> owners,
                                                      std::source_location caller,
                                                      std::span<const Unfiltered> around) {
  if (must_flush(relation.target->every_row)) flush(caller);
  std::map<std::shared_ptr<Engine>, Waiting> waiting;
  for (const EntityPtr& owner : owners) {
    if (!owner) continue;
    if (owner->state != EntityState::persistent) continue;
    const RowKey key = row_key(owner->type.table, relation.own_columns, owner->object());
    if (!key.holds_null) waiting[engine_beside(*owner, relation.target->table)].add(*owner, key);
  }
  std::map<const Entity*, std::int64_t> numbers;
  for (auto& [engine, each] : waiting) {
    Connection& place = connection(engine, caller);
    std::vector<std::int64_t> of_groups(each.groups().size());
    each_batch(relation, each, [&](auto keys) {
      for (const auto& [key, number] : fetch_numbers(*this, place, relation, keys, around, caller)) {
        if (const std::size_t* const group = each.group_of(key)) of_groups[*group] = number;
      }
    });
    each.each_owner([&](Entity& owner, std::size_t group) { numbers[&owner] = of_groups[group]; });
  }
  std::vector<std::int64_t> counted;
  for (const EntityPtr& owner : owners) counted.push_back(owner ? numbers[owner.get()] : 0);
  return counted;
}

namespace {

/// One relation of objects of several types.
LoadedRelation load_step(SessionState& session, std::span<const EntityPtr> owners, bool all, MemberId member,
                         std::source_location caller, const QueryOptions& said) {
  const auto same_type = [&](const EntityPtr& entity) { return &entity->type == &owners.front()->type; };
  if (owners.empty()) return {};
  if (std::all_of(owners.begin(), owners.end(), same_type))
    return session.load_relation(relation_of(owners.front()->type, member), owners, caller, said, all);
  std::map<const EntityType*, std::vector<EntityPtr>> kinds;
  for (const EntityPtr& entity : owners) kinds[&entity->type].push_back(entity);
  LoadedRelation found;
  for (const auto& [type, entities] : kinds) {
    LoadedRelation each = session.load_relation(relation_of(*type, member), entities, caller, said);
    std::move(each.entities.begin(), each.entities.end(), std::back_inserter(found.entities));
  }
  return found;
}

}  // namespace

void SessionState::load_paths(std::span<const PathLoad> loads, std::source_location caller,
                              const QueryOptions& said) {
  std::map<std::vector<MemberId>, LoadedRelation> loaded;  // by the path that leads there
  for (const PathLoad& load : loads) {
    std::span<const EntityPtr> owners = load.owners;
    bool all = load.all;
    std::vector<MemberId> path;
    for (const MemberId member : load.path) {
      path.push_back(member);
      const auto [place, is_new] = loaded.try_emplace(path);
      if (is_new) place->second = load_step(*this, owners, all, member, caller, said);
      owners = place->second.entities;
      all = place->second.all;
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
