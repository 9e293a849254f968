// error: bindery: the columns of keys and of references, and those that they refer to, are always read: declare the member without Deferred
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Post {
  Deferred<std::int64_t> id = 0;
  static constexpr auto columns() { return mapped(column<&Post::id>(primary_key)); }
};

void read(Session& session) { session.scalars(select<Post>()); }
