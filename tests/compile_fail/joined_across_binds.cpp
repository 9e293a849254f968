// error: bindery: the models of this relation are in different binds, and a statement runs on one database: load the relation by selectin<...> or session.load<...>
#include <bindery/bindery.hpp>

using namespace bindery;

struct Author {
  static constexpr auto bind_key = "people";
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Author::id>(primary_key)); }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  One<Author> author;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(links<&Author::id>),
                  relation<&Book::author>());
  }
};

auto use(Session& session) { return session.scalars(select<Book>().options(joined<&Book::author>)).all(); }
