// Many rows updated by few statements: UPDATE .. FROM unnest, which takes an array for each column.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "drivers/postgresql/connection.hpp"
#include "drivers/postgresql/insert_text.hpp"
#include "drivers/sets_unique.hpp"

namespace bindery::drivers::postgresql {

namespace {

/// Below this many rows one statement a row is as fast (measured).
constexpr std::size_t rows_worth_arrays = 8;
/// So many rows make one statement, and so many statements go out before the answers to those before are taken.
constexpr std::size_t rows_together = 1000, statements_together = 1;

const std::string& column_name(const UpdateRows& rows, std::size_t place) {
  const bool is_set = place < rows.columns.size();
  return rows.table.column(is_set ? rows.columns[place] : rows.keys[place - rows.columns.size()]).name;
}

/// UPDATE with what `value_of` gives for each column.
template <class ValueOf>
std::string update_text(const UpdateRows& rows, std::string_view from, ValueOf value_of) {
  std::string sql = fmt::format("UPDATE {} AS bindery_old SET ", quoted_table(rows.table));
  for (std::size_t i = 0; i < rows.columns.size(); ++i) {
    sql += fmt::format("{}{} = {}", i == 0 ? "" : ", ", quoted_name(column_name(rows, i)), value_of(i));
  }
  sql += from;
  for (std::size_t i = rows.columns.size(); i < rows.width(); ++i) {
    sql += fmt::format("{}bindery_old.{} = {}", i == rows.columns.size() ? " WHERE " : " AND ",
                       quoted_name(column_name(rows, i)), value_of(i));
  }
  return sql;
}

}  // namespace

std::int64_t ServerConnection::update_rows(const UpdateRows& rows) {
  refuse_open_cursor(rows.sql);
  if (rows.row_count() < rows_worth_arrays || sets_unique(rows)) return Connection::update_rows(rows);
  for (;;) {
    const bool was_known = updates_.find(rows.sql) != nullptr;
    const ArrayUpdate& update = array_update(rows);
    try {
      if (!all_fit_arrays(update, rows)) return Connection::update_rows(rows);
    } catch (Error& error) {
      // Columns' types are those of when they were asked for.
      updates_.erase(rows.sql);
      if (!was_known) complete_and_rethrow(error, rows.sql);
      continue;
    }
    return run_array_update(update, rows);
  }
}

/// Nothing may be sent when one of the values does not fit. False when one has no form of its column's type.
bool ServerConnection::all_fit_arrays(const ArrayUpdate& update, const UpdateRows& rows) {
  for (std::size_t first = 0; first < rows.row_count(); first += rows_together) {
    if (!encode_arrays(update, rows, first)) return false;
  }
  return true;
}

bool ServerConnection::encode_arrays(const ArrayUpdate& update, const UpdateRows& rows, std::size_t first) {
  const std::size_t width = rows.width(), count = std::min(rows_together, rows.row_count() - first);
  try {
    return parameters_.encode_arrays(update.elements, rows.cells.subspan(first * width, count * width));
  } catch (Error& error) {
    error.locate(fmt::format("among rows {} to {}", first + 1, first + count));
    throw;
  }
}

std::int64_t ServerConnection::run_array_update(const ArrayUpdate& update, const UpdateRows& rows) {
  bool was_cached = false;
  const PreparedPtr statement = prepared(update.sql, rows.deadline, was_cached);
  const std::size_t count = (rows.row_count() + rows_together - 1) / rows_together;
  return pipeline({.statement = *statement,
                   .count = count,
                   .together = statements_together,
                   .deadline = rows.deadline,
                   .encode = [&](std::size_t i) { encode_arrays(update, rows, i * rows_together); },
                   .name =
                       [&](std::size_t i) {
                         return fmt::format("among rows {} to {}", i * rows_together + 1,
                                            std::min((i + 1) * rows_together, rows.row_count()));
                       }});
}

/// The statement with arrays of the columns' types, which the server tells of a plain UPDATE.
const ArrayUpdate& ServerConnection::array_update(const UpdateRows& rows) {
  if (ArrayUpdate* found = updates_.find(rows.sql)) return *found;
  const auto placeholder = [](std::size_t i) { return fmt::format("${}", i + 1); };
  const Prepared plain = describe_only(update_text(rows, "", placeholder), {}, rows.deadline);
  ArrayUpdate update;
  std::string arrays, names;
  std::vector<std::string> values;
  for (std::size_t i = 0; i < rows.width(); ++i) {
    const std::string type = type_name(plain.parameter_types[i], rows.deadline);
    const bool as_text = plain.parameters[i] == Wire::foreign || plain.parameters[i] == Wire::character;
    update.elements.push_back(as_text ? ArrayElement{text_type, Wire::foreign}
                                      : ArrayElement{plain.parameter_types[i], plain.parameters[i]});
    // Behind a SELECT the array is nothing to plan for: the rows are found by their keys, and not by reading the table.
    arrays += fmt::format("{}(SELECT ${}::{}[])", i == 0 ? "" : ", ", i + 1, as_text ? "text" : type);
    names += fmt::format("{}v{}", i == 0 ? "" : ", ", i + 1);
    values.push_back(fmt::format("bindery_new.v{}{}{}", i + 1, as_text ? "::" : "", as_text ? type : ""));
  }
  update.sql = update_text(rows, fmt::format(" FROM unnest({}) AS bindery_new ({})", arrays, names),
                           [&](std::size_t i) { return values[i]; });
  return updates_.insert(std::string(rows.sql), std::move(update), [](const ArrayUpdate&) { return true; });
}

/// As SQL names the type, without a length.
std::string ServerConnection::type_name(TypeOid type, Deadline deadline) {
  const Cell value = Cell::of_integer(type);
  const CursorPtr cursor = execute(
      {.sql = "SELECT format_type($1::oid, -1)", .parameters = std::span(&value, 1), .deadline = deadline});
  const Cell* row = cursor->next();
  return std::string(row[0].text());
}

}  // namespace bindery::drivers::postgresql
