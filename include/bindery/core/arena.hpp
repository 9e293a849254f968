// An arena: memory for many small texts that go together.
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace bindery::detail {

/// Keeps copies of texts until it goes; moving it leaves them where they are.
class Arena {
 public:
  std::string_view keep(std::string_view text) {
    if (left_ < text.size()) add_block(text.size());
    char* const kept = next_;
    std::memcpy(kept, text.data(), text.size());
    next_ += text.size();
    left_ -= text.size();
    return {kept, text.size()};
  }

 private:
  // Large enough that a block costs little beside its texts, small enough to waste little at the end.
  static constexpr std::size_t first_block = 4 * 1024, largest_block = 256 * 1024;

  void add_block(std::size_t least) {
    const std::size_t usual =
        std::min(first_block << std::min<std::size_t>(blocks_.size(), 16), largest_block);
    left_ = std::max(usual, least);
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    next_ = blocks_.back().get();
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace bindery::detail
