// error: bindery: only relations and members of type Deferred<T> can be loaded: a plain member is always read
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Post {
  std::int64_t id = 0;
  std::string title;
  static constexpr auto columns() { return mapped(column<&Post::id>(primary_key), column<&Post::title>()); }
};

void read(Session& session, const Ref<Post>& post) { session.load<&Post::title>(post); }
