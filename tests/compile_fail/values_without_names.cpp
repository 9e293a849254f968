// error: bindery: a list of values needs a name for each of its columns
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
  const auto list = values<"v", "id">(std::vector<std::tuple<std::int64_t, std::string>>{{1, "one"}});
  const auto statement = select(list.col<"id">).select_from(list);
  return to_sql(statement, Backend::sqlite).empty();
}
