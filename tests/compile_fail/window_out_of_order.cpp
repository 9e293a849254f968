// error: bindery: a window says partition_by first, then order_by, then rows, range or groups, each once
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
  [[maybe_unused]] const auto by_id = window().order_by(col<&Note::id>).partition_by(col<&Note::body>);
}
