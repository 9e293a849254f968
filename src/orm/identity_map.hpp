// The identity map: one object for each row that a session knows, found by key and by table.
#pragma once
#include <bindery/engine/engine.hpp>
#include <bindery/orm/entity.hpp>

#include <map>
#include <span>
#include <utility>
#include <vector>

#include "key_table.hpp"

namespace bindery::detail {

using EntityPtr = std::shared_ptr<Entity>;

/// Which object: the same key read from two engines is two objects.
struct IdentityKey {
  const Engine* engine;
  const Table* table;
  RowKey values;
  friend bool operator==(const IdentityKey&, const IdentityKey&) = default;
};
IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object);
IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> key);
/// By the key that its row has in the database.
IdentityKey identity_of(Entity& entity);
RowKey key_of_row(Entity& entity);

/// The values that an object has in these columns, as text that equal values share; empty if one of them is NULL.
std::string key_in(const Table& table, std::span<const std::size_t> columns, void* object);

/// True for two descriptions of one table: a model's, and one made at run time. The models of a family count as one.
bool same_table(const Table& a, const Table& b);

/// The objects of one table by their keys.
using TrackedRows = KeyTable<EntityPtr>;

/// Objects by engine and table, then by key: a query need not look at the objects of other tables.
class IdentityMap {
 public:
  EntityPtr find(const IdentityKey& key) const;
  /// The objects of a table.
  TrackedRows& rows(const Engine& engine, const Table& root);
  void put(const IdentityKey& key, EntityPtr entity) {
    rows(*key.engine, *key.table).put(key.values, std::move(entity));
  }
  void erase(const IdentityKey& key) { rows(*key.engine, *key.table).erase(key.values); }
  void clear();

  template <class Use> void for_each(Use use) const {
    for (const auto& [place, rows] : tables_) rows.for_each(use);
  }
  /// The objects of an engine by their models' tables, which in a family are not those of the map.
  std::map<const Table*, std::vector<EntityPtr>> by_model(const Engine& engine) const;

 private:
  using Place = std::pair<const Engine*, const Table*>;
  std::map<Place, TrackedRows> tables_;
};

}  // namespace bindery::detail
