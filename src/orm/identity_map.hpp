// The identity map: one object for each row that a session knows, found by key and by table.
#pragma once
#include <bindery/engine/engine.hpp>
#include <bindery/orm/entity.hpp>

#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bindery::detail {

using EntityPtr = std::shared_ptr<Entity>;

/// Which object: the same key read from two engines is two objects.
struct IdentityKey {
  const Engine* engine;
  const Table* table;
  std::string values;
  friend bool operator==(const IdentityKey&, const IdentityKey&) = default;
};
IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object);
IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> key);
/// By the key that its row has in the database.
IdentityKey identity_of(Entity& entity);

/// The values that an object has in these columns, as text that equal values share; empty if one of them is NULL.
std::string key_in(const Table& table, std::span<const std::size_t> columns, void* object);

/// True for two descriptions of one table: a model's, and one made at run time. The models of a family count as one.
bool same_table(const Table& a, const Table& b);

/// Objects by engine and table, then by key: a query need not look at the objects of other tables.
class IdentityMap {
 public:
  using Objects = std::unordered_map<std::string, EntityPtr>;

  EntityPtr find(const IdentityKey& key) const;
  /// The object of this key: the one known, or `entity`, which is known from now on.
  EntityPtr& at(const IdentityKey& key, const EntityPtr& entity);
  void put(const IdentityKey& key, EntityPtr entity);
  void erase(const IdentityKey& key);
  void clear() { places_.clear(); }

  template <class Use> void for_each(Use use) const {
    for (const auto& [place, objects] : places_) {
      for (const auto& [key, entity] : objects) use(entity);
    }
  }
  /// Calls `use(table, engine, objects)` for each table of an engine that has objects.
  template <class Use> void for_each_table(Use use) const {
    for (const auto& [place, objects] : places_) {
      if (!objects.empty()) use(*place.second, *place.first, objects);
    }
  }

  /// The objects of an engine by their models' tables, which in a family are not those of the map.
  std::map<const Table*, std::vector<EntityPtr>> by_model(const Engine& engine) const;

 private:
  std::map<std::pair<const Engine*, const Table*>, Objects> places_;
};

}  // namespace bindery::detail
