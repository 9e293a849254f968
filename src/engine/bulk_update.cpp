// Bulk updates: objects whose values go to the rows that have their keys, one batch for all that give the same columns.
#include <bindery/engine/connection.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>
#include <vector>

#include "connection_state.hpp"
#include "sql/new_rows.hpp"
#include "sql/row_statements.hpp"

namespace bindery {

namespace {

using detail::Positions;

[[noreturn]] void refuse_column(const Table& table, const Column& column, std::string_view because) {
  throw ProgrammingError(
      fmt::format("update_all can't set column '{}' of table '{}': {}", column.name, table.name(), because),
      {.table = table.name()});
}

bool is_set_by_itself(const Table& table, std::size_t position) {
  const Column& column = table.column(position);
  return column.is_computed() || column.version || table.kind_column() == position;
}

Positions named_columns(const Table& table, std::span<const MemberId> members) {
  Positions columns;
  for (const MemberId member : members) {
    const std::size_t position = table.position_of(member);
    const Column& column = table.column(position);
    if (column.primary_key) refuse_column(table, column, "rows are found by it");
    if (is_set_by_itself(table, position)) refuse_column(table, column, "it is set by itself");
    columns.push_back(position);
  }
  return columns;
}

/// All columns that the object has read.
Positions columns_of(const Table& table, void* object) {
  Positions columns;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    const Column& column = table.column(i);
    if (!column.primary_key && !is_set_by_itself(table, i) && !column.unread_in(object)) columns.push_back(i);
  }
  return columns;
}

using Groups = std::map<Positions, std::vector<void*>>;

Groups by_columns(const Table& table, std::span<void* const> objects, std::span<const MemberId> members) {
  Groups groups;
  if (!members.empty() || table.deferred().empty()) {
    const auto columns = members.empty() ? columns_of(table, objects.front()) : named_columns(table, members);
    groups.emplace(columns, std::vector<void*>(objects.begin(), objects.end()));
    return groups;
  }
  for (void* object : objects) groups[columns_of(table, object)].push_back(object);
  return groups;
}

/// What the statement for a part of a model sets and compares, row after row: of a version the next, and this one.
std::vector<Cell> cells_of(const Table& part, const Positions& columns, const Positions& condition,
                           std::span<void* const> objects) {
  std::vector<Cell> cells;
  cells.reserve((columns.size() + condition.size()) * objects.size());
  for (void* object : objects) {
    for (const std::size_t position : columns) {
      const Column& column = part.column(position);
      if (column.version)
        cells.push_back(Cell::of_integer(detail::read_version(column, object) + 1));
      else
        detail::write_field(cells, column, object);
    }
    for (const std::size_t position : condition) detail::write_field(cells, part.column(position), object);
  }
  return cells;
}

void check_matched(std::int64_t matched, std::size_t wanted, const Table& table,
                   const Connection& connection) {
  if (matched == static_cast<std::int64_t>(wanted)) return;
  throw StaleDataError(
      fmt::format("the update of {} object{} of table '{}' matched {} row{}: rows are gone, are of another "
                  "version, or an object is there twice",
                  wanted, wanted == 1 ? "" : "s", table.name(), matched, matched == 1 ? "" : "s"),
      {.bind = bind_label(connection.engine().bind_key()),
       .table = table.name(),
       .hint = "nothing was changed; read the rows again, and insert_all those that are new"});
}

/// Updates objects by the tables that hold their rows.
void update_batch(Connection& connection, const Table& table, const Positions& columns,
                  std::span<void* const> objects, Deadline deadline, std::source_location caller) {
  for (std::size_t level = 0; level < table.part_count(); ++level) {
    const Table& part = table.part(level);
    const Positions own = detail::columns_in_part(table, level, columns);
    if (own.empty()) continue;
    const Positions condition = detail::condition_columns(part);
    const std::vector<Cell> cells = cells_of(part, own, condition, objects);
    const std::int64_t matched = connection.update_many(
        part, own, condition, detail::update_statement(part, own), cells, deadline, caller);
    check_matched(matched, objects.size(), part, connection);
  }
}

}  // namespace

void Connection::update_array(const Table& table, void* first, std::size_t count, std::size_t size,
                              std::span<const MemberId> members, Deadline deadline,
                              std::source_location caller) {
  if (count == 0) return;
  detail::refuse_write(engine(), table);
  std::vector<void*> objects(count);
  for (std::size_t i = 0; i < count; ++i) objects[i] = static_cast<char*>(first) + i * size;
  if (table.has_rules()) {
    for (void* object : objects) table.validate(object);
  }
  const auto counted = detail::version_of(table);
  Transaction all = begin({}, caller);
  for (const auto& [given, same] : by_columns(table, objects, members)) {
    Positions columns = given;
    if (counted) columns.push_back(*counted);
    for (std::size_t at = 0; at < same.size(); at += detail::most_new_rows) {
      const std::span some(same.data() + at, std::min(detail::most_new_rows, same.size() - at));
      update_batch(*this, table, columns, some, deadline, caller);
    }
  }
  all.commit();
  if (!counted) return;
  const Column& counter = table.column(*counted);
  for (void* object : objects)
    detail::write_version(counter, object, detail::read_version(counter, object) + 1);
}

}  // namespace bindery
