// error: bindery: this model is stored in several tables, which one statement can't change: change its objects by a session, or by Connection::insert_all
#include <bindery/bindery.hpp>

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
};

int main() { (void)update<Manager>(); }
