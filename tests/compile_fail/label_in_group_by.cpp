// error: bindery: label<"name"> names a column of the result, in order_by(...) only: write the expression once more instead
#include <bindery/sql/render.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key), column<&Note::body>()); }
};

int main() {
  const auto statement = select(length(col<&Note::body>).as<"size">(), count()).group_by(label<"size">);
  return to_sql(statement, Backend::sqlite).empty();
}
