// New objects on their way into a table.
#include "new_rows.hpp"

#include <bindery/sql/insert.hpp>

#include <utility>

namespace bindery::detail {

NewRows::NewRows(const Table& table, const void* blank)
    : table_(table), blank_(blank), has_defaults_(table.kind_column().has_value()),
      has_rules_(table.has_rules()) {
  for (const Column& column : table.columns()) {
    if (column.client_default != nullptr) has_defaults_ = true;
    if (made_by_database(column))
      uncertain_.push_back({&column, column.field(const_cast<void*>(blank)), false});
  }
}

void NewRows::prepare(void* object) const {
  if (has_defaults_) apply_client_defaults(table_, object, blank_);
  if (has_rules_) table_.validate(object);
}

bool NewRows::gives_as_before(const void* object) {
  bool same = std::exchange(asked_, true);
  for (Uncertain& each : uncertain_) {
    const Column& column = *each.column;
    // `field` only adds an offset: the object is read, not changed.
    const bool given = !column.codec->equal(column.field(const_cast<void*>(object)), each.blank);
    same &= given == std::exchange(each.given, given);
  }
  return same;
}

}  // namespace bindery::detail
