// DDL: what one kind of database can't do, said before anything is sent.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "ddl_parts.hpp"

namespace bindery::ddl {

namespace {

// InnoDB's keys hold 3072 bytes of a column; a character of utf8mb4 may take four.
constexpr std::uint32_t longest_indexed_text = 768;

bool is_unlimited(const ColumnType& type) {
  return (type.kind == TypeKind::text && type.length == 0) || type.kind == TypeKind::bytes ||
         type.kind == TypeKind::json;
}

[[noreturn]] void refuse(const Table& table, const Column& column, std::string_view because) {
  throw MappingError(fmt::format("table '{}' column '{}' {}", table.full_name(), column.name, because));
}

void require_indexable(const Table& table, const Column& column) {
  if (is_unlimited(column.type)) {
    refuse(table, column,
           fmt::format("is part of a key or an index, and MariaDB can't index {} of any length: {}",
                       name_of(column.type.kind),
                       column.type.kind == TypeKind::text
                           ? fmt::format("give it a String{{n}}, n up to {}", longest_indexed_text)
                           : "leave it out of the key or index"));
  }
  if (column.type.kind == TypeKind::text && column.type.length > longest_indexed_text) {
    refuse(table, column,
           fmt::format(
               "is part of a key or an index, and MariaDB can index {} characters at most: String{{{}}} is "
               "too long",
               longest_indexed_text, column.type.length));
  }
}

void require_indexable(const Table& table, std::span<const ResolvedReference> foreign_keys) {
  for (const Column& column : table.columns()) {
    if (column.primary_key || column.unique || column.indexed) require_indexable(table, column);
  }
  for (const Constraint& constraint : table.constraints()) {
    if (constraint.kind == ConstraintKind::check || constraint.kind == ConstraintKind::full_text) continue;
    for (const std::string& name : constraint.columns) {
      require_indexable(table, table.column(table.position_of(name)));
    }
  }
  for (const ResolvedReference& key : foreign_keys) {
    for (const std::size_t position : key.columns) require_indexable(table, table.column(position));
  }
}

// SQLite finds the rows of an index by their rowid, which only an integer key keeps from changing.
void require_rowid(const Table& table) {
  for (const Constraint& constraint : table.constraints()) {
    if (constraint.kind != ConstraintKind::full_text) continue;
    const auto key = table.primary_key();
    if (key.size() == 1 && name_of(table.column(key[0]).type.kind).find("int") != std::string_view::npos)
      continue;
    refuse(table, table.column(table.position_of(constraint.columns.front())),
           "has a full-text index, for which SQLite needs a table whose key is one integer");
  }
}

void require_name(const Dialect& dialect, std::string_view what, std::string_view name) {
  const std::size_t longest = longest_name(dialect);
  if (longest == 0 || name.size() <= longest) return;
  throw MappingError(fmt::format("{} '{}' has a longer name than {} allows ({}): give it a shorter one", what,
                                 name, dialect.name, longest));
}

void require_reference(const Dialect& dialect, const ResolvedReference& key) {
  const Column& column = key.owner->column(key.columns[0]);
  const bool sets_default =
      key.on_delete == ReferentialAction::set_default || key.on_update == ReferentialAction::set_default;
  if (dialect.backend == Backend::mariadb && sets_default) {
    refuse(*key.owner, column, "has a foreign key that is to SET DEFAULT, which MariaDB can't do");
  }
  if (dialect.backend == Backend::sqlite && key.owner->schema() != key.target->schema()) {
    refuse(*key.owner, column,
           fmt::format(
               "refers to table '{}' in another attached database, which SQLite can't do: make it a link",
               key.target->full_name()));
  }
  if (dialect.backend != Backend::postgresql) return;
  for (std::size_t i = 0; i < key.columns.size(); ++i) {
    const Column& own = key.owner->column(key.columns[i]);
    const Column& other = key.target->column(key.target_columns[i]);
    if (own.type.kind == TypeKind::uint64 && other.type.kind != TypeKind::uint64) {
      refuse(*key.owner, own,
             fmt::format(
                 "is uint64, for which PostgreSQL has no integer type, and can't refer to '{}.{}', which is "
                 "{}: give both the same type",
                 key.target->full_name(), other.name, name_of(other.type.kind)));
    }
  }
}

void require_computable(const Dialect& dialect, const Table& table, const Column& column) {
  if (column.primary_key || column.default_kind != DefaultKind::none || column.reference) {
    refuse(table, column,
           "is computed, and can be neither a key, nor have a default, nor refer to another table");
  }
  if (dialect.backend == Backend::sqlite && column.type.kind == TypeKind::decimal) {
    refuse(table, column,
           "is a computed decimal: SQLite keeps decimals as text and would compute it as a floating-point "
           "number; "
           "compute it in the query, or in the program");
  }
}

}  // namespace

void require_possible(const Dialect& dialect, const Table& table,
                      std::span<const ResolvedReference> foreign_keys) {
  require_name(dialect, "table", table.name());
  for (const Column& column : table.columns()) {
    require_name(dialect, "column", column.name);
    if (column.is_computed()) require_computable(dialect, table, column);
  }
  if (table.is_view()) return;
  for (const ResolvedReference& key : foreign_keys) require_reference(dialect, key);
  if (dialect.backend == Backend::mariadb) require_indexable(table, foreign_keys);
  if (dialect.backend == Backend::sqlite) require_rowid(table);
  for (const Column& column : table.columns()) {
    if (column.type.kind == TypeKind::array && dialect.backend != Backend::postgresql) {
      refuse(
          table, column,
          fmt::format("is an array, which {} has not: make it a Json, or a table of its own", dialect.name));
    }
  }
  const auto key = table.generated_key();
  if (key && dialect.backend == Backend::postgresql && table.column(*key).type.kind == TypeKind::uint64) {
    refuse(table, table.column(*key),
           "is a generated key of type uint64, which PostgreSQL can't generate: make it std::int64_t, or "
           "give the key "
           "yourself (client_given)");
  }
}

}  // namespace bindery::ddl
