// The rules of models, checked for all that a flush will write before it writes anything.
#include <bindery/sql/insert.hpp>

#include "session_state.hpp"

namespace bindery::detail {

void SessionState::check_rules() const {
  for (const EntityPtr& entity : pending) {
    apply_client_defaults(entity->type.table, entity->object(), entity->type.blank);
    entity->type.table.validate(entity->object());
  }
  identity.for_each([&](const EntityPtr& entity) {
    if (modified(*entity)) entity->type.table.validate(entity->object());
  });
}

}  // namespace bindery::detail
