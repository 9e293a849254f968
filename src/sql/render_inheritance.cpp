// Rendering of child models: their rows are put together from the tables that hold them.
#include <bindery/schema/inheritance.hpp>

#include "literal.hpp"
#include "renderer.hpp"

namespace bindery {

/// (SELECT the columns of all levels FROM the root's table JOIN those below it): the rows of this kind.
void Renderer::inherited_source(const Table& table) {
  const auto column = [&](const Column& each, std::size_t level) {
    name(table.part(level).name());
    out_ += '.';
    name(each.name);
  };
  out_ += "(SELECT ";
  for (const Column& each : table.columns()) {
    if (&each != table.columns().data()) out_ += ", ";
    column(each, each.level);
  }
  out_ += " FROM ";
  table_name(table.part(0));
  for (std::size_t level = 1; level < table.part_count(); ++level) {
    out_ += " JOIN ";
    table_name(table.part(level));
    std::string_view word = " ON ";
    for (const std::size_t key : table.primary_key()) {
      out_ += word;
      column(table.column(key), level);
      out_ += " = ";
      column(table.column(key), 0);
      word = " AND ";
    }
  }
  if (!table.spec()->kind->joined) {
    out_ += " WHERE ";
    name(table.part(0).name());
    out_ += '.';
    kind_condition(table);
  }
  out_ += ')';
}

/// "kind" IN ('manager', 'director'): of rows that a table holds beside those of other models.
void Renderer::kind_condition(const Table& table) {
  name(table.column(*table.kind_column()).name);
  std::string_view separator = " IN (";
  for (const std::string_view kind : table.kinds()) {
    out_ += separator;
    out_ += literal_of(Cell::of_text(kind), dialect_);
    separator = ", ";
  }
  out_ += ')';
}

}  // namespace bindery
