// An engine: a pool of connections to one database, and its dialect.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/engine/events.hpp>
#include <bindery/engine/options.hpp>
#include <bindery/engine/pool_statistics.hpp>
#include <bindery/engine/schema_commands.hpp>
#include <bindery/sql/dialect.hpp>

#include <memory>
#include <source_location>
#include <string>

namespace bindery {

class Connection;
class Pool;

/// One database. Connects when first used. Thread-safe; hold it by shared_ptr, as connections do.
class Engine : public std::enable_shared_from_this<Engine> {
 public:
  /// Throws ConfigError when this build has no driver for the URL.
  /// `recorder` collects the statements of engines with `record_queries`; without one the engine makes its own.
  static std::shared_ptr<Engine> make(std::string bind_key, EngineOptions options,
                                      std::shared_ptr<QueryRecorder> recorder = {});

  /// Borrows a connection. Throws PoolTimeout, or what connecting throws.
  Connection connect(Deadline deadline = {}, std::source_location caller = std::source_location::current());

  /// Creates or drops the tables of a metadata over a connection of this engine.
  SchemaReport create_tables(const Metadata& metadata, bool dry_run = false, Deadline deadline = {});
  SchemaReport drop_tables(const Metadata& metadata, bool dry_run = false, Deadline deadline = {});

  const std::string& bind_key() const { return bind_key_; }
  const EngineOptions& options() const { return options_; }
  const Url& url() const { return options_.url; }
  const Dialect& dialect() const { return *dialect_; }
  PoolStatistics pool_statistics() const;
  /// Closes idle connections and goes on.
  void dispose();
  /// Lends no more; what is lent is closed when it comes back.
  void drain();
  /// Listeners of this engine.
  EngineEvents& events() { return *events_; }
  /// Statements recorded so far, when `record_queries` is on.
  QueryRecorder& recorder() { return *recorder_; }

  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

 private:
  Engine(std::string bind_key, EngineOptions options, std::shared_ptr<QueryRecorder> recorder);

  std::string bind_key_;
  EngineOptions options_;
  const Dialect* dialect_;
  std::shared_ptr<EngineEvents> events_;
  std::shared_ptr<QueryRecorder> recorder_;
  std::shared_ptr<Pool> pool_;
};

/// Where upper layers find engines: by bind key, thread-safe.
class EngineSource {
 public:
  virtual ~EngineSource() = default;
  /// Throws BindError that lists the configured binds.
  virtual std::shared_ptr<Engine> engine(std::string_view bind_key) const = 0;
  /// The bind of a statement that names no tables: the only one there is, or BindError that says to name one.
  virtual std::shared_ptr<Engine> engine_for_text() const = 0;
  /// The bind of a typed statement without tables (`select 1`): the default bind, or the only one.
  virtual std::shared_ptr<Engine> engine_for_constants() const = 0;
};

}  // namespace bindery
