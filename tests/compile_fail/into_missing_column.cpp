// error: bindery: a member of this struct has no column in the query: give a column its name by .as<"name">()
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
  const auto statement = select(col<&Author::name>, col<&Author::id>).into<Summary>();
  return to_sql(statement, Backend::sqlite).empty();
}
