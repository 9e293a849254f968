// error: bindery: the models of this relation are in different binds, and a statement runs on one database: load the relation by selectin<...> or session.load<...>
#include <bindery/orm/related.hpp>

using namespace bindery;

struct Author {
  static constexpr auto bind_key = "people";
  std::int64_t id = 0;
  Many<struct Book> books;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), relation<&Author::books>());
  }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(links<&Author::id>));
  }
};

auto use() { return select(col<&Author::id>, count_of<&Author::books>()); }
