// error: bindery: full-text search needs the text columns of a full_text_index: matches("words", col<&Film::title>, col<&Film::description>)
#include <bindery/bindery.hpp>

struct Film {
  std::int64_t id = 0;
  int year = 0;
  static constexpr auto columns() {
    return bindery::mapped(bindery::column<&Film::id>(bindery::primary_key), bindery::column<&Film::year>());
  }
};

auto found() { return bindery::matches("1984", bindery::col<&Film::year>); }
