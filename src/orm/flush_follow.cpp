// What a database does by itself when a key changes or goes (ON UPDATE, ON DELETE), done to the objects at hand, too.
#include <algorithm>
#include <unordered_map>

#include "flush_order.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

using Entities = std::vector<EntityPtr>;
using Parents = std::unordered_map<std::string, EntityPtr>;

/// Calls `use(link, child, parent)` for the objects at hand whose rows refer to one of the parents, which are found by
/// their key in `object_of(parent)`.
template <class Wanted, class ObjectOf, class Use>
void each_child(const IdentityMap& identity, const Entities& parents, Wanted wanted, ObjectOf object_of,
                Use use) {
  const Table* const table = &parents.front()->type.table;
  const Engine* const engine = parents.front()->engine.get();
  std::vector<std::pair<TableLink, Entities>> found;  // `use` may change the map
  for (const auto& [child, children] : identity.by_model(*engine)) {
    for (TableLink& link : links_of(*child, {&table, 1})) {
      if (wanted(link)) found.emplace_back(std::move(link), children);
    }
  }
  for (const auto& [link, children] : found) {
    Parents by_key;
    for (std::size_t i = 0; i < parents.size(); ++i)
      by_key.emplace(key_in(*table, link.target_columns, object_of(i)), parents[i]);
    by_key.erase(std::string());
    for (const EntityPtr& child : children) {
      const auto parent = by_key.find(key_in(*link.child, link.columns, child->original()));
      if (parent != by_key.end()) use(link, child, parent->second);
    }
  }
}

}  // namespace

void SessionState::set_columns(const EntityPtr& child, const Positions& columns,
                               const Positions& from_columns, Entity* from) {
  RowCopy before = row_of(*child);
  const IdentityKey key = identity_of(*child);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = child->type.table.column(columns[i]);
    const bool unchanged =
        column.codec->equal(column.field(child->object()), column.field(child->original()));
    Cell cell;
    if (from != nullptr) {
      const Column& source = from->type.table.column(from_columns[i]);
      source.codec->write(*source.codec, source.field(from->original()), cell);
    }
    column.codec->read(*column.codec, cell, column.field(child->original()));
    if (unchanged) column.codec->read(*column.codec, cell, column.field(child->object()));
  }
  identity.erase(key);
  identity.put(identity_of(*child), child);
  note({.kind = Undo::Kind::updated, .entity = child, .before = std::move(before)});
  relations.drop_stale(*child);
}

void SessionState::follow_new_keys(std::span<const EntityPtr> updated, std::span<const EntityPtr> before) {
  Entities parents, old;
  for (std::size_t i = 0; i < updated.size(); ++i) {
    if (identity_of(*updated[i]).values !=
        identity_of(*updated[i]->engine, updated[i]->type, before[i]->object()).values) {
      parents.push_back(updated[i]);
      old.push_back(before[i]);
    }
  }
  if (parents.empty()) return;
  Entities children, children_before;
  each_child(
      identity, parents, [](const TableLink& link) { return link.on_update == ReferentialAction::cascade; },
      [&](std::size_t i) { return old[i]->object(); },
      [&](const TableLink& link, const EntityPtr& child, const EntityPtr& parent) {
        children_before.push_back(child->type.make());
        child->type.copy_columns(children_before.back()->object(), child->original());
        set_columns(child, link.columns, link.target_columns, parent.get());
        children.push_back(child);
      });
  for (std::size_t i = 0; i < children.size(); ++i)
    follow_new_keys({&children[i], 1}, {&children_before[i], 1});
}

void SessionState::follow_deletion(std::span<const EntityPtr> deleted) {
  const Entities parents(deleted.begin(), deleted.end());
  std::vector<Entities> gone;  // by table
  each_child(
      identity, parents,
      [](const TableLink& link) {
        return link.on_delete == ReferentialAction::cascade || link.on_delete == ReferentialAction::set_null;
      },
      [&](std::size_t i) { return parents[i]->original(); },
      [&](const TableLink& link, const EntityPtr& child, const EntityPtr&) {
        if (link.on_delete == ReferentialAction::set_null)
          return set_columns(child, link.columns, {}, nullptr);
        if (identity.find(identity_of(*child)) != child) return;
        note_gone(child);
        if (gone.empty() || &gone.back().front()->type != &child->type) gone.emplace_back();
        gone.back().push_back(child);
      });
  for (const Entities& some : gone) follow_deletion(some);
}

}  // namespace bindery::detail
