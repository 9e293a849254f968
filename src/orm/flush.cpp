// Flushing: what is new, changed and removed, written at once or not at all.
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "flush_plan.hpp"

namespace bindery::detail {

namespace {

struct Changed {
  const Table* table;
  RowKey key;
  EntityPtr entity;
};

bool goes_before(const Changed& a, const Changed& b) {
  if (a.table == b.table) return a.key < b.key;
  const auto names = [](const Changed& one) {
    return std::tuple(one.table->full_name(), one.table->bind_key(), one.table);
  };
  return names(a) < names(b);
}

/// Modified objects by table and key: sessions that change the same rows then lock them in the same order.
std::vector<EntityPtr> modified_in_order(const SessionState& session) {
  std::vector<Changed> found;
  for (Entity* const entity : session.handed_out.all()) {
    const bool linked = session.relations.has_links(*entity) && session.has_row(*entity);
    if (!linked && !session.modified(*entity)) continue;
    found.push_back({&entity->type.table.root(), key_of_row(*entity), entity->shared_from_this()});
  }
  if (!std::is_sorted(found.begin(), found.end(), goes_before))
    std::sort(found.begin(), found.end(), goes_before);
  std::vector<EntityPtr> entities;
  entities.reserve(found.size());
  for (Changed& one : found) entities.push_back(std::move(one.entity));
  return entities;
}

using Entities = std::vector<EntityPtr>;

/// The keys by which rows refer to a table, as texts, by the columns that they refer to.
std::map<Positions, std::set<std::string>> keys_to(const Table& parent, const Entities& children) {
  std::map<const Table*, std::vector<TableLink>> links;
  std::map<Positions, std::set<std::string>> keys;
  const Table* const table = &parent;
  for (const EntityPtr& child : children) {
    const Table& own = child->type.table;
    const auto [place, is_new] = links.try_emplace(&own);
    if (is_new) place->second = links_of(own, {&table, 1});
    for (const TableLink& link : place->second)
      keys[link.target_columns].insert(key_in(own, link.columns, child->original()));
  }
  return keys;
}

/// Of removed objects, those that no row refers to which is written behind them.
std::set<EntityPtr> without_referring(const Entities& gone, Entities changed, const Entities& released) {
  const std::set<EntityPtr> before(released.begin(), released.end());
  std::erase_if(changed, [&](const EntityPtr& child) { return before.contains(child); });
  std::map<const Table*, Entities> tables;
  for (const EntityPtr& entity : gone) tables[&entity->type.table].push_back(entity);
  std::set<EntityPtr> free;
  for (const auto& [table, entities] : tables) {
    const auto keys = keys_to(*table, changed);
    for (const EntityPtr& entity : entities) {
      const bool referred = std::any_of(keys.begin(), keys.end(), [&](const auto& key) {
        return key.second.contains(key_in(*table, key.first, entity->original()));
      });
      if (!referred) free.insert(entity);
    }
  }
  return free;
}

}  // namespace

bool SessionState::has_work() const {
  if (!pending.empty() || !removed.empty() || relations.has_changes()) return true;
  return handed_out.any([&](Entity& entity) { return modified(entity); });
}

void SessionState::flush(std::source_location caller) {
  if (flushing_)
    throw ProgrammingError("a listener of a flush can't flush: what it changes is written anyway");
  struct Flushing {
    explicit Flushing(SessionState& session) : state(session) {
      state.flushing_ = true;
      ++state.autoflush_pauses;
    }
    ~Flushing() {
      state.flushing_ = false;
      --state.autoflush_pauses;
    }
    SessionState& state;
  } flushing(*this);
  if (heard(&SessionListener::before_flush) && has_work()) tell(&SessionListener::before_flush);
  write(caller);
}

void SessionState::write_all(std::source_location caller) {
  const Entities displaced = spread_removals(caller);
  const Entities released = relations.fill_all_keys();
  Entities changed = modified_in_order(*this);
  const std::set<EntityPtr> making_room = without_referring(displaced, changed, released);
  FlushPlan plan(*this, caller), first(*this, caller);
  for (const EntityPtr& entity : pending) plan.insert(entity);
  for (EntityPtr& entity : changed) plan.update(std::move(entity));
  for (const EntityPtr& entity : removed) (making_room.contains(entity) ? first : plan).remove(entity);
  for (const EntityPtr& entity : released) {
    if (modified(*entity)) first.update(entity);
  }
  plan.check();
  first.check();
  relations.write_associations(false, caller);
  first.write();
  relations.delete_rows_of({making_room.begin(), making_room.end()}, caller);
  first.erase();
  plan.write();
  relations.write_associations(true, caller);
  relations.delete_rows_of(removed, caller);
  plan.erase();
  if (!removed.empty()) relations.drop_deleted();
}

void SessionState::write(std::source_location caller) {
  if (!has_work()) return;
  check_rules();  // before the rest: what it throws rolls nothing back
  const std::size_t before = levels.back().changes.size();
  try {
    write_all(caller);
    relations.forget_changes();
    pending.clear();
    removed.clear();
    tell_gathered_states();
    const auto& changes = levels.back().changes;
    const std::vector<ChangeRecord> written(changes.begin() + static_cast<std::ptrdiff_t>(before),
                                            changes.end());
    tell_changes(&SessionListener::after_flush, written);
  } catch (...) {
    try {
      rollback_to(levels.size() - 1);
    } catch (const Error&) {
      // The failure itself tells more; all is rolled back.
    }
    throw;
  }
}

}  // namespace bindery::detail
