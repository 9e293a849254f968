// error: bindery: two of these models have the same table in the same bind: give one a table_name or a bind_key
#include <bindery/binds/database.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::title>());
  }
};
struct Other {
  static constexpr auto table_name = "Note";
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Other::id>(primary_key), column<&Other::body>(), column<&Other::title>());
  }
};

Database make() { return Database(Config{}, models<Note, Other>); }
