// Arenas: blocks that grow, each knowing the one before it.
#include <bindery/core/arena.hpp>

#include <algorithm>
#include <new>

namespace bindery::detail {

struct Arena::Block {
  Block* before;
};

namespace {
// Large enough that a block costs little beside its texts, small enough to waste little at the end.
constexpr std::size_t first_block = 4 * 1024, largest_block = 256 * 1024;
}  // namespace

void Arena::add_block(std::size_t least) {
  const std::size_t size =
      std::max(std::min(first_block << std::min<std::size_t>(blocks_, 16), largest_block), least);
  char* const memory = static_cast<char*>(::operator new(sizeof(Block) + size));
  last_ = new (memory) Block{last_};
  next_ = memory + sizeof(Block);
  left_ = size;
  ++blocks_;
}

Arena& Arena::operator=(Arena&& other) noexcept {
  std::swap(last_, other.last_);
  std::swap(next_, other.next_);
  std::swap(left_, other.left_);
  std::swap(blocks_, other.blocks_);
  return *this;
}

Arena::~Arena() {
  while (last_ != nullptr) ::operator delete(std::exchange(last_, last_->before));
}

}  // namespace bindery::detail
