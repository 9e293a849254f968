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
  const auto statement =
      select(col<&Note::body>, (col<&Note::id> * 2).as<"twice">()).where(label<"twice"> > 10);
  return to_sql(statement, Backend::sqlite).empty();
}
