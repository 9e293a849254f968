// Merging: an object that came from elsewhere gives its values to the one that the session tracks.
#include <bindery/orm/session.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "flush_statements.hpp"
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
                       {.table = known.type.table.name(), .hint = "read it again and repeat the change"});
}

}  // namespace

EntityPtr Session::merge_entity(const EntityPtr& given, EntityType& type, const ExecuteOptions& options,
                                std::source_location caller) {
  EntityPtr known;
  if (has_key(type, given->object())) {
    std::vector<Value> key;
    for (const std::size_t position : type.table.primary_key()) {
      Cell cell;
      const Column& column = type.table.column(position);
      column.codec->write(*column.codec, column.field(given->object()), cell);
      key.emplace_back(cell);
    }
    const auto engine = state_->engine(options.bind_key ? *options.bind_key : type.table.bind_key());
    known = state_->identity.find(detail::identity_of(*engine, type, key));
    if (known && known->state == EntityState::removed) state_->add(known, engine);
    known = get_entity(type, key, options, caller);
  }
  if (!known) {
    add_entity(given, options);
    return given;
  }
  const auto counted = detail::version_of(type.table);
  if (counted) check_version(type.table.column(*counted), *given, *known);
  for (const Column& column : type.table.columns()) {
    if (!column.primary_key && !column.version)
      column.codec->assign(column.field(known->object()), column.field(given->object()));
  }
  return known;
}

}  // namespace bindery
