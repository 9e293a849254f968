// error: bindery: a model needs a primary key: mark one of its columns (or several) with primary_key
#include <bindery/core/codecs.hpp>
#include <bindery/schema/model.hpp>

using namespace bindery;

struct Note {
  std::string body;
  static constexpr auto columns() { return mapped(column<&Note::body>()); }
};

int main() { return table_of<Note>().columns().empty(); }
