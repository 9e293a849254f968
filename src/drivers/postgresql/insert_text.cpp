// The SQL of bulk inserts.
#include "drivers/postgresql/insert_text.hpp"

#include <bindery/sql/dialect.hpp>
#include <fmt/format.h>

namespace bindery::drivers::postgresql {

namespace {

std::string column_list(const InsertRows& rows, bool with_key) {
  std::string list;
  if (with_key) list = quoted_name(rows.table.column(*rows.returned_key).name);
  for (const std::size_t position : rows.columns) {
    if (!list.empty()) list += ", ";
    list += quoted_name(rows.table.column(position).name);
  }
  return list;
}

}  // namespace

std::string quoted_name(std::string_view name) { return quoted(dialect_of(Backend::postgresql), name); }

std::string quoted_table(const Table& table) {
  const std::string name = quoted_name(table.name());
  return table.schema().empty() ? name : quoted_name(table.schema()) + "." + name;
}

std::string insert_text(const InsertRows& rows, bool with_key, std::optional<std::size_t> returning) {
  // Keys that are GENERATED ALWAYS must be overridden by name; COPY does so by itself.
  std::string sql = fmt::format("INSERT INTO {} ({}) {}VALUES (", quoted_table(rows.table),
                                column_list(rows, with_key), with_key ? "OVERRIDING SYSTEM VALUE " : "");
  const std::size_t count = rows.columns.size() + (with_key ? 1 : 0);
  for (std::size_t i = 1; i <= count; ++i) sql += fmt::format("{}${}", i == 1 ? "" : ", ", i);
  sql += ')';
  if (returning) sql += " RETURNING " + quoted_name(rows.table.column(*returning).name);
  return sql;
}

std::string copy_text(const InsertRows& rows, bool with_key) {
  return fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", quoted_table(rows.table),
                     column_list(rows, with_key));
}

}  // namespace bindery::drivers::postgresql
