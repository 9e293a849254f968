// error: bindery: a DELETE sets nothing: write update<Model>().set(...)
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

int main() { [[maybe_unused]] const auto statement = delete_from<Note>().set(col<&Note::id> = 5); }
