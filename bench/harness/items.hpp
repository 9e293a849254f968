// The measured row, as the raw clients and Bindery fill it.
#pragma once
#include <bindery/bindery.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bindery::bench {

using Moment = std::chrono::local_time<std::chrono::microseconds>;

struct Item {
  std::int64_t id = 0;
  std::int32_t number = 0;
  double amount = 0;
  std::string label{};
  Moment moment{};
  std::optional<std::string> note{};

  static constexpr auto columns() {
    return mapped(column<&Item::id>(primary_key), column<&Item::number>(), column<&Item::amount>(),
                  column<&Item::label>(String{80}), column<&Item::moment>(), column<&Item::note>());
  }
  bool operator==(const Item&) const = default;
};

inline constexpr std::size_t item_count = 100'000;

/// The same items each time: labels of 20 to 60 characters, a note of 20 in every other one. No ids.
std::vector<Item> make_items(std::size_t count = item_count);

/// Different ids between 1 and `item_count`, in no order, the same each time.
std::vector<std::int64_t> make_keys(std::size_t count);

}  // namespace bindery::bench
