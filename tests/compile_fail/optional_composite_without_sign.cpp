// error: bindery: the first part of a composite value that may be NULL must itself never be NULL: it tells whether the value is there
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Address {
  std::optional<std::string> city;
  static constexpr auto parts() { return mapped(column<&Address::city>()); }
};
struct Customer {
  std::int64_t id = 0;
  std::optional<Address> home;
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), embedded<&Customer::home>());
  }
};

int main() { return table_of<Customer>().columns().empty(); }
