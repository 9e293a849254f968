// Isolation levels of transactions, by the names of the SQL standard.
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace bindery {

enum class IsolationLevel : std::uint8_t { read_uncommitted, read_committed, repeatable_read, serializable };

/// As SQL spells it, e.g. `READ COMMITTED`.
constexpr std::string_view name_of(IsolationLevel level) {
  constexpr std::string_view names[] = {"READ UNCOMMITTED", "READ COMMITTED", "REPEATABLE READ",
                                        "SERIALIZABLE"};
  return names[static_cast<std::uint8_t>(level)];
}

/// Reads a name in any case, its words parted by a space, `_` or `-`; empty when it is no level.
constexpr std::optional<IsolationLevel> parse_isolation_level(std::string_view text) {
  auto same = [](char given, char wanted) {
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
