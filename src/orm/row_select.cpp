// SELECT of the rows with given keys: a list of values for a key of one column, else conditions joined by OR.
#include "row_select.hpp"

#include <algorithm>

namespace bindery::detail {

namespace {

Node key_column(const EntityType& type, const Column& key) {
  return {.op = Op::column,
          .type = key.type.kind,
          .id = static_cast<std::uint64_t>(key.id),
          .spec = type.every_row.back().spec};
}

void add_equal(std::vector<Node>& nodes, const EntityType& type, std::size_t position) {
  const Column& key = type.table.column(position);
  nodes.push_back({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
  nodes.push_back(key_column(type, key));
  nodes.push_back({.op = Op::parameter, .type = key.type.kind});
}

void add_row(std::vector<Node>& nodes, const EntityType& type) {
  const auto keys = type.table.primary_key();
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i + 1 < keys.size()) nodes.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    add_equal(nodes, type, keys[i]);
  }
}

}  // namespace

// A chain of ORs is nested as deep as it is long, and SQLite limits the depth.
std::size_t most_together(const Table& table) { return table.primary_key().size() == 1 ? 512 : 64; }

std::vector<Node> select_by_keys(const EntityType& type, std::size_t rows) {
  std::vector<Node> nodes = type.every_row;
  nodes.front().count = 3;
  nodes.push_back({.op = Op::where, .count = 1});
  const auto keys = type.table.primary_key();
  if (keys.size() == 1) {
    const Column& key = type.table.column(keys.front());
    nodes.push_back(
        {.op = Op::in_list, .type = TypeKind::boolean, .count = static_cast<std::uint32_t>(rows + 1)});
    nodes.push_back(key_column(type, key));
    nodes.insert(nodes.end(), rows, {.op = Op::parameter, .type = key.type.kind});
    return nodes;
  }
  for (std::size_t row = 0; row < rows; ++row) {
    if (row + 1 < rows) nodes.push_back({.op = Op::or_, .type = TypeKind::boolean, .count = 2});
    add_row(nodes, type);
  }
  return nodes;
}

std::vector<Cell> keys_of(std::span<Entity* const> entities, std::size_t count) {
  std::vector<Cell> keys;
  for (std::size_t i = 0; i < count; ++i) {
    Entity& entity = *entities[std::min(i, entities.size() - 1)];
    for (const std::size_t position : entity.type.table.primary_key()) {
      const Column& column = entity.type.table.column(position);
      column.codec->write(*column.codec, column.field(entity.original()), keys.emplace_back());
    }
  }
  return keys;
}

}  // namespace bindery::detail
