// What a session knows of changed relations: keys to be written, association rows to come and go, and what to restore.
#pragma once
#include <bindery/engine/engine.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <source_location>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

#include "relation_map.hpp"

namespace bindery::detail {

/// A key of a tracked object that is to refer to another object, or to none, once that has its own key.
struct Link {
  Positions columns, target_columns;
  EntityPtr target;
  const Relation* owner_side =
      nullptr;             ///< the relation of the target's model that goes by this key, if there is one
  bool taken_out = false;  ///< it was in another one's relation, and is in none now
};

/// A row between two objects, to be inserted or deleted.
struct Association {
  const TableSpec* table;
  Positions first_columns, second_columns;  ///< of the association's table
  Positions first_key, second_key;          ///< of the objects' tables
  EntityPtr first, second;
  bool added;
  std::uint64_t sequence;  ///< in the order of the program
};

class RelationWork {
 public:
  explicit RelationWork(SessionState& session);

  // ---- the program changes a relation of a tracked object ---------------------------------------------------------
  void insert(RelationMember& member, const EntityPtr& item);
  void take_out(RelationMember& member, const EntityPtr& item);
  void assign(RelationMember& member, const std::vector<EntityPtr>& items);
  /// The same, and writes the keys also of those that the relation holds already.
  void assign_all(RelationMember& member, const std::vector<EntityPtr>& items);

  // ---- the session takes objects in -------------------------------------------------------------------------------
  /// Remembers an object, unless no circle can be reached from it, until the session ends.
  void track(const EntityPtr& entity);
  /// A new object, with all that its relations hold.
  void take_in_new(const EntityPtr& entity);
  /// An object that another session let go, with all that its relations hold.
  void take_in_again(const EntityPtr& entity);
  /// A relation of an object as the database says it is.
  void take_loaded(const Relation& relation, Entity& owner, std::span<const EntityPtr> related);
  /// What the relations of an object hold is not known any more.
  void unload(Entity& entity);
  /// The columns of an object have changed by what the database says: relations that do not fit them are unknown now.
  void drop_stale(Entity& entity);

  // ---- removing (relation_removal.cpp) ----------------------------------------------------------------------------
  /// Objects that were taken out of a relation declared with delete_orphan, and are in none now.
  std::vector<EntityPtr> orphans() const;
  /// True for one that another object may have displaced in a one-to-one relation.
  bool is_displaced(const Entity& orphan) const;
  /// New objects that others were to refer to, and that the program has dropped since.
  std::vector<EntityPtr> dropped_targets() const;
  /// The objects that each of these holds by this relation: what it shows, and what is to be written. Of a relation
  /// that is not loaded, only the latter.
  std::vector<std::pair<EntityPtr, EntityPtr>> held_by(const Relation& relation,
                                                       std::span<const EntityPtr> owners) const;
  /// True if the object's key refers to the owner, or will with the next flush.
  bool belongs(const Relation& relation, Entity& child, Entity& owner) const;
  /// Lets a key refer to nothing with the next flush.
  void release(const Relation& relation, const EntityPtr& child);
  /// Rows between a removed object and those that its loaded relation shows are to be deleted.
  void separate(const Relation& relation, Entity& owner);
  /// Forgets rows to be inserted between objects of which one is removed.
  void forget_rows_of_removed();
  /// Deletes the rows between removed objects and all others.
  void delete_rows_of(const std::vector<EntityPtr>& removed, std::source_location caller);
  /// Objects whose rows are gone leave the relations of all others.
  void drop_deleted();
  /// What a load finds there is taken back by a rollback.
  void remember_unloaded(const Relation& relation, Entity& owner) { remember(relation.member(owner)); }

  // ---- flushing ---------------------------------------------------------------------------------------------------
  bool has_changes() const { return !links_.empty() || !associations_.empty(); }
  bool has_links(const Entity& entity) const { return links_.contains(&entity); }
  /// The objects that must have a key before this one can be written.
  std::vector<EntityPtr> awaited(const Entity& entity) const;
  /// Writes the keys that are known by now into the object's columns. True if it refers to less objects now.
  bool fill_keys(Entity& entity);
  /// The same for all; gives the objects that refer to less now: written first, they make room for others.
  std::vector<EntityPtr> fill_all_keys();
  /// Inserts or deletes association rows. All objects have their keys.
  void write_associations(bool added, std::source_location caller);
  void forget_changes();

  // ---- transactions -----------------------------------------------------------------------------------------------
  void open_level();
  void release_level();
  void roll_back(std::size_t level);
  void end_transaction();
  /// Forgets all changes and breaks circles among the objects, so that those nobody holds go away.
  void let_go();

 private:
  /// Both sides of a key: which relations show it, and its columns.
  struct Sides {
    const Relation* holder;  ///< of the object that has the key; nullptr if it has no such relation
    const Relation* owner;   ///< of the object that it refers to
    Positions columns, target_columns;
    const EntityType* target;
  };
  struct Remembered {
    EntityPtr entity;
    RelationMember* member;
    std::vector<EntityPtr> contents;
    bool loaded;
    std::uint64_t noted_before;
  };

  static Sides sides_of(const Relation& relation);
  /// Remembers the contents as they are, once in each part of the transaction.
  void remember(RelationMember& member);
  void track_item(Entity& beside, const EntityPtr& item);
  EntityPtr referred(const Sides& sides, Entity& holder) const;
  void move(const Sides& sides, Entity& holder, const EntityPtr& target);
  void set_link(const Sides& sides, Entity& holder, const EntityPtr& target, bool held_before);
  void associate(const Relation& relation, Entity& owner, const EntityPtr& item, bool added);
  void show(const Relation& relation, Entity& owner, const EntityPtr& item, bool added);
  void link_contents(const Relation& relation, const EntityPtr& entity);
  /// True if relations lead from the model into a circle of models. `way`: the models that led here.
  bool reaches_circle(const EntityType& type, std::vector<const EntityType*>& way);
  const Link* link_of(const Entity& holder, const Positions& columns) const;
  std::shared_ptr<Engine> engine_of(const Association& row) const;

  SessionState& session_;
  std::unordered_map<const Entity*, std::vector<Link>> links_;
  using AssociationKey = std::tuple<const TableSpec*, std::size_t, const Entity*, const Entity*>;
  std::map<AssociationKey, Association> associations_;
  std::uint64_t next_association_ = 0;
  std::vector<Remembered> remembered_;
  struct LevelMark {
    std::uint64_t stamp;
    std::size_t remembered;
  };
  std::vector<LevelMark> levels_;
  std::vector<std::weak_ptr<Entity>> known_;
  std::unordered_map<const EntityType*, bool> circular_;
  const EntityType* last_tracked_ = nullptr;
  bool last_is_circular_ = false;
  std::size_t known_limit_ = 1024;
};

}  // namespace bindery::detail
