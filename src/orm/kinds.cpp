// Families of models: rows become objects of the model that their kind names.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>

#include <bindery/schema/inheritance.hpp>

#include "left_out.hpp"
#include "session_state.hpp"

namespace bindery::detail {

namespace {

constinit std::atomic<const EntityKind*> kinds{nullptr};

std::string kind_in(const Table& table, void* object) {
  const Column& column = table.column(*table.kind_column());
  Cell cell;
  column.codec->write(*column.codec, column.field(object), cell);
  return Value(cell).as<std::string>();
}

void copy_key(const EntityPtr& to, const EntityPtr& from) {
  const Table& source = from->type.table;
  const Table& target = to->type.table;
  for (std::size_t i = 0; i < source.primary_key().size(); ++i) {
    const Column& read = source.column(source.primary_key()[i]);
    const Column& written = target.column(target.primary_key()[i]);
    for (void* object : {to->object(), to->original()})
      written.codec->assign(written.field(object), read.field(from->object()));
  }
}

}  // namespace

void add_entity_kind(EntityKind& kind) {
  kind.next = kinds.load();
  while (!kinds.compare_exchange_weak(kind.next, &kind)) {}
}

EntityType& type_of_row(EntityType& declared, void* object) {
  const Table& table = declared.table;
  if (!table.kind_column()) return declared;
  const std::string kind = kind_in(table, object);
  if (kind == table.kind()) return declared;
  const Table* const own = table.table_of_kind(kind);
  for (const EntityKind* each = kinds.load(); own != nullptr && each != nullptr; each = each->next) {
    if (each->spec == own->spec()) return each->type();
  }
  throw MappingError(
      fmt::format(
          "a row of table '{}' is of kind '{}', which is of no model of this program: name its model in "
          "models<...>",
          table.name(), kind),
      {.table = table.name()});
}

void* object_as(Entity& entity, const TableSpec* spec) {
  void* object = entity.object();
  for (const TableSpec* own = entity.type.spec; own != spec; own = own->kind->parent)
    object = own->kind->to_parent(object);
  return object;
}

void SessionState::read_kinds(std::vector<EntityPtr>& fresh, EntityType& type, Connection& connection,
                              bool gone, std::source_location caller, const QueryOptions& said) {
  if (gone || !type.table.kind_column()) return;
  std::map<RowKey, std::vector<std::size_t>> places;  // by key: a query may give a row twice
  std::vector<Entity*> wanted;
  std::vector<EntityPtr> stubs;
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    EntityType& own = type_of_row(type, fresh[i]->object());
    if (&own == &type) continue;
    auto& same = places[identity_of(connection.engine(), type, fresh[i]->object()).values];
    same.push_back(i);
    if (same.size() > 1) continue;
    copy_key(stubs.emplace_back(own.make()), fresh[i]);
    leave_unread(own.table, stubs.back()->object(), left_out(own.table, said.columns));
    wanted.push_back(stubs.back().get());
  }
  for (const EntityPtr& row : fetch_rows(wanted, connection, caller)) {
    const auto place = places.find(identity_of(connection.engine(), row->type, row->object()).values);
    if (place == places.end()) continue;
    for (const std::size_t i : place->second) fresh[i] = row;
    places.erase(place);
  }
  if (places.empty()) return;
  throw NoResultFound(fmt::format("a row of table '{}' has gone while its kind was read", type.table.name()),
                      {.table = type.table.name(), .hint = "run the query again"});
}

}  // namespace bindery::detail
