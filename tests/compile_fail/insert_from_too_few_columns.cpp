// error: bindery: the query must select as many columns as the INSERT names
#include <bindery/sql/insert.hpp>
#include <bindery/sql/select.hpp>

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
  [[maybe_unused]] const auto statement =
      insert_into<Note>(col<&Note::body>, col<&Note::title>).from(select(col<&Note::body>));
}
