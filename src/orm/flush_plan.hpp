// What one flush writes, sorted by tables; and the writing itself.
#pragma once
#include <map>
#include <memory>
#include <set>
#include <source_location>
#include <span>
#include <vector>

#include "flush_order.hpp"
#include "session_state.hpp"

namespace bindery::detail {

class FlushPlan {
 public:
  FlushPlan(SessionState& session, std::source_location caller) : session_(session), caller_(caller) {}

  void insert(EntityPtr entity) { rows_for(*entity).inserts.push_back(std::move(entity)); }
  void update(EntityPtr entity) { rows_for(*entity).updates.push_back(std::move(entity)); }
  void remove(EntityPtr entity) { rows_for(*entity).deletes.push_back(std::move(entity)); }
  /// Throws BindError for a read-only bind, before anything is written.
  void check() const;
  /// Updates and inserts.
  void write();
  /// Deletions.
  void erase();

 private:
  using Entities = std::vector<EntityPtr>;
  struct Rows {
    Entities inserts, updates, deletes;
    std::vector<const Engine*> engines;  ///< where they are, one behind the other
  };
  /// Columns of objects that are NULL in their rows for now.
  using Postponed = std::map<const Entity*, Positions>;

  /// Objects whose INSERT gives the same columns, one after the other.
  struct SameColumns {
    std::size_t end;   ///< behind the last one
    Positions filled;  ///< by the database
  };

  /// Objects in which the same columns have changed, and their rows as they will be.
  struct SameChange {
    Entities entities;
    std::vector<RowCopy> now;
  };

  std::vector<TableGroup> groups() const;
  void write_table(Rows& rows);
  void write_circle(const TableGroup& group);
  void erase_circle(const TableGroup& group);
  Rows& rows_for(const Entity& entity);
  /// Calls `use(connection, entities)` for the objects of each engine.
  template <class Use> void by_engine(std::span<EntityPtr> entities, Use use);

  void insert_rows(Entities entities, const Postponed& postponed);
  void update_rows(Entities& entities);
  void update_changed(Connection& connection, std::span<const EntityPtr> entities);
  void delete_rows(Entities& entities);
  void insert_batch(Connection& connection, std::span<EntityPtr> entities, const Postponed& postponed);
  void take_inserted(Connection& connection, std::span<EntityPtr> entities, std::span<SameColumns> parts,
                     std::map<const Entity*, EntityPtr> as_made);
  void take_part(Connection& connection, std::unique_ptr<InsertedRows> rows);
  void update_batch(Connection& connection, const Positions& changed, std::span<const EntityPtr> entities,
                    std::span<RowCopy> now);
  void take_updated(const Positions& changed, std::span<const EntityPtr> entities, std::span<RowCopy> now);
  void update_part(Connection& connection, const Table& part, const Positions& columns,
                   std::span<const EntityPtr> entities);
  void delete_batch(Connection& connection, std::span<const EntityPtr> entities);

  SessionState& session_;
  std::source_location caller_;
  std::set<const Entity*> incomplete_;  ///< inserted by this flush, but for keys that an UPDATE adds
  std::map<const Table*, Rows> rows_;   // never walked where the order counts
  std::pair<const Table* const, Rows>* last_ = nullptr;  ///< that an object was added to
};

}  // namespace bindery::detail
