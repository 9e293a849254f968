// error: bindery: two columns of this query have one name, so that a table made of it could not tell them apart: give one a name of its own by .as<"name">()
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
  const auto notes = select(col<&Note::id>, col<&Note::body>.as<"id">()).as_table<"notes">();
  const auto statement = select(notes.col<"id">).select_from(notes);
  return to_sql(statement, Backend::sqlite).empty();
}
