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
std::optional<IsolationLevel> parse_isolation_level(std::string_view text);

}  // namespace bindery
