// error: bindery: this statement uses a column of a derived table that it does not select from: join the table, or name it with select_from(table)
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
  const auto notes = select(col<&Note::id>).as_table<"notes">();
  const auto statement = select(col<&Note::body>, notes.col<&Note::id>);
  return to_sql(statement, Backend::sqlite).empty();
}
