// Isolation levels by name.
#include <bindery/core/isolation.hpp>

namespace bindery {

std::optional<IsolationLevel> parse_isolation_level(std::string_view text) {
  const auto same = [](char given, char wanted) {
    if (given >= 'a' && given <= 'z') return given - 'a' + 'A' == wanted;
    return given == wanted || (wanted == ' ' && (given == '_' || given == '-'));
  };
  for (std::uint8_t i = 0; i < 4; ++i) {
    const auto level = static_cast<IsolationLevel>(i);
    const std::string_view name = name_of(level);
    bool equal = name.size() == text.size();
    for (std::size_t at = 0; equal && at < name.size(); ++at) equal = same(text[at], name[at]);
    if (equal) return level;
  }
  return std::nullopt;
}

}  // namespace bindery
