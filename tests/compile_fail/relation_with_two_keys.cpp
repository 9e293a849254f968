// error: bindery: this relation has no key, or several: add references<...> or links<...> to one of its models, or say which key it goes by: by<...>
#include <bindery/orm/related.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  Many<struct Book> books;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), relation<&Author::books>());
  }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  std::int64_t editor_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>),
                  column<&Book::editor_id>(references<&Author::id>));
  }
};

auto use() { return select<Author>().where(any<&Author::books>()); }
