// The identity map, and the keys by which it finds objects.
#include "identity_map.hpp"

#include <bindery/core/value.hpp>

#include <algorithm>
#include <bit>

namespace bindery::detail {

IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object) {
  const auto keys = type.table.primary_key();
  KeyCells room(keys.size());
  const std::span<Cell> cells = room.get();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const Column& column = type.table.column(keys[i]);
    column.codec->write(*column.codec, column.field(const_cast<void*>(object)), cells[i]);
  }
  return {&engine, &type.table.root(), RowKey(cells)};
}

IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> values) {
  KeyCells room(values.size());
  const std::span<Cell> cells = room.get();
  for (std::size_t i = 0; i < values.size(); ++i) cells[i] = values[i].cell();
  return {&engine, &type.table.root(), RowKey(cells)};
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

// ---- the rows of a table ----------------------------------------------------------------------------------------

std::size_t TrackedRows::place_of(std::int64_t key) const {
  const std::size_t last = places_.size() - 1;
  std::size_t place = home(key);
  while (places_[place] != free && numbered_[places_[place]].key != key) place = (place + 1) & last;
  return place;
}

void TrackedRows::build_places(std::size_t rows) {
  const std::size_t size = std::bit_ceil(std::max<std::size_t>(rows + rows / 2, 16));
  shift_ = 64 - static_cast<unsigned>(std::countr_zero(size));
  places_.assign(size, free);
  for (std::size_t i = 0; i < numbered_.size(); ++i)
    places_[place_of(numbered_[i].key)] = static_cast<std::uint32_t>(i);
}

/// Those behind a freed place that belong there, or before it, move up: no search stops too early.
void TrackedRows::free_place(std::size_t place) {
  const std::size_t last = places_.size() - 1;
  for (std::size_t next = (place + 1) & last; places_[next] != free; next = (next + 1) & last) {
    const std::size_t wanted = home(numbered_[places_[next]].key);
    if (((next - wanted) & last) < ((next - place) & last)) continue;
    places_[place] = places_[next];
    place = next;
  }
  places_[place] = free;
}

void TrackedRows::expect(std::size_t more) {
  const std::size_t wanted = numbered_.size() + more;
  if (wanted > numbered_.capacity()) numbered_.reserve(std::max(wanted, 2 * numbered_.capacity()));
  if (wanted * 3 > places_.size() * 2) build_places(std::max(wanted, places_.size()));
}

EntityPtr TrackedRows::find(const RowKey& key) const {
  if (key.holds_number) {
    if (numbered_.empty()) return nullptr;
    const std::uint32_t row = places_[place_of(key.number)];
    return row == free ? nullptr : numbered_[row].entity;
  }
  const auto found = others_.find(key);
  return found == others_.end() ? nullptr : found->second;
}

const EntityPtr& TrackedRows::at(const RowKey& key, const EntityPtr& entity) {
  if (!key.holds_number) return others_.try_emplace(key, entity).first->second;
  expect(1);
  std::uint32_t& row = places_[place_of(key.number)];
  if (row == free) {
    row = static_cast<std::uint32_t>(numbered_.size());
    numbered_.push_back({key.number, entity});
  }
  return numbered_[row].entity;
}

void TrackedRows::put(const RowKey& key, EntityPtr entity) {
  if (!key.holds_number) {
    others_.insert_or_assign(key, std::move(entity));
    return;
  }
  expect(1);
  std::uint32_t& row = places_[place_of(key.number)];
  if (row != free) {
    numbered_[row].entity = std::move(entity);
    return;
  }
  row = static_cast<std::uint32_t>(numbered_.size());
  numbered_.push_back({key.number, std::move(entity)});
}

void TrackedRows::erase(const RowKey& key) {
  if (!key.holds_number) {
    others_.erase(key);
    return;
  }
  if (numbered_.empty()) return;
  const std::size_t place = place_of(key.number);
  const std::uint32_t row = places_[place];
  if (row == free) return;
  const auto end = static_cast<std::uint32_t>(numbered_.size() - 1);
  places_[place_of(numbered_[end].key)] = row;  // the last one moves to where this one was
  places_[place] = end;
  std::swap(numbered_[row], numbered_[end]);
  free_place(place_of(key.number));
  numbered_.pop_back();
}

// ---- all tables -------------------------------------------------------------------------------------------------

EntityPtr IdentityMap::find(const IdentityKey& key) const {
  const auto place = tables_.find({key.engine, key.table});
  return place == tables_.end() ? nullptr : place->second.find(key.values);
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
