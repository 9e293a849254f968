// Memory for the many objects of one query: in blocks, each of which is freed with its last object.
#pragma once
#include <cstddef>

namespace bindery::detail {

class EntityBlocks {
 public:
  struct Block;
  /// More room than any block has.
  static constexpr std::size_t too_large = std::size_t{1} << 30;

  EntityBlocks() = default;
  EntityBlocks(const EntityBlocks&) = delete;
  EntityBlocks& operator=(const EntityBlocks&) = delete;
  ~EntityBlocks() { close(); }
  /// Where the next object is to be, which takes no more than `room` bytes. nullptr: in no block, as the first one, for
  /// most queries give one object.
  Block* next(std::size_t room);

  static void* take(Block* block, std::size_t size, std::size_t alignment);
  static void give_back(Block* block, void* place, std::size_t alignment) noexcept;

 private:
  void close() noexcept;

  Block* block_ = nullptr;
  std::size_t objects_ = 0;
};

/// One object in a block.
template <class T> struct EntityAllocator {
  using value_type = T;

  explicit EntityAllocator(EntityBlocks::Block* where) : block(where) {}
  template <class U> EntityAllocator(const EntityAllocator<U>& other) : block(other.block) {}
  T* allocate(std::size_t) { return static_cast<T*>(EntityBlocks::take(block, sizeof(T), alignof(T))); }
  void deallocate(T* place, std::size_t) noexcept { EntityBlocks::give_back(block, place, alignof(T)); }
  template <class U> friend bool operator==(const EntityAllocator& a, const EntityAllocator<U>& b) {
    return a.block == b.block;
  }

  EntityBlocks::Block* block;
};

}  // namespace bindery::detail
