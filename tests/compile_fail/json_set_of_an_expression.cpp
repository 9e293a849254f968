// error: bindery: json_set changes a column: name the column itself
#include <bindery/sql/change.hpp>
#include <bindery/sql/json.hpp>

using namespace bindery;

struct User {
  std::int64_t id = 0;
  Json profile;
  static constexpr auto columns() { return mapped(column<&User::id>(primary_key), column<&User::profile>()); }
};

auto inside = json_set<"$.city">(json_set<"$.name">(col<&User::profile>, Json("1")), Json("2"));
