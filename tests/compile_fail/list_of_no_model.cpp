// error: bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise bindery::Mapping for it
#include <bindery/binds/database.hpp>

using namespace bindery;

struct Plain {
  int number = 0;
};

int main() { return static_cast<int>(models<Plain>.tables.size()); }
