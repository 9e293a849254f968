// error: bindery: relation<...> needs a member of type One<Model> or Many<Model>
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), relation<&Author::name>());
  }
};

auto use() { return table_of<Author>().name(); }
