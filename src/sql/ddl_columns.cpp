// DDL of columns: types, defaults, and the checks that make every database refuse what a C++ type can't hold.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "ddl_parts.hpp"

namespace bindery::ddl {

namespace {

std::size_t character_count(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_integer(TypeKind kind) { return kind >= TypeKind::int8 && kind <= TypeKind::uint64; }

/// The names that a column may hold; none: any.
std::span<const EnumName> names_of(const Column& column) {
  const TypeKind kind = column.type.kind;
  if (column.codec == nullptr || (kind != TypeKind::enumeration && kind != TypeKind::text)) return {};
  return column.codec->names;
}

std::string literal(const Dialect& dialect, std::string_view text) {
  std::string sql = "'";
  for (const char c : text) {
    if (c == '\'' || (c == '\\' && dialect.backend == Backend::mariadb)) sql += c;
    sql += c;
  }
  return sql += "'";
}

std::string name_list(const Dialect& dialect, std::span<const EnumName> names) {
  std::string list;
  for (const EnumName& name : names) {
    if (!list.empty()) list += ", ";
    list += literal(dialect, name.name);
  }
  return list;
}

template <class T> std::string between(std::string_view column) {
  return fmt::format("{} BETWEEN {} AND {}", column, +std::numeric_limits<T>::min(),
                     +std::numeric_limits<T>::max());
}

/// What keeps a column within its integer type, where the database's own type is wider.
std::string range_of(const Dialect& dialect, TypeKind kind, const std::string& column) {
  if (dialect.backend == Backend::mariadb) return {};
  const bool only_wide = dialect.backend == Backend::sqlite;  // every integer of SQLite has 64 bits
  switch (kind) {
    case TypeKind::int8: return between<std::int8_t>(column);
    case TypeKind::int16: return only_wide ? between<std::int16_t>(column) : "";
    case TypeKind::int32: return only_wide ? between<std::int32_t>(column) : "";
    case TypeKind::uint8: return between<std::uint8_t>(column);
    case TypeKind::uint16: return between<std::uint16_t>(column);
    case TypeKind::uint32: return between<std::uint32_t>(column);
    case TypeKind::uint64: return only_wide ? column + " >= 0" : between<std::uint64_t>(column);
    default: return {};
  }
}

std::string length_of(const Dialect& dialect, const ColumnType& type, const std::string& column) {
  if (type.kind != TypeKind::text || type.length == 0) return {};
  const bool is_sqlite = dialect.backend == Backend::sqlite;
  if (!type.exact_length && !is_sqlite) return {};
  return fmt::format("{}({}) {} {}", is_sqlite ? "length" : "char_length", column,
                     type.exact_length ? "=" : "<=", type.length);
}

std::string values_of(const Dialect& dialect, const Column& column, const std::string& name) {
  if (const auto names = names_of(column); !names.empty()) {
    return fmt::format("{} IN ({})", name, name_list(dialect, names));
  }
  if (column.type.kind == TypeKind::boolean && dialect.backend != Backend::postgresql)
    return name + " IN (0, 1)";
  return {};
}

/// MariaDB takes no NOT NULL at a computed column.
bool null_is_checked(const Dialect& dialect, const Column& column) {
  return column.is_computed() && dialect.backend == Backend::mariadb;
}

std::string default_sql(const Dialect& dialect, const Column& column) {
  switch (column.default_kind) {
    case DefaultKind::now: return fmt::format(" DEFAULT {}", dialect.now);
    case DefaultKind::expression: return fmt::format(" DEFAULT ({})", column.default_sql);
    case DefaultKind::none: break;
  }
  return {};
}

/// The foreign key that a column is part of, as the column's place in it; nullptr if there is none.
const ResolvedReference* key_with(std::span<const ResolvedReference> keys, std::size_t column,
                                  std::size_t& place) {
  for (const ResolvedReference& key : keys) {
    const auto found = std::ranges::find(key.columns, column);
    if (found == key.columns.end()) continue;
    place = static_cast<std::size_t>(found - key.columns.begin());
    return &key;
  }
  return nullptr;
}

/// MariaDB wants a foreign key to be of exactly the integer type that it refers to: the type at the end of the chain.
TypeKind referenced_kind(const Metadata& metadata, const Table& owner, std::size_t position) {
  const Table* table = &owner;
  for (std::size_t hops = 0; hops <= metadata.tables().size(); ++hops) {
    const std::vector<ResolvedReference> keys = metadata.foreign_keys(*table);
    std::size_t place = 0;
    const ResolvedReference* key = key_with(keys, position, place);
    if (key == nullptr) break;
    table = key->target;
    position = key->target_columns[place];
  }
  return table->column(position).type.kind;
}

/// The column's own type, with the length that its names need.
ColumnType stored_type(const Dialect& dialect, const Metadata& metadata, const Table& table,
                       std::size_t position) {
  const Column& column = table.column(position);
  ColumnType type = column.type;
  if (type.kind == TypeKind::enumeration) {
    if (names_of(column).empty() && type.length == 0) type.kind = TypeKind::text;
    for (const EnumName& name : names_of(column)) {
      type.length = std::max(type.length, static_cast<std::uint32_t>(character_count(name.name)));
    }
  }
  if (dialect.backend == Backend::mariadb && is_integer(type.kind)) {
    type.kind = referenced_kind(metadata, table, position);
  }
  return type;
}

}  // namespace

std::string column_sql(const Dialect& dialect, const Metadata& metadata, const Table& table,
                       std::size_t position) {
  const Column& column = table.column(position);
  std::string sql = quoted(dialect, column.name) + " ";
  if (table.generated_key() == position) return sql + dialect.generated_key(column.type);
  sql += dialect.declared_type(stored_type(dialect, metadata, table, position), column.codec);
  if (column.is_computed()) sql += fmt::format(" GENERATED ALWAYS AS ({}) STORED", column.computed);
  if (!column.nullable && !null_is_checked(dialect, column)) sql += " NOT NULL";
  return sql + default_sql(dialect, column);
}

std::vector<std::string> column_checks(const Dialect& dialect, const Table& table, const Column& column) {
  std::vector<std::string> checks;
  const auto add = [&](std::string_view suffix, const std::string& condition) {
    if (condition.empty()) return;
    checks.push_back(constraint_sql(dialect, fmt::format("ck_{}_{}{}", table.name(), column.name, suffix),
                                    fmt::format("CHECK ({})", condition)));
  };
  const std::string name = quoted(dialect, column.name);
  add("", column.check);
  if (!column.nullable && null_is_checked(dialect, column)) add("_given", name + " IS NOT NULL");
  add("_values", values_of(dialect, column, name));
  add("_length", length_of(dialect, column.type, name));
  add("_range", range_of(dialect, column.type.kind, name));
  return checks;
}

}  // namespace bindery::ddl
