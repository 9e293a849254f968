// Merging: an object that came from elsewhere gives its values to the one that the session tracks.
#include <bindery/orm/session.hpp>

#include <fmt/format.h>

#include <algorithm>

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
  for (const Column& column : type.table.columns()) {
    if (!column.primary_key)
      column.codec->assign(column.field(known->object()), column.field(given->object()));
  }
  return known;
}

}  // namespace bindery
