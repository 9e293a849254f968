// What the program has changed in an object: the columns in which it differs from its row.
#pragma once
#include <bindery/orm/entity.hpp>

#include "flush_order.hpp"
#include "row_copy.hpp"

namespace bindery::detail {

/// True if the object differs from its row.
bool differs(Entity& entity);
/// Columns in which the object differs from its row, in `found` in place of what was in it. `now`: a copy of the object.
void find_changed_columns(Entity& entity, const RowCopy& now, Positions& found);
Positions changed_columns(Entity& entity);
/// A copy of its row.
RowCopy row_of(Entity& entity);
/// A value as it is in the row. Valid until the row is.
Cell cell_in_row(Entity& entity, std::size_t column);

}  // namespace bindery::detail
