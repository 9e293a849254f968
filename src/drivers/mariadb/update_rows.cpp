// Updates of many rows by their keys: lists of rows by one join each, what is left over in bulk.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "drivers/mariadb/bulk.hpp"
#include "drivers/mariadb/connection.hpp"
#include "drivers/mariadb/run_prepared.hpp"
#include "drivers/sets_unique.hpp"

namespace bindery::drivers::mariadb {

namespace {

// Lists of one length need one statement; longer ones gain nothing.
constexpr std::size_t list_rows = 250;
constexpr std::size_t most_parameters = 65'535;
constexpr unsigned long lists_since = 100303;  // VALUES behind UNION

/// The join can't be had: another primary key than the model says, no right to read all columns, types that the
/// server does not bring together. Nothing has been changed by then.
constexpr std::array no_join{1142, 1143, 1176, 1267, 1270, 1271, 4078};

bool may_do_without_join(const Error& error) {
  return std::find(no_join.begin(), no_join.end(), error.details().native_code) != no_join.end();
}

std::string name_of(const UpdateRows& rows, std::size_t column) {
  return quoted(dialect_of(Backend::mariadb), rows.table.column(column).name);
}
/// A column may be among those set and among the keys: a version, of which the old value is compared.
std::string key_name_of(const UpdateRows& rows, std::size_t column) {
  return quoted(dialect_of(Backend::mariadb), "key " + rows.table.column(column).name);
}
std::string table_name(const UpdateRows& rows) {
  const Dialect& dialect = dialect_of(Backend::mariadb);
  const std::string name = quoted(dialect, rows.table.name());
  return rows.table.schema().empty() ? name : quoted(dialect, rows.table.schema()) + '.' + name;
}

/// The list has its types from the table, of which its first part reads no row.
std::string joined_update(const UpdateRows& rows) {
  std::string list, set, on;
  for (const std::size_t column : rows.columns) {
    const std::string name = name_of(rows, column);
    list += name + ',';
    set += fmt::format("{}bindery_old.{} = bindery_new.{}", set.empty() ? "" : ", ", name, name);
  }
  for (const std::size_t column : rows.keys) {
    const std::string name = name_of(rows, column), key = key_name_of(rows, column);
    list += fmt::format("{} AS {},", name, key);
    on += fmt::format("{}bindery_old.{} = bindery_new.{}", on.empty() ? "" : " AND ", name, key);
  }
  list.pop_back();
  std::string row = ",(?";
  for (std::size_t i = 1; i < rows.width(); ++i) row += ",?";
  row += ')';
  std::string values;
  for (std::size_t i = 0; i < list_rows; ++i) values += row;
  const std::string table = table_name(rows);
  return fmt::format(
      "UPDATE (SELECT {} FROM {} WHERE 1 = 0 UNION ALL VALUES {}) bindery_new STRAIGHT_JOIN {} bindery_old "
      "FORCE INDEX FOR JOIN (PRIMARY) ON {} SET {}",
      list, table, values.substr(1), table, on, set);
}

}  // namespace

/// Updates `list_rows` rows, of which the first is the `first`th of all.
std::int64_t MariadbConnection::update_list(const std::string& sql, const UpdateRows& rows,
                                            std::span<const Cell> cells, std::size_t first) {
  try {
    const CursorPtr cursor(
        &run_prepared(sql, rows.deadline, [&](Statement& one) { one.run(cells, false, rows.deadline); }));
    return cursor->affected_rows();
  } catch (const Error& error) {
    if (may_do_without_join(error)) throw;
    ErrorDetails known = error.details();
    known.sql = rows.sql;  // the join is long, and not what was asked for
    raise(error.kind(), fmt::format("among rows {} to {}: {}", first + 1, first + list_rows, error.message()),
          std::move(known));
  }
}

std::int64_t MariadbConnection::update_rows(const UpdateRows& rows) {
  const std::size_t width = rows.width(), size = list_rows * width;
  const bool has_lists =
      session_.is_mariadb() && session_.version() >= lists_since && size <= most_parameters;
  if (!has_lists || rows.cells.size() < size || sets_unique(rows))
    return execute_many(rows.sql, rows.cells, width, rows.deadline);
  session_.admit(rows.sql, rows.deadline);
  const std::size_t limit = packet_limit(rows.deadline);
  const std::string sql = joined_update(rows);
  std::int64_t touched = 0;
  all_or_none(rows.deadline, [&] {
    std::size_t done = 0;
    const auto left = [&] { return rows.cells.subspan(done * width); };
    try {
      for (; left().size() >= size && chunk_rows(left().first(size), width, limit) == list_rows;
           done += list_rows) {
        touched += update_list(sql, rows, left().first(size), done);
      }
    } catch (const Error& error) {
      if (!may_do_without_join(error)) throw;
    }
    if (!left().empty()) touched += run_rows(rows.sql, left(), width, rows.deadline, done);
  });
  return touched;
}

}  // namespace bindery::drivers::mariadb
