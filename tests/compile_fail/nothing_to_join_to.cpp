// error: bindery: there is nothing to join to: name a column of the first model, or say select_from<Model>()
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

int main() { [[maybe_unused]] const auto statement = select(count()).join<Note>(); }
