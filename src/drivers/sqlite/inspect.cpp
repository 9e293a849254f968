// What tables and views there are.
#include "connection.hpp"

namespace bindery::drivers::sqlite {

std::vector<std::string> Connection::table_names(std::string_view schema, Deadline deadline) {
  const std::string place = quoted(dialect_of(Backend::sqlite), schema.empty() ? "main" : schema);
  const std::string sql =
      "SELECT name FROM " + place +
      ".sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name";
  std::vector<std::string> names;
  const CursorPtr cursor = execute(Request{.sql = sql, .deadline = deadline});
  while (const Cell* row = cursor->next()) names.emplace_back(row[0].text());
  return names;
}

}  // namespace bindery::drivers::sqlite
