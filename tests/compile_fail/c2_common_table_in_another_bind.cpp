// error: bindery: a statement runs on one database: its models are in different binds. Run two statements, or map the models to one bind
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
  const auto users = cte<"users">(select(col<&User::id>));
  const auto statement =
      select(col<&Note::body>).join(users, users.col<&User::id> == col<&Note::id>).with(users);
  return to_sql(statement, Backend::sqlite).empty();
}
