// Names of tables and views.
#include "drivers/mariadb/connection.hpp"

namespace bindery::drivers::mariadb {

namespace {

std::vector<std::string> names_of(MariadbConnection& connection, bool views, std::string_view schema,
                                  Deadline deadline) {
  static constexpr std::string_view question =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = COALESCE(?, DATABASE()) "
      "AND (table_type = 'VIEW') = ? AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') ORDER BY "
      "table_name";
  const Cell values[] = {schema.empty() ? Cell::null() : Cell::of_text(schema), Cell::of_boolean(views)};
  const auto cursor = connection.execute({.sql = question, .parameters = values, .deadline = deadline});
  std::vector<std::string> names;
  while (const Cell* row = cursor->next()) names.emplace_back(row[0].text());
  return names;
}

}  // namespace

std::vector<std::string> MariadbConnection::table_names(std::string_view schema, Deadline deadline) {
  return names_of(*this, false, schema, deadline);
}
std::vector<std::string> MariadbConnection::view_names(std::string_view schema, Deadline deadline) {
  return names_of(*this, true, schema, deadline);
}

}  // namespace bindery::drivers::mariadb
