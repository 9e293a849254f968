// error: bindery: this query has an aggregate beside a column that is in no group: add .group_by(column), or take min() or max() of the column
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
  const auto statement = select(col<&Author::name>, count(col<&Book::id>)).join<Book>();
  return to_sql(statement, Backend::sqlite).empty();
}
