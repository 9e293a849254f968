// The compiled part of a session: what its templates call once types have become plain data.
#pragma once
#include <bindery/engine/connection.hpp>
#include <bindery/orm/entity.hpp>
#include <bindery/orm/loading.hpp>
#include <bindery/orm/session_options.hpp>
#include <bindery/sql/query_options.hpp>

#include <cstdint>
#include <memory>
#include <source_location>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery::detail {

class Merge;
class SessionState;

/// What a query and its call say together.
struct SaidOptions {
  QueryOptions said;
  ExecuteOptions how;

  SaidOptions(const QueryOptions& of_query, const ExecuteOptions& of_call);
  ~SaidOptions();
};
/// Of a query that says nothing.
const QueryOptions& no_query_options();

class SessionCore {
 protected:
  friend class Merge;
  explicit SessionCore(std::shared_ptr<SessionState> state);
  ~SessionCore();

  void adopt_entities(Connection& connection, EntityType& type,
                      std::span<std::shared_ptr<Entity>* const> entities, std::uint64_t left_out,
                      const QueryOptions& said);
  /// Runs a query that may leave columns out: of each of its models, which of its `deferred()` columns; nothing if all
  /// were read.
  std::vector<std::uint64_t> fetch_reduced(Connection& connection, const StatementRef& statement,
                                           const RowPlan& plan, const Sink& sink, const QueryOptions& said,
                                           const ExecuteOptions& options, std::source_location caller);
  std::vector<std::shared_ptr<Entity>> joined_entities(Connection& connection, EntityType& type,
                                                       const StatementRef& statement,
                                                       const QueryOptions& said,
                                                       const ExecuteOptions& options,
                                                       std::source_location caller);
  [[noreturn]] static void refuse_joined();
  std::vector<std::int64_t> count_related(const std::vector<std::shared_ptr<Entity>>& entities,
                                          MemberId member, const ExecuteOptions& options,
                                          std::source_location caller);
  void load_paths(const std::vector<PathLoad>& loads, const QueryOptions& said, std::source_location caller);
  void load_paths(const std::vector<PathLoad>& loads, const ExecuteOptions& options,
                  std::source_location caller);
  /// True for a SELECT of all rows of a model.
  bool gives_all_rows(const StatementRef& statement, const ExecuteOptions& options) const;
  void load_columns(const std::vector<std::shared_ptr<Entity>>& entities, std::span<const MemberId> members,
                    const ExecuteOptions& options, std::source_location caller);
  /// The engine for new objects; throws where they can't be written.
  std::shared_ptr<Engine> engine_to_write(const EntityType& type, const ExecuteOptions& options) const;
  void add_entity(const std::shared_ptr<Entity>& entity, const std::shared_ptr<Engine>& engine);
  void add_entity(const std::shared_ptr<Entity>& entity, const ExecuteOptions& options);
  void remove_entity(const std::shared_ptr<Entity>& entity);
  void expunge_entity(const std::shared_ptr<Entity>& entity);
  void refresh_entity(const std::shared_ptr<Entity>& entity, std::source_location caller);
  void check_persistent(const Entity& entity) const;
  void expire_entity(Entity& entity);
  std::shared_ptr<Entity> merge_entity(const std::shared_ptr<Entity>& entity, EntityType& type,
                                       const ExecuteOptions& options, std::source_location caller);
  bool contains_entity(const Entity& entity) const;
  bool entity_modified(Entity& entity) const;
  std::shared_ptr<Entity> get_entity(EntityType& type, std::span<const Value> key,
                                     const ExecuteOptions& options, std::source_location caller);
  std::vector<std::shared_ptr<Entity>> load_entities(Connection& connection, EntityType& type,
                                                     const RowPlan& plan, const StatementRef& statement,
                                                     const QueryOptions& said, const ExecuteOptions& options,
                                                     std::source_location caller);
  void add_filter(const Table& table, const Condition& condition);
  StatementRef filtered(const StatementRef& statement, const ExecuteOptions& options,
                        FilteredStatement& room) const;
  std::shared_ptr<Engine> choose_engine(std::string_view bind_key) const;
  std::shared_ptr<Engine> choose_engine(const StatementRef& statement, const std::string* named,
                                        const ExecuteOptions& options) const;
  Connection connection_for(const StatementRef& statement, const std::string* named,
                            const ExecuteOptions& options, std::source_location caller);
  void take_notice(const StatementRef& statement, Connection& connection, const ExecuteOptions& options,
                   std::int64_t rows, std::source_location caller);
  Connection route(const StatementRef& statement, const std::string* named, const ExecuteOptions& options,
                   std::source_location caller);

  std::shared_ptr<SessionState> state_;
};

}  // namespace bindery::detail
