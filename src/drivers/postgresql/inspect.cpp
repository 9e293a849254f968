// What a server tells about itself and its tables.
#include <fmt/format.h>

#include "drivers/postgresql/connection.hpp"

namespace bindery::drivers::postgresql {

namespace {

std::vector<std::string> names_of(ServerConnection& connection, std::string_view kinds,
                                  std::string_view schema, Deadline deadline) {
  constexpr std::string_view question =
      "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace"
      " WHERE strpos($2::text, c.relkind::text) > 0 AND n.nspname = COALESCE($1::text, "
      "current_schema()::text) "
      "ORDER BY 1";
  const Cell values[] = {schema.empty() ? Cell::null() : Cell::of_text(schema), Cell::of_text(kinds)};
  const CursorPtr cursor = connection.execute({.sql = question, .parameters = values, .deadline = deadline});
  std::vector<std::string> names;
  while (const Cell* row = cursor->next()) names.emplace_back(row[0].text());
  return names;
}

}  // namespace

std::vector<std::string> ServerConnection::table_names(std::string_view schema, Deadline deadline) {
  return names_of(*this, "rpf", schema, deadline);
}
std::vector<std::string> ServerConnection::view_names(std::string_view schema, Deadline deadline) {
  return names_of(*this, "v", schema, deadline);
}

std::string ServerConnection::server_version() {
  const char* reported = PQparameterStatus(channel_.handle(), "server_version");
  const std::string_view version = reported == nullptr ? "" : reported;
  return fmt::format("PostgreSQL {}", version.substr(0, version.find(' ')));
}

}  // namespace bindery::drivers::postgresql
