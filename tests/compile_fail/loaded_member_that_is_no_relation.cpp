// error: bindery: a relation is named by a member of type One<Model> or Many<Model>
#include <bindery/orm/related.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>());
  }
};

auto query() { return select<Author>().where(any<&Author::name>()); }
