// The identity map: one object for each row that a session knows, found by key and by table.
#pragma once
#include <bindery/engine/engine.hpp>
#include <bindery/orm/entity.hpp>

#include <map>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "row_key.hpp"

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

/// The values that an object has in these columns, as text that equal values share; empty if one of them is NULL.
std::string key_in(const Table& table, std::span<const std::size_t> columns, void* object);

/// True for two descriptions of one table: a model's, and one made at run time. The models of a family count as one.
bool same_table(const Table& a, const Table& b);

/// The objects of one table by their keys, in the order in which they came. Numbers are found by open addressing.
class TrackedRows {
 public:
  EntityPtr find(const RowKey& key) const;
  /// The object of this key: the one known, or `entity`, which is known from now on.
  const EntityPtr& at(const RowKey& key, const EntityPtr& entity);
  void put(const RowKey& key, EntityPtr entity);
  void erase(const RowKey& key);
  /// Makes room for so many more.
  void expect(std::size_t more);

  bool empty() const { return numbered_.empty() && others_.empty(); }
  template <class Use> void for_each(Use use) const {
    for (const Row& row : numbered_) use(row.entity);
    for (const auto& [key, entity] : others_) use(entity);
  }

 private:
  struct Row {
    std::int64_t key;
    EntityPtr entity;
  };
  static constexpr std::uint32_t free = ~std::uint32_t{0};

  std::size_t home(std::int64_t key) const {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15u) >> shift_);
  }
  /// The place of the key, or the free place where it belongs.
  std::size_t place_of(std::int64_t key) const;
  void build_places(std::size_t rows);
  void free_place(std::size_t place);

  std::vector<Row> numbered_;
  std::vector<std::uint32_t> places_;  ///< positions in `numbered_`
  unsigned shift_ = 64;
  std::unordered_map<RowKey, EntityPtr, RowKeyHash> others_;
};

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
