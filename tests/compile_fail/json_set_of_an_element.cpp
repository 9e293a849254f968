// error: bindery: json_set changes a key of an object: the path must end in a key
#include <bindery/sql/change.hpp>
#include <bindery/sql/json.hpp>

using namespace bindery;

struct User {
  std::int64_t id = 0;
  Json profile;
  static constexpr auto columns() { return mapped(column<&User::id>(primary_key), column<&User::profile>()); }
};

auto first = json_set<"$.lines[0]">(col<&User::profile>, Json("1"));
