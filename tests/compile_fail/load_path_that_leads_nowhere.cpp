// error: bindery: relations are named by members of type One<Model> or Many<Model>, each of the model that the one before it leads to
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  std::string name;
  Many<struct Book> books;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), column<&Author::name>(), relation<&Author::books>());
  }
};
struct Book {
  std::int64_t id = 0;
  std::int64_t author_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Book::id>(primary_key), column<&Book::author_id>(references<&Author::id>));
  }
};

void use(Session& session, const Ref<Author>& author) { session.load<&Author::books, &Author::name>(author); }
