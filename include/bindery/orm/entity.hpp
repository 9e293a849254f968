// Entities: objects that a session tracks, and the handles that programs hold on them.
#pragma once
#include <bindery/orm/entity_blocks.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/checks.hpp>
#include <bindery/sql/node.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/statement.hpp>

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace bindery {

class Engine;

/// Where an object stands. `transient`: new, or its row is deleted for good; `pending`: added, not yet written;
/// `persistent`: it has a row; `removed`: to be deleted, until the commit; `detached`: it has a row, but its session
/// is gone or let it go.
enum class EntityState : std::uint8_t { transient, pending, persistent, removed, detached };

namespace detail {

class SessionState;
class Merge;
struct Relation;

/// What compiled code needs to know of a model's type.
struct EntityType {
  const Table& table;
  const TableSpec* spec;
  const void* blank;  ///< an object as the type makes it
  std::shared_ptr<class Entity> (*make_in)(EntityBlocks::Block*);
  void* (*new_object)();
  void (*delete_object)(void*);
  std::size_t place;              ///< of the object behind the beginning of its entity
  std::size_t room;               ///< enough for one, with its counters
  std::vector<FieldPlan> fields;  ///< how a row with all columns is read
  std::vector<Node> by_key;       ///< SELECT of one row by its key
  TextSlots by_key_text;
  std::vector<Node> every_row;  ///< SELECT without a condition

  EntityType(const Table& of, const TableSpec* table_spec, const void* blank_object,
             std::shared_ptr<Entity> (*make_entity)(EntityBlocks::Block*), void* (*make_object)(),
             void (*unmake_object)(void*), std::size_t place_of_object, std::size_t room_for_one);
  std::shared_ptr<Entity> make() const;
  /// One of many.
  std::shared_ptr<Entity> make(EntityBlocks& blocks) const;
  /// Copies all columns from one object to another. Members that are no columns stay as they are.
  void copy_columns(void* to, void* from) const;
  /// The relations of the model, looked up on first use: MappingError where a key is missing or not the only one.
  /// Thread-safe.
  std::span<const Relation> relations() const;

 private:
  mutable std::once_flag resolved_;
  mutable std::shared_ptr<const std::vector<Relation>> relations_;
  mutable std::atomic<const std::vector<Relation>*> known_ = nullptr;
};

struct FreeRowCopy {
  void operator()(std::byte* copy) const noexcept;
};
/// A row in few bytes (src/orm/row_copy.hpp).
using RowCopy = std::unique_ptr<std::byte[], FreeRowCopy>;

/// A tracked object, and its values as they are in the database: a copy, which is taken when the object is first handed
/// out. Until then nobody can have changed it.
class Entity : public std::enable_shared_from_this<Entity> {
 public:
  explicit Entity(const EntityType& entity_type) : type(entity_type) {}
  Entity(const Entity&) = delete;
  Entity& operator=(const Entity&) = delete;
  void* object() { return reinterpret_cast<std::byte*>(this) + type.place; }
  /// The values of its row.
  void* original() {
    const std::uintptr_t copy = copy_.load(std::memory_order_acquire);
    if (copy == 0) return object();
    return (copy & packed) == 0 ? reinterpret_cast<void*>(copy) : unpack();
  }
  bool has_copy() const { return copy_.load(std::memory_order_acquire) != 0; }
  /// True if the row is known to have the values of `object`; false leaves it open. Nothing is unpacked for it.
  bool is_row_as(void* object) const;
  /// Its row, where that is kept in few bytes; nullptr if it is another object, or there is no copy.
  const std::byte* packed_row() const {
    const std::uintptr_t copy = copy_.load(std::memory_order_acquire);
    return (copy & packed) == 0 ? nullptr : reinterpret_cast<const std::byte*>(copy & ~packed);
  }
  /// Gives the object the values of its row.
  void take_back();
  /// Before the object is handed out or changed. Thread-safe for objects that no session tracks.
  void hand_out() {
    if (!watched) watch();
  }
  /// What is in the object is in its row.
  void settle();
  /// The row is as this one now; gives what it was before.
  RowCopy exchange_row(RowCopy now);
  /// Gives the object and its row the values of `row`.
  void restore(RowCopy row);
  /// A session takes it in, and lets go of it.
  void join(SessionState& session);
  void leave();

  const EntityType& type;
  EntityState state = EntityState::transient;
  bool expired = false;            ///< its values are not those of its row any more: it must be read again
  bool watched = false;            ///< the session looks whether it has changed before a statement
  bool listed = false;             ///< the same before a flush: it is among those that were handed out,
  std::uint32_t place = 0;         ///< here
  std::shared_ptr<Engine> engine;  ///< where it lives; decided when it is added or loaded
  SessionState* owner = nullptr;   ///< the session that tracks it

 protected:
  ~Entity();

 private:
  void watch();
  std::uintptr_t make_copy();
  static std::uintptr_t kept(RowCopy row);
  void free_copy(std::uintptr_t copy) const;
  void* unpack();

  static constexpr std::uintptr_t packed = 1;
  /// Another object; or the row in few bytes, until its values are asked for: then with the bit `packed`.
  std::atomic<std::uintptr_t> copy_ = 0;
};

/// "<User 1>", "<User (pending)>": the key once there is one in the database, the state before.
std::string describe(Entity& entity);
/// Lets the relations of a new entity's object know it.
void attach_relations(Entity& entity);
/// Throws NoResultFound: an empty Ref is used.
[[noreturn]] void refuse_empty_ref();

/// Throws the NotLoaded of an expired object.
[[noreturn]] void refuse_expired(Entity& entity);

template <class T> class Tracked;
template <class T> EntityType& entity_type();

/// A model of a family whose objects a session can make.
struct EntityKind {
  const TableSpec* spec;
  EntityType& (*type)();
  const EntityKind* next = nullptr;
};
void add_entity_kind(EntityKind& kind);
/// Makes a model of a family known before the program's `main` begins, wherever the program uses it with sessions or
/// names it in `models<...>`.
template <class T> struct EntityKindRegistration {
  EntityKindRegistration() { add_entity_kind(kind); }
  EntityKind kind{spec_of<T>, &entity_type<T>};
};
template <class T> inline EntityKindRegistration<T> entity_kind_registration{};
template <class T> constexpr void register_entity_kind() {
  if constexpr (KindModel<T>) (void)&entity_kind_registration<T>;
}

/// The type of the object that a row becomes, which was read into an object of `declared`: its own, or a child's.
/// MappingError for a kind that is of no model of the program.
EntityType& type_of_row(EntityType& declared, void* object);
/// The object as the model of `spec`, which is the entity's own or one of its ancestors.
void* object_as(Entity& entity, const TableSpec* spec);

/// A new object that no session knows yet.
template <class T, class U> std::shared_ptr<Entity> new_entity(U&& object) {
  auto entity = entity_type<T>().make();
  *static_cast<T*>(entity->object()) = std::forward<U>(object);
  return entity;
}

/// Behind the entity, as the type is aligned.
template <class T>
inline constexpr std::size_t place_in_entity = (sizeof(Entity) + alignof(T) - 1) / alignof(T) * alignof(T);

template <class T> EntityType& entity_type() {
  (void)check_owned_texts<T>();
  register_entity_kind<T>();
  static const T blank{};
  static EntityType type(
      table_of<T>(), spec_of<T>, &blank,
      [](EntityBlocks::Block* block) -> std::shared_ptr<Entity> {
        return std::allocate_shared<Tracked<T>>(EntityAllocator<Tracked<T>>(block));
      },
      []() -> void* { return new T{}; }, [](void* object) { delete static_cast<T*>(object); },
      place_in_entity<T>,
      alignof(T) <= alignof(std::max_align_t) ? sizeof(Tracked<T>) + 64 : EntityBlocks::too_large);
  return type;
}

template <class T> class Tracked final : public Entity {
 public:
  Tracked() : Entity(entity_type<T>()) { attach_relations(*this); }
  T value{};
};

}  // namespace detail

/// A handle on a tracked object, shared with its session. Empty when nothing was found. Copies speak of the same
/// object. The object outlives the session while a handle is held.
template <class T> class Ref {
 public:
  Ref() = default;
  /// For compiled code: `object` is the entity's object, or its base of type T.
  Ref(std::shared_ptr<detail::Entity> entity, T* object) : entity_(std::move(entity)), object_(object) {}

  explicit operator bool() const { return entity_ != nullptr; }
  /// Throws NotLoaded for an object that has expired: refresh it, or query it, first.
  T& operator*() const { return *readable(); }
  T* operator->() const { return readable(); }
  EntityState state() const { return checked().state; }
  /// True if the object must be read again before it is used.
  bool expired() const { return checked().expired; }
  /// "<User 1>", "<Line 1, 2>", "<User (pending)>", "<User (transient)>", "<nothing>".
  std::string to_string() const { return entity_ ? detail::describe(*entity_) : std::string("<nothing>"); }
  friend bool operator==(const Ref& a, const Ref& b) { return a.entity_ == b.entity_; }

  /// The same object as a model below this one, or above it: `employee.as<Manager>()`. Empty if it is none.
  template <class Other> Ref<Other> as() const;

  const std::shared_ptr<detail::Entity>& entity() const { return entity_; }

 private:
  detail::Entity& checked() const {
    if (!entity_) detail::refuse_empty_ref();
    return *entity_;
  }
  T* readable() const {
    if (checked().expired) detail::refuse_expired(*entity_);
    entity_->hand_out();
    return object_;
  }

  std::shared_ptr<detail::Entity> entity_;
  T* object_ = nullptr;
};

namespace detail {
/// The handle on an entity whose object is a T.
template <class T> Ref<T> ref_to(std::shared_ptr<Entity> entity) {
  if (!entity) return {};
  auto* object = static_cast<T*>(KindModel<T> ? object_as(*entity, spec_of<T>) : entity->object());
  return Ref<T>(std::move(entity), object);
}
}  // namespace detail

template <class T> template <class Other> Ref<Other> Ref<T>::as() const {
  constexpr bool related = std::derived_from<Other, T> || std::derived_from<T, Other>;
  static_assert(related, "bindery: as<Model>() leads to a model below this one, or above it");
  if (!entity_ || !entity_->type.table.is_a(table_of<Other>())) return {};
  return detail::ref_to<Other>(entity_);
}

}  // namespace bindery
