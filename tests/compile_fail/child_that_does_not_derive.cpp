// error: bindery: a child model derives from its parent: `struct Manager : Employee`
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Employee {
  std::int64_t id = 0;
  std::string kind;
  static constexpr auto kinds = polymorphic<&Employee::kind, "employee">;
  static constexpr auto columns() {
    return mapped(column<&Employee::id>(primary_key), column<&Employee::kind>());
  }
};
struct Manager {
  std::int64_t id = 0;
  static constexpr auto inherits = single_table<Employee, "manager">;
  static constexpr auto columns() { return mapped(column<&Manager::id>(primary_key)); }
};

int main() { return table_of<Manager>().columns().empty(); }
