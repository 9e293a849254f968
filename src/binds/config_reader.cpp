// Reads a configuration from a JSON object.
#include "config_reader.hpp"

#include <bindery/core/suggest.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "problems.hpp"

namespace bindery::detail {

namespace {

namespace json = boost::json;

constexpr std::array<SettingName, 8> names{{{"database_uri", "SQLALCHEMY_DATABASE_URI"},
                                            {"binds", "SQLALCHEMY_BINDS"},
                                            {"engine_options", "SQLALCHEMY_ENGINE_OPTIONS"},
                                            {"default_engine_options", "SQLALCHEMY_DEFAULT_ENGINE_OPTIONS"},
                                            {"echo", "SQLALCHEMY_ECHO"},
                                            {"record_queries", "SQLALCHEMY_RECORD_QUERIES"},
                                            {"instance_path", "SQLALCHEMY_INSTANCE_PATH"},
                                            {"track_modifications", "SQLALCHEMY_TRACK_MODIFICATIONS"}}};

/// Settings that Flask-SQLAlchemy 3 took away, which old files still hold.
constexpr std::array<std::string_view, 6> former{
    "SQLALCHEMY_POOL_SIZE",    "SQLALCHEMY_POOL_TIMEOUT",       "SQLALCHEMY_POOL_RECYCLE",
    "SQLALCHEMY_MAX_OVERFLOW", "SQLALCHEMY_COMMIT_ON_TEARDOWN", "SQLALCHEMY_NATIVE_UNICODE"};

std::string_view kind_of(const json::value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "a boolean";
  if (value.is_number()) return "a number";
  if (value.is_string()) return "text";
  return value.is_array() ? "a list" : "a table";
}

std::optional<OptionValue> scalar(const json::value& value) {
  if (value.is_null()) return OptionValue();
  if (value.is_bool()) return OptionValue(value.get_bool());
  if (value.is_int64()) return OptionValue(value.get_int64());
  if (value.is_double()) return OptionValue(value.get_double());
  if (value.is_string()) return OptionValue(std::string_view(value.get_string()));
  return std::nullopt;
}

class Reader {
 public:
  Config read(const json::object& settings) {
    for (const auto& [key, value] : settings) read_setting(key, value);
    problems_.throw_if_any();
    return std::move(config_);
  }

 private:
  void read_setting(std::string_view given, const json::value& value);
  void unknown(std::string_view given);
  void wrong(std::string_view where, std::string_view expected, const json::value& value) {
    problems_.add(where, fmt::format("must be {}, not {}", expected, kind_of(value)));
  }
  OptionMap options(std::string_view where, const json::value& value);
  OptionValue arguments(std::string_view where, const json::object& table);
  OptionValue simple(std::string_view where, const json::value& value);
  void read_binds(std::string_view where, const json::value& value);
  void read_bind(const std::string& where, std::string key, const json::value& value);

  Config config_;
  Problems problems_;
  std::set<std::string_view> seen_;
};

void Reader::unknown(std::string_view given) {
  if (std::find(former.begin(), former.end(), given) != former.end()) {
    problems_.add(given, "is no setting any more; options of engines go into SQLALCHEMY_ENGINE_OPTIONS");
    return;
  }
  std::array<std::string_view, 2 * names.size()> known;
  for (std::size_t i = 0; i < names.size(); ++i) {
    known[2 * i] = names[i].ours;
    known[2 * i + 1] = names[i].known;
  }
  problems_.add({}, fmt::format("unknown setting '{}'{}", given, did_you_mean(given, known)));
}

void Reader::read_setting(std::string_view given, const json::value& value) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const SettingName& one) {
    return one.ours == given || one.known == given;
  });
  if (found == names.end()) return unknown(given);
  const std::string_view name = found->ours;
  if (!seen_.insert(name).second) return problems_.add(given, "is set twice, once by its other name");
  if (value.is_null()) return;  // as good as not there, as Python's None
  if (name == "database_uri") {
    if (!value.is_string()) return wrong(given, "a URL", value);
    config_.database_uri = std::string_view(value.get_string());
  } else if (name == "instance_path") {
    if (!value.is_string()) return wrong(given, "a path", value);
    config_.instance_path = std::string(value.get_string());
  } else if (name == "binds") {
    read_binds(given, value);
  } else if (name == "engine_options") {
    config_.engine_options = options(given, value);
  } else if (name == "default_engine_options") {
    config_.default_engine_options = options(given, value);
  } else if (name == "echo") {
    config_.echo = simple(given, value);
  } else if (name == "record_queries") {
    config_.record_queries = simple(given, value);
  }
}

OptionValue Reader::simple(std::string_view where, const json::value& value) {
  if (auto found = scalar(value)) return *std::move(found);
  wrong(where, "a single value", value);
  return {};
}

/// Driver arguments are text; a table in a table, `{"ssl": {"ca": "x"}}`, gives `ssl_ca`.
OptionValue Reader::arguments(std::string_view where, const json::object& table) {
  OptionValue::Arguments out;
  for (const auto& [key, value] : table) {
    const std::string name(key);
    if (value.is_object()) {
      const OptionValue inner = arguments(fmt::format("{}.{}", where, name), value.get_object());
      for (const auto& [inner_name, text] : inner.as_arguments()) out[name + '_' + inner_name] = text;
    } else if (!value.is_null()) {
      out[name] = simple(fmt::format("{}.{}", where, name), value).to_text();
    }
  }
  return OptionValue(std::move(out));
}

OptionMap Reader::options(std::string_view where, const json::value& value) {
  OptionMap out;
  if (!value.is_object()) {
    wrong(where, "a table of options", value);
    return out;
  }
  for (const auto& [key, one] : value.get_object()) {
    const std::string name(key), place = fmt::format("{}.{}", where, name);
    out[name] = one.is_object() ? arguments(place, one.get_object()) : simple(place, one);
  }
  return out;
}

void Reader::read_binds(std::string_view where, const json::value& value) {
  if (!value.is_object()) return wrong(where, "a table of bind keys", value);
  for (const auto& [key, one] : value.get_object()) {
    const std::string name(key);
    read_bind(fmt::format("{}.{}", where, name), name == "null" ? "" : name, one);
  }
}

void Reader::read_bind(const std::string& where, std::string key, const json::value& value) {
  BindConfig bind;
  if (value.is_string()) {
    bind.url = std::string_view(value.get_string());
  } else if (value.is_object()) {
    bind.options = options(where, value);
    const auto url = bind.options.find("url");
    if (url != bind.options.end() && url->second.is_text()) {
      bind.url = url->second.as_text();
      bind.options.erase(url);
    }
  } else {
    return wrong(where, "a URL or a table with 'url'", value);
  }
  if (!config_.binds.emplace(std::move(key), std::move(bind)).second)
    problems_.add(where, "the default bind stands here twice");
}

}  // namespace

std::span<const SettingName> setting_names() { return names; }

Config read_config(const boost::json::object& settings) {
  const boost::json::value* ours = settings.if_contains("bindery");
  return Reader().read(ours != nullptr && ours->is_object() ? ours->get_object() : settings);
}

}  // namespace bindery::detail
