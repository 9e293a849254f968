// The identity map, and the keys by which it finds objects.
#include "identity_map.hpp"

#include <bindery/core/value.hpp>

#include "changed.hpp"

namespace bindery::detail {

IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object) {
  return {&engine, &type.table.root(), row_key(type.table, type.table.primary_key(), object)};
}

IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> values) {
  KeyCells room(values.size());
  const std::span<Cell> cells = room.get();
  for (std::size_t i = 0; i < values.size(); ++i) cells[i] = values[i].cell();
  return {&engine, &type.table.root(), RowKey(cells)};
}

IdentityKey identity_of(Entity& entity) {
  return {entity.engine.get(), &entity.type.table.root(), key_of_row(entity)};
}

RowKey key_of_row(Entity& entity) {
  return row_key(entity.type.table.primary_key(),
                 [&](std::size_t position) { return cell_in_row(entity, position); });
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
  const auto place = tables_.find({key.engine, key.table});
  if (place == tables_.end()) return nullptr;
  const EntityPtr* const known = place->second.find(key.values);
  return known == nullptr ? nullptr : *known;
}

TrackedRows& IdentityMap::rows(const Engine& engine, const Table& root) { return tables_[{&engine, &root}]; }

void IdentityMap::clear() { tables_.clear(); }

std::map<const Table*, std::vector<EntityPtr>> IdentityMap::by_model(const Engine& engine) const {
  std::map<const Table*, std::vector<EntityPtr>> models;
  for (const auto& [place, rows] : tables_) {
    if (place.first != &engine) continue;
    rows.for_each([&](const EntityPtr& entity) { models[&entity->type.table].push_back(entity); });
  }
  return models;
}

}  // namespace bindery::detail
