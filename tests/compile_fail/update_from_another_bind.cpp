// error: bindery: a statement runs on one database: these two models are in different binds. Run two statements, or map both models to one bind
#include <bindery/sql/change.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::title>());
  }
};

struct User {
  static constexpr auto bind_key = "users";
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() { return mapped(column<&User::id>(primary_key), column<&User::name>()); }
};

int main() {
  [[maybe_unused]] const auto statement = update<Note>().from<User>().set(col<&Note::body> = "x").all_rows();
}
