// error: bindery: queries that are put together at run time must give rows of one type to be united
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key), column<&Note::body>()); }
};

auto both() { return union_all(select(col<&Note::id>).dynamic(), select(col<&Note::body>).dynamic()); }
