// The parts that CREATE TABLE is put together from.
#pragma once
#include <bindery/schema/metadata.hpp>
#include <bindery/sql/dialect.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::ddl {

/// Identifiers may be this long: characters for MariaDB, bytes for PostgreSQL; 0 stands for any length.
std::size_t longest_name(const Dialect& dialect);

/// "`a`, `b`".
std::string quoted_list(const Dialect& dialect, const Table& table, std::span<const std::size_t> columns);

/// CONSTRAINT "name" <body>.
std::string constraint_sql(const Dialect& dialect, std::string_view name, std::string_view body);

/// Name, type, NOT NULL and default of a column.
std::string column_sql(const Dialect& dialect, const Metadata& metadata, const Table& table,
                       std::size_t column);

/// The checks of a column: its own, and what keeps values out that its C++ type can't hold.
std::vector<std::string> column_checks(const Dialect& dialect, const Table& table, const Column& column);

/// The statements that make the full-text indexes of a table, and, where they are tables, drop them.
std::vector<std::string> create_full_text_sql(const Dialect& dialect, const Table& table);
std::vector<std::string> drop_full_text_sql(const Dialect& dialect, const Table& table);

/// Throws the MappingError for what this kind of database can't do.
void require_possible(const Dialect& dialect, const Table& table,
                      std::span<const ResolvedReference> foreign_keys);

}  // namespace bindery::ddl
