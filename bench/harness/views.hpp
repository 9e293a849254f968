// The measured row with views of texts, and the raw clients' result that owns their bytes.
#pragma once
#include <cstring>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "harness/items.hpp"

namespace bindery::bench {

struct ItemView {
  static constexpr auto table_name = "item";
  std::int64_t id = 0;
  std::int32_t number = 0;
  double amount = 0;
  std::string_view label{};
  Moment moment{};
  std::optional<std::string_view> note{};

  static constexpr auto columns() {
    return mapped(column<&ItemView::id>(primary_key), column<&ItemView::number>(),
                  column<&ItemView::amount>(), column<&ItemView::label>(String{80}),
                  column<&ItemView::moment>(), column<&ItemView::note>());
  }
};

/// Rows beside the blocks that their texts are in.
class ItemViews {
 public:
  std::vector<ItemView> rows;

  std::string_view keep(const char* text, std::size_t size) {
    if (left_ < size) {
      left_ = std::max(block_size, size);
      blocks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
      next_ = blocks_.back().get();
    }
    char* const kept = next_;
    std::memcpy(kept, text, size);
    next_ += size;
    left_ -= size;
    return {kept, size};
  }

 private:
  static constexpr std::size_t block_size = 256 * 1024;
  std::vector<std::unique_ptr<char[]>> blocks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace bindery::bench
