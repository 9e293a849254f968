// error: bindery: a JSON path is written like "$.address.lines[0]" or "$.\"odd key\""
#include <bindery/bindery.hpp>

struct User {
  std::int64_t id = 0;
  bindery::Json profile;
  static constexpr auto columns() {
    return bindery::mapped(bindery::column<&User::id>(bindery::primary_key),
                           bindery::column<&User::profile>());
  }
};

auto city() { return bindery::json_text<"address.city">(bindery::col<&User::profile>); }
