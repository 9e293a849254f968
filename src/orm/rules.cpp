// The rules of models, checked for all that a flush will write before it writes anything.
#include <bindery/sql/insert.hpp>

#include <algorithm>

#include "session_state.hpp"

namespace bindery::detail {

namespace {

bool has_rules(const EntityType& type) {
  const auto columns = type.table.columns();
  return type.spec->validate != nullptr ||
         std::any_of(columns.begin(), columns.end(),
                     [](const Column& column) { return column.broken_rule != nullptr; });
}

}  // namespace

void SessionState::check_rules() const {
  for (const EntityPtr& entity : pending) {
    apply_client_defaults(entity->type.table, entity->object(), entity->type.blank);
    entity->type.table.validate(entity->object());
  }
  const EntityType* type = nullptr;
  bool checked = false;
  for (Entity* const entity : handed_out.all()) {
    if (type != &entity->type) checked = has_rules(entity->type);
    type = &entity->type;
    if (checked && modified(*entity)) entity->type.table.validate(entity->object());
  }
}

}  // namespace bindery::detail
