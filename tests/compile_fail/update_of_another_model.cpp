// error: bindery: an INSERT or UPDATE can set columns of its own model only
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

struct Tag {
  std::int64_t id = 0;
  std::string word;
  static constexpr auto columns() { return mapped(column<&Tag::id>(primary_key), column<&Tag::word>()); }
};

int main() {
  [[maybe_unused]] const auto statement = update<Note>().from<Tag>().set(col<&Tag::word> = "x").all_rows();
}
