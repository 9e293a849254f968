// Values by the keys of rows, in the order in which they came. Numbers are found by open addressing.
#pragma once
#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "row_key.hpp"

namespace bindery::detail {

template <class T> class KeyTable {
 public:
  /// nullptr if there is none.
  const T* find(const RowKey& key) const {
    if (key.holds_number) {
      if (numbered_.empty()) return nullptr;
      const std::uint32_t row = places_[place_of(key.number)];
      return row == free ? nullptr : &numbered_[row].value;
    }
    const auto found = others_.find(key);
    return found == others_.end() ? nullptr : &found->second;
  }
  /// The value of this key: the one known, or `value`, which is known from now on.
  const T& at(const RowKey& key, const T& value) {
    if (!key.holds_number) return others_.try_emplace(key, value).first->second;
    expect(1);
    std::uint32_t& row = places_[place_of(key.number)];
    if (row == free) add(row, key.number, value);
    return numbered_[row].value;
  }
  void put(const RowKey& key, T value) {
    if (!key.holds_number) {
      others_.insert_or_assign(key, std::move(value));
      return;
    }
    expect(1);
    std::uint32_t& row = places_[place_of(key.number)];
    if (row == free)
      add(row, key.number, std::move(value));
    else
      numbered_[row].value = std::move(value);
  }
  void erase(const RowKey& key) {
    if (!key.holds_number) {
      others_.erase(key);
      return;
    }
    if (numbered_.empty()) return;
    const std::size_t place = place_of(key.number);
    const std::uint32_t row = places_[place];
    if (row == free) return;
    const auto end = static_cast<std::uint32_t>(numbered_.size() - 1);
    places_[place_of(numbered_[end].key)] = row;  // the last one moves to where this one was
    places_[place] = end;
    std::swap(numbered_[row], numbered_[end]);
    free_place(place_of(key.number));
    numbered_.pop_back();
  }
  /// Makes room for so many more.
  void expect(std::size_t more) {
    const std::size_t wanted = numbered_.size() + more;
    if (wanted > numbered_.capacity()) numbered_.reserve(std::max(wanted, 2 * numbered_.capacity()));
    if (wanted * 3 > places_.size() * 2) build_places(std::max(wanted, places_.size()));
  }

  bool empty() const { return numbered_.empty() && others_.empty(); }
  template <class Use> void for_each(Use use) const {
    for (const Row& row : numbered_) use(row.value);
    for (const auto& [key, value] : others_) use(value);
  }

 private:
  struct Row {
    std::int64_t key;
    T value;
  };
  static constexpr std::uint32_t free = ~std::uint32_t{0};

  std::size_t home(std::int64_t key) const {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(key) * 0x9E3779B97F4A7C15u) >> shift_);
  }
  /// The place of the key, or the free place where it belongs.
  std::size_t place_of(std::int64_t key) const {
    const std::size_t last = places_.size() - 1;
    std::size_t place = home(key);
    while (places_[place] != free && numbered_[places_[place]].key != key) place = (place + 1) & last;
    return place;
  }
  void add(std::uint32_t& row, std::int64_t key, T value) {
    row = static_cast<std::uint32_t>(numbered_.size());
    numbered_.push_back({key, std::move(value)});
  }
  void build_places(std::size_t rows) {
    const std::size_t size = std::bit_ceil(std::max<std::size_t>(rows + rows / 2, 16));
    shift_ = 64 - static_cast<unsigned>(std::countr_zero(size));
    places_.assign(size, free);
    for (std::size_t i = 0; i < numbered_.size(); ++i)
      places_[place_of(numbered_[i].key)] = static_cast<std::uint32_t>(i);
  }
  /// Those behind a freed place that belong there, or before it, move up: no search stops too early.
  void free_place(std::size_t place) {
    const std::size_t last = places_.size() - 1;
    for (std::size_t next = (place + 1) & last; places_[next] != free; next = (next + 1) & last) {
      const std::size_t wanted = home(numbered_[places_[next]].key);
      if (((next - wanted) & last) < ((next - place) & last)) continue;
      places_[place] = places_[next];
      place = next;
    }
    places_[place] = free;
  }

  std::vector<Row> numbered_;
  std::vector<std::uint32_t> places_;  ///< positions in `numbered_`
  unsigned shift_ = 64;
  std::unordered_map<RowKey, T, RowKeyHash> others_;
};

}  // namespace bindery::detail
