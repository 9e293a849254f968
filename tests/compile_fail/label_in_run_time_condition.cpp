// error: bindery: label<"name"> names a column of the result, in order_by(...) only: write the expression once more instead
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key)); }
};

int main() {
  auto statement = select((col<&Note::id> * 2).as<"twice">()).dynamic();
  statement.where(label<"twice"> > 10);
}
