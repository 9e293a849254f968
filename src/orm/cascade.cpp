// Removed objects and their relations: which others they take along, and whose keys refer to nothing from then on.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "flush_order.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

using Entities = std::vector<EntityPtr>;

/// True if the database deletes the rows that refer to one that goes, or sets their keys.
bool database_sees_to(const Relation& relation) {
  const Table* const parent = &relation.owner->table;
  const auto keys = links_of(relation.target->table, {&parent, 1});
  return std::any_of(keys.begin(), keys.end(), [&](const TableLink& key) {
    return key.columns == relation.target_columns && key.on_delete != ReferentialAction::no_action &&
           key.on_delete != ReferentialAction::restrict_;
  });
}

const Column* never_null(const Relation& relation) {
  for (const std::size_t position : relation.target_columns) {
    const Column& column = relation.target->table.column(position);
    if (!column.nullable) return &column;
  }
  return nullptr;
}

[[noreturn]] void refuse_to_leave(const Relation& relation, Entity& owner, Entity& child,
                                  const Column& column) {
  throw IntegrityError(
      fmt::format("{} can't be removed: relation {} holds {}, whose '{}' may not be NULL", describe(owner),
                  relation.name(), describe(child), column.name),
      {.bind = bind_label(child.engine->bind_key()),
       .table = relation.target->table.name(),
       .column = column.name,
       .hint =
           fmt::format("declare {} with cascade_delete to remove what it holds as well, or with "
                       "passive_deletes to leave that to ON DELETE of the database; or give it away first",
                       relation.name())});
}

}  // namespace

/// One flush's removals. Objects are looked up for all removed ones of a model together, level by level.
class Cascade {
 public:
  Cascade(SessionState& session, std::source_location caller) : session_(session), caller_(caller) {}

  /// Gives the removed objects that others displaced, and that take nothing along.
  Entities run() {
    gone_ = session_.removed;
    for (const EntityPtr& entity : session_.relations.dropped_targets()) gone_.push_back(entity);
    Entities displaced;
    for (const EntityPtr& entity : session_.relations.orphans()) {
      const bool has_row = entity->state == EntityState::persistent;
      if (has_row && session_.relations.is_displaced(*entity)) displaced.push_back(entity);
      take_along(entity);
    }
    while (!gone_.empty()) {
      std::map<const EntityType*, Entities> types;
      for (EntityPtr& entity : std::exchange(gone_, {})) types[&entity->type].push_back(std::move(entity));
      for (const auto& [type, entities] : types) {
        for (const Relation& relation : type->relations()) spread(relation, entities);
      }
    }
    for (const Left& left : left_) release(left);
    session_.relations.forget_rows_of_removed();
    std::erase_if(displaced, [&](const EntityPtr& entity) { return leading_.contains(entity.get()); });
    return displaced;
  }

 private:
  /// A child that stays when its parent goes.
  struct Left {
    const Relation* relation;
    EntityPtr owner, child;
  };

  void spread(const Relation& relation, const Entities& owners) {
    if (relation.read_only()) return;
    switch (relation.kind) {
      case RelationKind::many_to_many: return spread_between(relation, owners);
      case RelationKind::many_to_one: return spread_to_parents(relation, owners);
      case RelationKind::one_to_one:
      case RelationKind::one_to_many: return spread_to_children(relation, owners);
    }
  }

  void spread_between(const Relation& relation, const Entities& owners) {
    const bool recorded = session_.records_changes() && !relation.spec->passive_deletes;
    if (!recorded && !relation.spec->cascade_delete) return;
    load(relation, owners);
    const auto held = session_.relations.held_by(relation, owners);
    if (recorded) {
      for (const EntityPtr& owner : owners) session_.relations.separate(relation, *owner);
    }
    if (!relation.spec->cascade_delete) return;
    for (const auto& [owner, item] : held) take_along(item, *owner);
  }

  void spread_to_parents(const Relation& relation, const Entities& owners) {
    if (!relation.spec->cascade_delete) return;
    load(relation, owners);
    for (const auto& [owner, parent] : session_.relations.held_by(relation, owners))
      take_along(parent, *owner);
  }

  void spread_to_children(const Relation& relation, const Entities& owners) {
    const RelationSpec& words = *relation.spec;
    const bool taken_along = words.cascade_delete || words.delete_orphan;
    if (!taken_along && words.passive_deletes && database_sees_to(relation)) return;
    load(relation, owners);
    for (const auto& [owner, child] : session_.relations.held_by(relation, owners)) {
      if (taken_along)
        take_along(child, *owner);
      else
        left_.push_back({&relation, owner, child});
    }
  }

  void load(const Relation& relation, const Entities& owners) {
    if (relation.spec->passive_deletes) return;
    Entities unknown;
    for (const EntityPtr& owner : owners) {
      if (owner->state != EntityState::removed || relation.member(*owner).is_loaded()) continue;
      session_.relations.remember_unloaded(relation, *owner);
      unknown.push_back(owner);
    }
    if (!unknown.empty()) session_.load_relation(relation, unknown, caller_);
  }

  void take_along(const EntityPtr& entity, const Entity& owner) {
    leading_.insert(&owner);
    take_along(entity);
  }
  void take_along(const EntityPtr& entity) {
    if (!session_.tracks(*entity)) return;
    if (entity->state != EntityState::persistent && entity->state != EntityState::pending) return;
    session_.remove(entity);
    gone_.push_back(entity);
  }

  void release(const Left& left) {
    Entity& child = *left.child;
    if (child.state != EntityState::persistent && child.state != EntityState::pending) return;
    if (!session_.relations.belongs(*left.relation, child, *left.owner)) return;
    if (const Column* column = never_null(*left.relation))
      refuse_to_leave(*left.relation, *left.owner, child, *column);
    session_.relations.release(*left.relation, left.child);
  }

  SessionState& session_;
  std::source_location caller_;
  Entities gone_;
  std::set<const Entity*> leading_;  ///< those that take others along
  std::vector<Left> left_;
};

Entities SessionState::spread_removals(std::source_location caller) {
  if (removed.empty() && !relations.has_changes()) return {};
  // Rows that a filter hides refer to the removed ones as well.
  struct Unfiltered {
    explicit Unfiltered(std::shared_ptr<const ModelFilters>& of)
        : place(of), kept(std::exchange(of, nullptr)) {}
    ~Unfiltered() { place = std::move(kept); }
    std::shared_ptr<const ModelFilters>& place;
    std::shared_ptr<const ModelFilters> kept;
  } unfiltered(filters);
  return Cascade(*this, caller).run();
}

}  // namespace bindery::detail
