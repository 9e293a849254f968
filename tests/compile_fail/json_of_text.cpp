// error: bindery: this function needs a JSON document: a member of type bindery::Json
#include <bindery/bindery.hpp>

struct User {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return bindery::mapped(bindery::column<&User::id>(bindery::primary_key), bindery::column<&User::name>());
  }
};

auto city() { return bindery::json_text<"$.city">(bindery::col<&User::name>); }
