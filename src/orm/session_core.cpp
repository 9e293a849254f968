// What sessions do once types have become plain data.
#include <bindery/orm/session_core.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "left_out.hpp"
#include "relation_select.hpp"
#include "session_state.hpp"

namespace bindery::detail {

void SessionCore::take_notice(const StatementRef& statement, Connection& connection,
                              const ExecuteOptions& options, std::int64_t rows, std::source_location caller) {
  state_->take_notice(statement, connection, options.synchronize, rows, caller);
}

void SessionCore::add_filter(const Table& table, const Condition& condition) {
  auto more =
      state_->filters ? std::make_shared<ModelFilters>(*state_->filters) : std::make_shared<ModelFilters>();
  more->add(table, condition);
  state_->filters = std::move(more);
}

StatementRef SessionCore::filtered(const StatementRef& statement, const ExecuteOptions& options,
                                   FilteredStatement& room) const {
  return state_->filtered(statement, options.unfiltered, room);
}

std::shared_ptr<Engine> SessionCore::engine_to_write(const EntityType& type,
                                                     const ExecuteOptions& options) const {
  auto engine = state_->engine(options.bind_key ? *options.bind_key : type.table.bind_key());
  refuse_write(*engine, type.table);
  return engine;
}
void SessionCore::add_entity(const std::shared_ptr<Entity>& entity, const std::shared_ptr<Engine>& engine) {
  state_->add(entity, engine);
}
void SessionCore::add_entity(const std::shared_ptr<Entity>& entity, const ExecuteOptions& options) {
  state_->add(entity, engine_to_write(entity->type, options));
}

std::vector<std::int64_t> SessionCore::count_related(const std::vector<std::shared_ptr<Entity>>& entities,
                                                     MemberId member, const ExecuteOptions& options,
                                                     std::source_location caller) {
  const auto first =
      std::find_if(entities.begin(), entities.end(), [](const auto& each) { return each != nullptr; });
  if (first == entities.end()) return std::vector<std::int64_t>(entities.size());
  return state_->count_related(relation_of((*first)->type, member), entities, caller, options.unfiltered);
}
std::vector<std::shared_ptr<Entity>> SessionCore::joined_entities(Connection& connection, EntityType& type,
                                                                  const StatementRef& statement,
                                                                  const QueryOptions& said,
                                                                  const ExecuteOptions& options,
                                                                  std::source_location caller) {
  return state_->load_joined(type, statement, connection, said, options, caller);
}
SaidOptions::SaidOptions(const QueryOptions& of_query, const ExecuteOptions& of_call)
    : said(of_query), how(of_call) {
  for (const Unfiltered& each : how.unfiltered) said.add(each);
  how.unfiltered = said.unfiltered;
}
SaidOptions::~SaidOptions() = default;

const QueryOptions& no_query_options() {
  static const QueryOptions none;
  return none;
}

SessionCore::SessionCore(std::shared_ptr<SessionState> state) : state_(std::move(state)) {}
SessionCore::~SessionCore() = default;

void SessionCore::refuse_joined() {
  throw ProgrammingError("joined<...> is for queries of one model",
                         {.hint = "load the relation by selectin<...>, or join and select both models"});
}
void SessionCore::load_paths(const std::vector<PathLoad>& loads, const QueryOptions& said,
                             std::source_location caller) {
  state_->load_paths(loads, caller, said);
}
void SessionCore::load_paths(const std::vector<PathLoad>& loads, const ExecuteOptions& options,
                             std::source_location caller) {
  QueryOptions said;
  said.unfiltered = options.unfiltered;
  state_->load_paths(loads, caller, said);
}
bool SessionCore::gives_all_rows(const StatementRef& statement, const ExecuteOptions& options) const {
  FilteredStatement room;
  return selects_all_rows(filtered(statement, options, room).nodes);
}
void SessionCore::load_columns(const std::vector<std::shared_ptr<Entity>>& entities,
                               std::span<const MemberId> members, const ExecuteOptions& options,
                               std::source_location caller) {
  state_->load_columns(entities, members, options.deadline, caller);
}
void SessionCore::remove_entity(const std::shared_ptr<Entity>& entity) {
  state_->remove(entity);
  state_->tell_states();
}
void SessionCore::expunge_entity(const std::shared_ptr<Entity>& entity) { state_->expunge(entity); }
bool SessionCore::entity_modified(Entity& entity) const {
  return state_->modified(entity) || state_->relations.has_links(entity);
}
bool SessionCore::contains_entity(const Entity& entity) const {
  return state_->tracks(entity) && entity.state != EntityState::removed;
}

void SessionCore::check_persistent(const Entity& entity) const {
  if (state_->tracks(entity) && entity.state == EntityState::persistent) return;
  throw ProgrammingError(
      fmt::format("only an object that this session tracks and that is in the database can be read again, "
                  "and this one of table '{}' is not",
                  entity.type.table.name()));
}

void SessionCore::expire_entity(Entity& entity) {
  check_persistent(entity);
  state_->expire(entity);
}
void SessionCore::refresh_entity(const std::shared_ptr<Entity>& entity, std::source_location caller) {
  check_persistent(*entity);
  state_->refresh({&entity, 1}, state_->connection(entity->engine, caller), caller);
}

std::shared_ptr<Entity> SessionCore::get_entity(EntityType& type, std::span<const Value> key,
                                                const ExecuteOptions& options, std::source_location caller) {
  const auto engine = state_->engine(options.bind_key ? *options.bind_key : type.table.bind_key());
  const IdentityKey identity = identity_of(*engine, type, key);
  auto known = state_->identity.find(identity);
  if (!known && state_->must_flush(type.by_key)) {
    state_->flush(caller);
    known = state_->identity.find(identity);
  }
  const auto is_wanted = [&](const Entity& entity) {
    return entity.state == EntityState::persistent && entity.type.table.is_a(type.table);
  };
  if (known && !known->expired) return is_wanted(*known) ? known : nullptr;
  KeyCells of_key(key.size());
  const std::span<Cell> cells = of_key.get();
  std::transform(key.begin(), key.end(), cells.begin(), [](const Value& value) { return value.cell(); });
  Connection& connection = state_->connection(engine, caller);
  StatementRef statement{type.by_key, cells, &type.by_key_text};
  FilteredStatement room;
  if (!known) statement = state_->filtered(statement, options.unfiltered, room);
  auto found = load_entities(connection, type, type.fields, statement, {}, options, caller);
  if (found.empty() && known && known->type.table.is_a(type.table)) {
    state_->note_gone(known);
    state_->relations.drop_deleted();
  }
  state_->tell_states();
  return found.empty() || !is_wanted(*found.front()) ? nullptr : found.front();
}

std::vector<std::shared_ptr<Entity>> SessionCore::load_entities(
    Connection& connection, EntityType& type, const RowPlan& plan, const StatementRef& statement,
    const QueryOptions& said, const ExecuteOptions& options, std::source_location caller) {
  struct Loader {
    EntityType& type;
    std::vector<std::shared_ptr<Entity>> fresh;
    EntityBlocks blocks;
  } loader{type, {}, {}};
  const Sink sink{&loader, [](void* container) {
                    auto& l = *static_cast<Loader*>(container);
                    return l.fresh.emplace_back(l.type.make(l.blocks))->object();
                  }};
  const Op kind = statement.nodes.front().op;
  if (kind == Op::raw) {
    connection.fetch(statement, plan, sink, ReadMode::by_every_name, options.deadline, caller);
  } else {
    const auto left_out = fetch_reduced(connection, statement, plan, sink, said, options, caller);
    if (!left_out.empty()) {
      for (const auto& entity : loader.fresh) leave_unread(type.table, entity->object(), left_out.front());
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

std::vector<std::uint64_t> SessionCore::fetch_reduced(Connection& connection, const StatementRef& statement,
                                                      const RowPlan& plan, const Sink& sink,
                                                      const QueryOptions& said, const ExecuteOptions& options,
                                                      std::source_location caller) {
  ReducedQuery reduced;
  if (!reduce(statement, plan, said.columns, reduced)) {
    connection.fetch(statement, plan, sink, ReadMode::by_position, options.deadline, caller);
    return {};
  }
  connection.fetch({reduced.nodes, statement.values, nullptr}, {reduced.fields, reduced.parts}, sink,
                   ReadMode::by_position, options.deadline, caller);
  return reduced.models;
}

void SessionCore::adopt_entities(Connection& connection, EntityType& type,
                                 std::span<std::shared_ptr<Entity>* const> entities, std::uint64_t left_out,
                                 const QueryOptions& said) {
  std::vector<std::shared_ptr<Entity>> known;
  known.reserve(entities.size());
  for (const auto* entity : entities) {
    known.push_back(*entity);
    leave_unread(type.table, known.back()->object(), left_out);
  }
  state_->read_kinds(known, type, connection, false, std::source_location::current(), said);
  state_->adopt(known, type, connection.engine().shared_from_this());
  for (std::size_t i = 0; i < known.size(); ++i) *entities[i] = std::move(known[i]);
}

std::shared_ptr<Engine> SessionCore::choose_engine(std::string_view bind_key) const {
  return state_->engine(bind_key);
}

std::shared_ptr<Engine> SessionCore::choose_engine(const StatementRef& statement, const std::string* named,
                                                   const ExecuteOptions& options) const {
  const StatementBind bind = bind_of(statement.nodes);
  if (options.bind_key) return choose_engine(*options.bind_key);
  if (named != nullptr) return choose_engine(*named);
  if (bind.has_tables) return choose_engine(bind.key);
  return statement.nodes.front().op == Op::raw ? state_->engines->engine_for_text()
                                               : state_->engines->engine_for_constants();
}

Connection SessionCore::route(const StatementRef& statement, const std::string* named,
                              const ExecuteOptions& options, std::source_location caller) {
  const auto engine = choose_engine(statement, named, options);
  refuse_write(*engine, statement.nodes);
  if (state_->must_flush(statement.nodes)) state_->flush(caller);
  return state_->connection(engine, caller);
}

Connection SessionCore::connection_for(const StatementRef& statement, const std::string* named,
                                       const ExecuteOptions& options, std::source_location caller) {
  return state_->connection(choose_engine(statement, named, options), caller);
}

}  // namespace bindery::detail
