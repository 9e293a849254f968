// Views: the rows of one statement beside their texts, which the rows only show.
#pragma once
#include <bindery/core/arena.hpp>

#include <cstddef>
#include <utility>
#include <vector>

namespace bindery {

/// Rows whose `std::string_view` members show texts that this result keeps: much cheaper than a `std::string` for each.
/// A row, and a copy of it, must not outlive its result.
template <class T> class Views {
 public:
  Views() = default;
  Views(std::vector<T> rows, detail::Arena texts) : texts_(std::move(texts)), rows_(std::move(rows)) {}
  Views(Views&&) noexcept = default;
  Views& operator=(Views&&) noexcept = default;

  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  const T& operator[](std::size_t row) const { return rows_[row]; }

 private:
  detail::Arena texts_;
  std::vector<T> rows_;
};

}  // namespace bindery
