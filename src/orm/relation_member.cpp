// One and Many: what they hold. Changes in tracked objects go through the session.
#include <bindery/orm/relation_member.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "session_state.hpp"

namespace bindery::detail {

void attach_relations(Entity& entity) {
  const auto relations = entity.type.spec->relations;
  for (std::size_t i = 0; i < relations.size(); ++i) relations[i].member(entity.object()).attach(entity, i);
}

RelationMember::RelationMember(const RelationMember& other)
    : many_(other.many_), loaded_(other.loaded_), items_(other.items_) {}

namespace {
thread_local std::vector<EntityPtr>* leaving = nullptr;
}

// Objects that hold each other in a row go one after the other: a long row must not be as deep on the stack.
RelationMember::~RelationMember() {
  if (items_.empty()) return;
  try {
    std::vector<EntityPtr> first;
    std::vector<EntityPtr>& queue = leaving != nullptr ? *leaving : first;
    queue.reserve(queue.size() + items_.size());
    for (Item& item : items_) queue.push_back(std::move(item.strong));
    if (leaving != nullptr) return;
    leaving = &first;
    while (!first.empty()) {
      const EntityPtr last = std::move(first.back());
      first.pop_back();
    }
    leaving = nullptr;
  } catch (const std::bad_alloc&) {
    // Then they go as deep as they are.
  }
}

RelationMember& RelationMember::operator=(const RelationMember& other) {
  if (this != &other && other.loaded_) assign(other.contents());
  return *this;
}

void RelationMember::attach(Entity& owner, std::size_t position) {
  owner_ = &owner;
  position_ = static_cast<std::uint16_t>(position);
}

const Relation& RelationMember::relation() const { return owner_->type.relations()[position_]; }
bool RelationMember::is_tracked() const { return owner_ != nullptr && owner_->owner != nullptr; }

std::size_t RelationMember::held() const { return items_.size(); }
EntityPtr RelationMember::held(std::size_t position) const {
  const Item& item = items_[position];
  return item.strong ? item.strong : item.weak.lock();
}
bool RelationMember::holds_now(const Entity& entity) const {
  return std::any_of(items_.begin(), items_.end(), [&](const Item& item) {
    return item.strong.get() == &entity || (!item.strong && item.weak.lock().get() == &entity);
  });
}
void RelationMember::put(const EntityPtr& entity) {
  if (!many_) items_.clear();
  if (entity && !holds_now(*entity)) items_.push_back({entity, {}});
}
void RelationMember::take(const Entity& entity) {
  std::erase_if(items_, [&](const Item& item) {
    return item.strong.get() == &entity || (!item.strong && item.weak.lock().get() == &entity);
  });
}
void RelationMember::set_contents(std::span<const EntityPtr> entities) {
  items_.clear();
  items_.reserve(entities.size());
  for (const EntityPtr& entity : entities) {
    if (entity) items_.push_back({entity, {}});
  }
  loaded_ = true;
}
std::vector<EntityPtr> RelationMember::contents() const {
  std::vector<EntityPtr> entities;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (EntityPtr entity = held(i)) entities.push_back(std::move(entity));
  }
  return entities;
}
void RelationMember::unload() {
  items_.clear();
  loaded_ = false;
}
void RelationMember::weaken(std::size_t position) {
  Item& item = items_[position];
  item.weak = item.strong;
  item.strong.reset();
}

void RelationMember::require_loaded() const {
  if (loaded_) return;
  if (owner_ == nullptr) {
    throw NotLoaded(
        "a relation of a plain object is read, which nobody filled",
        {.hint = "relations are loaded for objects that a session gives: session.get, session.scalars"});
  }
  const TableSpec& spec = *owner_->type.spec;
  const std::string member = fmt::format("&{}::{}", spec.type_name, spec.relations[position_].name);
  throw NotLoaded(fmt::format("{}.{} of {} is not loaded", spec.type_name, spec.relations[position_].name,
                              describe(*owner_)),
                  {.table = owner_->type.table.name(),
                   .hint = fmt::format("say .options(selectin<{}>) in the query, or session.load<{}>(...)",
                                       member, member)});
}

EntityPtr RelationMember::checked(const Item& item) const {
  if (item.strong) return item.strong;
  if (EntityPtr entity = item.weak.lock()) return entity;
  throw NotLoaded("a related object is gone: its session has ended, and nobody held it",
                  {.hint = "hold a Ref of it, or keep the session as long as you go from object to object"});
}

void RelationMember::assign(std::vector<EntityPtr> entities) {
  if (is_tracked()) {
    owner_->owner->relations.assign(*this, entities);
    return owner_->owner->tell_states();
  }
  std::vector<EntityPtr> each;
  for (EntityPtr& entity : entities) {
    if (entity && std::find(each.begin(), each.end(), entity) == each.end())
      each.push_back(std::move(entity));
  }
  set_contents(each);
}

void OneMember::assign(const EntityPtr& entity) {
  if (entity) {
    RelationMember::assign({entity});
  } else {
    RelationMember::assign({});
  }
}
EntityPtr OneMember::read() const {
  require_loaded();
  return items_.empty() ? nullptr : checked(items_.front());
}

std::size_t ManyMember::read_size() const {
  require_loaded();
  return items_.size();
}
EntityPtr ManyMember::read(std::size_t position) const {
  require_loaded();
  if (position >= items_.size()) {
    throw ProgrammingError(
        fmt::format("position {} of a relation that holds {} objects is read", position, items_.size()));
  }
  return checked(items_[position]);
}
bool ManyMember::holds(const EntityPtr& entity) const {
  require_loaded();
  return entity && holds_now(*entity);
}
void ManyMember::insert(const EntityPtr& entity) {
  if (!entity) throw ProgrammingError("an empty Ref is put into a relation");
  if (is_tracked()) {
    owner()->owner->relations.insert(*this, entity);
    return owner()->owner->tell_states();
  }
  put(entity);
  set_loaded(true);
}
void ManyMember::take_out(const EntityPtr& entity) {
  if (!entity) return;
  if (is_tracked()) return owner()->owner->relations.take_out(*this, entity);
  take(*entity);
}

}  // namespace bindery::detail
