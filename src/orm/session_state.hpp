// The compiled part of a session: connections, tracked objects, and what a rollback has to take back.
#pragma once
#include <bindery/orm/changes.hpp>
#include <bindery/orm/session.hpp>

#include <compare>
#include <exception>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "changed.hpp"
#include "core/listen.hpp"
#include "handed_out.hpp"
#include "identity_map.hpp"
#include "relation_work.hpp"
#include "row_copy.hpp"

namespace bindery::detail {

/// Throws the NoResultFound of an object whose row is gone.
[[noreturn]] void refuse_gone(Entity& entity);

/// Objects of one type that were inserted together.
struct InsertedRows {
  std::vector<EntityPtr> entities;
  Positions filled;                            ///< columns that the database filled in
  std::map<const Entity*, EntityPtr> as_made;  ///< where some columns were held back
};

/// One step that a rollback undoes. New objects are none: they are transient again.
struct Undo {
  /// `added_again`: it was to be removed; `updated`: its row, or what is known of it, is another; `loaded`: read first
  /// when the transaction had written to its table by a statement.
  enum class Kind : std::uint8_t { added_again, inserted, updated, marked_removed, deleted, loaded } kind;
  EntityPtr entity = nullptr;                        ///< all but inserted
  RowCopy before = nullptr;                          ///< updated: the row before
  std::unique_ptr<InsertedRows> inserted = nullptr;  ///< inserted

  std::span<const EntityPtr> entities() const {
    return inserted ? std::span<const EntityPtr>(inserted->entities) : std::span(&entity, 1);
  }
};

/// Which engine, in the order of commits. Two engines of one bind key: a bind that was replaced meanwhile.
struct WorkKey {
  std::string bind_key;
  const Engine* engine;
  friend auto operator<=>(const WorkKey&, const WorkKey&) = default;
};
inline WorkKey work_key(const Engine& engine) { return {engine.bind_key(), &engine}; }

/// The transaction (level 0) or a savepoint above it.
struct Level {
  std::uint64_t id = 0;
  std::vector<EntityPtr> pending;  ///< new objects when it began
  std::vector<Undo> journal;
  std::vector<ChangeRecord> changes;
  std::map<WorkKey, Transaction> savepoints;  ///< none on level 0
  /// Tables that statements wrote to, past the objects; nullptr: any of the engine's tables.
  std::set<std::pair<const Engine*, const Table*>> written;
};

/// What loading a relation has found.
struct LoadedRelation {
  std::vector<EntityPtr> entities;
  bool all = false;  ///< these are all rows of their table
};

/// An engine in use.
struct Work {
  Connection connection;
  Transaction transaction;
};

class SessionState : public std::enable_shared_from_this<SessionState> {
 public:
  SessionState(std::shared_ptr<const EngineSource> source, SessionOptions session_options,
               std::shared_ptr<SessionEvents> shared)
      : engines(std::move(source)), levels(1), options(session_options), shared_events(std::move(shared)),
        relations(*this) {}

  // connections
  Connection& connection(const std::shared_ptr<Engine>& engine, std::source_location caller);
  /// The engine of a bind key: the one that this transaction uses already, or the one configured now.
  std::shared_ptr<Engine> engine(std::string_view bind_key) const;

