// Comparing objects with their rows, which are kept in few bytes and stay so for as long as cells tell enough.
#include "changed.hpp"

namespace bindery::detail {

namespace {

bool has_many_forms(const Codec& codec) {
  return codec.many_forms || (codec.inner != nullptr && codec.inner->many_forms);
}

Cell cell_of(const Column& column, void* object) {
  Cell cell;
  column.codec->write(*column.codec, column.field(object), cell);
  return cell;
}

bool has_other_value(const Column& column, Entity& entity) {
  return !column.codec->equal(column.field(entity.object()), column.field(entity.original()));
}

/// Calls `use(column)` for each changed one, until that is true. `is_same(column)` compares a column with the next cell
/// of the row as it is kept.
template <class IsSame, class Use> bool any_changed(Entity& entity, IsSame is_same, Use use) {
  if (!entity.has_copy()) return false;
  const auto columns = entity.type.table.columns();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const Column& column = columns[i];
    const bool packed = entity.packed_row() != nullptr;  // until values are compared
    if (packed && is_same(column)) continue;
    if (column.is_computed() || column.unread_in(entity.object())) continue;
    const bool certain = packed && !has_many_forms(*column.codec);
    if ((certain || has_other_value(column, entity)) && use(i)) return true;
  }
  return false;
}

}  // namespace

bool differs(Entity& entity) {
  CopiedCells row(entity.packed_row());
  const auto is_same = [&](const Column& column) {
    const Cell kept = row.next();
    return column.unread_in(entity.object()) || same_cell(kept, cell_of(column, entity.object()));
  };
  return any_changed(entity, is_same, [](std::size_t) { return true; });
}

void find_changed_columns(Entity& entity, const RowCopy& now, Positions& found) {
  found.clear();
  CopiedCells row(entity.packed_row()), object(now.get());
  any_changed(
      entity, [&](const Column&) { return row.next_is_same(object); },
      [&](std::size_t position) {
        found.push_back(position);
        return false;
      });
}

Positions changed_columns(Entity& entity) {
  Positions found;
  find_changed_columns(entity, copy_row(entity.type.table, entity.object()), found);
  return found;
}

RowCopy row_of(Entity& entity) { return copy_row(entity.type.table, entity.original()); }

Cell cell_in_row(Entity& entity, std::size_t column) {
  if (const std::byte* const row = entity.packed_row()) return cell_in(row, column);
  return cell_of(entity.type.table.column(column), entity.original());
}

}  // namespace bindery::detail
