// The database object: engines made from the configuration, tables, and commands over binds.
#include <bindery/binds/database.hpp>
#include <bindery/binds/registry.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "orm/relation_map.hpp"

namespace bindery {

BindSelection::BindSelection(std::string_view key) : keys_(std::in_place, {std::string(key)}) {}
BindSelection::BindSelection(std::initializer_list<std::string_view> keys)
    : keys_(std::in_place, keys.begin(), keys.end()) {}
BindSelection::BindSelection(std::vector<std::string> keys) : keys_(std::move(keys)) {}

Database::Database(Config config) : Database(std::move(config), std::span<const TableFunction>()) {}

Database::Database(Config config, std::span<const TableFunction> tables)
    : config_(std::move(config)), registry_(std::make_shared<Registry>()),
      session_events_(std::make_shared<SessionEvents>()), recorder_(std::make_shared<QueryRecorder>()) {
  for (ResolvedBind& bind : resolve(config_))
    registry_->add(Engine::make(bind.key, std::move(bind.options), recorder_));
  add_tables(tables);
}

Database::~Database() {
  for (const auto& engine : registry_->engines()) engine->drain();
}

Session Database::session(SessionOptions options) const {
  return Session(registry_, options, filters(), session_events_);
}
Connection Database::connect(std::string_view bind_key, Deadline deadline,
                             std::source_location caller) const {
  return registry_->engine(bind_key)->connect(deadline, caller);
}
std::shared_ptr<Engine> Database::engine(std::string_view bind_key) const {
  return registry_->engine(bind_key);
}
std::vector<std::shared_ptr<Engine>> Database::engines() const { return registry_->engines(); }
std::vector<RecordedQuery> Database::recorded_queries() const { return recorder_->queries(); }
void Database::clear_recorded_queries() { recorder_->clear(); }

void Database::add_table(const Table& table) {
  metadata_.try_emplace(table.bind_key(), Metadata(table.bind_key())).first->second.add(table);
}

void Database::add_tables(std::span<const TableFunction> tables) {
  const std::lock_guard lock(mutex_);
  for (const TableFunction make : tables) add_table(make());
}

Table& Database::table(std::string name, std::vector<Column> columns, TableOptions options) {
  auto made = std::make_unique<Table>(std::move(name), std::move(columns), std::move(options));
  const std::lock_guard lock(mutex_);
  tables_.reserve(tables_.size() + 1);
  add_table(*made);
  return *tables_.emplace_back(std::move(made));
}

void Database::add_filter(const Table& table, const Condition& condition) {
  const std::lock_guard lock(mutex_);
  auto more = filters_ ? std::make_shared<ModelFilters>(*filters_) : std::make_shared<ModelFilters>();
  more->add(table, condition);
  filters_ = std::move(more);
}

std::shared_ptr<const ModelFilters> Database::filters() const {
  const std::lock_guard lock(mutex_);
  return filters_;
}

Metadata Database::metadata(std::string_view bind_key) const {
  const std::lock_guard lock(mutex_);
  const auto found = metadata_.find(bind_key);
  return found != metadata_.end() ? found->second : Metadata(std::string(bind_key));
}

std::vector<std::shared_ptr<Engine>> Database::select(const BindSelection& binds) const {
  std::vector<std::shared_ptr<Engine>> selected;
  if (binds.is_all()) {
    for (auto& engine : registry_->engines()) {
      if (engine->options().managed && !engine->options().read_only) selected.push_back(engine);
    }
    return selected;
  }
  for (const std::string& key : binds.keys()) {
    auto engine = registry_->engine(key);
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
    const std::lock_guard lock(mutex_);
    for (const auto& [key, tables] : metadata_) {
      if (!tables.tables().empty()) registry_->engine(key);  // throws for a bind that is not configured
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
    if (metadata_.at(owner.bind_key()).find(reference->schema, reference->table) != nullptr) continue;
    for (const auto& [key, tables] : metadata_) {
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
  const std::lock_guard lock(mutex_);
  for (const auto& [key, tables] : metadata_) {
    const bool configured = registry_->contains(key);
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
  single.default_engine_options = config_.default_engine_options;
  single.echo = config_.echo;
  single.record_queries = config_.record_queries;
  single.instance_path = config_.instance_path;
  std::vector<ResolvedBind> resolved = resolve(single);
  return Engine::make(std::string(bind_key), std::move(resolved.front().options), recorder_);
}

void Database::attach_listeners(Engine& engine) const {
  for (const EngineListener& listener : listeners_) engine.events().listen(listener);
}

void Database::add_bind(std::string_view bind_key, const BindConfig& bind) {
  const auto engine = make_engine(bind_key, bind);
  const std::lock_guard lock(listeners_mutex_);
  attach_listeners(*engine);
  registry_->add(engine);
}
void Database::replace_bind(std::string_view bind_key, const BindConfig& bind) {
  const auto engine = make_engine(bind_key, bind);
  const std::lock_guard lock(listeners_mutex_);
  attach_listeners(*engine);
  registry_->replace(engine);
}
void Database::remove_bind(std::string_view bind_key) { registry_->remove(bind_key); }

void Database::listen(EngineListener listener) {
  const std::lock_guard lock(listeners_mutex_);
  for (const auto& engine : registry_->engines()) engine->events().listen(listener);
  listeners_.push_back(std::move(listener));
}

std::string Database::to_string() const {
  const auto engines = registry_->engines();
  const bool has_default = !engines.empty() && engines.front()->bind_key().empty();
  const std::size_t others = engines.size() - (has_default ? 1 : 0);
  const std::string first = has_default ? engines.front()->url().to_string() : "(no default bind)";
  if (others == 0) return fmt::format("<Database {}>", first);
  return fmt::format("<Database {} +{} bind{}>", first, others, others == 1 ? "" : "s");
}

}  // namespace bindery
