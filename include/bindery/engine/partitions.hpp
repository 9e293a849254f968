// Rows in pieces, to be worked off piece by piece.
#pragma once
#include <cstddef>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
/// Throws ProgrammingError for a size of 0.
std::size_t checked_partition_size(std::size_t rows);
}  // namespace detail

/// Rows at hand in pieces of so many, each a std::span<T>: `for (auto part : result.partitions(100))`. Owns the rows.
template <class T> class Partitions {
 public:
  class iterator {
   public:
    using value_type = std::span<T>;
    using difference_type = std::ptrdiff_t;

    iterator() = default;
    iterator(std::span<T> rest, std::size_t size) : rest_(rest), size_(size) {}
    std::span<T> operator*() const { return rest_.first(next()); }
    iterator& operator++() {
      rest_ = rest_.subspan(next());
      return *this;
    }
    iterator operator++(int) {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.rest_.empty(); }
    friend bool operator==(const iterator& a, const iterator& b) { return a.rest_.size() == b.rest_.size(); }

   private:
    std::size_t next() const { return size_ < rest_.size() ? size_ : rest_.size(); }

    std::span<T> rest_;
    std::size_t size_ = 1;
  };

  Partitions(std::vector<T> rows, std::size_t size)
      : rows_(std::move(rows)), size_(detail::checked_partition_size(size)) {}
  iterator begin() { return {std::span<T>(rows_), size_}; }
  std::default_sentinel_t end() const { return {}; }

 private:
  std::vector<T> rows_;
  std::size_t size_;
};

}  // namespace bindery
