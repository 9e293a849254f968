// error: bindery: the program can't compute this part of a hybrid: give hybrid(...) a second function, on objects
#include <bindery/bindery.hpp>

using namespace bindery;

struct Line {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto loud = hybrid([] { return upper(col<&Line::name>); });
  static constexpr auto columns() { return mapped(column<&Line::id>(primary_key), column<&Line::name>()); }
};

int main() { (void)Line::loud(Line{}); }
