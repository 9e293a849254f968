// Configurations from JSON, from files, and one on top of another.
#include <bindery/binds/config.hpp>
#include <bindery/core/error.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "config_reader.hpp"

namespace bindery {

namespace {

[[noreturn]] void refuse(std::string message) {
  ErrorDetails details;
  details.phase = Phase::configure;
  throw ConfigError(std::move(message), std::move(details));
}

void overlay(OptionMap& lower, const OptionMap& upper) {
  for (const auto& [name, value] : upper) lower.insert_or_assign(name, value);
}

}  // namespace

Config Config::from_json(std::string_view text) {
  boost::json::stream_parser parser;
  boost::json::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  // The parser's words are kept out: they are about bytes that may belong to a password.
  if (!error && read < text.size())
    refuse(fmt::format("the JSON goes on after its end, at byte {}", read + 1));
  if (!error) parser.finish(error);
  if (error) refuse(fmt::format("the JSON cannot be read: something is wrong before byte {}", read + 1));
  const boost::json::value value = parser.release();
  if (!value.is_object()) refuse("the JSON must be an object of settings");
  return detail::read_config(value.get_object());
}

UrlSetting::UrlSetting() = default;
UrlSetting::UrlSetting(std::string_view text, AsText) : text_(std::string(text)) {}
UrlSetting::UrlSetting(Url url) : url_(std::make_shared<const Url>(std::move(url))) {}
UrlSetting::UrlSetting(const UrlSetting&) = default;
UrlSetting::UrlSetting(UrlSetting&&) noexcept = default;
UrlSetting& UrlSetting::operator=(const UrlSetting&) = default;
UrlSetting& UrlSetting::operator=(UrlSetting&&) noexcept = default;
UrlSetting::~UrlSetting() = default;

bool UrlSetting::empty() const noexcept { return text_.empty() && !url_; }
Url UrlSetting::parse() const { return url_ ? *url_ : Url::parse(text_.reveal()); }

BindConfig::BindConfig(BindOptions parts) : BindOptions(std::move(parts)) {}

Config Config::from_file(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (!in || !(text << in.rdbuf())) refuse(fmt::format("the configuration file '{}' cannot be read", file));
  const auto extension = std::filesystem::path(file).extension();
  try {
    if (extension == ".toml") return from_toml(text.view());
    if (extension == ".json") return from_json(text.view());
  } catch (ConfigError& error) {
    error.locate(fmt::format("in '{}'", file));
    throw;
  }
  refuse(fmt::format("'{}' is neither a .toml nor a .json file", file));
}

Config Config::merged_with(const Config& other) const {
  Config merged = *this;
  if (!other.database_uri.empty()) merged.database_uri = other.database_uri;
  for (const auto& [key, bind] : other.binds) {
    BindConfig& below = merged.binds[key];
    if (!bind.url.empty()) below.url = bind.url;
    overlay(below.options, bind.options);
  }
  overlay(merged.engine_options, other.engine_options);
  overlay(merged.default_engine_options, other.default_engine_options);
  if (!other.echo.is_null()) merged.echo = other.echo;
  if (!other.record_queries.is_null()) merged.record_queries = other.record_queries;
  if (!other.instance_path.empty()) merged.instance_path = other.instance_path;
  return merged;
}

}  // namespace bindery
