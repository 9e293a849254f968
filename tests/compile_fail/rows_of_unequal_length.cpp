// error: bindery: these two types can't be compared in SQL: text goes with text, numbers with numbers, enumerations and times with their own kind
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::chrono::year_month_day written;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::written>());
  }
};

int main() {
  [[maybe_unused]] const auto statement = select(row(col<&Note::id>, col<&Note::body>) == row(1, "a", 2));
}
