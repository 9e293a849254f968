// error: bindery: this query uses a column that is not among its groups: add it to group_by(...), or take min() or max() of it
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
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  std::string title;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>),
                  column<&Book::title>());
  }
};

int main() {
  const auto statement =
      select(col<&Author::name>, col<&Book::title>, count()).join<Book>().group_by(col<&Author::id>);
  return to_sql(statement, Backend::sqlite).empty();
}
