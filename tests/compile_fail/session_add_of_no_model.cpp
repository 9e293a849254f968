// error: bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise bindery::Mapping for it
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Plain {
  int number = 0;
};

void keep(Session& session) { session.add(Plain{}); }
