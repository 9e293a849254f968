// error: bindery: the rows of this statement have a type of their own: say .untyped() to add columns at run time
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key), column<&Note::body>()); }
};

int main() {
  auto query = select(col<&Note::id>).dynamic();
  query.add_column(col<&Note::body>);
}
