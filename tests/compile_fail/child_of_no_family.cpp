// error: bindery: the root of a family names the member that tells its rows apart: `static constexpr auto kinds = polymorphic<&Employee::kind, "employee">`
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Employee {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Employee::id>(primary_key)); }
};
struct Manager : Employee {
  static constexpr auto inherits = single_table<Employee, "manager">;
};

int main() { return table_of<Manager>().columns().empty(); }
