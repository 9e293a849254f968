// UPDATE and DELETE of rows by their keys, as nodes.
#include "row_statements.hpp"

namespace bindery::detail {

Positions condition_columns(const Table& table) {
  Positions columns(table.primary_key().begin(), table.primary_key().end());
  if (const auto counted = version_of(table)) columns.push_back(*counted);
  return columns;
}

namespace {

void add_condition(std::vector<Node>& nodes, const Table& table) {
  const Positions columns = condition_columns(table);
  nodes.push_back({.op = Op::where, .count = 1});
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const TypeKind type = table.column(columns[i]).type.kind;
    if (i + 1 < columns.size()) nodes.push_back({.op = Op::and_, .type = TypeKind::boolean, .count = 2});
    nodes.push_back({.op = Op::eq, .type = TypeKind::boolean, .count = 2});
    nodes.push_back({.op = Op::column, .type = type, .id = columns[i], .table = &table});
    nodes.push_back({.op = Op::parameter, .type = type});
  }
}

}  // namespace

std::vector<Node> update_statement(const Table& table, const Positions& columns) {
  std::vector<Node> nodes{{.op = Op::update, .count = 2, .table = &table},
                          {.op = Op::assignments, .count = static_cast<std::uint32_t>(columns.size())}};
  for (const std::size_t position : columns) {
    nodes.push_back({.op = Op::assign, .count = 2});
    nodes.push_back({.op = Op::column, .id = position, .table = &table});
    nodes.push_back({.op = Op::parameter, .type = table.column(position).type.kind});
  }
  add_condition(nodes, table);
  return nodes;
}

std::vector<Node> delete_statement(const Table& table) {
  std::vector<Node> nodes{{.op = Op::delete_, .count = 1, .table = &table}};
  add_condition(nodes, table);
  return nodes;
}

Value value_in(const Column& column, void* object) {
  Cell cell;
  if (column.unread_in(object)) return {};
  column.codec->write(*column.codec, column.field(object), cell);
  return Value(cell);
}

void write_field(std::vector<Cell>& cells, const Column& column, void* object) {
  column.codec->write(*column.codec, column.field(object), cells.emplace_back());
}

Positions columns_in_part(const Table& table, std::size_t level, const Positions& columns) {
  if (table.part_count() == 1) return columns;
  Positions found;
  for (const std::size_t position : columns) {
    const Column& column = table.column(position);
    if (column.level == level) found.push_back(table.part(level).position_of(column.name));
  }
  return found;
}

Positions positions_in(const Table& table, const Table& part, const Positions& columns) {
  if (table.part_count() == 1) return columns;
  Positions found;
  for (const std::size_t position : columns) found.push_back(table.position_of(part.column(position).name));
  return found;
}

std::optional<std::size_t> version_of(const Table& table) {
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (table.column(i).version) return i;
  }
  return std::nullopt;
}

std::int64_t read_version(const Column& column, void* object) {
  Cell cell;
  column.codec->write(*column.codec, column.field(object), cell);
  return Value(cell).as<std::int64_t>();
}

void write_version(const Column& column, void* object, std::int64_t count) {
  column.codec->read(*column.codec, Cell::of_integer(count), column.field(object));
}

}  // namespace bindery::detail
