// error: bindery: a point in time moves by whole microseconds: std::chrono::duration_cast the duration
#include <bindery/sql/render.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Visit {
  std::int64_t id = 0;
  std::chrono::sys_time<std::chrono::microseconds> at;
  static constexpr auto columns() { return mapped(column<&Visit::id>(primary_key), column<&Visit::at>()); }
};

int main() { return to_sql(select(col<&Visit::at> + std::chrono::nanoseconds(5)), Backend::sqlite).empty(); }
