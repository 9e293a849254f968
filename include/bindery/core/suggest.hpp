// "Did you mean ...?": the known name nearest to a mistyped one.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace bindery {

/// The name in `known` that differs least from `wanted` (letters added, dropped, changed or swapped; case
/// does not count), or an empty view when none is near enough to be a slip.
std::string_view nearest_name(std::string_view wanted, std::span<const std::string_view> known);

/// ` (did you mean 'x'?)`, or nothing when no known name is near.
std::string did_you_mean(std::string_view wanted, std::span<const std::string_view> known);

}  // namespace bindery
