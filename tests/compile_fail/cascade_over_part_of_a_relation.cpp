// error: bindery: a relation with filtered_by<...> is only read: say cascade_delete, delete_orphan or passive_deletes in the relation that holds all of the objects
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  Many<struct Book> lent;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key),
                  relation<&Author::lent>(
                      cascade_delete, filtered_by<[]<class Book>() { return col<&Book::lent> == true; }>));
  }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  bool lent = false;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>),
                  column<&Book::lent>());
  }
};

auto use() { return table_of<Author>().name(); }
