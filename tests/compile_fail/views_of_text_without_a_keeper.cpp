// error: bindery: this model has members of type std::string_view, whose texts somebody must keep: read it by connection.views(query), or row by row by connection.stream(query)
#include <bindery/engine/connection.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  std::string_view name;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>());
  }
};

std::size_t authors(Connection& connection) { return connection.execute(select<Author>()).size(); }
