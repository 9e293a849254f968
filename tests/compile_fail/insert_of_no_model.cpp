// error: bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise bindery::Mapping for it
#include <bindery/sql/insert.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Plain {
  int number = 0;
};

int main() { [[maybe_unused]] const auto statement = insert(Plain{}); }
