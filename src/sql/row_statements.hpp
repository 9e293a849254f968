// UPDATE and DELETE of one row by its key, to be run for many rows; and the versions that such statements count.
#pragma once
#include <bindery/core/value.hpp>
#include <bindery/schema/table.hpp>
#include <bindery/sql/node.hpp>

#include <cstddef>
#include <optional>
#include <vector>

namespace bindery::detail {

using Positions = std::vector<std::size_t>;

/// `UPDATE table SET columns.. WHERE key..`, and the version if the table has one.
std::vector<Node> update_statement(const Table& table, const Positions& columns);
/// `DELETE FROM table WHERE key..`, and the version if the table has one.
std::vector<Node> delete_statement(const Table& table);
/// The columns of that condition: the key's, and the version.
Positions condition_columns(const Table& table);
/// A field's value; NULL of one that was not read.
Value value_in(const Column& column, void* object);
/// Adds a field's value.
void write_field(std::vector<Cell>& cells, const Column& column, void* object);
/// Where these columns of a model are in one of the tables that hold its objects.
Positions columns_in_part(const Table& table, std::size_t level, const Positions& columns);
/// Where columns of one of these tables are in the model's own.
Positions positions_in(const Table& table, const Table& part, const Positions& columns);

/// The column that counts the changes of a row.
std::optional<std::size_t> version_of(const Table& table);
std::int64_t read_version(const Column& column, void* object);
void write_version(const Column& column, void* object, std::int64_t count);

}  // namespace bindery::detail
