// Settles the options of every bind: layers, coercion, what is usual for the driver.
#include <bindery/binds/config.hpp>
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>
#include <system_error>

#include "engine_rules.hpp"
#include "problems.hpp"

namespace bindery {

namespace {

using detail::Problems;

/// What is known about one bind before its options are settled.
struct Plan {
  std::string key;
  UrlSetting url;
  OptionMap shared;  // from the settings for all engines
  OptionMap own;     // from what names this bind
};

/// Puts `upper` over `lower`.
void overlay(OptionMap& lower, const OptionMap& upper) {
  for (const auto& [name, value] : upper) lower.insert_or_assign(name, value);
}

/// Tries every option on its own, so that each wrong one is told, even one that another setting overrides.
void check_options(const OptionMap& options, std::string_view where, Problems& problems) {
  EngineOptions scratch{.url = Url::parse("sqlite://")};
  for (const auto& option : options)
    problems.attempt(where, [&] { detail::apply_option(option.first, option.second, scratch); });
}

UrlSetting url_among(const OptionMap& options) {
  const auto found = options.find("url");
  if (found == options.end() || found->second.is_null()) return {};
  if (found->second.is_text()) return found->second.as_text();
  throw ConfigError("'url' must be text");
}

OptionMap shared_options(const Config& config) {
  OptionMap shared = config.default_engine_options;
  if (!config.echo.is_null()) shared["echo"] = shared["echo_pool"] = config.echo;
  if (!config.record_queries.is_null()) shared["record_queries"] = config.record_queries;
  return shared;
}

void check_shared(const Config& config, Problems& problems) {
  check_options(config.default_engine_options, "default_engine_options", problems);
  if (config.default_engine_options.contains("url"))
    problems.add("default_engine_options", "'url' belongs to database_uri or to an entry of binds");
  if (!config.echo.is_null()) check_options({{"echo", config.echo}}, "SQLALCHEMY_ECHO", problems);
  if (!config.record_queries.is_null())
    check_options({{"record_queries", config.record_queries}}, "SQLALCHEMY_RECORD_QUERIES", problems);
}

/// The default bind, if anything gives it a URL or an entry.
std::optional<Plan> plan_default(const Config& config, const OptionMap& shared, Problems& problems) {
  Plan plan{.key = "", .url = config.database_uri, .shared = shared, .own = {}};
  check_options(config.engine_options, "engine_options", problems);
  auto take_url = [&](const UrlSetting& url) {
    if (plan.url.empty()) plan.url = url;
  };
  problems.attempt("engine_options", [&] { take_url(url_among(config.engine_options)); });
  const auto entry = config.binds.find("");
  if (entry != config.binds.end()) {
    check_options(entry->second.options, bind_label(""), problems);
    take_url(entry->second.url);
    problems.attempt(bind_label(""), [&] { take_url(url_among(entry->second.options)); });
    plan.own = entry->second.options;
  }
  if (plan.url.empty() && entry == config.binds.end()) return std::nullopt;
  overlay(plan.own, config.engine_options);
  return plan;
}

Plan plan_named(const std::string& key, const BindConfig& entry, const OptionMap& shared,
                Problems& problems) {
  Plan plan{.key = key, .url = entry.url, .shared = shared, .own = entry.options};
  check_options(entry.options, bind_label(key), problems);
  if (plan.url.empty()) problems.attempt(bind_label(key), [&] { plan.url = url_among(entry.options); });
  return plan;
}

/// TLS files, character set and socket are told the drivers in one place, the URL.
void move_arguments_into_url(EngineOptions& options) {
  std::erase_if(options.connect_args, [&](const auto& argument) {
    const auto& [name, value] = argument;
    if (!name.starts_with("ssl") && name != "charset" && name != "unix_socket") return false;
    options.url = options.url.with_query(name, value);
    return true;
  });
  static_cast<void>(options.url.tls());
}

void find_connect_timeout(EngineOptions& options, const OptionMap& merged) {
  std::optional<std::string> text = options.url.query("connect_timeout");
  if (const auto found = options.connect_args.find("connect_timeout"); found != options.connect_args.end()) {
    text = found->second;
    options.connect_args.erase(found);
  }
  if (text && !merged.contains("connect_timeout")) detail::apply_option("connect_timeout", *text, options);
}

void settle_mariadb(EngineOptions& options, const OptionMap& merged) {
  if (!options.url.query("charset")) options.url = options.url.with_query("charset", "utf8mb4");
  const bool keeps_connections = options.pool.kind == PoolKind::queue && !options.pool.shared_single;
  if (keeps_connections && !merged.contains("pool_recycle"))
    options.pool.recycle = std::chrono::seconds{7200};
}

/// A database in memory lives as long as its connection: there must be one, and it must stay.
void settle_memory(EngineOptions& options, const Plan& plan, bool shared_cache, Problems& problems) {
  if (options.pool.kind == PoolKind::none) {
    problems.add(bind_label(plan.key),
                 "an in-memory SQLite database would be lost after each use: 'poolclass' cannot be "
                 "'NullPool'");
    return;
  }
  if (shared_cache && plan.own.contains("poolclass") && !options.pool.shared_single) {
    options.pool.recycle.reset();
    options.pool.max_lifetime = options.pool.idle_timeout = std::chrono::milliseconds{0};
    options.pool.min_idle = std::max<std::size_t>(options.pool.min_idle, 1);
    return;
  }
  constexpr std::array<std::string_view, 6> unusable{"pool_size",    "max_overflow", "pool_recycle",
                                                     "max_lifetime", "idle_timeout", "min_idle"};
  for (const std::string_view name : unusable)
    if (const auto found = plan.own.find(std::string(name));
        found != plan.own.end() && !found->second.is_null())
      problems.add(
          bind_label(plan.key),
          fmt::format("option '{}' makes no sense for an in-memory SQLite database: it lives in one shared "
                      "connection, and closing that means data loss",
                      name));
  detail::use_single_connection(options.pool);
}

void settle_sqlite(EngineOptions& options, const Plan& plan, Problems& problems) {
  const SqliteLocation location = options.url.sqlite_location(options.base_directory);
  options.read_only = options.read_only || location.read_only;
  if (location.in_memory) return settle_memory(options, plan, location.shared_cache, problems);
  if (!location.relative || options.read_only) return;
  std::error_code error;
  const std::filesystem::path directory = std::filesystem::path(location.file).parent_path();
  std::filesystem::create_directories(directory, error);
  if (error)
    problems.add(bind_label(plan.key),
                 fmt::format("cannot make the directory '{}': {}", directory.string(), error.message()));
}

std::optional<EngineOptions> settle(const Plan& plan, const std::string& base, Problems& problems) {
  const std::string where = bind_label(plan.key);
  if (plan.url.empty()) {
    problems.add(where, "'url' is missing");
    return std::nullopt;
  }
  std::optional<EngineOptions> options;
  problems.attempt(where, [&] { options = EngineOptions{.url = plan.url.parse()}; });
  if (!options) return std::nullopt;
  options->base_directory = base;
  OptionMap merged = plan.shared;
  overlay(merged, plan.own);
  Problems told_already;
  for (const auto& option : merged)
    told_already.attempt({}, [&] { detail::apply_option(option.first, option.second, *options); });
  if (options->pool.shared_single) detail::use_single_connection(options->pool);
  problems.attempt(where, [&] { find_connect_timeout(*options, merged); });
  if (options->url.backend() == Backend::sqlite) {
    problems.attempt(where, [&] { settle_sqlite(*options, plan, problems); });
  } else {
    problems.attempt(where, [&] { move_arguments_into_url(*options); });
    if (options->url.backend() == Backend::mariadb) settle_mariadb(*options, merged);
  }
  return options;
}

}  // namespace

std::vector<ResolvedBind> resolve(const Config& config) {
  Problems problems;
  check_shared(config, problems);
  const OptionMap shared = shared_options(config);
  std::vector<Plan> plans;
  if (auto plan = plan_default(config, shared, problems)) plans.push_back(*std::move(plan));
  for (const auto& [key, entry] : config.binds)
    if (!key.empty()) plans.push_back(plan_named(key, entry, shared, problems));
  if (plans.empty())
    problems.add({},
                 "Either 'SQLALCHEMY_DATABASE_URI' or 'SQLALCHEMY_BINDS' must be set (in code: "
                 "Config::database_uri or Config::binds).");

  const std::string base =
      (std::filesystem::current_path() / config.instance_path).lexically_normal().string();
  std::vector<ResolvedBind> resolved;
  for (const Plan& plan : plans)
    if (auto options = settle(plan, base, problems)) resolved.push_back({plan.key, *std::move(options)});
  problems.throw_if_any();
  return resolved;
}

}  // namespace bindery
