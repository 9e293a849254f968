// error: bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise bindery::Mapping for it
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Plain {
  int number = 0;
};

int main() { return table_of<Plain>().columns().empty(); }
