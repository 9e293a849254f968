// Names of tables and views.
#include "drivers/mariadb/connection.hpp"

namespace bindery::drivers::mariadb {

std::vector<std::string> MariadbConnection::table_names(std::string_view schema, Deadline deadline) {
  static constexpr std::string_view of_own =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
      "AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') ORDER BY table_name";
  static constexpr std::string_view of_other =
      "SELECT table_name FROM information_schema.tables WHERE table_schema = ? "
      "AND table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW') ORDER BY table_name";
  const Cell name = Cell::of_text(schema);
  const auto cursor = schema.empty()
                          ? execute({.sql = of_own, .deadline = deadline})
                          : execute({.sql = of_other, .parameters = {&name, 1}, .deadline = deadline});
  std::vector<std::string> names;
  while (const Cell* row = cursor->next()) names.emplace_back(row[0].text());
  return names;
}

}  // namespace bindery::drivers::mariadb
