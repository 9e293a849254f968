// Table names from type names.
#include <bindery/core/names.hpp>

#include <string>

namespace bindery {

namespace {

constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr char lowered(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

/// A type's name, with the character after its end and before its start being none.
class Letters {
 public:
  explicit Letters(std::string_view name) : name_(name) {}

  char at(std::size_t i) const { return i < name_.size() ? name_[i] : '\0'; }

  /// A new word begins here: a capital after a small letter or digit, or a capital before a small letter.
  bool starts_word(std::size_t i) const {
    if (i == 0 || !is_upper(at(i)) || is_one_word(i)) return false;
    if (is_lower(at(i - 1)) || is_digit(at(i - 1))) return true;
    return is_lower(at(i + 1)) && !(is_upper(at(i - 1)) && stays_with_acronym(i));
  }
  /// A small letter that begins a word of its own, behind an acronym that everybody knows: HTTP|response.
  bool follows_known_acronym(std::size_t i) const {
    if (i == 0 || !is_lower(at(i)) || !is_upper(at(i - 1))) return false;
    return ends_known_acronym(i - 1) && !is_plural_end(i) && !is_version(i);
  }

 private:
  /// The last capital of an acronym that a small letter follows, but which is not the start of the next word.
  bool stays_with_acronym(std::size_t i) const {
    return is_plural_end(i + 1) || is_version(i + 1) || ends_known_acronym(i);
  }
  /// URL|s: the `s` ends the word.
  bool is_plural_end(std::size_t i) const {
    return at(i) == 's' && !is_lower(at(i + 1)) && !is_digit(at(i + 1));
  }
  /// IP|v6
  bool is_version(std::size_t i) const { return at(i) == 'v' && is_digit(at(i + 1)); }
  /// The run of capitals that ends at `i` is an acronym of four letters that nobody reads as two words.
  bool ends_known_acronym(std::size_t i) const {
    std::size_t start = i;
    while (start > 0 && is_upper(name_[start - 1])) --start;
    const auto run = name_.substr(start, i + 1 - start);
    return !is_upper(at(i + 1)) && (run == "HTTP" || run == "HTML" || run == "JSON" || run == "UUID");
  }
  /// Within OAuth (anywhere) or iOS (at the start), which are single words.
  bool is_one_word(std::size_t i) const {
    const bool oauth =
        at(i) == 'A' && at(i - 1) == 'O' && name_.substr(i, 4) == "Auth" && !is_lower(at(i + 4));
    const bool ios = name_.starts_with("iOS") && (i == 1 || i == 2) && !is_lower(at(3));
    return oauth || ios;
  }

  std::string_view name_;
};

}  // namespace

std::string snake_case(std::string_view type_name) {
  const Letters letters(type_name);
  std::string result;
  result.reserve(type_name.size() + 4);
  for (std::size_t i = 0; i < type_name.size(); ++i) {
    const bool boundary = type_name[i] == '_' || letters.starts_word(i) || letters.follows_known_acronym(i);
    if (boundary && !result.empty() && result.back() != '_') result += '_';
    if (type_name[i] != '_') result += lowered(type_name[i]);
  }
  return result;
}

}  // namespace bindery
