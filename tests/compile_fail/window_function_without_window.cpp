// error: bindery: row_number, rank, lag and the like need a window: row_number().over(window())
#include <bindery/sql/render.hpp>
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

std::string text() { return to_sql(select(col<&Note::id>, row_number()), Backend::sqlite); }
