// error: bindery: a child model lives in its parent's database, and asks for another bind: remove its bind_key, or map it without inheritance
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
struct Manager : Employee {
  static constexpr auto inherits = joined_table<Employee, "manager">;
  static constexpr auto bind_key = "users";
};

int main() { return table_of<Manager>().columns().empty(); }
