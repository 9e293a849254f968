// error: bindery: a plain member can't tell that it was not read, and is always read: declare it as Deferred<T> to leave it out or to read it on its own
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Post {
  std::int64_t id = 0;
  std::string body;
  static constexpr auto columns() { return mapped(column<&Post::id>(primary_key), column<&Post::body>()); }
};

void read(Session& session) { session.scalars(select<Post>().options(defer<&Post::body>)); }
