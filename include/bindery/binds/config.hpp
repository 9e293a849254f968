// The configuration: which databases there are, and how each is opened.
#pragma once
#include <bindery/binds/option_value.hpp>
#include <bindery/core/secret.hpp>
#include <bindery/core/url.hpp>
#include <bindery/engine/options.hpp>

#include <concepts>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// A database URL as text, read when the configuration is resolved, or ready-made; or none.
class UrlSetting {
  struct AsText {};

 public:
  UrlSetting();
  template <class T>
    requires std::convertible_to<const T&, std::string_view>
  UrlSetting(const T& text) : UrlSetting(std::string_view(text), AsText{}) {}
  UrlSetting(Url url);
  UrlSetting(const UrlSetting&);
  UrlSetting(UrlSetting&&) noexcept;
  UrlSetting& operator=(const UrlSetting&);
  UrlSetting& operator=(UrlSetting&&) noexcept;
  ~UrlSetting();

  bool empty() const noexcept;
  /// Throws ConfigError as Url::parse does.
  Url parse() const;

 private:
  UrlSetting(std::string_view text, AsText);

  Secret text_;
  std::shared_ptr<const Url> url_;
};

/// A bind with options: `BindOptions{.url = "mysql://db/users", .options = {{"pool_size", 10}}}`.
struct BindOptions {
  UrlSetting url{};
  OptionMap options{};  ///< may hold `url` as well
};

/// One entry of `Config::binds`: a URL (text or Url), or BindOptions.
struct BindConfig : BindOptions {
  BindConfig() = default;
  template <class T>
    requires std::convertible_to<const T&, std::string_view> || std::same_as<T, Url>
  BindConfig(const T& url_given) : BindOptions{url_given, {}} {}
  BindConfig(BindOptions parts);
};

/// Everything about the databases of a program, filled in code, read from a file or from the environment.
///
/// An engine's options come from these, the later winning, option by option:
///   1. what is usual for the driver: utf8mb4 and `pool_recycle` 7200 for MySQL and MariaDB, one shared
///      connection for SQLite in memory,
///   2. `default_engine_options`, for every engine,
///   3. `echo`, `record_queries`, for every engine,
///   4. the bind's own entry in `binds`,
///   5. `engine_options`, for the default bind alone, wherever its URL stands.
/// The default bind's URL is `database_uri`, else `url` in `engine_options`, else the entry "" in `binds`.
///
/// Option names: pool_size, max_overflow, pool_timeout, pool_recycle, pool_pre_ping, pool_use_lifo,
/// pool_reset_on_return, poolclass (QueuePool, NullPool, StaticPool), max_lifetime, idle_timeout, keep_alive,
/// leak_threshold, max_waiters, min_idle, echo, echo_pool, hide_parameters, record_queries, isolation_level,
/// connect_args, connect_timeout, statement_timeout, statement_cache_size (or query_cache_size), read_only,
/// managed. Times are seconds unless they have a unit (`"500ms"`).
struct Config {
  UrlSetting database_uri{};                  ///< the default bind; may be empty when there are binds
  std::map<std::string, BindConfig> binds{};  ///< by bind key; "" is the default bind
  OptionMap engine_options{};
  OptionMap default_engine_options{};
  OptionValue echo{};            ///< true, false or "debug"; also the pools' echo
  OptionValue record_queries{};  ///< true or false
  std::string instance_path{};   ///< base of relative SQLite paths; empty: the working directory

  /// Reads the names SQLALCHEMY_DATABASE_URI, SQLALCHEMY_BINDS, SQLALCHEMY_ENGINE_OPTIONS, SQLALCHEMY_ECHO,
  /// SQLALCHEMY_RECORD_QUERIES and the names of the fields above. SQLALCHEMY_TRACK_MODIFICATIONS is taken and
  /// has no effect: sessions always track. When the text has a table `bindery`, that table alone is read and
  /// all else is somebody else's; otherwise every unknown name is an error. The key "null" in binds is the
  /// default bind, as Python's JSON writes None. Throws one ConfigError that lists all that is wrong and
  /// quotes no values.
  static Config from_toml(std::string_view text);
  static Config from_json(std::string_view text);
  /// By the extension: `.toml` or `.json`.
  static Config from_file(const std::string& file);

  /// Reads PREFIX + SQLALCHEMY_<NAME> and PREFIX + BINDERY_<NAME> (which wins), where NAME is DATABASE_URI,
  /// BINDS, ENGINE_OPTIONS, DEFAULT_ENGINE_OPTIONS, ECHO, RECORD_QUERIES or INSTANCE_PATH. Values are JSON or
  /// plain text; `__` goes into a table: SQLALCHEMY_BINDS__users=..., SQLALCHEMY_ENGINE_OPTIONS__pool_size=5.
  /// Other variables are left alone, empty ones count as not set.
  static Config from_environment(std::string_view prefix = "");

  /// This configuration with `other` on top: what `other` sets wins, option by option.
  Config merged_with(const Config& other) const;
};

/// One bind, with all its options settled.
struct ResolvedBind {
  std::string key;  ///< "" for the default bind
  EngineOptions options;
};

/// Settles the options of every bind; the default bind comes first, the others follow by key. Nothing is
/// connected, but the directories of relative SQLite files are made. Throws one ConfigError that lists
/// everything wrong.
std::vector<ResolvedBind> resolve(const Config& config);

}  // namespace bindery
