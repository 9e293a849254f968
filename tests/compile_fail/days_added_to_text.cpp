// error: bindery: dates and times take + and - with a duration, such as days(3), and - between two points of one kind
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

int main() { [[maybe_unused]] const auto statement = select(col<&Note::body> + std::chrono::days(3)); }
