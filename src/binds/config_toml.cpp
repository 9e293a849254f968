// Configurations from TOML.
#include <bindery/binds/config.hpp>
#include <bindery/core/error.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>
#include <toml++/toml.h>

#include <sstream>

#include "config_reader.hpp"

namespace bindery {

namespace {

boost::json::value to_json(const toml::node& node) {
  if (const auto* table = node.as_table()) {
    boost::json::object out;
    for (const auto& [key, value] : *table) out[std::string_view(key.str())] = to_json(value);
    return out;
  }
  if (const auto* list = node.as_array()) {
    boost::json::array out;
    for (const auto& value : *list) out.push_back(to_json(value));
    return out;
  }
  if (const auto* text = node.as_string()) return boost::json::value(std::string_view(text->get()));
  if (const auto* number = node.as_integer()) return boost::json::value(number->get());
  if (const auto* number = node.as_floating_point()) return boost::json::value(number->get());
  if (const auto* truth = node.as_boolean()) return boost::json::value(truth->get());
  return boost::json::value("a date or time");  // no option is one, so that this is refused where it stands
}

}  // namespace

Config Config::from_toml(std::string_view text) {
  toml::table table;
  try {
    table = toml::parse(text);
  } catch (const toml::parse_error& error) {
    // Only the place: the parser's words may quote a piece of a password.
    ErrorDetails details;
    details.phase = Phase::configure;
    throw ConfigError(fmt::format("the TOML cannot be read: something is wrong in line {}, column {}",
                                  error.source().begin.line, error.source().begin.column),
                      std::move(details));
  }
  return detail::read_config(to_json(table).get_object());
}

}  // namespace bindery
