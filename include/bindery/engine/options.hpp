// What can be chosen about one engine: plain values, every field with its default.
#pragma once
#include <bindery/core/isolation.hpp>
#include <bindery/core/url.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace bindery {

/// How statements are logged: not at all, the statement, or the statement and the rows too.
enum class Echo : std::uint8_t { off, on, debug };

/// What a pool does with the transaction of a connection that comes back.
enum class ResetOnReturn : std::uint8_t { rollback, commit, none };

/// `queue`: connections are kept and lent (QueuePool); `none`: opened and closed each time (NullPool).
enum class PoolKind : std::uint8_t { queue, none };

/// A pool's rules. A time of zero means "off" unless said otherwise.
struct PoolOptions {
  PoolKind kind = PoolKind::queue;
  std::size_t size = 5;   ///< connections kept; 0: no limit
  int max_overflow = 10;  ///< connections beyond `size`, closed when returned; -1: no limit
  std::chrono::milliseconds timeout{30'000};         ///< how long to wait for a connection; 0: not at all
  std::optional<std::chrono::milliseconds> recycle;  ///< replace a connection older than this when it is lent
  std::chrono::milliseconds max_lifetime{30 * 60'000};  ///< less some jitter, while idle too
  std::chrono::milliseconds idle_timeout{10 * 60'000};
  std::chrono::milliseconds keep_alive{0};      ///< ping idle connections this often
  std::chrono::milliseconds leak_threshold{0};  ///< report a connection that is lent for longer
  bool pre_ping = false;                        ///< test a connection each time before it is lent
  bool use_lifo = true;  ///< lend the connection used last, so that the others may time out
  ResetOnReturn reset_on_return = ResetOnReturn::rollback;
  std::size_t max_waiters = 0;  ///< more than so many waiting: refuse at once; 0: no limit
  std::size_t min_idle = 0;     ///< connections kept open beside those lent
  bool shared_single =
      false;  ///< one connection for all (StaticPool), never closed: its database lives in it
};

/// Everything an engine needs to know. Each engine owns its copy; nothing in it is shared.
struct EngineOptions {
  Url url;
  PoolOptions pool{};
  Echo echo = Echo::off;
  Echo echo_pool = Echo::off;
  bool hide_parameters = true;  ///< parameters of statements are masked in logs, records and errors
  bool record_queries = false;
  std::optional<std::chrono::milliseconds> connect_timeout{10'000};
  std::optional<std::chrono::milliseconds> statement_timeout{};
  std::size_t statement_cache_size = 100;             ///< prepared statements per connection; 0: none
  std::optional<IsolationLevel> isolation_level{};    ///< empty: the server's default
  bool read_only = false;                             ///< writes are refused, by the server where it can
  bool managed = true;                                ///< false: left out of create_all and drop_all
  std::map<std::string, std::string> connect_args{};  ///< handed to the driver as they are
  std::string base_directory{};  ///< of relative SQLite paths; empty: the working directory
};

}  // namespace bindery
