// error: bindery: a relation that goes through<...> another model holds objects that many may hold: delete_orphan is for relations whose objects belong to one; leave the word out
#include <bindery/orm/session.hpp>

using namespace bindery;

struct BookTag;
struct Book {
  std::int64_t id = 0;
  Many<struct Tag> tags;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), relation<&Book::tags>(through<BookTag>, delete_orphan));
  }
};
struct Tag {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Tag::id>(primary_key)); }
};
struct BookTag {
  std::int64_t book_id = 0, tag_id = 0;
  static constexpr auto columns() {
    return mapped(column<&BookTag::book_id>(primary_key, references<&Book::id>),
                  column<&BookTag::tag_id>(primary_key, references<&Tag::id>));
  }
};

auto use() { return table_of<Book>().name(); }
