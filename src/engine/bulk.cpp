// Bulk inserts: objects sorted by the columns they give, one batch for each set.
#include <bindery/engine/connection.hpp>
#include <bindery/sql/insert.hpp>
#include <bindery/sql/render.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "connection_state.hpp"

namespace bindery {

namespace {


std::vector<Cell> cells_of(const Table& table, std::span<const std::size_t> columns, std::span<void* const> objects) {
  std::vector<Cell> cells;
  cells.reserve(columns.size() * objects.size());
  for (void* object : objects) {
    for (const std::size_t position : columns) {
      const Column& column = table.column(position);
      column.codec->write(*column.codec, column.field(object), cells.emplace_back());
    }
  }
  return cells;
}

void put_keys(const Table& table, std::span<void* const> objects, std::span<const std::int64_t> keys) {
  const Column& key = table.column(*table.generated_key());
  for (std::size_t i = 0; i < objects.size(); ++i) key.codec->read(*key.codec, Cell::of_integer(keys[i]), key.field(objects[i]));
}

// Rows of which the database makes every column: one INSERT each.
void insert_defaults(detail::ConnectionState& state, const Table& table, std::span<void* const> objects, Deadline deadline,
                     std::source_location caller) {
  const Column& key = table.column(*table.generated_key());
  Fragment statement;
  statement.add({.op = Op::insert, .count = 2, .table = &table});
  statement.add({.op = Op::default_row});
  statement.add({.op = Op::returning, .count = 1});
  statement.add({.op = Op::column, .id = *table.generated_key(), .table = &table});
  const std::string text = render(statement.nodes, state.engine->dialect());
  for (void* object : objects) {
    detail::StatementWatch watch(state, text, {}, 0, caller);
    try {
      const auto cursor = state.driver().execute({.sql = text, .deadline = state.limit(deadline)});
      if (const Cell* cells = cursor->next()) key.codec->read(*key.codec, cells[0], key.field(object));
      watch.done(1);
    } catch (Error& error) {
      watch.failed(error);
      throw;
    }
  }
}

void insert_group(detail::ConnectionState& state, const Table& table, std::span<const std::size_t> columns, std::span<void* const> objects,
                  Deadline deadline, std::source_location caller) {
  if (columns.empty()) return insert_defaults(state, table, objects, deadline, caller);
  const std::vector<Cell> cells = cells_of(table, columns, objects);
  const auto key = table.generated_key();
  const bool wants_key = key && std::find(columns.begin(), columns.end(), *key) == columns.end();
  const std::string text = fmt::format("INSERT INTO {}", table.full_name());
  detail::StatementWatch watch(state, text, std::span(cells).first(columns.size()), objects.size(), caller);
  try {
    const auto keys = state.driver().insert_rows({.table = table, .columns = columns, .cells = cells,
                                                  .returned_key = wants_key ? key : std::nullopt, .deadline = state.limit(deadline)});
    if (wants_key) put_keys(table, objects, keys);
    watch.done(static_cast<std::int64_t>(objects.size()));
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

}  // namespace

std::int64_t Connection::run_many(std::span<const Node> nodes, std::span<const Cell> cells, std::size_t width, Deadline deadline,
                                  std::source_location caller) {
  state_->refuse_write(nodes);
  std::shared_ptr<const std::string> owner;
  const std::string_view text = text_of(StatementRef{nodes, {}, nullptr}, engine().dialect(), owner);
  detail::StatementWatch watch(*state_, text, cells.first(width), cells.size() / width, caller);
  try {
    const std::int64_t touched = state_->driver().execute_many(text, cells, width, state_->limit(deadline));
    watch.done(touched);
    return touched;
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

void Connection::insert_objects(const Table& table, std::span<void* const> objects, const void* blank, Deadline deadline,
                                std::source_location caller) {
  if (objects.empty()) return;
  const Node target[] = {{.op = Op::insert, .table = &table}};
  state_->refuse_write(target);
  for (void* object : objects) apply_client_defaults(table, object, blank);
  std::map<std::vector<std::size_t>, std::vector<void*>> groups;
  for (void* object : objects) groups[given_columns(table, object, blank)].push_back(object);
  if (groups.size() == 1) return insert_group(*state_, table, groups.begin()->first, objects, deadline, caller);
  Transaction all = begin({}, caller);
  for (const auto& [columns, members] : groups) insert_group(*state_, table, columns, members, deadline, caller);
  all.commit();
}

void Connection::insert_all(const Table& table, std::span<const std::string_view> columns, std::span<const Value> values, Deadline deadline,
                            std::source_location caller) {
  std::vector<std::size_t> positions;
  for (const std::string_view column : columns) positions.push_back(table.position_of(column));
  if (positions.empty() || values.size() % positions.size() != 0) {
    throw ProgrammingError(fmt::format("{} values do not make rows of {} columns of table '{}'", values.size(), positions.size(), table.name()));
  }
  if (values.empty()) return;
  std::vector<Cell> cells;
  cells.reserve(values.size());
  for (const Value& value : values) cells.push_back(value.cell());
  const std::string text = fmt::format("INSERT INTO {}", table.full_name());
  detail::StatementWatch watch(*state_, text, std::span(cells).first(positions.size()), values.size() / positions.size(), caller);
  try {
    state_->driver().insert_rows({.table = table, .columns = positions, .cells = cells, .returned_key = std::nullopt, .deadline = state_->limit(deadline)});
    watch.done(static_cast<std::int64_t>(values.size() / positions.size()));
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

}  // namespace bindery
