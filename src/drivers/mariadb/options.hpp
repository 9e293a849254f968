// What a URL and the connect arguments say to the client library.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <mysql.h>

#include <chrono>
#include <optional>
#include <string>

namespace bindery::drivers::mariadb {

/// One server to connect to, and how. Copied from the options once per connection; constant afterwards.
struct Target {
  ConnectOptions options;
  std::optional<Host> host;  ///< none: the library's own default, the local socket
  TlsOptions tls;

  /// E.g. "db.example.org:3307" or "/run/mysqld/mysqld.sock": for messages.
  std::string place() const;
};

/// Throws ConfigError that names every connect argument and URL parameter that means nothing here.
void check_arguments(const ConnectOptions& options);
/// The value of a connect argument, or else of the URL parameter of that name.
std::optional<std::string> argument(const ConnectOptions& options, const std::string& name);
/// `connect_timeout` in seconds, where it is given.
std::optional<std::chrono::seconds> connect_timeout(const ConnectOptions& options);

/// Sets everything that must be set before connecting.
void apply_options(MYSQL* handle, const Target& target);
/// The flags of mysql_real_connect.
unsigned long client_flags();
/// The statements that make a new session what the rest of Bindery expects of it.
std::string session_setup(const ConnectOptions& options);

}  // namespace bindery::drivers::mariadb