  // objects
  void add(const EntityPtr& entity, std::shared_ptr<Engine> engine);
  /// True if the object's row is in the database as far as this session knows.
  bool has_row(Entity& entity) const { return identity.find(identity_of(entity)).get() == &entity; }
  /// Adds an object that another one speaks of: on the same engine, where their binds are one.
  void add_beside(Entity& beside, const EntityPtr& entity);
  std::shared_ptr<Engine> engine_beside(const Entity& beside, const Table& table) const;
  /// The tracked object whose key columns are as those of `holder`; nullptr if there is none at hand.
  EntityPtr find_by_key(Entity& holder, const EntityType& type, const Positions& key,
                        const Positions& holder_columns) const;
  /// Loads a relation of objects of one type. `all`: they are all rows of their table.
  LoadedRelation load_relation(const Relation& relation, std::span<const EntityPtr> owners,
                               std::source_location caller, const QueryOptions& said = {}, bool all = false);
  /// Runs a SELECT of a model together with joined relations; gives each of its objects once.
  std::vector<EntityPtr> load_joined(EntityType& type, const StatementRef& statement, Connection& connection,
                                     const QueryOptions& said, const ExecuteOptions& how,
                                     std::source_location caller);
  /// How many related rows each of these objects has; in the place of none, 0.
  std::vector<std::int64_t> count_related(const Relation& relation, std::span<const EntityPtr> owners,
                                          std::source_location caller, std::span<const Unfiltered> around);
  /// Loads a relation, a relation of what was found, and so on. What paths have in common is loaded once.
  void load_paths(std::span<const PathLoad> loads, std::source_location caller, const QueryOptions& said);
  /// Reads columns that were left out, of those objects that lack them.
  void load_columns(std::span<const EntityPtr> entities, std::span<const MemberId> members, Deadline deadline,
                    std::source_location caller);
  void remove(const EntityPtr& entity);
  void expunge(const EntityPtr& entity);
  bool tracks(const Entity& entity) const { return entity.owner == this; }
  /// Takes freshly read objects in: known ones are kept, and brought up to date unless they are modified.
  /// Reads rows of child models as what they are, those of each model by one statement. Of rows that are gone, nothing
  /// can be read: their objects are of the model that was asked for.
  void read_kinds(std::vector<EntityPtr>& fresh, EntityType& type, Connection& connection, bool gone,
                  std::source_location caller, const QueryOptions& said);
  void adopt(std::span<EntityPtr> fresh, EntityType& type, const std::shared_ptr<Engine>& engine);
  /// Takes notice of rows that a statement deleted and returned.
  void adopt_deleted(std::vector<EntityPtr>& gone, EntityType& type, const Engine& engine);
  /// Reads the rows of these objects again, all of one type and engine. Returns the objects whose rows are gone.
  std::vector<EntityPtr> reload(std::span<const EntityPtr> entities, Connection& connection,
                                std::source_location caller);
  /// The same; throws NoResultFound if one is gone.
  void refresh(std::span<const EntityPtr> entities, Connection& connection, std::source_location caller);
  /// The rows of these objects as they are now, those that there are, in objects of their own.
  static std::vector<EntityPtr> fetch_rows(std::span<Entity* const> entities, Connection& connection,
                                           std::source_location caller);
  void expire(Entity& entity);
  void expire_all();
  /// Takes notice that the row of a tracked object is gone.
  void note_gone(const EntityPtr& entity);
  bool modified(Entity& entity) const;
  /// Does to the objects at hand what ON UPDATE CASCADE has done to their rows. `before`: objects with the old keys.
  void follow_new_keys(std::span<const EntityPtr> updated, std::span<const EntityPtr> before);
  /// The same for ON DELETE CASCADE and SET NULL. All deleted ones are of one type and engine.
  void follow_deletion(std::span<const EntityPtr> deleted);

  // statements of the program that write past the objects (bulk_notice.cpp)
  void take_notice(const StatementRef& statement, Connection& connection, bool synchronize, std::int64_t rows,
                   std::source_location caller);

  // listeners (session_tell.cpp)
  template <class Function> bool heard(Function SessionListener::* which) const {
    return own_events->heard(which) || (shared_events && shared_events->heard(which));
  }
  /// Calls the session's own listeners, then those of its database.
  template <class Function, class... Arguments>
  void emit(Function SessionListener::* which, Arguments&&... arguments) const {
    own_events->emit(which, arguments...);
    if (shared_events) shared_events->emit(which, arguments...);
  }
  void tell(std::function<void(Session&)> SessionListener::* which);
  void tell_changes(std::function<void(Session&, std::span<const ChangeRecord>)> SessionListener::* which,
                    std::span<const ChangeRecord> changes);
  void tell_committed(std::string_view bind_key);
  void tell_loaded(std::span<const EntityPtr> entities);
  /// Changes where an object stands; `tell_states` tells of it.
  void set_state(Entity& entity, EntityState state);
  /// Tells what `set_state` has gathered, unless a flush is under way.
  void tell_states();
  /// The columns in which an object differs from its row, but for its version.
  void tell_attributes(const EntityPtr& entity);

