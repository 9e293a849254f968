// The rules of models, checked for all that a flush will write before it writes anything.
#include <optional>

#include "session_state.hpp"
#include "sql/new_rows.hpp"

namespace bindery::detail {

void SessionState::check_rules() const {
  const EntityType* type = nullptr;
  std::optional<NewRows> rows;
  for (const EntityPtr& entity : pending) {
    if (type != &entity->type) rows.emplace(entity->type.table, entity->type.blank);
    type = &entity->type;
    rows->prepare(entity->object());
  }
  type = nullptr;
  bool checked = false;
  for (Entity* const entity : handed_out.all()) {
    if (type != &entity->type) checked = entity->type.table.has_rules();
    type = &entity->type;
    if (checked && modified(*entity)) entity->type.table.validate(entity->object());
  }
}

}  // namespace bindery::detail
