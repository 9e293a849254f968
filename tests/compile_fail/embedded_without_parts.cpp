// error: bindery: embedded<...> needs a struct with `static constexpr auto parts()`, or with a bindery::Mapping that has it
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Address {
  std::string city;
};
struct Customer {
  std::int64_t id = 0;
  Address home;
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), embedded<&Customer::home>());
  }
};

int main() { return table_of<Customer>().columns().empty(); }
