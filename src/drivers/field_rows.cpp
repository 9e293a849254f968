// Rows on their way into objects: by cells, unless a driver knows a shorter way.
#include "field_rows.hpp"

#include <fmt/format.h>

#include <string>

namespace bindery::drivers {

void locate(Error& error, const Cursor& cursor, const FieldPlan& field, std::size_t column, std::size_t row) {
  const std::string_view name = field.name.empty() ? cursor.column_name(column) : field.name;
  error.locate(fmt::format("column '{}' of row {}", name, row));
  error.complete({.column = std::string(name)});
}

void Cursor::read_all(FieldRows& rows) {
  while (!rows.full()) {
    const Cell* const cells = next();
    if (cells == nullptr) return;
    rows.add(*this, [cells](const FieldPlan& plan, std::size_t column, void* object, detail::Arena* texts) {
      read_field(*plan.codec, cells[column], plan.field(object), texts);
    });
  }
}

}  // namespace bindery::drivers
