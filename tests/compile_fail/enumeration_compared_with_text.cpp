// error: bindery: these two types can't be compared in SQL: text goes with text, numbers with numbers, enumerations and times with their own kind
#include <bindery/sql/select.hpp>

using namespace bindery;

enum class Mood { calm, stormy };
struct Day {
  std::int64_t id = 0;
  Mood mood = Mood::calm;
  static constexpr auto columns() { return mapped(column<&Day::id>(primary_key), column<&Day::mood>()); }
};

int main() { [[maybe_unused]] const auto statement = select<Day>().where(col<&Day::mood> == "calm"); }
