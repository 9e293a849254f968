// error: bindery: this member is no relation yet: name it in mapped(...), relation<&Model::member>()
#include <bindery/orm/related.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  Many<struct Book> books;
  static constexpr auto columns() { return mapped(column<&Author::id>(primary_key)); }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>));
  }
};

auto use() { return select<Author>().where(any<&Author::books>()); }
