// An arena: memory for many small texts that go together.
#pragma once
#include <cstddef>
#include <cstring>
#include <string_view>
#include <utility>

namespace bindery::detail {

/// Keeps copies of texts until it goes; moving it leaves them where they are.
class Arena {
 public:
  Arena() = default;
  Arena(Arena&& other) noexcept
      : last_(std::exchange(other.last_, nullptr)), next_(std::exchange(other.next_, nullptr)),
        left_(std::exchange(other.left_, 0)), blocks_(std::exchange(other.blocks_, 0)) {}
  Arena& operator=(Arena&& other) noexcept;
  ~Arena();

  std::string_view keep(std::string_view text) {
    if (left_ < text.size()) add_block(text.size());
    char* const kept = next_;
    std::memcpy(kept, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {kept, text.size()};
  }

 private:
  struct Block;  // memory, behind where the block before it is

  void add_block(std::size_t least);

  Block* last_ = nullptr;
  char* next_ = nullptr;
  std::size_t left_ = 0;
  std::size_t blocks_ = 0;
};

}  // namespace bindery::detail
