// The database object: engines made from the configuration, tables, and commands over binds.
#include <bindery/binds/database.hpp>
#include <bindery/binds/registry.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <mutex>

#include "orm/relation_map.hpp"

namespace bindery {

BindSelection::BindSelection(std::string_view key) : all_(false), keys_{std::string(key)} {}
BindSelection::BindSelection(std::initializer_list<std::string_view> keys)
    : all_(false), keys_(keys.begin(), keys.end()) {}
BindSelection::BindSelection(std::vector<std::string> keys) : all_(false), keys_(std::move(keys)) {}

struct Database::State {
  explicit State(Config given) : config(std::move(given)) {}

  Config config;
  std::shared_ptr<Registry> registry = std::make_shared<Registry>();
  std::shared_ptr<SessionEvents> session_events = std::make_shared<SessionEvents>();
  std::shared_ptr<QueryRecorder> recorder = std::make_shared<QueryRecorder>();
  std::mutex mutex;  // of the tables and filters
  std::shared_ptr<const ModelFilters> filters;
  std::map<std::string, Metadata, std::less<>> metadata;
  std::vector<std::unique_ptr<Table>> tables;
  std::mutex listeners_mutex;  // no engine may come in between: it would miss a listener
  std::vector<EngineListener> listeners;
};

Database::Database(Config config) : Database(std::move(config), std::span<const TableFunction>()) {}

Database::Database(Config config, std::span<const TableFunction> tables)
    : state_(std::make_shared<State>(std::move(config))) {
  for (ResolvedBind& bind : resolve(state_->config))
    state_->registry->add(Engine::make(bind.key, std::move(bind.options), state_->recorder));
  add_tables(tables);
}

Database::~Database() {
  for (const auto& engine : state_->registry->engines()) engine->drain();
}

void Database::filter(const Table& table, const Condition& condition) { add_filter(table, condition); }

Session Database::session(SessionOptions options) const {
  return Session(state_->registry, options, filters(), state_->session_events);
}
Connection Database::connect(std::string_view bind_key, Deadline deadline,
                             std::source_location caller) const {
  return state_->registry->engine(bind_key)->connect(deadline, caller);
}
std::shared_ptr<Engine> Database::engine(std::string_view bind_key) const {
  return state_->registry->engine(bind_key);
}
std::vector<std::shared_ptr<Engine>> Database::engines() const { return state_->registry->engines(); }
std::vector<RecordedQuery> Database::recorded_queries() const { return state_->recorder->queries(); }
SessionEvents& Database::session_events() { return *state_->session_events; }
void Database::clear_recorded_queries() { state_->recorder->clear(); }

void Database::add_table(const Table& table) {
  state_->metadata.try_emplace(table.bind_key(), Metadata(table.bind_key())).first->second.add(table);
}

void Database::add_tables(std::span<const TableFunction> tables) {
  const std::lock_guard lock(state_->mutex);
  for (const TableFunction make : tables) add_table(make());
}

Table& Database::table(std::string name, std::vector<Column> columns, TableOptions options) {
  auto made = std::make_unique<Table>(std::move(name), std::move(columns), std::move(options));
  const std::lock_guard lock(state_->mutex);
  state_->tables.reserve(state_->tables.size() + 1);
  add_table(*made);
  return *state_->tables.emplace_back(std::move(made));
}

void Database::add_filter(const Table& table, const Condition& condition) {
  const std::lock_guard lock(state_->mutex);
  auto more =
      state_->filters ? std::make_shared<ModelFilters>(*state_->filters) : std::make_shared<ModelFilters>();
  more->add(table, condition);
  state_->filters = std::move(more);
}

std::shared_ptr<const ModelFilters> Database::filters() const {
  const std::lock_guard lock(state_->mutex);
  return state_->filters;
}

Metadata Database::metadata(std::string_view bind_key) const {
  const std::lock_guard lock(state_->mutex);
  const auto found = state_->metadata.find(bind_key);
  return found != state_->metadata.end() ? found->second : Metadata(std::string(bind_key));
}

std::vector<std::shared_ptr<Engine>> Database::select(const BindSelection& binds) const {
  std::vector<std::shared_ptr<Engine>> selected;
  if (binds.is_all()) {
    for (auto& engine : state_->registry->engines()) {
      if (engine->options().managed && !engine->options().read_only) selected.push_back(engine);
    }
    return selected;
  }
  for (const std::string& key : binds.keys()) {
    auto engine = state_->registry->engine(key);
    if (engine->options().read_only || !engine->options().managed) {
      throw BindError(fmt::format("{} is {}: its tables can't be created or dropped", bind_label(key),
                                  engine->options().read_only ? "read-only" : "unmanaged"),
                      {.bind = bind_label(key),
                       .phase = Phase::configure,
                       .hint = "leave it out; create_all() and drop_all() without a key skip it"});
    }
    selected.push_back(std::move(engine));
  }
  return selected;
}

SchemaReport Database::schema_command(const BindSelection& binds, SchemaOptions options,
                                      SchemaReport (Engine::*command)(const Metadata&, bool, Deadline)) {
  if (binds.is_all()) {
    const std::lock_guard lock(state_->mutex);
    for (const auto& [key, tables] : state_->metadata) {
      if (!tables.tables().empty())
        state_->registry->engine(key);  // throws for a bind that is not configured
    }
  }
  SchemaReport report;
  std::string done;
  for (const auto& engine : select(binds)) {
    const Metadata tables = metadata(engine->bind_key());
    if (tables.tables().empty()) continue;
    try {
      report.append((*engine.*command)(tables, options.dry_run, Deadline()));
    } catch (Error& error) {
      error.complete({.bind = bind_label(engine->bind_key())});
      if (!done.empty() && !options.dry_run) error.locate(fmt::format("after {} was done", done));
      throw;
    }
    done += (done.empty() ? "" : ", ") + bind_label(engine->bind_key());
  }
  return report;
}

SchemaReport Database::create_all(const BindSelection& binds, SchemaOptions options) {
  return schema_command(binds, options, &Engine::create_tables);
}
SchemaReport Database::drop_all(const BindSelection& binds, SchemaOptions options) {
  return schema_command(binds, options, &Engine::drop_tables);
}

std::vector<std::string> Database::misplaced_references(const Table& owner) const {
  std::vector<std::string> problems;
  for (const Column& column : owner.columns()) {
    const auto& reference = column.reference;
    if (!reference || reference->logical || reference->model != nullptr) continue;
    if (state_->metadata.at(owner.bind_key()).find(reference->schema, reference->table) != nullptr) continue;
    for (const auto& [key, tables] : state_->metadata) {
      if (tables.find(reference->schema, reference->table) == nullptr) continue;
      problems.push_back(fmt::format(
          "table '{}' is in {}, but '{}', to which its column '{}' refers, is in {}: "
          "give both one bind_key, or write Link instead of ForeignKey",
          owner.full_name(), bind_label(owner.bind_key()), reference->table, column.name, bind_label(key)));
    }
  }
  return problems;
}

std::vector<std::string> Database::problems() const {
  std::vector<std::string> problems;
  const std::lock_guard lock(state_->mutex);
  for (const auto& [key, tables] : state_->metadata) {
    const bool configured = state_->registry->contains(key);
    for (const Table* table : tables.tables()) {
      if (!configured) {
        problems.push_back(
            fmt::format("table '{}' is in {}, which is not configured", table->full_name(), bind_label(key)));
      }
      for (std::string& problem : misplaced_references(*table)) problems.push_back(std::move(problem));
      if (table->spec() == nullptr) continue;
      for (std::string& flaw : detail::relation_flaws(*table->spec())) problems.push_back(std::move(flaw));
    }
    for (std::string& problem : tables.check()) problems.push_back(std::move(problem));
  }
  return problems;
}

void Database::validate() const {
  const std::vector<std::string> found = problems();
  if (found.empty()) return;
  throw ConfigError(fmt::format("{} thing{} wrong: {}", found.size(), found.size() == 1 ? " is" : "s are",
                                fmt::join(found, "; ")),
                    {.phase = Phase::configure});
}

std::shared_ptr<Engine> Database::make_engine(std::string_view bind_key, const BindConfig& bind) const {
  Config single;
  single.binds.emplace(std::string(bind_key), bind);
  single.default_engine_options = state_->config.default_engine_options;
  single.echo = state_->config.echo;
  single.record_queries = state_->config.record_queries;
  single.instance_path = state_->config.instance_path;
  std::vector<ResolvedBind> resolved = resolve(single);
  return Engine::make(std::string(bind_key), std::move(resolved.front().options), state_->recorder);
}

void Database::attach_listeners(Engine& engine) const {
  for (const EngineListener& listener : state_->listeners) engine.events().listen(listener);
}

void Database::add_bind(std::string_view bind_key, const BindConfig& bind) {
  const auto engine = make_engine(bind_key, bind);
  const std::lock_guard lock(state_->listeners_mutex);
  attach_listeners(*engine);
  state_->registry->add(engine);
}
void Database::replace_bind(std::string_view bind_key, const BindConfig& bind) {
  const auto engine = make_engine(bind_key, bind);
  const std::lock_guard lock(state_->listeners_mutex);
  attach_listeners(*engine);
  state_->registry->replace(engine);
}
void Database::remove_bind(std::string_view bind_key) { state_->registry->remove(bind_key); }

void Database::listen(EngineListener listener) {
  const std::lock_guard lock(state_->listeners_mutex);
  for (const auto& engine : state_->registry->engines()) engine->events().listen(listener);
  state_->listeners.push_back(std::move(listener));
}

std::string Database::to_string() const {
  const auto engines = state_->registry->engines();
  const bool has_default = !engines.empty() && engines.front()->bind_key().empty();
  const std::size_t others = engines.size() - (has_default ? 1 : 0);
  const std::string first = has_default ? engines.front()->url().to_string() : "(no default bind)";
  if (others == 0) return fmt::format("<Database {}>", first);
  return fmt::format("<Database {} +{} bind{}>", first, others, others == 1 ? "" : "s");
}

}  // namespace bindery
