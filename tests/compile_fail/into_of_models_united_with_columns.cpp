// error: bindery: the queries of this union give models in different ways: select their columns, each by itself
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key), column<&Note::body>()); }
};
struct Shown {
  Note note;
};

auto shown() { return union_all(select<Note>(), select(col<&Note::id>, col<&Note::body>)).into<Shown>(); }
