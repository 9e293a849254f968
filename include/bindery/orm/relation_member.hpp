// The compiled part of One and Many: what they hold, and whom they tell of changes.
#pragma once
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace bindery::detail {

class Entity;
struct Relation;
using EntityPtr = std::shared_ptr<Entity>;

/// What a One or a Many holds. In the object of an entity it knows that entity, and changes go through its session, so
/// that both sides stay in step; copies are free of that.
class RelationMember {
 public:
  /// True if its contents are known: they were loaded, or given by the program.
  bool is_loaded() const { return loaded_; }

  /// Throws the NotLoaded that names what loads it.
  void require_loaded() const;

  // ---- for compiled code: contents, whether they are loaded or not, without telling anybody --------------------
  Entity* owner() const { return owner_; }
  const Relation& relation() const;
  void attach(Entity& owner, std::size_t position);
  std::size_t held() const;
  /// Empty if the object is gone: only where a session has ended that held both sides.
  EntityPtr held(std::size_t position) const;
  bool is_strong(std::size_t position) const { return items_[position].strong != nullptr; }
  bool holds_now(const Entity& entity) const;
  void put(const EntityPtr& entity);
  void take(const Entity& entity);
  void set_contents(std::span<const EntityPtr> entities);
  std::vector<EntityPtr> contents() const;
  void set_loaded(bool loaded) { loaded_ = loaded; }
  /// Makes its contents unknown.
  void unload();
  /// From now on does not keep the object at this position alive.
  void weaken(std::size_t position);

  std::uint64_t noted = 0;  ///< the part of a transaction in which its contents were last remembered

 protected:
  explicit RelationMember(bool many) : many_(many) {}
  ~RelationMember();
  RelationMember(const RelationMember& other);
  RelationMember& operator=(const RelationMember& other);

  /// True if changes go through a session.
  bool is_tracked() const;
  void assign(std::vector<EntityPtr> entities);

  struct Item {
    EntityPtr strong;
    std::weak_ptr<Entity> weak;
  };
  EntityPtr checked(const Item& item) const;

 private:
  Entity* owner_ = nullptr;
  std::uint16_t position_ = 0;
  bool many_;
  bool loaded_ = false;

 protected:
  std::vector<Item> items_;
};

class OneMember : public RelationMember {
 protected:
  OneMember() : RelationMember(false) {}
  void assign(const EntityPtr& entity);
  EntityPtr read() const;
};

class ManyMember : public RelationMember {
 protected:
  ManyMember() : RelationMember(true) {}
  std::size_t read_size() const;
  EntityPtr read(std::size_t position) const;
  bool holds(const EntityPtr& entity) const;
  void insert(const EntityPtr& entity);
  void take_out(const EntityPtr& entity);
  using RelationMember::assign;
};

}  // namespace bindery::detail
