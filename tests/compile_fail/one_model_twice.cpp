// error: bindery: this statement names one model twice, or a member of a mixin that two of its models share: give them aliases, or write col_of<Model, &Model::member>
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

int main() {
  const auto statement = select(col<&Note::id>).join<Note>(col<&Note::body> == "x");
  return to_sql(statement, Backend::sqlite).empty();
}
