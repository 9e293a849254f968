// error: bindery: a view is read only: write to the tables that it is made of
#include <bindery/bindery.hpp>

using namespace bindery;

struct Names {
  std::string name;
  static constexpr auto view = "SELECT DISTINCT name FROM animal";
  static constexpr auto columns() { return mapped(column<&Names::name>(primary_key)); }
};

int main() { (void)insert(Names{}); }
