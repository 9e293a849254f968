// Engines: opening connections through the driver, lending them through the pool.
#include <bindery/engine/engine.hpp>

#include <bindery/drivers/driver.hpp>

#include "connection_state.hpp"

namespace bindery {

namespace {

drivers::ConnectOptions connect_options(const std::string& bind_key, const EngineOptions& options) {
  return {.url = options.url,
          .bind = bind_label(bind_key),
          .base_directory = options.base_directory,
          .statement_cache_size = options.statement_cache_size,
          .isolation_level = options.isolation_level,
          .read_only = options.read_only,
          .connect_args = options.connect_args};
}

Pool::Open opener(const std::string& bind_key, const EngineOptions& options) {
  const drivers::Driver& driver = drivers::driver_for(options.url.backend());
  return [&driver, settings = connect_options(bind_key, options),
          timeout = options.connect_timeout](Deadline deadline) {
    return driver.connect(settings, timeout ? deadline.earlier_of(Deadline::in(*timeout)) : deadline);
  };
}

PoolListener pool_listener(const std::string& bind_key, const std::shared_ptr<EngineEvents>& events) {
  PoolListener listener;
  listener.connect = [bind_key, events](drivers::Connection&) {
    if (!events->silent()) events->emit(&EngineListener::connect, ConnectionEvent{bind_key, {}});
  };
  return listener;
}

}  // namespace

std::shared_ptr<Engine> Engine::make(std::string bind_key, EngineOptions options,
                                     std::shared_ptr<QueryRecorder> recorder) {
  if (!recorder) recorder = std::make_shared<QueryRecorder>();
  return std::shared_ptr<Engine>(new Engine(std::move(bind_key), std::move(options), std::move(recorder)));
}

Engine::Engine(std::string bind_key, EngineOptions options, std::shared_ptr<QueryRecorder> recorder)
    : bind_key_(std::move(bind_key)), options_(std::move(options)),
      dialect_(&dialect_of(options_.url.backend())), events_(std::make_shared<EngineEvents>()),
      recorder_(std::move(recorder)),
      pool_(std::make_shared<Pool>(bind_label(bind_key_), options_.pool, opener(bind_key_, options_),
                                   pool_listener(bind_key_, events_))) {
  if (options_.echo != Echo::off) events_->listen(echo_listener(options_.hide_parameters));
  if (options_.record_queries) {
    events_->listen({.execute = [kept = recorder_, hide = options_.hide_parameters](
                                    const StatementEvent& event) { kept->record(event, hide); }});
  }
}

PoolStatistics Engine::pool_statistics() const { return pool_->statistics(); }
void Engine::dispose() { pool_->dispose(); }
void Engine::drain() { pool_->drain(); }

Connection Engine::connect(Deadline deadline, std::source_location caller) {
  auto state =
      std::make_shared<detail::ConnectionState>(shared_from_this(), pool_->acquire(deadline, caller));
  state->tell(&EngineListener::checkout, caller);
  return Connection(std::move(state));
}

SchemaReport Engine::create_tables(const Metadata& metadata, bool dry_run, Deadline deadline) {
  const Lease lease = pool_->acquire(deadline);
  return bindery::create_tables(*lease, dialect(), metadata, dry_run, deadline);
}

SchemaReport Engine::drop_tables(const Metadata& metadata, bool dry_run, Deadline deadline) {
  const Lease lease = pool_->acquire(deadline);
  return bindery::drop_tables(*lease, dialect(), metadata, dry_run, deadline);
}

}  // namespace bindery
