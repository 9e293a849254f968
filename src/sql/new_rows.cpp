// New objects on their way into a table.
#include "new_rows.hpp"

#include <bindery/sql/insert.hpp>

#include <algorithm>

namespace bindery::detail {

NewRows::NewRows(const Table& table, const void* blank)
    : table_(table), blank_(blank), has_defaults_(table.kind_column().has_value()) {
  const auto columns = table.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].client_default != nullptr) has_defaults_ = true;
    if (made_by_database(columns[i])) uncertain_.push_back(i);
  }
}

void NewRows::prepare(void* object) const {
  if (has_defaults_) apply_client_defaults(table_, object, blank_);
  table_.validate(object);
}

bool NewRows::gives_just(const void* object, std::span<const std::size_t> columns) const {
  return std::all_of(uncertain_.begin(), uncertain_.end(), [&](std::size_t position) {
    return is_given(table_.column(position), object, blank_) ==
           std::binary_search(columns.begin(), columns.end(), position);
  });
}

}  // namespace bindery::detail
