// Sessions: the public face of the compiled part.
#include <bindery/orm/session.hpp>

#include <bindery/sql/functions.hpp>
#include <fmt/format.h>

#include "session_state.hpp"

namespace bindery {

using detail::Entity;
using detail::EntityType;

Session::Session(std::shared_ptr<const EngineSource> engines) : state_(std::make_shared<detail::SessionState>(std::move(engines))) {}

Session& Session::operator=(Session&& other) noexcept {
  if (this != &other) {
    Session ended(std::move(*this));
    state_ = std::move(other.state_);
  }
  return *this;
}

Session::~Session() {
  if (!state_) return;
  for (detail::Level& level : state_->levels) level.savepoints.clear();
  state_->works.clear();
  state_->clear();
}

void Session::add_entity(const std::shared_ptr<Entity>& entity, const ExecuteOptions& options) {
  entity->engine = choose_engine(options.bind_key ? std::string_view(*options.bind_key) : std::string_view(entity->type.table.bind_key()));
  if (entity->engine->options().read_only) {
    throw BindError(fmt::format("table '{}' can't be written: its bind is read-only", entity->type.table.full_name()),
                    {.bind = bind_label(entity->engine->bind_key()), .sqlstate = "25006", .hint = "write to another bind, or configure this one without mode=ro and read_only"});
  }
  state_->add(entity);
}

void Session::remove_entity(const std::shared_ptr<Entity>& entity) { state_->remove(entity); }
void Session::expunge_entity(const std::shared_ptr<Entity>& entity) { state_->expunge(entity); }
bool Session::entity_modified(Entity& entity) const { return state_->modified(entity); }

bool Session::contains_entity(const Entity& entity) const {
  return entity.state == EntityState::pending || entity.state == EntityState::persistent;
}

void Session::refresh_entity(Entity& entity) {
  if (entity.state != EntityState::persistent) throw ProgrammingError("only an object that is in the database can be read again");
  Entity* const one[] = {&entity};
  state_->reload(one, state_->connection(entity.engine, std::source_location::current()), std::source_location::current());
}

std::shared_ptr<Entity> Session::get_entity(EntityType& type, std::span<const Value> key, const ExecuteOptions& options) {
  const auto engine = choose_engine(options.bind_key ? std::string_view(*options.bind_key) : std::string_view(type.table.bind_key()));
  if (auto known = state_->find(detail::identity_of(*engine, type, key))) {
    return known->state == EntityState::persistent ? known : nullptr;
  }
  std::vector<Cell> cells;
  for (const Value& value : key) cells.push_back(value.cell());
  Connection& connection = state_->connection(engine, std::source_location::current());
  const StatementRef statement{type.by_key, cells, &type.by_key_text};
  auto found = load_entities(connection, type, plan_of(type.table), statement, options, std::source_location::current());
  return found.empty() || found.front()->state != EntityState::persistent ? nullptr : found.front();
}

std::vector<std::shared_ptr<Entity>> Session::load_entities(Connection& connection, EntityType& type, std::span<const FieldPlan> plan,
                                                            const StatementRef& statement, const ExecuteOptions& options, std::source_location caller) {
  struct Loader {
    EntityType& type;
    std::vector<std::shared_ptr<Entity>> fresh;
  } loader{type, {}};
  const Sink sink{&loader, [](void* container) { auto& l = *static_cast<Loader*>(container); return l.fresh.emplace_back(l.type.make())->object(); }};
  const ReadMode mode = statement.nodes.front().op == Op::raw ? ReadMode::by_name : ReadMode::by_position;
  connection.fetch(statement, plan, sink, mode, options.deadline, caller);
  state_->adopt(loader.fresh, type, connection.engine().shared_from_this());
  return std::move(loader.fresh);
}

std::shared_ptr<Engine> Session::choose_engine(std::string_view bind_key) const {
  const auto used = state_->works.find(std::string(bind_key));
  return used != state_->works.end() ? used->second.connection.engine().shared_from_this() : state_->engines->engine(bind_key);
}

std::shared_ptr<Engine> Session::choose_engine(const StatementRef& statement, const std::string* named, const ExecuteOptions& options) const {
  const StatementBind bind = bind_of(statement.nodes);
  if (options.bind_key) return choose_engine(*options.bind_key);
  if (named != nullptr) return choose_engine(*named);
  if (bind.has_tables) return choose_engine(bind.key);
  return statement.nodes.front().op == Op::raw ? state_->engines->engine_for_text() : state_->engines->engine_for_constants();
}

Connection Session::route(const StatementRef& statement, const std::string* named, const ExecuteOptions& options, std::source_location caller) {
  const auto engine = choose_engine(statement, named, options);
  if (state_->must_flush(statement.nodes)) state_->flush(caller);
  return state_->connection(engine, caller);
}

Connection Session::connection(std::string_view bind_key, std::source_location caller) { return state_->connection(choose_engine(bind_key), caller); }

void Session::flush(std::source_location caller) { state_->flush(caller); }
void Session::commit(std::source_location caller) { state_->commit(caller); }
void Session::rollback() { state_->rollback_to(0); }
void Session::clear() { state_->clear(); }

SessionSavepoint Session::savepoint(std::source_location caller) { return SessionSavepoint(state_, state_->open_savepoint(caller)); }

SessionSavepoint::~SessionSavepoint() {
  if (!state_) return;
  try {
    rollback();
  } catch (const Error&) {
    // The bind is lost: its transaction is gone with it, and the next use of the session says so.
  }
}

void SessionSavepoint::commit() {
  if (!state_) throw ProgrammingError("this savepoint has ended already");
  const auto state = std::move(state_);
  state_ = nullptr;
  state->release_savepoint(level_);
}

void SessionSavepoint::rollback() {
  if (!state_) throw ProgrammingError("this savepoint has ended already");
  const auto state = std::move(state_);
  state_ = nullptr;
  if (level_ < state->levels.size()) state->rollback_to(level_);
}

}  // namespace bindery

namespace bindery::detail {

void SessionState::reload(std::span<Entity* const> entities, Connection& connection, std::source_location caller) {
  for (Entity* entity : entities) {
    std::vector<Cell> key;
    for (const std::size_t position : entity->type.table.primary_key()) {
      const Column& column = entity->type.table.column(position);
      column.codec->write(*column.codec, column.field(entity->original()), key.emplace_back());
    }
    const EntityPtr fresh = entity->type.make();
    const Sink sink{fresh.get(), [](void* target) { return static_cast<Entity*>(target)->object(); }};
    const StatementRef statement{entity->type.by_key, key, &entity->type.by_key_text};
    const auto plan = plan_of(entity->type.table);
    if (connection.fetch(statement, plan, sink, ReadMode::by_position, {}, caller) == 0) {
      throw NoResultFound(fmt::format("the row of an object of table '{}' is gone", entity->type.table.name()), {.table = entity->type.table.name()});
    }
    entity->type.assign(entity->object(), fresh->object());
    entity->type.assign(entity->original(), fresh->object());
    entity->loaded_in = transaction;
  }
}

}  // namespace bindery::detail
