// Row keys from the cells of a primary key.
#include "row_key.hpp"

#include <bindery/core/value.hpp>
#include <bindery/schema/table.hpp>

#include <limits>

namespace bindery::detail {

namespace {

bool is_number(const Cell& cell) {
  constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  return cell.kind == ValueKind::integer ||
         (cell.kind == ValueKind::unsigned_integer && cell.unsigned_integer <= most);
}

}  // namespace

RowKey::RowKey(std::span<const Cell> cells) {
  if (cells.size() == 1 && is_number(cells.front())) {
    holds_number = true;
    number = cells.front().integer;
    return;
  }
  for (const Cell& cell : cells) {
    holds_null |= cell.is_null();
    const bool plain = cell.kind == ValueKind::text || cell.kind == ValueKind::uuid;
    if (plain) {
      text += std::to_string(cell.view.size) + (cell.kind == ValueKind::text ? '\'' : '-');
      text.append(cell.view.data, cell.view.size);
    } else {
      text += Value(cell).to_string() + '\x1f';
    }
  }
}

RowKey row_key(const Table& table, std::span<const std::size_t> columns, const void* object) {
  return row_key(columns, [&](std::size_t position) {
    const Column& column = table.column(position);
    Cell cell;
    column.codec->write(*column.codec, column.field(const_cast<void*>(object)), cell);
    return cell;
  });
}

}  // namespace bindery::detail
