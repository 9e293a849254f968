// Sessions: the public face of the compiled part.
#include <bindery/orm/session.hpp>

#include <bindery/sql/functions.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "left_out.hpp"
#include "session_state.hpp"

namespace bindery {

using detail::Entity;
using detail::EntityType;

Session::Session(std::shared_ptr<const EngineSource> engines, SessionOptions options,
                 std::shared_ptr<const ModelFilters> filters, std::shared_ptr<SessionEvents> shared)
    : state_(std::make_shared<detail::SessionState>(std::move(engines), options, std::move(shared))) {
  state_->filters = std::move(filters);
}

SessionEvents& Session::events() { return *state_->own_events; }

void Session::take_notice(const StatementRef& statement, Connection& connection,
                          const ExecuteOptions& options, std::int64_t rows, std::source_location caller) {
  state_->take_notice(statement, connection, options.synchronize, rows, caller);
}

void Session::add_filter(const Table& table, const Condition& condition) {
  auto more =
      state_->filters ? std::make_shared<ModelFilters>(*state_->filters) : std::make_shared<ModelFilters>();
  more->add(table, condition);
  state_->filters = std::move(more);
}

StatementRef Session::filtered(const StatementRef& statement, const ExecuteOptions& options,
                               FilteredStatement& room) const {
  return state_->filtered(statement, options.unfiltered, room);
}

Session& Session::operator=(Session&& other) noexcept {
  if (this != &other) {
    Session ended(std::move(*this));
    state_ = std::move(other.state_);
    borrowed_ = std::exchange(other.borrowed_, false);
  }
  return *this;
}

Session::~Session() {
  if (state_ && !borrowed_) state_->close();
}

void Session::add_entity(const std::shared_ptr<Entity>& entity, const ExecuteOptions& options) {
  auto engine = state_->engine(options.bind_key ? *options.bind_key : entity->type.table.bind_key());
  detail::refuse_write(*engine, entity->type.table);
  state_->add(entity, std::move(engine));
}

std::vector<std::int64_t> Session::count_related(const std::vector<std::shared_ptr<Entity>>& entities,
                                                 MemberId member, const ExecuteOptions& options,
                                                 std::source_location caller) {
  const auto first =
      std::find_if(entities.begin(), entities.end(), [](const auto& each) { return each != nullptr; });
  if (first == entities.end()) return std::vector<std::int64_t>(entities.size());
  return state_->count_related(detail::relation_of((*first)->type, member), entities, caller,
                               options.unfiltered);
}
std::vector<std::shared_ptr<Entity>> Session::joined_entities(Connection& connection, EntityType& type,
                                                              const StatementRef& statement,
                                                              const QueryOptions& said,
                                                              const ExecuteOptions& options,
                                                              std::source_location caller) {
  return state_->load_joined(type, statement, connection, said, options, caller);
}
void Session::refuse_joined() {
  throw ProgrammingError("joined<...> is for queries of one model",
                         {.hint = "load the relation by selectin<...>, or join and select both models"});
}
void Session::load_paths(const std::vector<detail::PathLoad>& loads, const QueryOptions& said,
                         std::source_location caller) {
  state_->load_paths(loads, caller, said);
}
void Session::load_columns(const std::vector<std::shared_ptr<Entity>>& entities,
                           std::span<const MemberId> members, const ExecuteOptions& options,
                           std::source_location caller) {
  state_->load_columns(entities, members, options.deadline, caller);
}
void Session::remove_entity(const std::shared_ptr<Entity>& entity) {
  state_->remove(entity);
  state_->tell_states();
}
void Session::expunge_entity(const std::shared_ptr<Entity>& entity) { state_->expunge(entity); }
bool Session::entity_modified(Entity& entity) const {
  return state_->modified(entity) || state_->relations.has_links(entity);
}
bool Session::contains_entity(const Entity& entity) const {
  return state_->tracks(entity) && entity.state != EntityState::removed;
}

void Session::check_persistent(const Entity& entity) const {
  if (state_->tracks(entity) && entity.state == EntityState::persistent) return;
  throw ProgrammingError(
      fmt::format("only an object that this session tracks and that is in the database can be read again, "
                  "and this one of table '{}' is not",
                  entity.type.table.name()));
}

void Session::expire_entity(Entity& entity) {
  check_persistent(entity);
  state_->expire(entity);
}
std::vector<ChangeRecord> Session::changes() const {
  if (!state_->records_changes()) {
    throw ProgrammingError(
        "this session keeps no record of what it writes",
        {.hint = "make it by db.session({.track_changes = true}), or listen to after_flush"});
  }
  return state_->all_changes();
}
void Session::expire_all() { state_->expire_all(); }

void Session::refresh_entity(const std::shared_ptr<Entity>& entity, std::source_location caller) {
  check_persistent(*entity);
  state_->refresh({&entity, 1}, state_->connection(entity->engine, caller), caller);
}

std::shared_ptr<Entity> Session::get_entity(EntityType& type, std::span<const Value> key,
                                            const ExecuteOptions& options, std::source_location caller) {
  const auto engine = state_->engine(options.bind_key ? *options.bind_key : type.table.bind_key());
  const detail::IdentityKey identity = detail::identity_of(*engine, type, key);
  auto known = state_->identity.find(identity);
  if (!known && state_->must_flush(type.by_key)) {
    state_->flush(caller);
    known = state_->identity.find(identity);
  }
  const auto is_wanted = [&](const Entity& entity) {
    return entity.state == EntityState::persistent && entity.type.table.is_a(type.table);
  };
  if (known && !known->expired) return is_wanted(*known) ? known : nullptr;
  std::vector<Cell> cells;
  for (const Value& value : key) cells.push_back(value.cell());
  Connection& connection = state_->connection(engine, caller);
  StatementRef statement{type.by_key, cells, &type.by_key_text};
  FilteredStatement room;
  if (!known) statement = state_->filtered(statement, options.unfiltered, room);
  auto found = load_entities(connection, type, plan_of(type.table), statement, {}, options, caller);
  if (found.empty() && known && known->type.table.is_a(type.table)) {
    state_->note_gone(known);
    state_->relations.drop_deleted();
  }
  state_->tell_states();
  return found.empty() || !is_wanted(*found.front()) ? nullptr : found.front();
}

std::vector<std::shared_ptr<Entity>> Session::load_entities(
    Connection& connection, EntityType& type, const RowPlan& plan, const StatementRef& statement,
    const QueryOptions& said, const ExecuteOptions& options, std::source_location caller) {
  struct Loader {
    EntityType& type;
    std::vector<std::shared_ptr<Entity>> fresh;
  } loader{type, {}};
  const Sink sink{&loader, [](void* container) {
                    auto& l = *static_cast<Loader*>(container);
                    return l.fresh.emplace_back(l.type.make())->object();
                  }};
  const Op kind = statement.nodes.front().op;
  if (kind == Op::raw) {
    connection.fetch(statement, plan, sink, ReadMode::by_every_name, options.deadline, caller);
  } else {
    const auto left_out = fetch_reduced(connection, statement, plan, sink, said, options, caller);
    for (const auto& entity : loader.fresh) {
      if (!left_out.empty()) detail::leave_unread(type.table, entity->object(), left_out.front());
    }
  }
  state_->read_kinds(loader.fresh, type, connection, kind == Op::delete_, caller, said);
  if (kind == Op::delete_) {
    state_->adopt_deleted(loader.fresh, type, connection.engine());
    state_->tell_states();
  } else {
    state_->adopt(loader.fresh, type, connection.engine().shared_from_this());
  }
  return std::move(loader.fresh);
}

std::vector<std::uint64_t> Session::fetch_reduced(Connection& connection, const StatementRef& statement,
                                                  const RowPlan& plan, const Sink& sink,
                                                  const QueryOptions& said, const ExecuteOptions& options,
                                                  std::source_location caller) {
  detail::ReducedQuery reduced;
  if (!detail::reduce(statement, plan, said.columns, reduced)) {
    connection.fetch(statement, plan, sink, ReadMode::by_position, options.deadline, caller);
    return {};
  }
  connection.fetch({reduced.nodes, statement.values, nullptr}, {reduced.fields, reduced.parts}, sink,
                   ReadMode::by_position, options.deadline, caller);
  return reduced.models;
}

void Session::adopt_entities(Connection& connection, EntityType& type,
                             std::span<std::shared_ptr<Entity>* const> entities, std::uint64_t left_out,
                             const QueryOptions& said) {
  std::vector<std::shared_ptr<Entity>> known;
  known.reserve(entities.size());
  for (const auto* entity : entities) {
    known.push_back(*entity);
    detail::leave_unread(type.table, known.back()->object(), left_out);
  }
  state_->read_kinds(known, type, connection, false, std::source_location::current(), said);
  state_->adopt(known, type, connection.engine().shared_from_this());
  for (std::size_t i = 0; i < known.size(); ++i) *entities[i] = std::move(known[i]);
}

std::shared_ptr<Engine> Session::choose_engine(std::string_view bind_key) const {
  return state_->engine(bind_key);
}

std::shared_ptr<Engine> Session::choose_engine(const StatementRef& statement, const std::string* named,
                                               const ExecuteOptions& options) const {
  const StatementBind bind = bind_of(statement.nodes);
  if (options.bind_key) return choose_engine(*options.bind_key);
  if (named != nullptr) return choose_engine(*named);
  if (bind.has_tables) return choose_engine(bind.key);
  return statement.nodes.front().op == Op::raw ? state_->engines->engine_for_text()
                                               : state_->engines->engine_for_constants();
}

Connection Session::route(const StatementRef& statement, const std::string* named,
                          const ExecuteOptions& options, std::source_location caller) {
  const auto engine = choose_engine(statement, named, options);
  detail::refuse_write(*engine, statement.nodes);
  if (state_->must_flush(statement.nodes)) state_->flush(caller);
  return state_->connection(engine, caller);
}

Connection Session::connection_for(const StatementRef& statement, const std::string* named,
                                   const ExecuteOptions& options, std::source_location caller) {
  return state_->connection(choose_engine(statement, named, options), caller);
}

Connection Session::connection(std::string_view bind_key, std::source_location caller) {
  return state_->connection(choose_engine(bind_key), caller);
}

void Session::flush(std::source_location caller) { state_->flush(caller); }
void Session::commit(std::source_location caller) { state_->commit(caller); }
void Session::rollback() { state_->rollback_to(0); }
void Session::clear() { state_->clear(); }

SessionSavepoint Session::savepoint(std::source_location caller) {
  return SessionSavepoint(state_, state_->open_savepoint(caller));
}

AutoflushPause::AutoflushPause(std::shared_ptr<detail::SessionState> state) : state_(std::move(state)) {
  ++state_->autoflush_pauses;
}
AutoflushPause::~AutoflushPause() {
  if (state_) --state_->autoflush_pauses;
}

SessionSavepoint::~SessionSavepoint() {
  if (!state_) return;
  try {
    rollback();
  } catch (const std::exception&) {
    // The bind is lost: its transaction is gone with it, and the next use of the session says so.
  }
}

void SessionSavepoint::commit() {
  if (!state_) throw ProgrammingError("this savepoint has ended already");
  const auto state = std::exchange(state_, nullptr);
  state->release_savepoint(id_, std::source_location::current());
}

void SessionSavepoint::rollback() {
  if (!state_) throw ProgrammingError("this savepoint has ended already");
  const auto state = std::exchange(state_, nullptr);
  state->rollback_savepoint(id_);
}

}  // namespace bindery
