// error: bindery: only aggregates and window functions take over(window())
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

int main() { [[maybe_unused]] const auto statement = select(lower(col<&Note::body>).over(window())); }
