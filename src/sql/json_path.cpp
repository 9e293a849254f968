#include "json_path.hpp"

#include <fmt/format.h>

#include <charconv>

namespace bindery {

namespace {

/// Position behind the step that begins at `at`.
std::size_t behind_step(std::string_view path, std::size_t at) {
  if (path[at] == '[') return path.find(']', at) + 1;
  if (path[at + 1] == '"') return path.find('"', at + 2) + 1;
  return std::min(path.find_first_of(".[", at + 1), path.size());
}

std::string literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted += c;
    quoted += c;
  }
  return quoted += '\'';
}

}  // namespace

std::vector<JsonStep> json_steps(std::string_view path) {
  std::vector<JsonStep> steps;
  for (std::size_t at = 1; at < path.size();) {
    const std::size_t end = behind_step(path, at);
    std::string_view step = path.substr(at + 1, end - at - 1);
    if (path[at] == '[') {
      std::uint64_t position = 0;
      std::from_chars(step.data(), step.data() + step.size() - 1, position);
      steps.emplace_back(position);
    } else {
      if (step.front() == '"') step = step.substr(1, step.size() - 2);
      steps.emplace_back(std::string(step));
    }
    at = end;
  }
  return steps;
}

std::string json_step_array(std::string_view path) {
  std::string array = "{";
  for (const JsonStep& step : json_steps(path)) {
    if (array.size() > 1) array += ',';
    if (const auto* key = std::get_if<std::string>(&step)) {
      array += fmt::format("\"{}\"", *key);
    } else {
      array += fmt::format("{}", std::get<std::uint64_t>(step));
    }
  }
  return literal(array + "}");
}

std::string json_path_text(std::string_view path) {
  std::string text = "$";
  for (const JsonStep& step : json_steps(path)) {
    if (const auto* key = std::get_if<std::string>(&step)) {
      text += fmt::format(".\"{}\"", *key);
    } else {
      text += fmt::format("[{}]", std::get<std::uint64_t>(step));
    }
  }
  return text;
}

std::string_view json_parent(std::string_view path) {
  std::size_t last = 1;
  for (std::size_t at = 1; at < path.size(); at = behind_step(path, at)) last = at;
  return path.substr(0, last);
}

}  // namespace bindery
