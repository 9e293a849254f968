// Database URLs: parsed once, printed without passwords.
#pragma once
#include <bindery/core/secret.hpp>

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// The kinds of databases. MySQL servers are reached as `mariadb` too: one client library, one protocol.
enum class Backend : std::uint8_t { sqlite, postgresql, mariadb };

/// `sqlite`, `postgresql` or `mariadb`.
std::string_view name_of(Backend backend);

/// One server of a URL. A name that begins with `/` is a unix socket (PostgreSQL: its directory).
struct Host {
  std::string name{};
  std::uint16_t port = 0;  ///< 0: the database's usual port

  bool is_socket() const noexcept { return !name.empty() && name.front() == '/'; }
  friend bool operator==(const Host&, const Host&) = default;
};

/// How much TLS: `prefer` takes it when the server offers it; `verify_ca` checks the certificate's signer and
/// `verify_full` the server's name as well.
enum class TlsMode : std::uint8_t { disable, prefer, require, verify_ca, verify_full };

struct TlsOptions {
  TlsMode mode = TlsMode::prefer;
  std::string ca{}, cert{}, key{};  ///< paths of PEM files; empty: the client library's own choice

  friend bool operator==(const TlsOptions&, const TlsOptions&) = default;
};

/// What a SQLite URL names, ready for `sqlite3_open_v2`.
struct SqliteLocation {
  std::string text;       ///< an absolute path, `:memory:`, or a `file:` URI
  std::string file;       ///< the absolute path alone; empty for a database in memory
  bool is_uri = false;    ///< `text` needs SQLITE_OPEN_URI
  bool relative = false;  ///< the URL's path was relative to the base directory
  bool in_memory = false;
  bool shared_cache = false;
  bool read_only = false;  ///< `mode=ro`, or immutable
  bool immutable = false;
};

/// A database URL as a value: `scheme://user:password@host:port,host:port/database?key=value`.
///
/// Schemes: `postgres`, `postgresql`, `mysql`, `mysqldb`, `mariadb`, `sqlite`, each with or without
/// `+driver`. Every part is percent-decoded; `+` is no space. `user`, `password` and `passwd` in the query
/// count like those before the host and win over them. A Url is immutable but for assignment; reading it from
/// many threads is safe.
class Url {
 public:
  using Query = std::vector<std::pair<std::string, std::string>>;

  /// Throws ConfigError, whose message never holds the text that was given, only its scheme.
  static Url parse(std::string_view text);

  Backend backend() const noexcept { return backend_; }
  /// As written, e.g. `postgresql+psycopg2`.
  const std::string& scheme() const noexcept { return scheme_; }
  const std::string& user() const noexcept { return user_; }
  const Secret& password() const noexcept { return password_; }
  /// The servers to try, in order, from the authority or else from `host` and `port` in the query. Empty when
  /// the URL names none. A socket of MariaDB given as `unix_socket` is the one host.
  const std::vector<Host>& hosts() const noexcept { return hosts_; }
  /// The database's name; for SQLite the path as written (`:memory:`, `file:x.db`, `dir/x.db`, `/dir/x.db`).
  const std::string& database() const noexcept { return database_; }

  /// All query parameters in order, decoded; keys may repeat. Without user and password.
  const Query& query() const noexcept { return query_; }
  /// The last value of a key, as in every URL where the later wins.
  std::optional<std::string> query(std::string_view key) const;

  /// `sslmode`, `ssl_mode`, `ssl`, `ssl_disabled`, `ssl_verify`, `ssl_verify_cert`, `ssl_verify_identity`,
  /// and the files `sslrootcert`/`ssl_ca`, `sslcert`/`ssl_cert`, `sslkey`/`ssl_key`. A CA without a mode is
  /// `verify_ca`.
  TlsOptions tls() const;

  /// Where a SQLite URL points; relative paths are taken from `base`. `file:` at the front means a SQLite URI
  /// unless `uri=false`; `mode`, `cache`, `immutable`, `vfs` and so on work with and without it. Throws
  /// ConfigError for other backends.
  SqliteLocation sqlite_location(const std::string& base) const;

  Url with_user(std::string user) const;
  Url with_password(Secret password) const;
  /// Replaces all hosts, those in the query included.
  Url with_hosts(std::vector<Host> hosts) const;
  Url with_host(std::string name, std::uint16_t port = 0) const;
  Url with_database(std::string database) const;
  /// Sets one query parameter, replacing all of that key.
  Url with_query(std::string key, std::string value) const;

  /// The URL with `***` for the password and for query values that are secrets by name.
  std::string to_string() const;
  /// The URL with its password: for handing on, never for printing.
  Secret reveal() const;

  friend bool operator==(const Url& a, const Url& b) { return a.equals(b); }
  friend std::ostream& operator<<(std::ostream& out, const Url& url);

 private:
  friend class UrlParser;
  Url() = default;
  bool equals(const Url& other) const;
  void find_hosts();
  std::string compose(bool masked) const;

  Backend backend_ = Backend::sqlite;
  std::string scheme_, user_;
  Secret password_;
  std::vector<Host> written_hosts_;  // in the authority; what is printed
  std::vector<Host> hosts_;          // what counts
  std::string database_;
  Query query_;
};

}  // namespace bindery
