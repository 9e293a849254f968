// The database object: engines made from the configuration, tables, and commands over binds.
#include <bindery/binds/database.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace bindery {

Database::Database(Config config, std::span<const TableFunction> tables) : config_(std::move(config)) {
  for (ResolvedBind& bind : resolve(config_))
    registry_->add(Engine::make(bind.key, std::move(bind.options), recorder_));
  add_tables(tables);
}

Database::~Database() {
  for (const auto& engine : registry_->engines()) engine->drain();
}

void Database::add_table(const Table& table) {
  const std::lock_guard lock(mutex_);
  metadata_.try_emplace(table.bind_key(), Metadata(table.bind_key())).first->second.add(table);
}

void Database::add_tables(std::span<const TableFunction> tables) {
  for (const TableFunction make : tables) add_table(make());
}

Table& Database::table(std::string name, std::vector<Column> columns, TableOptions options) {
  auto made = std::make_unique<Table>(std::move(name), std::move(columns), std::move(options));
  add_table(*made);
  const std::lock_guard lock(mutex_);
  return *tables_.emplace_back(std::move(made));
}

const Metadata& Database::metadata(std::string_view bind_key) const {
  const std::lock_guard lock(mutex_);
  const std::string key(bind_key);
  return metadata_.try_emplace(key, Metadata(key)).first->second;
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
  for (const auto& engine : select(binds)) {
    const Metadata& tables = metadata(engine->bind_key());
    if (tables.tables().empty()) continue;
    report.append((*engine.*command)(tables, options.dry_run, Deadline()));
  }
  return report;
}

SchemaReport Database::create_all(const BindSelection& binds, SchemaOptions options) {
  return schema_command(binds, options, &Engine::create_tables);
}
SchemaReport Database::drop_all(const BindSelection& binds, SchemaOptions options) {
  return schema_command(binds, options, &Engine::drop_tables);
}

void Database::validate() const {
  std::vector<std::string> problems;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [key, tables] : metadata_) {
      if (!tables.tables().empty() && !registry_->contains(key)) {
        for (const Table* table : tables.tables()) {
          problems.push_back(fmt::format("table '{}' is in {}, which is not configured", table->full_name(),
                                         bind_label(key)));
        }
      }
      for (std::string& problem : tables.check()) problems.push_back(std::move(problem));
    }
  }
  if (problems.empty()) return;
  throw ConfigError(fmt::format("{} thing{} wrong: {}", problems.size(),
                                problems.size() == 1 ? " is" : "s are", fmt::join(problems, "; ")),
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
  auto engine = Engine::make(std::string(bind_key), std::move(resolved.front().options), recorder_);
  attach_listeners(*engine);
  return engine;
}

void Database::add_bind(std::string_view bind_key, const BindConfig& bind) {
  registry_->add(make_engine(bind_key, bind));
}
void Database::replace_bind(std::string_view bind_key, const BindConfig& bind) {
  registry_->replace(make_engine(bind_key, bind));
}
void Database::remove_bind(std::string_view bind_key) { registry_->remove(bind_key); }

void Database::attach_listeners(Engine& engine) const {
  const std::lock_guard lock(mutex_);
  for (const EngineListener& listener : listeners_) engine.events().listen(listener);
}

void Database::listen(EngineListener listener) {
  for (const auto& engine : registry_->engines()) engine->events().listen(listener);
  const std::lock_guard lock(mutex_);
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
