// The identity map, and the keys by which it finds objects.
#include "identity_map.hpp"

namespace bindery::detail {

IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object) {
  IdentityKey key{&engine, &type.table.root(), {}};
  for (const std::size_t position : type.table.primary_key()) {
    const Column& column = type.table.column(position);
    Cell cell;
    column.codec->write(*column.codec, column.field(const_cast<void*>(object)), cell);
    key.values += Value(cell).to_string() + '\x1f';
  }
  return key;
}

IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> values) {
  IdentityKey key{&engine, &type.table.root(), {}};
  for (const Value& value : values) key.values += value.to_string() + '\x1f';
  return key;
}

IdentityKey identity_of(Entity& entity) {
  return identity_of(*entity.engine, entity.type, entity.original());
}

std::string key_in(const Table& table, std::span<const std::size_t> columns, void* object) {
  std::string key;
  for (const std::size_t position : columns) {
    const Column& column = table.column(position);
    Cell cell;
    column.codec->write(*column.codec, column.field(object), cell);
    if (cell.is_null()) return {};
    key += Value(cell).to_string() + '\x1f';
  }
  return key;
}

bool same_table(const Table& a, const Table& b) {
  if (&a.root() == &b.root()) return true;
  return (a.name() == b.name() && a.schema() == b.schema() && a.bind_key() == b.bind_key());
}

EntityPtr IdentityMap::find(const IdentityKey& key) const {
  const auto place = places_.find({key.engine, key.table});
  if (place == places_.end()) return nullptr;
  const auto found = place->second.find(key.values);
  return found == place->second.end() ? nullptr : found->second;
}

EntityPtr& IdentityMap::at(const IdentityKey& key, const EntityPtr& entity) {
  return places_[{key.engine, key.table}].try_emplace(key.values, entity).first->second;
}

void IdentityMap::put(const IdentityKey& key, EntityPtr entity) {
  places_[{key.engine, key.table}].insert_or_assign(key.values, std::move(entity));
}

void IdentityMap::erase(const IdentityKey& key) {
  const auto place = places_.find({key.engine, key.table});
  if (place != places_.end()) place->second.erase(key.values);
}

std::map<const Table*, std::vector<EntityPtr>> IdentityMap::by_model(const Engine& engine) const {
  std::map<const Table*, std::vector<EntityPtr>> models;
  for_each_table([&](const Table&, const Engine& of, const Objects& objects) {
    if (&of != &engine) return;
    for (const auto& [key, entity] : objects) models[&entity->type.table].push_back(entity);
  });
  return models;
}

}  // namespace bindery::detail
