// error: bindery: a foreign key can't cross binds, each is a database of its own: use links<...> instead of references<...>
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct User {
  static constexpr auto bind_key = "users";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&User::id>(primary_key)); }
};
struct Note {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::author_id>(references<&User::id>));
  }
};

int main() { return table_of<Note>().columns().empty(); }
