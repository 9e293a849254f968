// JSON paths like "$.address.lines[0]", and how each database spells them.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bindery {

/// A key, or a position in an array.
using JsonStep = std::variant<std::string, std::uint64_t>;

/// The steps of a path that is known to be well-formed.
std::vector<JsonStep> json_steps(std::string_view path);

/// "'{address,lines,0}'": PostgreSQL's array of steps.
std::string json_step_array(std::string_view path);
/// "$.\"address\".\"lines\"[0]": every key between quotes, as all databases' own path languages read it.
std::string json_path_text(std::string_view path);
/// The path without its last step; "$" for a path of one step.
std::string_view json_parent(std::string_view path);

}  // namespace bindery
