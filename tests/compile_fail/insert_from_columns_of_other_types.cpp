// error: bindery: a column of the query has a type that can't be stored in the column it goes to
#include <bindery/sql/change.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::title>());
  }
};

int main() {
  [[maybe_unused]] const auto statement = insert_into<Note>(col<&Note::body>).from(select(col<&Note::id>));
}
