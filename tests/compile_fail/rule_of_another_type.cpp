// error: bindery: the function of validated(...) takes the member's value, captures nothing, and gives bool or the reason why the value is not valid as text
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct User {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&User::id>(primary_key),
                  column<&User::name>(validated([](const std::string& name) { return name.size(); })));
  }
};

int main() { return table_of<User>().columns().empty(); }
