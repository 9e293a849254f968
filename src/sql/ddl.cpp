// DDL: CREATE TABLE, its indexes and its foreign keys.
#include <bindery/sql/ddl.hpp>

#include <bindery/core/names.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "ddl_parts.hpp"

namespace bindery {

namespace ddl {

std::size_t longest_name(const Dialect& dialect) {
  switch (dialect.backend) {
    case Backend::postgresql: return 63;
    case Backend::mariadb: return 64;
    case Backend::sqlite: break;
  }
  return 0;
}

std::string quoted_list(const Dialect& dialect, const Table& table, std::span<const std::size_t> columns) {
  std::string list;
  for (const std::size_t column : columns) {
    if (!list.empty()) list += ", ";
    list += quoted(dialect, table.column(column).name);
  }
  return list;
}

std::string constraint_sql(const Dialect& dialect, std::string_view name, std::string_view body) {
  return fmt::format("CONSTRAINT {} {}", quoted(dialect, fitted_name(dialect, name)), body);
}

}  // namespace ddl

namespace {

std::string_view action_sql(ReferentialAction action) {
  switch (action) {
    case ReferentialAction::restrict_: return "RESTRICT";
    case ReferentialAction::cascade: return "CASCADE";
    case ReferentialAction::set_null: return "SET NULL";
    case ReferentialAction::set_default: return "SET DEFAULT";
    case ReferentialAction::no_action: break;
  }
  return "NO ACTION";
}

std::string foreign_key_sql(const ResolvedReference& key, const Dialect& dialect) {
  // SQLite looks for the target in the schema of the table, and takes no other.
  const std::string target = dialect.backend == Backend::sqlite ? quoted(dialect, key.target->name())
                                                                : quoted_table(dialect, *key.target);
  std::string sql =
      fmt::format("FOREIGN KEY ({}) REFERENCES {} ({})", ddl::quoted_list(dialect, *key.owner, key.columns),
                  target, ddl::quoted_list(dialect, *key.target, key.target_columns));
  if (key.on_delete != ReferentialAction::no_action)
    sql += fmt::format(" ON DELETE {}", action_sql(key.on_delete));
  if (key.on_update != ReferentialAction::no_action)
    sql += fmt::format(" ON UPDATE {}", action_sql(key.on_update));
  return ddl::constraint_sql(dialect, key.name, sql);
}

bool is_whole_key(const Table& table, std::size_t column) {
  return table.primary_key().size() == 1 && table.primary_key()[0] == column;
}

/// The constraints of single columns, then the table's own: those of one kind.
std::vector<Constraint> constraints_of(const Table& table, ConstraintKind kind) {
  std::vector<Constraint> found;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (is_whole_key(table, i)) continue;  // a key is unique and has an index
    if (kind == ConstraintKind::unique_columns && column.unique)
      found.push_back(unique_constraint({column.name}));
    if (kind == ConstraintKind::index && column.indexed && !column.unique) {
      found.push_back(index_constraint({column.name}));
    }
  }
  for (const Constraint& constraint : table.constraints()) {
    if (constraint.kind != kind) continue;
    found.push_back(constraint);
    found.back().name = constraint_name(table, constraint);
  }
  return found;
}

std::string column_list(const Dialect& dialect, const Constraint& constraint) {
  std::vector<std::string> names;
  for (const std::string& name : constraint.columns) names.push_back(quoted(dialect, name));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string index_name(const Dialect& dialect, const Table& table, const Constraint& index) {
  return quoted(dialect, fitted_name(dialect, constraint_name(table, index)));
}

std::string create_index_sql(const Dialect& dialect, const Table& table, const Constraint& index) {
  // SQLite wants the schema at the index's name, PostgreSQL at the table's.
  const bool at_index = dialect.backend == Backend::sqlite && !table.schema().empty();
  return fmt::format("CREATE INDEX {}{} ON {} ({})", at_index ? quoted(dialect, table.schema()) + "." : "",
                     index_name(dialect, table, index),
                     at_index ? quoted(dialect, table.name()) : quoted_table(dialect, table),
                     column_list(dialect, index));
}

bool comes_later(const ResolvedReference& key, std::span<const ResolvedReference> for_later) {
  return std::ranges::any_of(for_later, [&](const ResolvedReference& other) {
    return other.owner == key.owner && other.name == key.name;
  });
}

void add_keys(std::vector<std::string>& lines, const Table& table, const Dialect& dialect) {
  const bool key_said = dialect.key_is_inline && table.generated_key().has_value();
  if (!table.primary_key().empty() && !key_said) {
    lines.push_back(fmt::format("PRIMARY KEY ({})", ddl::quoted_list(dialect, table, table.primary_key())));
  }
  for (const Constraint& unique : constraints_of(table, ConstraintKind::unique_columns)) {
    lines.push_back(ddl::constraint_sql(dialect, constraint_name(table, unique),
                                        fmt::format("UNIQUE ({})", column_list(dialect, unique))));
  }
}

void add_checks(std::vector<std::string>& lines, const Table& table, const Dialect& dialect) {
  for (const Column& column : table.columns()) {
    for (std::string& check : ddl::column_checks(dialect, table, column)) lines.push_back(std::move(check));
  }
  for (const Constraint& check : constraints_of(table, ConstraintKind::check)) {
    lines.push_back(
        ddl::constraint_sql(dialect, constraint_name(table, check), fmt::format("CHECK ({})", check.sql)));
  }
}

/// The model's columns are named, so that the query's may be called as they like.
std::string create_view_sql(const Table& view, const Dialect& dialect) {
  std::vector<std::string> names;
  for (const Column& column : view.columns()) names.push_back(quoted(dialect, column.name));
  return fmt::format("CREATE VIEW {} ({}) AS {}", quoted_table(dialect, view), fmt::join(names, ", "),
                     view.spec()->view(dialect.backend));
}

}  // namespace

std::string quoted_table(const Dialect& dialect, const Table& table) {
  const std::string name = quoted(dialect, table.name());
  return table.schema().empty() ? name : quoted(dialect, table.schema()) + "." + name;
}

std::string fitted_name(const Dialect& dialect, std::string_view name) {
  const std::size_t longest = ddl::longest_name(dialect);
  if (longest == 0 || name.size() <= longest) return std::string(name);
  constexpr std::size_t hash_size = 9;  // "_" and eight digits
  std::size_t kept = longest - hash_size;
  while (kept > 0 && (static_cast<unsigned char>(name[kept]) & 0xC0) == 0x80) --kept;  // no half characters
  return fmt::format("{}_{:08x}", name.substr(0, kept), static_cast<std::uint32_t>(fnv1a(name)));
}

std::vector<std::string> create_table_sql(const Table& table, const Metadata& metadata,
                                          const Dialect& dialect,
                                          std::span<const ResolvedReference> for_later) {
  const std::vector<ResolvedReference> foreign_keys = metadata.foreign_keys(table);
  ddl::require_possible(dialect, table, foreign_keys);
  if (table.is_view()) return {create_view_sql(table, dialect)};
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    lines.push_back(ddl::column_sql(dialect, metadata, table, i));
  }
  add_keys(lines, table, dialect);
  add_checks(lines, table, dialect);
  for (const ResolvedReference& key : foreign_keys) {
    if (dialect.inline_foreign_keys || !comes_later(key, for_later))
      lines.push_back(foreign_key_sql(key, dialect));
  }
  std::vector<std::string> statements;
  for (const Constraint& index : constraints_of(table, ConstraintKind::index)) {
    if (dialect.transactional_ddl) {
      statements.push_back(create_index_sql(dialect, table, index));
    } else {
      lines.push_back(
          fmt::format("INDEX {} ({})", index_name(dialect, table, index), column_list(dialect, index)));
    }
  }
  statements.insert(statements.begin(),
                    fmt::format("CREATE TABLE {} (\n  {}\n){}", quoted_table(dialect, table),
                                fmt::join(lines, ",\n  "), dialect.table_options));
  for (std::string& index : ddl::create_full_text_sql(dialect, table)) statements.push_back(std::move(index));
  return statements;
}

std::vector<std::string> drop_table_sql(const Table& table, const Dialect& dialect) {
  std::vector<std::string> statements = ddl::drop_full_text_sql(dialect, table);
  statements.push_back(
      fmt::format("DROP {} {}", table.is_view() ? "VIEW" : "TABLE", quoted_table(dialect, table)));
  return statements;
}

std::string add_foreign_key_sql(const ResolvedReference& reference, const Dialect& dialect) {
  return fmt::format("ALTER TABLE {} ADD {}", quoted_table(dialect, *reference.owner),
                     foreign_key_sql(reference, dialect));
}

std::string drop_foreign_key_sql(const ResolvedReference& reference, const Dialect& dialect) {
  return fmt::format("ALTER TABLE {} DROP CONSTRAINT IF EXISTS {}", quoted_table(dialect, *reference.owner),
                     quoted(dialect, fitted_name(dialect, reference.name)));
}

}  // namespace bindery
