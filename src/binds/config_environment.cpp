// Configurations from environment variables.
#include <bindery/binds/config.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "config_reader.hpp"

namespace bindery {

namespace {

namespace json = boost::json;
using Variable = std::pair<std::string, std::string>;

/// The variables that begin so, without that beginning, sorted: `BINDS` comes before `BINDS__users`.
std::vector<Variable> variables(std::string_view beginning) {
  std::vector<Variable> found;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (!text.starts_with(beginning) || equals == std::string_view::npos || equals + 1 == text.size())
      continue;
    if (equals <= beginning.size()) continue;
    found.emplace_back(text.substr(beginning.size(), equals - beginning.size()), text.substr(equals + 1));
  }
  std::sort(found.begin(), found.end());
  return found;
}

json::value value_of(const std::string& text) {
  json::error_code error;
  json::value value = json::parse(text, error);
  return error ? json::value(text) : value;
}

/// Sets `rest`, keys parted by `__`, below `place`. A bind that was a URL alone becomes a table with that
/// `url`.
void set_below(json::value& place, std::string_view rest, json::value value) {
  if (place.is_string()) {
    json::value url = std::move(place);
    place = json::object{{"url", std::move(url)}};
  } else if (!place.is_object()) {
    place = json::object{};
  }
  const std::size_t end = rest.find("__");
  json::value& next = place.as_object()[rest.substr(0, end)];
  if (end == std::string_view::npos) {
    next = std::move(value);
  } else {
    set_below(next, rest.substr(end + 2), std::move(value));
  }
}

Config read_family(std::string_view prefix, std::string_view family) {
  json::value settings = json::object{};
  for (const auto& [name, text] : variables(fmt::format("{}{}_", prefix, family))) {
    const std::string_view head = std::string_view(name).substr(0, name.find("__"));
    const std::string known = fmt::format("SQLALCHEMY_{}", head);
    const auto names = detail::setting_names();
    const bool ours = std::any_of(names.begin(), names.end(),
                                  [&](const detail::SettingName& one) { return one.known == known; });
    if (ours) set_below(settings, fmt::format("SQLALCHEMY_{}", name), value_of(text));
  }
  return detail::read_config(settings.as_object());
}

}  // namespace

Config Config::from_environment(std::string_view prefix) {
  return read_family(prefix, "SQLALCHEMY").merged_with(read_family(prefix, "BINDERY"));
}

}  // namespace bindery
