// error: bindery: this query gives no such column: name its columns by .as<"name">(), or take a plain column by its member or its name in the database
#include <bindery/sql/render.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct User {
  static constexpr auto bind_key = "users";
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() { return mapped(column<&User::id>(primary_key), column<&User::name>()); }
};
struct Note {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::int64_t> parent;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::parent>());
  }
};

int main() {
  const auto notes =
      select(col<&Note::id>, count().as<"total">()).group_by(col<&Note::id>).as_table<"notes">();
  const auto statement = select(notes.col<"totals">).select_from(notes);
  return to_sql(statement, Backend::sqlite).empty();
}
