// Bulk inserts: objects sorted by the columns they give, one batch for each set.
#include <bindery/engine/connection.hpp>
#include <bindery/sql/insert.hpp>
#include <bindery/sql/render.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "connection_state.hpp"
#include "sql/new_rows.hpp"

namespace bindery {

namespace {

using Positions = std::vector<std::size_t>;

bool contains(std::span<const std::size_t> positions, std::size_t one) {
  return std::find(positions.begin(), positions.end(), one) != positions.end();
}

void add_columns(Fragment& statement, Op op, const Table& table, std::span<const std::size_t> columns) {
  statement.add({.op = op, .count = static_cast<std::uint32_t>(columns.size())});
  for (const std::size_t position : columns) {
    statement.add(
        {.op = Op::column, .type = table.column(position).type.kind, .id = position, .table = &table});
  }
}

/// INSERT of one row that gives these columns, and returns others.
std::string insert_text(const Table& table, std::span<const std::size_t> columns,
                        std::span<const std::size_t> returned, const Dialect& dialect) {
  Fragment statement;
  const std::uint32_t parts = (columns.empty() ? 1u : 2u) + (returned.empty() ? 0u : 1u);
  statement.add({.op = Op::insert, .count = parts, .table = &table});
  if (columns.empty()) {
    statement.add({.op = Op::default_row});
  } else {
    add_columns(statement, Op::insert_columns, table, columns);
    statement.add({.op = Op::rows, .count = 1});
    statement.add({.op = Op::row, .count = static_cast<std::uint32_t>(columns.size())});
    for (const std::size_t position : columns) {
      statement.add({.op = Op::parameter, .type = table.column(position).type.kind});
    }
  }
  if (!returned.empty()) add_columns(statement, Op::returning, table, returned);
  return render(statement.nodes, dialect);
}

void add_cells(std::vector<Cell>& cells, const Table& table, std::span<const std::size_t> columns,
               void* object) {
  for (const std::size_t position : columns) {
    const Column& column = table.column(position);
    column.codec->write(*column.codec, column.field(object), cells.emplace_back());
  }
}

/// Parts of the key that these columns leave to the database.
Positions keys_beside(const Table& table, std::span<const std::size_t> columns) {
  Positions keys;
  for (const std::size_t key : table.primary_key()) {
    if (!contains(columns, key)) keys.push_back(key);
  }
  return keys;
}

/// True if the driver's batch can do it: there are values, and no key is left to the database but a generated integer.
bool fits_batch(const Table& table, std::span<const std::size_t> columns) {
  const Positions keys = keys_beside(table, columns);
  return !columns.empty() &&
         std::all_of(keys.begin(), keys.end(), [&](std::size_t key) { return table.generated_key() == key; });
}

/// Hands rows to the driver and tells listeners of it.
std::vector<std::int64_t> insert_batch(detail::ConnectionState& state, const drivers::InsertRows& rows,
                                       std::source_location caller) {
  const auto text = [&] { return insert_text(rows.table, rows.columns, {}, state.engine->dialect()); };
  const std::string shown = state.listened() ? text() : std::string();
  detail::StatementWatch watch(state, shown, rows.cells.first(rows.columns.size()), rows.row_count(), caller);
  try {
    std::vector<std::int64_t> keys = state.driver().insert_rows(rows);
    watch.done(static_cast<std::int64_t>(rows.row_count()));
    return keys;
  } catch (Error& error) {
    error.complete({.sql = text()});
    watch.failed(error);
    throw;
  }
}

/// Rows whose keys only the database knows: one INSERT each, that returns them.
void insert_one_by_one(detail::ConnectionState& state, const Table& table,
                       std::span<const std::size_t> columns, std::span<void* const> objects,
                       Deadline deadline, std::source_location caller) {
  const Positions returned = keys_beside(table, columns);
  const std::string text = insert_text(table, columns, returned, state.engine->dialect());
  for (void* object : objects) {
    std::vector<Cell> values;
    add_cells(values, table, columns, object);
    detail::StatementWatch watch(state, text, values, 0, caller);
    try {
      const auto cursor =
          state.driver().execute({.sql = text, .parameters = values, .deadline = state.limit(deadline)});
      while (const Cell* cells = cursor->next()) {
        for (std::size_t i = 0; i < returned.size(); ++i) {
          const Column& key = table.column(returned[i]);
          key.codec->read(*key.codec, cells[i], key.field(object));
        }
      }
      watch.done(1);
    } catch (Error& error) {
      watch.failed(error);
      throw;
    }
  }
}

void insert_group(detail::ConnectionState& state, const Table& table, std::span<const std::size_t> columns,
                  std::span<void* const> objects, Deadline deadline, std::source_location caller) {
  if (!fits_batch(table, columns)) return insert_one_by_one(state, table, columns, objects, deadline, caller);
  std::vector<Cell> cells;
  cells.reserve(columns.size() * objects.size());
  for (void* object : objects) add_cells(cells, table, columns, object);
  const auto key = table.generated_key();
  const bool wants_key = key && !contains(columns, *key);
  const auto keys = insert_batch(state,
                                 {.table = table,
                                  .columns = columns,
                                  .cells = cells,
                                  .returned_key = wants_key ? key : std::nullopt,
                                  .deadline = state.limit(deadline)},
                                 caller);
  if (!wants_key) return;
  const Column& column = table.column(*key);
  for (std::size_t i = 0; i < objects.size(); ++i) {
    column.codec->read(*column.codec, Cell::of_integer(keys[i]), column.field(objects[i]));
  }
}

/// Takes the database's keys out of objects whose rows were not kept.
void forget_keys(const Table& table, std::span<const std::size_t> columns, std::span<void* const> objects,
                 const void* blank) {
  for (const std::size_t position : keys_beside(table, columns)) {
    const Column& column = table.column(position);
    Cell none;
    column.codec->write(*column.codec, column.field(const_cast<void*>(blank)), none);
    for (void* object : objects) column.codec->read(*column.codec, none, column.field(object));
  }
}

using Groups = std::map<Positions, std::vector<void*>>;

/// Objects by the columns that they give: nearly always those of the one before.
void sort_by_columns(Groups& groups, const Table& table, std::span<void* const> objects, const void* blank) {
  detail::NewRows rows(table, blank);
  auto last = groups.end();
  for (void* object : objects) {
    if (!rows.gives_as_before(object)) {
      last = groups.try_emplace(given_columns(table, object, blank)).first;
      if (last->second.empty()) last->second.reserve(objects.size());
    }
    last->second.push_back(object);
  }
}

void insert_in_batches(detail::ConnectionState& state, const Table& table,
                       std::span<const std::size_t> columns, std::span<void* const> objects,
                       Deadline deadline, std::source_location caller) {
  for (std::size_t at = 0; at < objects.size(); at += detail::most_new_rows) {
    try {
      const auto some = objects.subspan(at, std::min(detail::most_new_rows, objects.size() - at));
      insert_group(state, table, columns, some, deadline, caller);
    } catch (Error& error) {
      if (at > 0) error.locate(fmt::format("behind the first {} rows", at));
      throw;
    }
  }
}

void insert_groups(Connection& connection, const Table& table, const Groups& groups, Deadline deadline,
                   std::source_location caller) {
  const auto& [columns, objects] = *groups.begin();
  const bool one_batch =
      objects.size() == 1 || (objects.size() <= detail::most_new_rows && fits_batch(table, columns));
  if (groups.size() == 1 && one_batch)
    return insert_group(connection.state(), table, columns, objects, deadline, caller);
  Transaction all = connection.begin({}, caller);
  for (const auto& [given, members] : groups)
    insert_in_batches(connection.state(), table, given, members, deadline, caller);
  all.commit();
}

/// Has a statement run for each row of cells by `work`, which gets its text and the values as the text takes them.
template <class Work>
std::int64_t run_rows(detail::ConnectionState& state, std::span<const Node> nodes,
                      std::span<const Cell> cells, std::size_t width, std::source_location caller,
                      Work work) {
  detail::refuse_write(*state.engine, nodes);
  std::shared_ptr<const StatementText> owner;
  const StatementText& text = text_of(StatementRef{nodes, {}, nullptr}, state.engine->dialect(), owner);
  std::vector<Cell> room;
  const auto values = arranged(text, cells, width, room);
  const std::size_t rows = cells.size() / width, taken = values.size() / rows;
  detail::StatementWatch watch(state, text.sql, values.first(taken), rows, caller);
  try {
    const std::int64_t touched = work(text.sql, values, taken);
    watch.done(touched);
    return touched;
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

}  // namespace

std::int64_t Connection::run_many(std::span<const Node> nodes, std::span<const Cell> cells, std::size_t width,
                                  Deadline deadline, std::source_location caller) {
  return run_rows(*state_, nodes, cells, width, caller,
                  [&](std::string_view sql, std::span<const Cell> values, std::size_t taken) {
                    return state_->driver().execute_many(sql, values, taken, state_->limit(deadline));
                  });
}

std::int64_t Connection::update_many(const Table& table, std::span<const std::size_t> columns,
                                     std::span<const std::size_t> keys, std::span<const Node> statement,
                                     std::span<const Cell> cells, Deadline deadline,
                                     std::source_location caller) {
  return run_rows(*state_, statement, cells, columns.size() + keys.size(), caller,
                  [&](std::string_view sql, std::span<const Cell> values, std::size_t) {
                    return state_->driver().update_rows({.table = table,
                                                         .columns = columns,
                                                         .keys = keys,
                                                         .cells = values,
                                                         .sql = sql,
                                                         .deadline = state_->limit(deadline)});
                  });
}

void Connection::insert_array(const Table& table, void* first, std::size_t count, std::size_t size,
                              const void* blank, Deadline deadline, std::source_location caller) {
  std::vector<void*> addresses(count);
  for (std::size_t i = 0; i < count; ++i) addresses[i] = static_cast<char*>(first) + i * size;
  insert_objects(table, addresses, blank, deadline, caller);
}

void Connection::insert_objects(const Table& table, std::span<void* const> objects, const void* blank,
                                Deadline deadline, std::source_location caller) {
  if (objects.empty()) return;
  detail::refuse_write(engine(), table);
  const detail::NewRows rows(table, blank);
  for (void* object : objects) rows.prepare(object);
  std::vector<Groups> parts(table.part_count());
  for (std::size_t i = 0; i < parts.size(); ++i) sort_by_columns(parts[i], table.part(i), objects, blank);
  try {
    std::optional<Transaction> all;
    if (parts.size() > 1) all.emplace(begin({}, caller));
    for (std::size_t i = 0; i < parts.size(); ++i)
      insert_groups(*this, table.part(i), parts[i], deadline, caller);
    if (all) all->commit();
  } catch (...) {
    for (std::size_t i = 0; i < parts.size(); ++i) {
      for (const auto& [columns, members] : parts[i]) forget_keys(table.part(i), columns, members, blank);
    }
    throw;
  }
}

void Connection::insert_all(const Table& table, std::span<const std::string_view> columns,
                            std::span<const Value> values, Deadline deadline, std::source_location caller) {
  detail::refuse_write(engine(), table);
  Positions positions;
  for (const std::string_view column : columns) positions.push_back(table.position_of(column));
  if (positions.empty() || values.size() % positions.size() != 0) {
    throw ProgrammingError(fmt::format("{} values do not make rows of {} columns of table '{}'",
                                       values.size(), positions.size(), table.name()));
  }
  if (values.empty()) return;
  std::vector<Cell> cells;
  cells.reserve(values.size());
  for (const Value& value : values) cells.push_back(value.cell());
  insert_batch(*state_,
               {.table = table,
                .columns = positions,
                .cells = cells,
                .returned_key = std::nullopt,
                .deadline = state_->limit(deadline)},
               caller);
}

}  // namespace bindery
