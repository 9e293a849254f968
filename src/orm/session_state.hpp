// The compiled part of a session: connections, tracked objects, and what a rollback has to take back.
#pragma once
#include <bindery/orm/session.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace bindery::detail {

using EntityPtr = std::shared_ptr<Entity>;

/// Which object: the same key read from two engines is two objects.
struct IdentityKey {
  const Engine* engine;
  const Table* table;
  std::string values;
  friend bool operator==(const IdentityKey&, const IdentityKey&) = default;
};
struct IdentityHash {
  std::size_t operator()(const IdentityKey& key) const noexcept;
};
IdentityKey identity_of(const Engine& engine, const EntityType& type, const void* object);
IdentityKey identity_of(const Engine& engine, const EntityType& type, std::span<const Value> key);

/// One step that a rollback undoes.
struct Undo {
  enum class Kind : std::uint8_t { added, inserted, updated, marked_removed, deleted } kind;
  EntityPtr entity;
  EntityPtr before = nullptr;   ///< updated: an object with the values of the row before
};

/// The transaction (level 0) or a savepoint above it.
struct Level {
  std::vector<Undo> journal;
  std::map<std::string, Transaction> savepoints;   ///< by bind key; none on level 0
};

/// A bind in use.
struct Work {
  Connection connection;
  Transaction transaction;
};

class SessionState {
 public:
  explicit SessionState(std::shared_ptr<const EngineSource> source) : engines(std::move(source)), levels(1) {}

  // connections
  Connection& connection(const std::shared_ptr<Engine>& engine, std::source_location caller);

  // objects
  void add(const EntityPtr& entity);
  void remove(const EntityPtr& entity);
  void expunge(const EntityPtr& entity);
  EntityPtr find(const IdentityKey& key) const;
  /// Takes freshly read objects in: known ones are kept, and brought up to date where that loses nothing.
  void adopt(std::vector<EntityPtr>& fresh, EntityType& type, const std::shared_ptr<Engine>& engine);
  /// Reads the rows of these objects again, all of one type and engine.
  void reload(std::span<Entity* const> entities, Connection& connection, std::source_location caller);
  bool modified(Entity& entity) const;
  /// True if a flush has something to write for one of the statement's tables.
  bool must_flush(std::span<const Node> nodes);

  // ends
  void flush(std::source_location caller);
  void commit(std::source_location caller);
  void rollback_to(std::size_t level);
  std::size_t open_savepoint(std::source_location caller);
  void release_savepoint(std::size_t level);
  void clear();

  std::shared_ptr<const EngineSource> engines;
  std::map<std::string, Work> works;                 ///< by bind key: the order of commits
  std::unordered_map<IdentityKey, EntityPtr, IdentityHash> identity;
  std::vector<EntityPtr> pending, removed;
  std::vector<Level> levels;
  std::uint64_t transaction = 1;

 private:
  friend class FlushPlan;
  void note(Undo step) { levels.back().journal.push_back(std::move(step)); }
  void undo(const Undo& step);
  void commit_works();
  void end_transaction();
};

}  // namespace bindery::detail
