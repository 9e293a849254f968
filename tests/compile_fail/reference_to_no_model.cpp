// error: bindery: a reference must name a model: for a member inherited from a mixin write references_of<Model, &Model::member>
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct HasId {
  std::int64_t id = 0;
};
struct Note {
  std::int64_t id = 0;
  std::int64_t parent = 0;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::parent>(references<&HasId::id>));
  }
};

int main() { return table_of<Note>().columns().empty(); }
