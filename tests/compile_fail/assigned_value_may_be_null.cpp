// error: bindery: a value that may be NULL can't be assigned to a column that may not
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
  [[maybe_unused]] const auto statement = update<Note>().set(col<&Note::body> = col<&Note::title>);
}
