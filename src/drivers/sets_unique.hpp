// Whether rows that are updated together may get in each other's way.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <algorithm>

namespace bindery::drivers {

/// True if the order of the rows may matter: one of them may take a value that another one gives up.
inline bool sets_unique(const UpdateRows& rows) {
  const auto is_unique = [&](std::size_t position) {
    const Column& column = rows.table.column(position);
    const auto constraints = rows.table.constraints();
    return column.unique || column.primary_key ||
           std::any_of(constraints.begin(), constraints.end(), [&](const Constraint& one) {
             return one.kind == ConstraintKind::unique_columns &&
                    std::find(one.columns.begin(), one.columns.end(), column.name) != one.columns.end();
           });
  };
  return std::any_of(rows.columns.begin(), rows.columns.end(), is_unique);
}

}  // namespace bindery::drivers
