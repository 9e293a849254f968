// What tables and views there are.
#include "connection.hpp"

namespace bindery::drivers::sqlite {

namespace {

std::vector<std::string> names_of(Connection& connection, std::string_view kind, std::string_view schema,
                                  Deadline deadline) {
  const std::string place = quoted(dialect_of(Backend::sqlite), schema.empty() ? "main" : schema);
  const std::string sql =
      "SELECT name FROM " + place +
      ".sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
  const Cell value = Cell::of_text(kind);
  std::vector<std::string> names;
  const CursorPtr cursor =
      connection.execute(Request{.sql = sql, .parameters = {&value, 1}, .deadline = deadline});
  while (const Cell* row = cursor->next()) names.emplace_back(row[0].text());
  return names;
}

}  // namespace

std::vector<std::string> Connection::table_names(std::string_view schema, Deadline deadline) {
  return names_of(*this, "table", schema, deadline);
}
std::vector<std::string> Connection::view_names(std::string_view schema, Deadline deadline) {
  return names_of(*this, "view", schema, deadline);
}

}  // namespace bindery::drivers::sqlite
