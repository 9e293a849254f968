// SELECT of the rows with given keys: the statement, and its values.
#pragma once
#include <bindery/orm/entity.hpp>

#include <span>
#include <vector>

namespace bindery::detail {

/// So many rows are asked for by one statement.
std::size_t most_together(const Table& table);
/// SELECT of so many rows by their keys.
std::vector<Node> select_by_keys(const EntityType& type, std::size_t rows);
/// The keys that these objects have in the database, `count` of them: the last one again and again to fill up.
std::vector<Cell> keys_of(std::span<Entity* const> entities, std::size_t count);

}  // namespace bindery::detail
