// error: bindery: a composite value is read as a whole: declare its parts without Deferred
#include <bindery/orm/session.hpp>

using namespace bindery;

struct Address {
  std::string street;
  Deferred<std::string> directions;
  static constexpr auto parts() { return mapped(column<&Address::street>(), column<&Address::directions>()); }
};
struct Customer {
  std::int64_t id = 0;
  Address home;
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), embedded<&Customer::home>());
  }
};

void read(Session& session) { session.scalars(select<Customer>()); }
