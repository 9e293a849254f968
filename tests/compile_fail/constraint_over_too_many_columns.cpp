// error: bindery: a constraint spans at most 8 columns
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Wide {
  std::int64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0;
  static constexpr auto columns() {
    return mapped(column<&Wide::a>(primary_key),
                  unique_together<&Wide::a, &Wide::b, &Wide::c, &Wide::d, &Wide::e, &Wide::f, &Wide::g,
                                  &Wide::h, &Wide::i>());
  }
};

int main() { return table_of<Wide>().columns().empty(); }
