// error: bindery: a lock either fails at once (nowait) or leaves locked rows out (skip_locked)
#include <bindery/sql/select.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key)); }
};

int main() { [[maybe_unused]] const auto statement = select<Note>().for_update(nowait, skip_locked); }
