// error: bindery: a column of the query may be NULL and its member may not: make the member std::optional, or use coalesce(column, value)
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
      select(col<&Author::country>.as<"name">(), col<&Author::id>.as<"books">()).into<Summary>();
  return to_sql(statement, Backend::sqlite).empty();
}
