// Connect arguments by name, TLS, and the session's settings.
#include "drivers/mariadb/options.hpp"

#include <bindery/core/parse_bool.hpp>
#include <bindery/core/suggest.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace bindery::drivers::mariadb {

namespace {

// Handed on, or read below.
constexpr std::string_view arguments[] = {"charset",       "collation",    "connect_timeout", "read_timeout",
                                          "write_timeout", "compress",     "local_infile",    "init_command",
                                          "sql_mode",      "bind_address", "default_auth",    "plugin_dir",
                                          "program_name"};
// Read by Url, or habits of other clients that change nothing here.
constexpr std::string_view elsewhere[] = {"host",
                                          "port",
                                          "unix_socket",
                                          "ssl",
                                          "ssl_ca",
                                          "ssl_cert",
                                          "ssl_key",
                                          "ssl_mode",
                                          "ssl-mode",
                                          "sslmode",
                                          "sslrootcert",
                                          "sslcert",
                                          "sslkey",
                                          "ssl_disabled",
                                          "ssl_verify",
                                          "ssl_verify_cert",
                                          "ssl_verify_identity",
                                          "ssl_check_hostname",
                                          "use_unicode",
                                          "binary_prefix",
                                          "driver"};

template <std::size_t Count> bool contains(const std::string_view (&names)[Count], std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

[[noreturn]] void refuse(const ConnectOptions& options, std::string message) {
  ErrorDetails details;
  details.bind = options.bind;
  details.phase = Phase::configure;
  raise(ErrorKind::config, std::move(message), std::move(details));
}

unsigned number(const ConnectOptions& options, std::string_view name, const std::string& text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    refuse(options, fmt::format("'{}' must be a whole number of seconds, not '{}'", name, text));
  }
  return value;
}

bool flag(const ConnectOptions& options, const std::string& name) {
  const auto text = argument(options, name);
  if (!text) return false;
  const auto value = parse_bool(*text);
  if (!value) refuse(options, fmt::format("'{}' must be true or false, not '{}'", name, *text));
  return *value;
}

void set_text(MYSQL* handle, mysql_option option, const std::string& value) {
  if (!value.empty()) mysql_options(handle, option, value.c_str());
}

void set_argument(MYSQL* handle, const ConnectOptions& options, mysql_option option,
                  const std::string& name) {
  if (const auto value = argument(options, name)) set_text(handle, option, *value);
}

void set_seconds(MYSQL* handle, const ConnectOptions& options, mysql_option option, const std::string& name) {
  if (const auto value = argument(options, name)) {
    const unsigned seconds = number(options, name, *value);
    mysql_options(handle, option, &seconds);
  }
}

void apply_tls(MYSQL* handle, const Target& target) {
  const TlsOptions& tls = target.tls;
  if (tls.mode == TlsMode::disable) return;
  const my_bool on = 1, verify = tls.mode == TlsMode::verify_full ? 1 : 0;
  mysql_options(handle, MYSQL_OPT_SSL_ENFORCE, &on);
  mysql_options(handle, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
  set_text(handle, MYSQL_OPT_SSL_CA, tls.ca);
  set_text(handle, MYSQL_OPT_SSL_CERT, tls.cert);
  set_text(handle, MYSQL_OPT_SSL_KEY, tls.key);
  // The library checks the signer only when it is told where the known ones are.
  if (tls.ca.empty() && tls.mode >= TlsMode::verify_ca) {
    mysql_options(handle, MYSQL_OPT_SSL_CAPATH, "/etc/ssl/certs");
  }
}

std::string literal(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + '\'';
}

}  // namespace

std::string Target::place() const {
  if (!host || host->name.empty()) return "the local server";
  if (host->is_socket()) return host->name;
  return fmt::format("{}:{}", host->name, host->port == 0 ? 3306 : host->port);
}

void check_arguments(const ConnectOptions& options) {
  std::vector<std::string> unknown;
  for (const auto& [name, value] : options.connect_args) {
    if (!contains(arguments, name))
      unknown.push_back(fmt::format("'{}'{}", name, did_you_mean(name, arguments)));
  }
  for (const auto& [name, value] : options.url.query()) {
    if (!contains(arguments, name) && !contains(elsewhere, name)) {
      unknown.push_back(fmt::format("'{}' in the URL{}", name, did_you_mean(name, arguments)));
    }
  }
  if (unknown.empty()) return;
  refuse(options, fmt::format("unknown connect argument {}; MariaDB connections know {}",
                              fmt::join(unknown, ", "), fmt::join(arguments, ", ")));
}

std::optional<std::string> argument(const ConnectOptions& options, const std::string& name) {
  if (const auto found = options.connect_args.find(name); found != options.connect_args.end())
    return found->second;
  return options.url.query(name);
}

std::optional<std::chrono::seconds> connect_timeout(const ConnectOptions& options) {
  const auto text = argument(options, "connect_timeout");
  if (!text) return std::nullopt;
  return std::chrono::seconds(number(options, "connect_timeout", *text));
}

void apply_options(MYSQL* handle, const Target& target) {
  const ConnectOptions& options = target.options;
  // The library runs each non-blocking call on a stack of its own; name resolution and TLS need more than the
  // default of 60 KiB when plugins of the C library take part.
  const std::size_t stack = 256 * 1024;
  mysql_options(handle, MYSQL_OPT_NONBLOCK, &stack);
  const unsigned local_files = flag(options, "local_infile") ? 1 : 0;  // off: a server could ask for any file
  mysql_options(handle, MYSQL_OPT_LOCAL_INFILE, &local_files);
  set_text(handle, MYSQL_SET_CHARSET_NAME, argument(options, "charset").value_or("utf8mb4"));
  set_seconds(handle, options, MYSQL_OPT_CONNECT_TIMEOUT, "connect_timeout");
  set_seconds(handle, options, MYSQL_OPT_READ_TIMEOUT, "read_timeout");
  set_seconds(handle, options, MYSQL_OPT_WRITE_TIMEOUT, "write_timeout");
  set_argument(handle, options, MYSQL_OPT_BIND, "bind_address");
  set_argument(handle, options, MYSQL_DEFAULT_AUTH, "default_auth");
  set_argument(handle, options, MYSQL_PLUGIN_DIR, "plugin_dir");
  if (flag(options, "compress")) mysql_options(handle, MYSQL_OPT_COMPRESS, nullptr);
  if (const auto name = argument(options, "program_name")) {
    mysql_options4(handle, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", name->c_str());
  }
  // By itself the library takes "localhost" for the local socket; a port says that TCP is meant.
  if (target.host && !target.host->is_socket() && target.host->port != 0) {
    const unsigned protocol = MYSQL_PROTOCOL_TCP;
    mysql_options(handle, MYSQL_OPT_PROTOCOL, &protocol);
  }
  apply_tls(handle, target);
}

unsigned long client_flags() {
  // FOUND_ROWS: an UPDATE counts the rows it matched, as the other databases do, not only those it changed.
  return CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS | CLIENT_MULTI_RESULTS;
}

std::string session_setup(const ConnectOptions& options) {
  // max_recursive_iterations, group_concat_max_len: no recursive query and no gathered text is cut short.
  // SIMULTANEOUS_ASSIGNMENT: an UPDATE computes all values from the row as it was, as the other databases do.
  std::string sql = fmt::format(
      "SET time_zone = '+00:00', max_recursive_iterations = 4294967295, group_concat_max_len = 4294967295, "
      "sql_mode = CONCAT({}, ',SIMULTANEOUS_ASSIGNMENT')",
      literal(argument(options, "sql_mode")
                  .value_or("STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
                            "NO_ENGINE_SUBSTITUTION,NO_AUTO_VALUE_ON_ZERO")));
  if (const auto collation = argument(options, "collation")) {
    sql += fmt::format(", collation_connection = {}", literal(*collation));
  }
  if (options.isolation_level) {
    sql += fmt::format("; SET SESSION TRANSACTION ISOLATION LEVEL {}", name_of(*options.isolation_level));
  }
  if (const auto command = argument(options, "init_command")) sql += "; " + *command;
  if (options.read_only) sql += "; SET SESSION TRANSACTION READ ONLY";
  return sql;
}

}  // namespace bindery::drivers::mariadb
