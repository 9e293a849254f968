// From options and URL to the parameters of libpq.
#include <bindery/core/error.hpp>
#include <bindery/core/suggest.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "drivers/postgresql/connect.hpp"

namespace bindery::drivers::postgresql {

namespace {

/// What Url::hosts() and Url::tls() have read from the query already.
constexpr std::array<std::string_view, 14> known_to_url{
    "host",   "port",         "sslmode",    "ssl_mode",        "ssl-mode",
    "ssl",    "ssl_disabled", "ssl_verify", "ssl_verify_cert", "ssl_verify_identity",
    "ssl_ca", "ssl_cert",     "ssl_key",    "unix_socket"};

const std::vector<std::string>& keywords() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> names;
    PQconninfoOption* options = PQconndefaults();
    for (const PQconninfoOption* one = options; one != nullptr && one->keyword != nullptr; ++one) {
      names.emplace_back(one->keyword);
    }
    PQconninfoFree(options);
    return names;
  }();
  return all;
}

void check_keyword(const std::string& key, const ConnectOptions& options) {
  const auto& all = keywords();
  if (all.empty() || std::find(all.begin(), all.end(), key) != all.end()) return;
  const std::vector<std::string_view> names(all.begin(), all.end());
  raise(ErrorKind::config,
        fmt::format("PostgreSQL's client library knows no parameter '{}'{}", key, did_you_mean(key, names)),
        {.bind = options.bind, .phase = Phase::configure});
}

std::string_view sslmode(TlsMode mode) {
  switch (mode) {
    case TlsMode::disable: return "disable";
    case TlsMode::require: return "require";
    case TlsMode::verify_ca: return "verify-ca";
    case TlsMode::verify_full: return "verify-full";
    case TlsMode::prefer: break;
  }
  return "prefer";
}

void add_tls(ConnectParameters& parameters, const Url& url) {
  const TlsOptions tls = url.tls();
  // Unless the URL says something, libpq's own defaults (PGSSLMODE) hold.
  if (tls.mode != TlsMode::prefer || url.query("sslmode"))
    parameters.emplace_back("sslmode", sslmode(tls.mode));
  if (!tls.ca.empty()) parameters.emplace_back("sslrootcert", tls.ca);
  if (!tls.cert.empty()) parameters.emplace_back("sslcert", tls.cert);
  if (!tls.key.empty()) parameters.emplace_back("sslkey", tls.key);
}

/// Settings that the server takes with the start of the session, at no cost.
std::string session_settings(const ConnectOptions& options) {
  std::string settings;
  if (options.isolation_level) {
    std::string level(name_of(*options.isolation_level));
    std::transform(level.begin(), level.end(), level.begin(),
                   [](char c) { return c == ' ' ? ' ' : static_cast<char>(c - 'A' + 'a'); });
    if (const auto space = level.find(' '); space != std::string::npos) level.insert(space, "\\");
    settings += " -c default_transaction_isolation=" + level;
  }
  if (options.read_only) settings += " -c default_transaction_read_only=on";
  return settings;
}

}  // namespace

ConnectParameters connect_parameters(const ConnectOptions& options) {
  const Url& url = options.url;
  ConnectParameters parameters{{"fallback_application_name", "bindery"}, {"client_encoding", "UTF8"}};
  if (!url.user().empty()) parameters.emplace_back("user", url.user());
  if (!url.password().empty()) parameters.emplace_back("password", url.password().reveal());
  if (!url.database().empty()) parameters.emplace_back("dbname", url.database());
  add_tls(parameters, url);
  std::string server_options;
  auto add = [&](const std::string& key, const std::string& value) {
    check_keyword(key, options);
    if (key == "options") {
      server_options = value;
    } else {
      parameters.emplace_back(key, value);
    }
  };
  for (const auto& [key, value] : url.query()) {
    if (std::find(known_to_url.begin(), known_to_url.end(), key) == known_to_url.end()) add(key, value);
  }
  for (const auto& [key, value] : options.connect_args) add(key, value);
  server_options += session_settings(options);
  if (!server_options.empty()) parameters.emplace_back("options", server_options);
  return parameters;
}

void add_hosts(ConnectParameters& parameters, std::span<const Host> hosts) {
  std::string names, ports;
  for (const Host& host : hosts) {
    names += (names.empty() ? "" : ",") + host.name;
    ports += fmt::format("{}{}", &host == hosts.data() ? "" : ",",
                         host.port == 0 ? "" : std::to_string(host.port));
  }
  if (hosts.empty()) return;
  // What connect_args say comes later and wins.
  parameters.insert(parameters.begin(), {{"host", names}, {"port", ports}});
}

}  // namespace bindery::drivers::postgresql
