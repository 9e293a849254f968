// error: bindery: a foreign key needs as many columns as it refers to
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::title>());
  }
};
struct Line {
  std::int64_t id = 0;
  std::int64_t note = 0;
  static constexpr auto columns() {
    return mapped(column<&Line::id>(primary_key),
                  foreign_key<Note>(Columns<&Line::id, &Line::note>{}, Columns<&Note::id>{}));
  }
};

int main() { return table_of<Line>().columns().empty(); }
