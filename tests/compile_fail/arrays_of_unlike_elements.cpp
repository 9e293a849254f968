// error: bindery: these two arrays have elements of different types
#include <bindery/sql/array.hpp>
#include <bindery/sql/render.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Post {
  std::int64_t id = 0;
  Array<std::string> tags;
  static constexpr auto columns() { return mapped(column<&Post::id>(primary_key), column<&Post::tags>()); }
};

int main() {
  const auto query = select<Post>().where(overlaps(col<&Post::tags>, Array<std::int64_t>{1, 2}));
  return to_sql(query, Backend::postgresql).empty();
}
