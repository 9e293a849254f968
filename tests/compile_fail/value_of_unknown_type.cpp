// error: bindery: a value of this type can't be part of a statement: use a column type, or specialise bindery::CodecFor for it
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string body;
  std::optional<std::string> title;
  static constexpr auto columns() {
    return mapped(column<&Note::id>(primary_key), column<&Note::body>(), column<&Note::title>());
  }
};
struct Plain {
  int number = 0;
};

int main() { [[maybe_unused]] const auto statement = select<Note>().where(col<&Note::id> == Plain{}); }
