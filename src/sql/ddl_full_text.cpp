// DDL: full-text indexes. SQLite's is a table of its own that triggers keep in step.
#include <bindery/sql/ddl.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ddl_parts.hpp"
#include "full_text.hpp"

namespace bindery {

namespace {

std::vector<std::string> quoted_columns(const Dialect& dialect, const Constraint& index,
                                        std::string_view before = {}) {
  std::vector<std::string> names;
  for (const std::string& column : index.columns)
    names.push_back(fmt::format("{}{}", before, quoted(dialect, column)));
  return names;
}

/// The table of the index, and the triggers that write into it.
std::vector<std::string> sqlite_index(const Dialect& dialect, const Table& table, const Constraint& index) {
  const std::string schema = table.schema().empty() ? std::string() : quoted(dialect, table.schema()) + ".";
  const std::string name = constraint_name(table, index), called = quoted(dialect, name);
  const std::string key = quoted(dialect, table.column(table.primary_key()[0]).name);
  const std::string columns = fmt::format("{}", fmt::join(quoted_columns(dialect, index), ", "));
  const auto put = [&](std::string_view command, std::string_view row) {
    return fmt::format("INSERT INTO {} ({}rowid, {}) VALUES ({}{}.{}, {});", called,
                       command.empty() ? "" : called + ", ", columns, command, row, key,
                       fmt::join(quoted_columns(dialect, index, fmt::format("{}.", row)), ", "));
  };
  const auto trigger = [&](std::string_view event, const std::string& actions) {
    return fmt::format("CREATE TRIGGER {}{} AFTER {} ON {} BEGIN {} END", schema,
                       quoted(dialect, fmt::format("{}_{}", name, event)), event,
                       quoted(dialect, table.name()), actions);
  };
  const std::string taken = put("'delete', ", "old"), given = put({}, "new");
  return {fmt::format("CREATE VIRTUAL TABLE {}{} USING fts5({}, content={}, content_rowid={}, "
                      "tokenize='unicode61 remove_diacritics 0')",
                      schema, called, columns, quoted(dialect, table.name()), key),
          trigger("INSERT", given), trigger("DELETE", taken), trigger("UPDATE", taken + " " + given)};
}

std::string server_index(const Dialect& dialect, const Table& table, const Constraint& index) {
  const std::string name = quoted(dialect, fitted_name(dialect, constraint_name(table, index)));
  if (dialect.backend == Backend::mariadb) {
    // Its index compares as its columns do, by letter case: so it is made over a column of small letters.
    return fmt::format(
        "ALTER TABLE {} ADD COLUMN {} LONGTEXT GENERATED ALWAYS AS (LOWER(CONCAT_WS(' ', {}))) STORED "
        "INVISIBLE, ADD "
        "FULLTEXT INDEX {} ({})",
        quoted_table(dialect, table), name, fmt::join(quoted_columns(dialect, index), ", "), name, name);
  }
  return fmt::format("CREATE INDEX {} ON {} USING gin ({})", name, quoted_table(dialect, table),
                     text_vector(quoted_columns(dialect, index)));
}

}  // namespace

std::string text_vector(const std::vector<std::string>& columns) {
  std::vector<std::string> texts;
  for (const std::string& column : columns) texts.push_back(fmt::format("coalesce({}, '')", column));
  return fmt::format("to_tsvector('simple', {})", fmt::join(texts, " || ' ' || "));
}

namespace ddl {

std::vector<std::string> create_full_text_sql(const Dialect& dialect, const Table& table) {
  std::vector<std::string> statements;
  for (const Constraint& index : table.constraints()) {
    if (index.kind != ConstraintKind::full_text) continue;
    if (dialect.backend != Backend::sqlite) {
      statements.push_back(server_index(dialect, table, index));
      continue;
    }
    for (std::string& sql : sqlite_index(dialect, table, index)) statements.push_back(std::move(sql));
  }
  return statements;
}

std::vector<std::string> drop_full_text_sql(const Dialect& dialect, const Table& table) {
  std::vector<std::string> statements;
  if (dialect.backend != Backend::sqlite) return statements;
  for (const Constraint& index : table.constraints()) {
    if (index.kind != ConstraintKind::full_text) continue;
    statements.push_back(fmt::format("DROP TABLE IF EXISTS {}{}",
                                     table.schema().empty() ? "" : quoted(dialect, table.schema()) + ".",
                                     quoted(dialect, constraint_name(table, index))));
  }
  return statements;
}

}  // namespace ddl
}  // namespace bindery
