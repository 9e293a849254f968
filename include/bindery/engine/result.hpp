// Results: the rows of one statement, all at hand.
#pragma once
#include <bindery/engine/keyed_rows.hpp>
#include <bindery/engine/partitions.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace bindery {

/// Throws NoResultFound or MultipleResultsFound.
[[noreturn]] void refuse_row_count(std::size_t rows);

/// Rows that a statement gave. Iterate it, or ask for what you expect.
template <class T> class Result {
 public:
  Result() = default;
  explicit Result(std::vector<T> rows) : rows_(std::move(rows)) {}

  auto begin() { return rows_.begin(); }
  auto end() { return rows_.end(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  std::size_t size() const { return rows_.size(); }
  bool empty() const { return rows_.empty(); }
  typename std::vector<T>::const_reference operator[](std::size_t row) const { return rows_[row]; }

  /// All rows; leaves the result empty.
  std::vector<T> all() { return std::move(rows_); }
  /// The only row. Throws NoResultFound or MultipleResultsFound.
  T one() {
    if (rows_.size() != 1) refuse_row_count(rows_.size());
    return std::move(rows_.front());
  }
  /// The only row, or none. Throws MultipleResultsFound.
  std::optional<T> one_or_none() {
    if (rows_.size() > 1) refuse_row_count(rows_.size());
    return first();
  }
  /// The first row, or none.
  std::optional<T> first() {
    if (rows_.empty()) return std::nullopt;
    return std::move(rows_.front());
  }
  /// The rows in pieces of so many, as std::span<T>; the last piece may be shorter. Leaves the result empty.
  Partitions<T> partitions(std::size_t rows) { return Partitions<T>(std::move(rows_), rows); }
  /// The rows by a key, which is a member (`&Author::id`) or a function of the row: a std::unordered_map, or a std::map
  /// if the key has no hash. Throws MultipleResultsFound if two rows have the same key. Leaves the result empty.
  template <class Key> auto map_by(Key key) { return detail::rows_by(std::move(rows_), key); }

 private:
  std::vector<T> rows_;
};

/// What became of a statement that gives no rows.
template <> class Result<void> {
 public:
  explicit Result(std::int64_t affected) : affected_(affected) {}
  /// Rows inserted, updated or deleted. An UPDATE counts the rows that it matched.
  std::int64_t affected_rows() const { return affected_; }

 private:
  std::int64_t affected_;
};

}  // namespace bindery
