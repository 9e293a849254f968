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
  handed_out.for_each_table([&](const Table& root, std::span<Entity* const> entities) {
    const bool family = root.kind_column().has_value();
    if (!family && !root.has_rules()) return;
    const Table* table = nullptr;
    bool checked = false;
    for (Entity* const entity : entities) {
      if (table != &entity->type.table) checked = entity->type.table.has_rules();
      table = &entity->type.table;
      if (checked && modified(*entity)) table->validate(entity->object());
    }
  });
}

}  // namespace bindery::detail
