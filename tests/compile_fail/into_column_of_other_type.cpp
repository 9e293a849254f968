// error: bindery: a column of the query can't be read into its member: their types differ
#include <bindery/sql/render.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  std::string name;
  std::optional<std::string> country;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(), column<&Author::country>());
  }
};
struct Summary {
  std::string name;
  std::int64_t books;
};

int main() {
  const auto statement =
      select(col<&Author::id>.as<"name">(), col<&Author::id>.as<"books">()).into<Summary>();
  return to_sql(statement, Backend::sqlite).empty();
}
