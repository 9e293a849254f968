// error: bindery: name a model's columns by col<&Model::member>
#include <bindery/sql/change.hpp>

using namespace bindery;

struct Note {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Note::id>(primary_key)); }
};

auto gone() { return delete_from<Note>().all_rows().returning({"id"}); }
