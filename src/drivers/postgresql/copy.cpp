// Bulk inserts by COPY in its binary form.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "drivers/postgresql/connection.hpp"
#include "drivers/postgresql/insert_text.hpp"

namespace bindery::drivers::postgresql {

namespace {

/// Below this many rows a pipeline of INSERTs, which needs fewer exchanges, is faster (measured).
constexpr std::size_t rows_worth_copying = 64;
constexpr std::size_t chunk_size = 64 * 1024;

bool gives_key(const InsertRows& rows) {
  return rows.returned_key &&
         std::find(rows.columns.begin(), rows.columns.end(), *rows.returned_key) != rows.columns.end();
}

bool append_row(std::string& out, std::span<const Wire> types, std::span<const Cell> cells, std::size_t row) {
  try {
    return append_fields(out, types, cells);
  } catch (Error& error) {
    error.locate(fmt::format("row {}", row + 1));
    throw;
  }
}

/// All that is sent: made first, so that a value that does not fit is found (DataError) before the server hears of any.
/// Nothing when a value has no binary form.
std::optional<std::string> copied_data(std::span<const Wire> types, const InsertRows& rows,
                                       std::span<const std::int64_t> keys) {
  const std::size_t width = rows.columns.size(), with_key = keys.empty() ? 0 : 1;
  std::string data("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  for (std::size_t row = 0; row < rows.row_count(); ++row) {
    append_big_endian(data, static_cast<std::int16_t>(width + with_key));
    if (with_key != 0) append_field(data, types[0], Cell::of_integer(keys[row]));
    if (!append_row(data, types.subspan(with_key), rows.cells.subspan(row * width, width), row))
      return std::nullopt;
    if (row == rows_worth_copying) data.reserve(data.size() / row * (rows.row_count() + rows_worth_copying));
  }
  append_big_endian(data, std::int16_t{-1});
  return data;
}

}  // namespace

std::vector<std::int64_t> ServerConnection::insert_rows(const InsertRows& rows) {
  if (rows.cells.empty()) return {};
  const std::string sql = insert_text(rows, false, std::nullopt);
  refuse_open_cursor(sql);
  if (rows.columns.empty() || rows.cells.size() % rows.columns.size() != 0) {
    raise(ErrorKind::programming,
          fmt::format("{} values do not make rows of {}", rows.cells.size(), rows.columns.size()),
          {.bind = channel_.bind(), .sql = sql});
  }
  if (rows.row_count() >= rows_worth_copying && !gives_key(rows)) {
    if (auto keys = insert_by_copy(rows)) return std::move(*keys);
  }
  if (rows.returned_key) return insert_returning(rows);
  execute_many(sql, rows.cells, rows.columns.size(), rows.deadline);
  return {};
}

/// Nothing when the table or the values can't be copied; nothing is changed then.
std::optional<ServerConnection::Keys> ServerConnection::insert_by_copy(const InsertRows& rows) {
  const Target table = target(rows);
  if (!table.takes_copy || (rows.returned_key && table.sequence.empty())) return std::nullopt;
  const bool alone = channel_.idle();
  try {
    auto keys = copy_within_transaction(rows, table, alone);
    if (alone) keys ? commit(rows.deadline) : rollback(rows.deadline);
    return keys;
  } catch (...) {
    try {
      if (alone && usable() && !channel_.idle()) rollback(Deadline::in(std::chrono::seconds(2)));
    } catch (const Error&) {  // the first error tells more
    }
    throw;
  }
}

/// COPY trusts the client with the columns' types, so they are asked for and, by the transaction, held.
std::optional<ServerConnection::Keys> ServerConnection::copy_within_transaction(const InsertRows& rows,
                                                                                const Target& table,
                                                                                bool begin) {
  const bool with_key = rows.returned_key.has_value();
  std::vector<std::string> before;
  if (begin) before.emplace_back("BEGIN");
  const Prepared types = describe_only(insert_text(rows, with_key, std::nullopt), before, rows.deadline);
  Keys keys;
  if (with_key) keys = reserve_keys(table.sequence, rows.row_count(), rows.deadline);
  std::optional<std::string> data;
  try {
    data = copied_data(types.parameters, rows, keys);
  } catch (Error& error) {
    complete_and_rethrow(error, types.sql);
  }
  if (!data) return std::nullopt;
  copy(copy_text(rows, with_key), *data, rows.deadline);
  return keys;
}

Target ServerConnection::target(const InsertRows& rows) {
  const std::string table = quoted_table(rows.table);
  const std::string key = rows.returned_key ? rows.table.column(*rows.returned_key).name : std::string();
  const auto found = targets_.find(table + " " + key);
  if (found != targets_.end()) return found->second;
  // Rules and row security rewrite INSERTs, which COPY does not do; views and foreign tables are left out, too.
  constexpr std::string_view question =
      "SELECT c.relkind IN ('r', 'p') AND NOT c.relhasrules AND NOT row_security_active(c.oid),"
      " CASE WHEN has_sequence_privilege(s.name, 'USAGE') THEN s.name END"
      " FROM pg_catalog.pg_class c, pg_get_serial_sequence(to_regclass($1)::text, $2) AS s(name) WHERE c.oid "
      "= to_regclass($1)";
  const Cell values[] = {Cell::of_text(table), key.empty() ? Cell::null() : Cell::of_text(key)};
  const CursorPtr cursor = execute({.sql = question, .parameters = values, .deadline = rows.deadline});
  const Cell* row = cursor->next();
  if (row == nullptr) return {};  // no such table: the INSERT says so
  Target answer{.takes_copy = row[0].integer != 0, .sequence = {}};
  if (!row[1].is_null()) answer.sequence = row[1].text();
  return targets_[table + " " + key] = std::move(answer);
}

ServerConnection::Keys ServerConnection::reserve_keys(const std::string& sequence, std::size_t count,
                                                      Deadline deadline) {
  const Cell values[] = {Cell::of_text(sequence), Cell::of_integer(static_cast<std::int64_t>(count))};
  // One array, as bytes: so many rows would cost more.
  const CursorPtr cursor = execute(
      {.sql = "SELECT array_send(array_agg(nextval($1::regclass))) FROM generate_series(1, $2::bigint)",
       .parameters = values,
       .deadline = deadline});
  constexpr std::size_t array_head = 20, element_size = 12;
  const char* element = cursor->next()->text().data() + array_head;
  Keys keys(count);
  for (std::int64_t& key : keys) {
    key = read_big_endian<std::int64_t>(element + 4);  // behind its length
    element += element_size;
  }
  return keys;
}

void ServerConnection::copy(const std::string& sql, std::string_view data, Deadline deadline) {
  channel_.start({sql, Phase::statement, deadline, false});
  channel_.sent(PQsendQuery(channel_.handle(), sql.c_str()));
  channel_.flush();
  ResultPtr answer = channel_.expect_result();
  if (PQresultStatus(answer.get()) != PGRES_COPY_IN) channel_.fail(std::move(answer));

  // A piece at a time is on its way: the library would keep all that the server does not take at once.
  while (!data.empty() && !channel_.cut()) {
    const std::string_view piece = data.substr(0, chunk_size);
    channel_.sent(PQputCopyData(channel_.handle(), piece.data(), static_cast<int>(piece.size())));
    channel_.flush();
    data.remove_prefix(piece.size());
  }
  channel_.sent(PQputCopyEnd(channel_.handle(), channel_.cut() ? "the deadline passed" : nullptr));
  channel_.flush();
  if (ResultPtr error = channel_.drain()) channel_.fail(std::move(error));
}

}  // namespace bindery::drivers::postgresql
