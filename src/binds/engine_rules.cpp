// The names of engine options: SQLAlchemy's where it has one, and how each value becomes a field.
#include "engine_rules.hpp"

#include <bindery/core/error.hpp>
#include <bindery/core/suggest.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace bindery::detail {

namespace {

[[noreturn]] void refuse(std::string message) {
  ErrorDetails details;
  details.phase = Phase::configure;
  throw ConfigError(std::move(message), std::move(details));
}

constexpr std::int64_t most = std::numeric_limits<int>::max();

std::size_t count(const OptionValue& value) { return static_cast<std::size_t>(value.as_integer(0, most)); }

/// Null, zero and (as in SQLAlchemy) -1 mean "off".
std::optional<std::chrono::milliseconds> time_or_off(const OptionValue& value) {
  if (value.is_null() || value == OptionValue(-1) || value == OptionValue("-1")) return std::nullopt;
  const auto time = value.as_duration();
  return time.count() == 0 ? std::nullopt : std::optional(time);
}

std::chrono::milliseconds time_or_zero(const OptionValue& value) {
  return time_or_off(value).value_or(std::chrono::milliseconds{0});
}

Echo echo_of(const OptionValue& value) {
  if (value.is_text() && value.as_text() == "debug") return Echo::debug;
  return value.as_bool() ? Echo::on : Echo::off;
}

ResetOnReturn reset_of(const OptionValue& value) {
  if (value.is_null()) return ResetOnReturn::none;
  const std::string text = value.to_text();
  if (text == "rollback" || text == "true") return ResetOnReturn::rollback;
  if (text == "commit") return ResetOnReturn::commit;
  if (text == "none" || text == "None" || text == "false") return ResetOnReturn::none;
  refuse(fmt::format("must be 'rollback', 'commit' or 'none', not '{}'", text));
}

std::optional<IsolationLevel> isolation_of(const OptionValue& value) {
  if (value.is_null()) return std::nullopt;
  if (const auto level = parse_isolation_level(value.as_text())) return level;
  refuse(fmt::format(
      "must be 'READ UNCOMMITTED', 'READ COMMITTED', 'REPEATABLE READ' or 'SERIALIZABLE', not '{}'",
      value.as_text()));
}

void apply_pool_class(const OptionValue& value, PoolOptions& pool) {
  std::string_view name = value.as_text();
  if (const std::size_t dot = name.rfind('.'); dot != std::string_view::npos) name.remove_prefix(dot + 1);
  if (name == "QueuePool") {
    pool.kind = PoolKind::queue;
  } else if (name == "NullPool") {
    pool.kind = PoolKind::none;
  } else if (name == "StaticPool") {
    use_single_connection(pool);
  } else {
    refuse(fmt::format("must be 'QueuePool', 'NullPool' or 'StaticPool', not '{}'", value.as_text()));
  }
}

struct Rule {
  std::string_view name;
  void (*apply)(const OptionValue&, EngineOptions&);
  bool null_is_default = true;  // null: as if it had not been given; else the rule knows what null means
};

constexpr std::array<Rule, 27> rules{{
    {"url", [](const OptionValue&, EngineOptions&) {}},
    {"pool_size", [](const OptionValue& v, EngineOptions& o) { o.pool.size = count(v); }},
    {"max_overflow",
     [](const OptionValue& v, EngineOptions& o) {
       o.pool.max_overflow = static_cast<int>(v.as_integer(-1, most));
     }},
    {"pool_timeout", [](const OptionValue& v, EngineOptions& o) { o.pool.timeout = v.as_duration(); }},
    {"pool_recycle", [](const OptionValue& v, EngineOptions& o) { o.pool.recycle = time_or_off(v); }, false},
    {"pool_pre_ping", [](const OptionValue& v, EngineOptions& o) { o.pool.pre_ping = v.as_bool(); }},
    {"pool_use_lifo", [](const OptionValue& v, EngineOptions& o) { o.pool.use_lifo = v.as_bool(); }},
    {"pool_reset_on_return",
     [](const OptionValue& v, EngineOptions& o) { o.pool.reset_on_return = reset_of(v); }, false},
    {"poolclass", [](const OptionValue& v, EngineOptions& o) { apply_pool_class(v, o.pool); }},
    {"max_lifetime", [](const OptionValue& v, EngineOptions& o) { o.pool.max_lifetime = time_or_zero(v); },
     false},
    {"idle_timeout", [](const OptionValue& v, EngineOptions& o) { o.pool.idle_timeout = time_or_zero(v); },
     false},
    {"keep_alive", [](const OptionValue& v, EngineOptions& o) { o.pool.keep_alive = time_or_zero(v); },
     false},
    {"leak_threshold",
     [](const OptionValue& v, EngineOptions& o) { o.pool.leak_threshold = time_or_zero(v); }, false},
    {"max_waiters", [](const OptionValue& v, EngineOptions& o) { o.pool.max_waiters = count(v); }},
    {"min_idle", [](const OptionValue& v, EngineOptions& o) { o.pool.min_idle = count(v); }},
    {"echo", [](const OptionValue& v, EngineOptions& o) { o.echo = echo_of(v); }},
    {"echo_pool", [](const OptionValue& v, EngineOptions& o) { o.echo_pool = echo_of(v); }},
    {"hide_parameters", [](const OptionValue& v, EngineOptions& o) { o.hide_parameters = v.as_bool(); }},
    {"record_queries", [](const OptionValue& v, EngineOptions& o) { o.record_queries = v.as_bool(); }},
    {"isolation_level", [](const OptionValue& v, EngineOptions& o) { o.isolation_level = isolation_of(v); },
     false},
    {"connect_args", [](const OptionValue& v, EngineOptions& o) { o.connect_args = v.as_arguments(); }},
    {"connect_timeout", [](const OptionValue& v, EngineOptions& o) { o.connect_timeout = time_or_off(v); },
     false},
    {"statement_timeout",
     [](const OptionValue& v, EngineOptions& o) { o.statement_timeout = time_or_off(v); }, false},
    {"statement_cache_size",
     [](const OptionValue& v, EngineOptions& o) { o.statement_cache_size = count(v); }},
    {"query_cache_size", [](const OptionValue& v, EngineOptions& o) { o.statement_cache_size = count(v); }},
    {"read_only", [](const OptionValue& v, EngineOptions& o) { o.read_only = v.as_bool(); }},
    {"managed", [](const OptionValue& v, EngineOptions& o) { o.managed = v.as_bool(); }},
}};

}  // namespace

void use_single_connection(PoolOptions& pool) {
  pool.kind = PoolKind::queue;
  pool.shared_single = true;
  pool.size = 1;
  pool.max_overflow = 0;
  pool.min_idle = 0;
  pool.recycle.reset();
  pool.max_lifetime = pool.idle_timeout = pool.keep_alive = std::chrono::milliseconds{0};
  pool.pre_ping = false;
}

void apply_option(std::string_view name, const OptionValue& value, EngineOptions& options) {
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return one.name == name; });
  if (rule == rules.end()) {
    std::array<std::string_view, rules.size()> known;
    std::transform(rules.begin(), rules.end(), known.begin(), [](const Rule& one) { return one.name; });
    refuse(fmt::format("unknown option '{}'{}", name, did_you_mean(name, known)));
  }
  if (value.is_null() && rule->null_is_default) return;
  try {
    rule->apply(value, options);
  } catch (ConfigError& error) {
    error.locate(fmt::format("option '{}'", name));
    throw;
  }
}

}  // namespace bindery::detail
