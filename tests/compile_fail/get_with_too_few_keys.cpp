// error: bindery: get() needs one value for each column of the primary key
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Line {
  std::int64_t order = 0;
  std::int64_t number = 0;
  static constexpr auto columns() {
    return mapped(column<&Line::order>(primary_key), column<&Line::number>(primary_key));
  }
};

Ref<Line> first(Session& session) { return session.get<Line>(1); }
