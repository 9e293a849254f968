// What relations hold of objects that are removed, and how removed objects leave the relations of others.
#include <algorithm>
#include <set>
#include <unordered_set>

#include "relation_work.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

bool may_be_written(const Entity& entity) {
  return entity.state == EntityState::pending || entity.state == EntityState::persistent;
}

EntityPtr shared(const Entity& entity) { return const_cast<Entity&>(entity).shared_from_this(); }

}  // namespace

std::vector<EntityPtr> RelationWork::orphans() const {
  std::vector<EntityPtr> found;
  for (const auto& [holder, links] : links_) {
    Entity& entity = *const_cast<Entity*>(holder);
    if (!may_be_written(entity)) continue;
    const auto lost = [&](const Link& link) {
      if (link.target || link.owner_side == nullptr || !link.owner_side->spec->delete_orphan) return false;
      const bool had_key = entity.state == EntityState::persistent &&
                           !key_text(entity.type.table, link.columns, entity.original()).empty();
      return link.taken_out || had_key;
    };
    if (std::any_of(links.begin(), links.end(), lost)) found.push_back(shared(entity));
  }
  return found;
}

bool RelationWork::is_displaced(const Entity& orphan) const {
  const auto links = links_.find(&orphan);
  return links != links_.end() &&
         std::any_of(links->second.begin(), links->second.end(), [](const Link& link) {
           return !link.target && link.owner_side != nullptr &&
                  link.owner_side->kind == RelationKind::one_to_one;
         });
}

std::vector<EntityPtr> RelationWork::dropped_targets() const {
  std::set<EntityPtr> found;
  for (const auto& [holder, links] : links_) {
    for (const Link& link : links) {
      if (link.target && link.target->state == EntityState::transient) found.insert(link.target);
    }
  }
  return {found.begin(), found.end()};
}

bool RelationWork::belongs(const Relation& relation, Entity& child, Entity& owner) const {
  const Sides sides = sides_of(relation);
  if (const Link* link = link_of(child, sides.columns)) return link->target.get() == &owner;
  if (owner.state == EntityState::transient) return false;
  const std::string key = key_text(child.type.table, sides.columns, child.object());
  return !key.empty() && key == key_text(owner.type.table, sides.target_columns, owner.original());
}

std::vector<std::pair<EntityPtr, EntityPtr>> RelationWork::held_by(const Relation& relation,
                                                                   std::span<const EntityPtr> owners) const {
  std::vector<std::pair<EntityPtr, EntityPtr>> held;
  std::set<std::pair<const Entity*, const Entity*>> seen;
  const bool by_key = !relation.holds_key() && relation.kind != RelationKind::many_to_many;
  for (const EntityPtr& owner : owners) {
    const RelationMember& member = relation.member(*owner);
    if (!member.is_loaded()) continue;
    for (EntityPtr& item : member.contents()) {
      if (by_key && !belongs(relation, *item, *owner)) continue;
      if (seen.emplace(owner.get(), item.get()).second) held.emplace_back(owner, std::move(item));
    }
  }
  if (!by_key) return held;
  const std::set<EntityPtr> wanted(owners.begin(), owners.end());
  for (const auto& [holder, links] : links_) {
    if (!holder->type.table.is_a(relation.target->table)) continue;
    for (const Link& link : links) {
      if (link.columns != relation.target_columns || !wanted.contains(link.target)) continue;
      if (seen.emplace(link.target.get(), holder).second) held.emplace_back(link.target, shared(*holder));
    }
  }
  return held;
}

void RelationWork::release(const Relation& relation, const EntityPtr& child) {
  move(sides_of(relation), *child, nullptr);
}

void RelationWork::separate(const Relation& relation, Entity& owner) {
  for (const EntityPtr& item : relation.member(owner).contents()) associate(relation, owner, item, false);
}

void RelationWork::forget_rows_of_removed() {
  std::erase_if(associations_, [](const auto& entry) {
    const Association& row = entry.second;
    return row.added && !(may_be_written(*row.first) && may_be_written(*row.second));
  });
}

void RelationWork::drop_deleted() {
  session_.identity.for_each([&](const EntityPtr& entity) {
    for (const RelationSpec& spec : entity->type.spec->relations) {
      RelationMember& member = spec.member(entity->object());
      if (!member.is_loaded()) continue;
      for (const EntityPtr& item : member.contents()) {
        if (item->state != EntityState::removed || session_.has_row(*item)) continue;
        remember(member);
        member.take(*item);
      }
    }
  });
}

}  // namespace bindery::detail
