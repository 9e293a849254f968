// DDL: the statements that create and drop the tables of a bind, as text.
#pragma once
#include <bindery/schema/metadata.hpp>
#include <bindery/sql/dialect.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

/// CREATE TABLE with all constraints, and CREATE INDEX for each index (where DDL can't be rolled back, indexes are
/// made with the table, so that no table is ever left without). Foreign keys in `for_later` are left out unless the
/// dialect wants them inline; add them with `add_foreign_key_sql` when all tables exist. Schemas are not created.
/// Throws MappingError for what this kind of database can't do.
std::vector<std::string> create_table_sql(const Table& table, const Metadata& metadata,
                                          const Dialect& dialect,
                                          std::span<const ResolvedReference> for_later = {});
/// DROP TABLE, and before it what the table alone keeps alive.
std::vector<std::string> drop_table_sql(const Table& table, const Dialect& dialect);

/// For foreign keys that close a circle. Not for dialects with `inline_foreign_keys`.
std::string add_foreign_key_sql(const ResolvedReference& reference, const Dialect& dialect);
/// Does nothing where the table has no such foreign key.
std::string drop_foreign_key_sql(const ResolvedReference& reference, const Dialect& dialect);

/// The table's name as SQL, with its schema.
std::string quoted_table(const Dialect& dialect, const Table& table);
/// The name that a constraint or index has in the database: shortened, with a hash of the whole, where it is longer
/// than the database allows.
std::string fitted_name(const Dialect& dialect, std::string_view name);

}  // namespace bindery
