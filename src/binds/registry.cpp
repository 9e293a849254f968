// The registry of engines.
#include <bindery/binds/registry.hpp>

#include <fmt/format.h>

#include <mutex>

namespace bindery {

namespace {

std::string list_of(const std::map<std::string, std::shared_ptr<Engine>, std::less<>>& engines) {
  std::string list;
  for (const auto& [key, engine] : engines)
    list += (list.empty() ? "" : ", ") +
            (key.empty() ? std::string("the default bind") : fmt::format("'{}'", key));
  return list.empty() ? "none" : list;
}

}  // namespace

void Registry::unknown(std::string_view bind_key) const {
  if (bind_key.empty()) {
    throw BindError(fmt::format("there is no default bind (configured: {})", list_of(engines_)),
                    {.phase = Phase::configure,
                     .hint = "set database_uri (SQLALCHEMY_DATABASE_URI), or give the model a bind_key"});
  }
  throw BindError(
      fmt::format("bind key '{}' is not configured (configured: {})", bind_key, list_of(engines_)),
      {.phase = Phase::configure, .hint = "add it to binds (SQLALCHEMY_BINDS), or call add_bind"});
}

std::shared_ptr<Engine> Registry::engine(std::string_view bind_key) const {
  const std::shared_lock lock(mutex_);
  const auto found = engines_.find(bind_key);
  if (found == engines_.end()) unknown(bind_key);
  return found->second;
}

std::shared_ptr<Engine> Registry::engine_for_text() const {
  const std::shared_lock lock(mutex_);
  if (engines_.size() == 1) return engines_.begin()->second;
  throw BindError(
      fmt::format("SQL text tells no tables, and there are several binds ({})", list_of(engines_)),
      {.hint = "name its bind: sql(...).on(\"key\"), or .on(default_bind)"});
}

std::shared_ptr<Engine> Registry::engine_for_constants() const {
  const std::shared_lock lock(mutex_);
  if (const auto found = engines_.find(std::string_view()); found != engines_.end()) return found->second;
  if (engines_.size() == 1) return engines_.begin()->second;
  unknown({});
}

bool Registry::contains(std::string_view bind_key) const {
  const std::shared_lock lock(mutex_);
  return engines_.contains(bind_key);
}

std::vector<std::shared_ptr<Engine>> Registry::engines() const {
  const std::shared_lock lock(mutex_);
  std::vector<std::shared_ptr<Engine>> all;
  for (const auto& [key, engine] : engines_) all.push_back(engine);
  return all;
}

void Registry::add(std::shared_ptr<Engine> engine) {
  const std::unique_lock lock(mutex_);
  if (engines_.contains(engine->bind_key())) {
    throw BindError(fmt::format("{} exists already", bind_label(engine->bind_key())),
                    {.phase = Phase::configure, .hint = "use replace_bind"});
  }
  engines_.emplace(engine->bind_key(), std::move(engine));
}

void Registry::replace(std::shared_ptr<Engine> engine) {
  std::shared_ptr<Engine> old;
  {
    const std::unique_lock lock(mutex_);
    const auto found = engines_.find(engine->bind_key());
    if (found == engines_.end()) unknown(engine->bind_key());
    old = std::exchange(found->second, std::move(engine));
  }
  old->drain();
}

void Registry::remove(std::string_view bind_key) {
  std::shared_ptr<Engine> old;
  {
    const std::unique_lock lock(mutex_);
    const auto found = engines_.find(bind_key);
    if (found == engines_.end()) unknown(bind_key);
    old = std::move(found->second);
    engines_.erase(found);
  }
  old->drain();
}

}  // namespace bindery
