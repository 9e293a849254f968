// Percent-encoding of the parts of a URL.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace bindery::detail {

/// `%41` becomes `A`; `+` stays. Empty when a `%` is not followed by two hexadecimal digits, or for a NUL
/// byte, which no client library can take.
std::optional<std::string> percent_decode(std::string_view text);

/// Writes all but letters, digits, `-._~` and the characters in `plain` as `%XX`; with `keep_utf8` bytes
/// beyond ASCII stay as well.
std::string percent_encode(std::string_view text, std::string_view plain, bool keep_utf8 = false);

}  // namespace bindery::detail