  // the record of changes
  bool records_changes() const {
    return options.track_changes || heard(&SessionListener::after_flush) ||
           heard(&SessionListener::after_commit);
  }
  void record(ChangeKind kind, const EntityPtr& entity, void* before);
  /// Rows between objects of a many-to-many relation: the values of these columns, row after row.
  void record_between(ChangeKind kind, const Table& table, const Engine& engine,
                      std::span<const std::size_t> columns, std::span<const Cell> values);
  void record_statement(ChangeKind kind, const Table& table, const Engine& engine, std::int64_t rows);
  std::vector<ChangeRecord> all_changes() const;
  /// True if a flush has something to write for one of the statement's tables.
  bool must_flush(std::span<const Node> nodes);

  // ends
  /// Throws the ValidationError of the first new or changed object that breaks a rule of its model.
  void check_rules() const;
  void flush(std::source_location caller);
  void commit(std::source_location caller);
  void rollback_to(std::size_t level);
  std::uint64_t open_savepoint(std::source_location caller);
  void release_savepoint(std::uint64_t id, std::source_location caller);
  void rollback_savepoint(std::uint64_t id);
  void clear();
  /// Rolls back and lets go of everything.
  void close() noexcept;

  /// The statement with the filters of its models; `room` keeps it if that is another one.
  StatementRef filtered(const StatementRef& statement, std::span<const Unfiltered> around,
                        FilteredStatement& room) const;

  std::shared_ptr<const EngineSource> engines;
  std::shared_ptr<const ModelFilters> filters;  ///< none: nothing is filtered
  std::map<WorkKey, Work> works;
  IdentityMap identity;
  HandedOut handed_out;
  EntityBlocks copies;  ///< of rows
  std::vector<EntityPtr> pending, removed;
  std::vector<Level> levels;
  SessionOptions options;
  std::size_t autoflush_pauses = 0;
  std::shared_ptr<SessionEvents> own_events = std::make_shared<SessionEvents>(), shared_events;
  RelationWork relations;

 private:
  friend class FlushPlan;
  struct CommitOutcome {
    std::vector<std::string> committed, not_committed, unknown;
    std::exception_ptr failure;
    std::string reason;
  };

  bool has_work() const;
  void write(std::source_location caller);
  void write_all(std::source_location caller);
  /// What removed objects take along or leave behind, before anything is written (cascade.cpp). Gives those that others
  /// displaced in one-to-one relations, and that take nothing along.
  std::vector<EntityPtr> spread_removals(std::source_location caller);
  void tell_gathered_states();
  void read_again(std::span<const EntityPtr> entities, Connection& connection, std::source_location caller);
  void note(Undo step) { levels.back().journal.push_back(std::move(step)); }
  /// Gives a tracked object the values of its row.
  void take_row(const EntityPtr& entity, Entity& fresh);
  void take_in(const EntityPtr& entity, std::shared_ptr<Engine> engine);
  void take_in_detached(const EntityPtr& entity);
  /// Gives a tracked object, of these columns, those that it has not read and that the row has.
  void take_columns(const EntityPtr& known, Entity& fresh, const Positions& columns);
  /// Columns of a row that the database has set: to values of another row, or to NULL.
  void set_columns(const EntityPtr& child, const Positions& columns, const Positions& from_columns,
                   Entity* from);
  bool written_past(const Engine& engine, const Table& table) const;
  void undo(Undo& step);
  void undo_insert(const InsertedRows& rows);
  void undo_update(Undo& step);
  void undo_load(const EntityPtr& entity);
  void forget_new(const std::vector<EntityPtr>& before);
  void restore_objects(std::size_t level);
  void end_savepoints(std::size_t level);
  std::size_t find_level(std::uint64_t id) const;
  CommitOutcome commit_each();
  [[noreturn]] void report(CommitOutcome outcome);
  void end_transaction();

  bool flushing_ = false, silent_ = false;
  std::vector<std::pair<EntityPtr, EntityState>> told_;  ///< objects and where they stood before
  std::uint64_t next_level_id_ = 1;
};

}  // namespace bindery::detail
