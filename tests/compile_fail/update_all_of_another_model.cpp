// error: bindery: an INSERT or UPDATE can set columns of its own model only
#include <bindery/engine/connection.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key), column<&Note::body>()); }
};

struct Tag {
  std::int64_t id = 0;
  std::string word;
  static constexpr auto columns() { return mapped(column<&Tag::id>(primary_key), column<&Tag::word>()); }
};

void write(Connection& connection, std::vector<Note>& notes) { connection.update_all<&Tag::word>(notes); }
