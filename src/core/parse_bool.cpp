// Booleans as people write them: the words SQLAlchemy takes.
#include <bindery/core/parse_bool.hpp>

#include <algorithm>
#include <cctype>
#include <string>

namespace bindery {

std::optional<bool> parse_bool(std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(),
                 [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  for (std::string_view yes : {"true", "yes", "on", "y", "t", "1"})
    if (word == yes) return true;
  for (std::string_view no : {"false", "no", "off", "n", "f", "0"})
    if (word == no) return false;
  return std::nullopt;
}

}  // namespace bindery
