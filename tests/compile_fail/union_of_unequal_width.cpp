// error: bindery: the queries of a union, intersect or except must give as many columns as each other
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
  const auto statement = union_of(select(col<&Note::id>), select(col<&Note::id>, col<&Note::body>));
  return to_sql(statement, Backend::sqlite).empty();
}
