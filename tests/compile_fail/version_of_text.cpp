// error: bindery: only an integer column can count versions: declare the member as std::int64_t
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string edition;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::edition>(version));
  }
};

int main() { return table_of<Note>().columns().empty(); }
