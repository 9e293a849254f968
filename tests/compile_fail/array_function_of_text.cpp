// error: bindery: this function needs an array: a member of type bindery::Array<T>
#include <bindery/sql/array.hpp>
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  std::string tags;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key), column<&Note::tags>()); }
};

int main() {
  [[maybe_unused]] const auto statement = select<Note>().where(array_length(col<&Note::tags>) > 1);
}
