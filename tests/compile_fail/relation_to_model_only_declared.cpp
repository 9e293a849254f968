// error: bindery: a model that a relation leads to, or goes through, is only declared here: include its header
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Author {
  std::int64_t id = 0;
  Many<struct Book> books;
  static constexpr auto columns() {
    return mapped(column<&Author::id>(primary_key), relation<&Author::books>());
  }
};

void use(Session& session) { session.add(Author{}); }
