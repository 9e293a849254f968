// error: bindery: this member's type is not a column type: use one that Bindery knows, or specialise bindery::CodecFor for it
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Money {
  int euros, cents;
};
struct Bill {
  std::int64_t id = 0;
  Money total;
  static constexpr auto columns() { return mapped(column<&Bill::id>(primary_key), column<&Bill::total>()); }
};

int main() { return table_of<Bill>().columns().empty(); }
