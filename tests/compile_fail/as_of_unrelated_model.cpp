// error: bindery: as<Model>() leads to a model below this one, or above it
#include <bindery/bindery.hpp>

using namespace bindery;

struct User {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&User::id>(primary_key)); }
};
struct Note {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key)); }
};

int main() { (void)Ref<User>().as<Note>(); }
