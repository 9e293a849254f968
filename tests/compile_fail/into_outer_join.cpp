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
      select(col<&Author::name>, (col<&Book::id> + 1).as<"books">()).left_join<Book>().into<Summary>();
  return to_sql(statement, Backend::sqlite).empty();
}
