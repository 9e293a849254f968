// Reads a configuration from a JSON object, to which TOML and the environment are brought first.
#pragma once
#include <bindery/binds/config.hpp>
#include <boost/json/object.hpp>

#include <span>
#include <string_view>

namespace bindery::detail {

/// Throws one ConfigError that lists every unknown name and every value of the wrong type, quoting no values.
Config read_config(const boost::json::object& settings);

/// A setting's name in our configuration and the one that Flask-SQLAlchemy's users know.
struct SettingName {
  std::string_view ours;
  std::string_view known;
};
std::span<const SettingName> setting_names();

}  // namespace bindery::detail
