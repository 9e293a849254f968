// error: bindery: a statement runs on one database: the query reads another bind than the one it inserts into
#include <bindery/sql/insert.hpp>
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
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::title>());
  }
};

int main() {
  [[maybe_unused]] const auto statement = insert_into<Note>(col<&Note::body>).from(select(col<&User::name>));
}
