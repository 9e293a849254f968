// error: bindery: delete_orphan belongs to the model that the key refers to, and this model has the key: say it in the relation of the other side
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Author::id>(primary_key)); }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  One<Author> author;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>),
                  relation<&Book::author>(delete_orphan));
  }
};

void use(Session& session) { session.add(Book{}); }
