// Booleans as people write them in URLs and configuration files.
#pragma once
#include <optional>
#include <string_view>

namespace bindery {

/// true/yes/on/y/t/1 and false/no/off/n/f/0 in any case; empty for anything else.
std::optional<bool> parse_bool(std::string_view text);

}  // namespace bindery
