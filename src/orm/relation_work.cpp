// Changed relations: both sides are kept in step at once, and what the next flush has to write is remembered.
#include "relation_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>

#include "session_state.hpp"

namespace bindery::detail {

namespace {

/// Parts of transactions are numbered over all sessions: objects may go from one to another.
std::uint64_t next_stamp() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

void refuse_read_only(const Relation& relation) {
  if (!relation.read_only()) return;
  throw ProgrammingError(
      fmt::format("relation {} shows a part of the related objects and can't be changed", relation.name()),
      {.hint = "change the relation that holds all of them"});
}

bool is_blank(const EntityType& type, const Positions& columns, void* object) {
  return std::all_of(columns.begin(), columns.end(), [&](std::size_t position) {
    const Column& column = type.table.column(position);
    return column.codec->equal(column.field(object), column.field(const_cast<void*>(type.blank)));
  });
}

}  // namespace

RelationWork::RelationWork(SessionState& session) : session_(session), levels_{{next_stamp(), 0}} {}

RelationWork::Sides RelationWork::sides_of(const Relation& relation) {
  if (relation.holds_key())
    return {&relation, relation.other_side(), relation.own_columns, relation.target_columns, relation.target};
  return {relation.other_side(), &relation, relation.target_columns, relation.own_columns, relation.owner};
}

// ---- the program changes a relation ---------------------------------------------------------------------------

void RelationWork::insert(RelationMember& member, const EntityPtr& item) {
  const Relation& relation = member.relation();
  Entity& owner = *member.owner();
  refuse_read_only(relation);
  if (member.is_loaded() && member.holds_now(*item)) return;
  track_item(owner, item);
  if (relation.kind == RelationKind::many_to_many) return associate(relation, owner, item, true);
  move(sides_of(relation), *item, owner.shared_from_this());
}

void RelationWork::take_out(RelationMember& member, const EntityPtr& item) {
  const Relation& relation = member.relation();
  Entity& owner = *member.owner();
  refuse_read_only(relation);
  if (member.is_loaded() && !member.holds_now(*item)) return;
  if (relation.kind == RelationKind::many_to_many) return associate(relation, owner, item, false);
  const Sides sides = sides_of(relation);
  if (referred(sides, *item).get() == &owner) return move(sides, *item, nullptr);
  if (!member.is_loaded()) return;
  remember(member);
  member.take(*item);
}

void RelationWork::assign(RelationMember& member, const std::vector<EntityPtr>& items) {
  const Relation& relation = member.relation();
  Entity& owner = *member.owner();
  refuse_read_only(relation);
  if (relation.holds_key()) {
    if (!items.empty()) track_item(owner, items.front());
    return move(sides_of(relation), owner, items.empty() ? nullptr : items.front());
  }
  if (!member.is_loaded()) member.require_loaded();
  for (const EntityPtr& held : member.contents()) {
    if (std::find(items.begin(), items.end(), held) == items.end()) take_out(member, held);
  }
  for (const EntityPtr& item : items) insert(member, item);
}

void RelationWork::assign_all(RelationMember& member, const std::vector<EntityPtr>& items) {
  assign(member, items);
  const Relation& relation = member.relation();
  if (relation.holds_key() || relation.kind == RelationKind::many_to_many) return;
  for (const EntityPtr& item : items)
    set_link(sides_of(relation), *item, member.owner()->shared_from_this(), false);
}

void RelationWork::track_item(Entity& beside, const EntityPtr& item) {
  if (item->owner != &session_) session_.add_beside(beside, item);
}

const Link* RelationWork::link_of(const Entity& holder, const Positions& columns) const {
  const auto links = links_.find(&holder);
  if (links == links_.end()) return nullptr;
  const auto found = std::find_if(links->second.begin(), links->second.end(),
                                  [&](const Link& link) { return link.columns == columns; });
  return found == links->second.end() ? nullptr : &*found;
}

/// The object that the key refers to, as far as it is at hand.
EntityPtr RelationWork::referred(const Sides& sides, Entity& holder) const {
  if (const Link* link = link_of(holder, sides.columns)) return link->target;
  if (sides.holder != nullptr) {
    const RelationMember& member = sides.holder->member(holder);
    if (member.is_loaded()) return member.held() == 0 ? nullptr : member.held(0);
  }
  return session_.find_by_key(holder, *sides.target, sides.target_columns, sides.columns);
}

void RelationWork::move(const Sides& sides, Entity& holder, const EntityPtr& target) {
  const EntityPtr before = referred(sides, holder);
  if (before && before != target && sides.owner != nullptr) {
    RelationMember& member = sides.owner->member(*before);
    if (member.is_loaded()) {
      remember(member);
      member.take(holder);
    }
  }
  if (target && sides.owner != nullptr) {
    RelationMember& member = sides.owner->member(*target);
    const bool one = sides.owner->kind == RelationKind::one_to_one;
    if (one && member.is_loaded() && member.held() > 0) {
      const EntityPtr displaced = member.held(0);
      if (displaced && displaced.get() != &holder) move(sides, *displaced, nullptr);
    }
    if (one || member.is_loaded()) {
      remember(member);
      member.put(holder.shared_from_this());
      member.set_loaded(true);
    }
  }
  if (sides.holder != nullptr) {
    RelationMember& member = sides.holder->member(holder);
    remember(member);
    member.set_contents({&target, 1});
  }
  set_link(sides, holder, target, before != nullptr);
}

void RelationWork::set_link(const Sides& sides, Entity& holder, const EntityPtr& target, bool held_before) {
  if (holder.state != EntityState::pending) holder.hand_out();  // a key of it will be written
  const Link* const known = link_of(holder, sides.columns);
  const bool taken_out = !target && (held_before || (known != nullptr && known->taken_out));
  std::vector<Link>& links = links_[&holder];
  std::erase_if(links, [&](const Link& link) { return link.columns == sides.columns; });
  links.push_back({sides.columns, sides.target_columns, target, sides.owner, taken_out});
}

void RelationWork::associate(const Relation& relation, Entity& owner, const EntityPtr& item, bool added) {
  show(relation, owner, item, added);
  if (const Relation* other = relation.other_side()) show(*other, *item, owner.shared_from_this(), added);
  Association row{relation.association,
                  relation.association_own,
                  relation.association_target,
                  relation.own_columns,
                  relation.target_columns,
                  owner.shared_from_this(),
                  item,
                  added,
                  next_association_++};
  if (row.second_columns < row.first_columns) {
    std::swap(row.first_columns, row.second_columns);
    std::swap(row.first_key, row.second_key);
    std::swap(row.first, row.second);
  }
  const AssociationKey key{row.table, row.first_columns.front(), row.first.get(), row.second.get()};
  const auto known = associations_.find(key);
  if (known == associations_.end()) {
    associations_.emplace(key, std::move(row));
  } else if (known->second.added != added) {
    associations_.erase(known);
  }
}

/// Lets one side of an association show what has changed.
void RelationWork::show(const Relation& relation, Entity& owner, const EntityPtr& item, bool added) {
  RelationMember& member = relation.member(owner);
  if (!member.is_loaded()) return;
  remember(member);
  added ? member.put(item) : member.take(*item);
}

// ---- the session takes objects in -----------------------------------------------------------------------------

void RelationWork::take_in_new(const EntityPtr& entity) {
  for (const Relation& relation : entity->type.relations()) {
    if (relation.read_only()) continue;
    RelationMember& member = relation.member(*entity);
    if (member.is_loaded()) {
      link_contents(relation, entity);
    } else if (!relation.holds_key() || is_blank(entity->type, relation.own_columns, entity->object())) {
      member.set_loaded(true);  // nothing can refer to a row that is not there yet
    }
  }
}

void RelationWork::link_contents(const Relation& relation, const EntityPtr& entity) {
  for (const EntityPtr& item : relation.member(*entity).contents()) {
    track_item(*entity, item);
    if (relation.kind == RelationKind::many_to_many) {
      associate(relation, *entity, item, true);
    } else if (relation.holds_key()) {
      move(sides_of(relation), *entity, item);
    } else {
      move(sides_of(relation), *item, entity);
    }
  }
}

void RelationWork::take_in_again(const EntityPtr& entity) {
  for (const Relation& relation : entity->type.relations()) {
    for (const EntityPtr& item : relation.member(*entity).contents()) track_item(*entity, item);
  }
}

void RelationWork::track(const EntityPtr& entity) {
  const auto specs = entity->type.spec->relations;
  if (specs.empty()) return;
  for (const RelationSpec& spec : specs) spec.member(entity->object()).noted = 0;
  if (last_tracked_ != &entity->type) {
    std::vector<const EntityType*> way;
    last_is_circular_ = reaches_circle(entity->type, way);
    last_tracked_ = &entity->type;
  }
  if (!last_is_circular_) return;
  if (known_.size() >= known_limit_) {
    std::erase_if(known_, [](const std::weak_ptr<Entity>& known) { return known.expired(); });
    known_limit_ = std::max<std::size_t>(1024, 2 * known_.size());
  }
  known_.push_back(entity);
}

void RelationWork::take_loaded(const Relation& relation, Entity& owner, std::span<const EntityPtr> related) {
  RelationMember& member = relation.member(owner);
  if (member.is_loaded() && has_changes()) return;  // the flush is paused: what the program did stays
  member.set_contents(related);
  const Relation* other = relation.other_side();
  if (other == nullptr || other->spec->many) return;
  const EntityPtr shared = owner.shared_from_this();
  for (const EntityPtr& each : related) {
    RelationMember& back = other->member(*each);
    if (!back.is_loaded()) back.set_contents({&shared, 1});
  }
}

void RelationWork::unload(Entity& entity) {
  for (const RelationSpec& spec : entity.type.spec->relations) {
    RelationMember& member = spec.member(entity.object());
    if (!member.is_loaded()) continue;
    remember(member);
    member.unload();
  }
}

void RelationWork::drop_stale(Entity& entity) {
  if (entity.type.spec->relations.empty() || has_links(entity)) return;
  for (const Relation& relation : entity.type.relations()) {
    if (!relation.holds_key()) continue;
    RelationMember& member = relation.member(entity);
    if (!member.is_loaded()) continue;
    const EntityPtr target = member.held() == 0 ? nullptr : member.held(0);
    const std::string now = key_text(entity.type.table, relation.own_columns, entity.object());
    const std::string shown =
        target ? key_text(target->type.table, relation.target_columns, target->object()) : std::string();
    if (now == shown) continue;
    remember(member);
    now.empty() ? member.set_contents({}) : member.unload();
  }
}

// ---- transactions ---------------------------------------------------------------------------------------------

void RelationWork::remember(RelationMember& member) {
  if (member.noted >= levels_.back().stamp) return;
  remembered_.push_back(
      {member.owner()->shared_from_this(), &member, member.contents(), member.is_loaded(), member.noted});
  member.noted = levels_.back().stamp;
}

void RelationWork::forget_changes() {
  links_.clear();
  associations_.clear();
}

void RelationWork::open_level() { levels_.push_back({next_stamp(), remembered_.size()}); }
void RelationWork::release_level() { levels_.pop_back(); }

void RelationWork::roll_back(std::size_t level) {
  forget_changes();
  const std::size_t keep = levels_[level].remembered;
  while (remembered_.size() > keep) {
    Remembered& last = remembered_.back();
    last.member->noted = last.noted_before;
    if (last.entity->state == EntityState::persistent) {
      last.member->set_contents(last.contents);
      last.member->set_loaded(last.loaded);
    }
    remembered_.pop_back();
  }
  levels_.resize(std::max<std::size_t>(level, 1));
  if (level == 0) end_transaction();
}

void RelationWork::end_transaction() {
  remembered_.clear();
  levels_.assign(1, {next_stamp(), 0});
}

}  // namespace bindery::detail
