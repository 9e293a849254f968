// error: bindery: this statement uses a column of a model that it does not select from: join the model, or name it with select_from<Model>()
#include <bindery/sql/render.hpp>
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
struct Letter {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Letter::id>(primary_key), column<&Letter::body>(), column<&Letter::title>());
  }
};

int main() {
  const auto statement = select<Note>().where(col<&Letter::id> == 1);
  return to_sql(statement, Backend::sqlite).empty();
}
