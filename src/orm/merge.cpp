// Merging: an object that came from elsewhere gives its values to the one that the session tracks.
#include <bindery/orm/session_core.hpp>
#include <bindery/orm/session_scopes.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "sql/row_statements.hpp"
#include "session_state.hpp"

namespace bindery {

using detail::Entity;
using detail::EntityPtr;
using detail::EntityType;

namespace {

bool as_made(const EntityType& type, const Column& column, void* object) {
  return column.codec->equal(column.field(object), column.field(const_cast<void*>(type.blank)));
}

bool has_key(const EntityType& type, void* object) {
  const auto keys = type.table.primary_key();
  return std::any_of(keys.begin(), keys.end(), [&](std::size_t position) {
    return !as_made(type, type.table.column(position), object);
  });
}

/// A version of 0 says nothing: the object was not read from the database.
void check_version(const Column& column, Entity& given, Entity& known) {
  const std::int64_t expected = detail::read_version(column, given.object());
  const std::int64_t there = detail::read_version(column, known.original());
  if (expected == 0 || expected == there) return;
  throw StaleDataError(fmt::format("{} can't be merged: version {} was expected, its row has version {}",
                                   detail::describe(known), expected, there),
                       {.bind = bind_label(known.engine->bind_key()),
                        .table = known.type.table.name(),
                        .hint = "read it again and repeat the change"});
}

/// What the loaded relations of an object hold, by the relations' positions.
using Held = std::vector<std::pair<const detail::Relation*, std::vector<EntityPtr>>>;

Held loaded_relations(Entity& given) {
  Held held;
  for (const detail::Relation& relation : given.type.relations()) {
    const detail::RelationMember& member = relation.member(given);
    if (!relation.read_only() && member.is_loaded()) held.emplace_back(&relation, member.contents());
  }
  return held;
}

/// Of an object that is to be added: what its relations hold is merged, not added.
void forget_relations(Entity& given) {
  for (const RelationSpec& spec : given.type.spec->relations) spec.member(given.object()).unload();
}

}  // namespace

/// One merge: each object that it meets is merged once, so relations may run in circles.
class detail::Merge {
 public:
  Merge(SessionCore& session, std::source_location caller)
      : session_(session), state_(*session.state_), caller_(caller) {}

  /// An object that was to be removed is kept: no flush may come before.
  void keep(Entity& given, const ExecuteOptions& options) {
    if (!has_key(given.type, given.object())) return;
    const auto engine = engine_for(given, options);
    const EntityPtr known = state_.identity.find(identity_of(*engine, given.type, given.object()));
    if (known && known->state == EntityState::removed) state_.add(known, engine);
  }

  /// `own`: the object is for the session to keep.
  EntityPtr merge(const EntityPtr& given, const ExecuteOptions& options, bool own) {
    if (state_.tracks(*given)) return given;
    if (const auto before = merged_.find(given.get()); before != merged_.end()) return before->second;
    EntityPtr known = find(*given, options);
    if (known && !targets_.insert(known.get()).second) return known;  // the first one met counts
    const Held held = loaded_relations(*given);
    if (known) {
      copy_columns(*given, *known);
    } else {
      if (own) forget_relations(*given);
      known = add(given, options, own);
    }
    merged_.emplace(given.get(), known);
    for (const auto& [relation, contents] : held) load(*relation, known);
    for (const auto& [relation, contents] : held) {
      ExecuteOptions there = options;
      if (!relation->same_bind()) there.bind_key.reset();
      std::vector<EntityPtr> items;
      for (const EntityPtr& item : contents) items.push_back(merge(item, there, false));
      state_.relations.assign_all(relation->member(*known), items);
    }
    return known;
  }

 private:
  std::shared_ptr<Engine> engine_for(Entity& given, const ExecuteOptions& options) const {
    return state_.engine(options.bind_key ? *options.bind_key : given.type.table.bind_key());
  }

  EntityPtr find(Entity& given, const ExecuteOptions& options) {
    auto& type = const_cast<EntityType&>(given.type);  // a type is one object, which is not constant
    if (!has_key(type, given.object())) return nullptr;
    std::vector<Value> key;
    for (const std::size_t position : type.table.primary_key())
      key.push_back(value_in(type.table.column(position), given.object()));
    keep(given, options);
    return session_.get_entity(type, key, options, caller_);
  }

  void copy_columns(Entity& given, Entity& known) {
    const Table& table = given.type.table;
    const auto counted = version_of(table);
    if (counted) check_version(table.column(*counted), given, known);
    known.hand_out();
    for (const Column& column : table.columns()) {
      if (!column.primary_key && !column.version && !column.unread_in(given.object()))
        column.codec->assign(column.field(known.object()), column.field(given.object()));
    }
  }

  EntityPtr add(const EntityPtr& given, const ExecuteOptions& options, bool own) {
    const EntityPtr fresh = own ? given : given->type.make();
    if (!own) given->type.copy_columns(fresh->object(), given->object());
    session_.add_entity(fresh, options);
    return fresh;
  }

  void load(const Relation& relation, const EntityPtr& known) {
    if (relation.holds_key() || relation.member(*known).is_loaded()) return;
    state_.load_relation(relation_of(known->type, relation.spec->id), {&known, 1}, caller_);
  }

  SessionCore& session_;
  SessionState& state_;
  std::source_location caller_;
  std::map<const Entity*, EntityPtr> merged_;
  std::set<const Entity*> targets_;
};

EntityPtr detail::SessionCore::merge_entity(const EntityPtr& given, EntityType& type,
                                            const ExecuteOptions& options, std::source_location caller) {
  detail::Merge merge(*this, caller);
  if (loaded_relations(*given).empty()) return merge.merge(given, options, true);
  merge.keep(*given, options);
  if (state_->must_flush(type.by_key)) state_->flush(caller);
  const AutoflushPause until_all_is_merged(state_);  // what is half merged must not be written
  return merge.merge(given, options, true);
}

}  // namespace bindery
