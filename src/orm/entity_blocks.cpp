// Blocks of objects: filled by one thread, given back by any.
#include <bindery/orm/entity_blocks.hpp>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <new>

namespace bindery::detail {

namespace {

/// One object that somebody holds keeps no more than this.
constexpr std::size_t most_bytes = 16 * 1024;
constexpr std::size_t alignment_of_blocks = alignof(std::max_align_t);

constexpr std::size_t rounded(std::size_t size) {
  return (size + alignment_of_blocks - 1) / alignment_of_blocks * alignment_of_blocks;
}

}  // namespace

struct alignas(alignment_of_blocks) EntityBlocks::Block {
  /// While the block is being filled, `filling` less the objects that were given back; then the objects that are left.
  std::atomic<std::uint32_t> left;
  std::uint32_t taken;
  std::byte* free;
  std::byte* end;

  static constexpr std::uint32_t filling = 1u << 31;

  void leave(std::uint32_t share) noexcept {
    if (left.fetch_sub(share, std::memory_order_acq_rel) == share) ::operator delete(this);
  }
};

EntityBlocks::Block* EntityBlocks::next(std::size_t room) {
  if (objects_++ == 0) return nullptr;
  const std::size_t size = rounded(room);
  if (block_ != nullptr && static_cast<std::size_t>(block_->end - block_->free) >= size) return block_;
  close();
  const std::size_t most = (most_bytes - sizeof(Block)) / size;
  if (most < 2) return nullptr;  // large ones gain nothing
  const std::size_t bytes = sizeof(Block) + size * std::min(most, std::max<std::size_t>(objects_, 4));
  auto* const memory = static_cast<std::byte*>(::operator new(bytes));
  block_ = new (memory) Block{Block::filling, 0, memory + sizeof(Block), memory + bytes};
  return block_;
}

void EntityBlocks::close() noexcept {
  if (block_ != nullptr) block_->leave(Block::filling - block_->taken);
  block_ = nullptr;
}

void* EntityBlocks::take(Block* block, std::size_t size, std::size_t alignment) {
  if (block == nullptr) {
    return alignment <= alignment_of_blocks ? ::operator new(size)
                                            : ::operator new(size, std::align_val_t(alignment));
  }
  void* const place = block->free;
  block->free += rounded(size);
  ++block->taken;
  return place;
}

void EntityBlocks::give_back(Block* block, void* place, std::size_t alignment) noexcept {
  if (block != nullptr)
    block->leave(1);
  else if (alignment <= alignment_of_blocks)
    ::operator delete(place);
  else
    ::operator delete(place, std::align_val_t(alignment));
}

}  // namespace bindery::detail
