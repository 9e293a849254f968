// Streams: rows one by one while the server still works.
#pragma once
#include <bindery/engine/partitions.hpp>
#include <bindery/sql/checks.hpp>

#include <cstddef>
#include <iterator>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace bindery {

namespace detail {
/// Reads the rows of a running statement into objects; keeps its connection.
class RowReader {
 public:
  virtual ~RowReader() = default;
  /// Fills `object`; false behind the last row.
  virtual bool next(void* object) = 0;
};
}  // namespace detail

/// The rows of a stream in pieces of so many, each a std::span<T>; one piece is in memory at a time, and the next one
/// takes its place.
template <class T> class StreamPartitions {
 public:
  class iterator {
   public:
    using value_type = std::span<T>;
    using difference_type = std::ptrdiff_t;
    using reference = std::span<T>;
    using iterator_category = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(StreamPartitions* stream) : stream_(stream) { ++*this; }
    std::span<T> operator*() const { return std::span<T>(stream_->rows_).first(stream_->filled_); }
    iterator& operator++() {
      if (!stream_->fill()) stream_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.stream_ == nullptr; }

   private:
    StreamPartitions* stream_ = nullptr;
  };

  StreamPartitions(std::unique_ptr<detail::RowReader> reader, std::size_t size)
      : reader_(std::move(reader)), rows_(detail::checked_partition_size(size)) {}
  iterator begin() { return iterator(this); }
  std::default_sentinel_t end() const { return {}; }

 private:
  bool fill() {
    filled_ = 0;
    while (reader_ && filled_ < rows_.size()) {
      rows_[filled_] = T{};
      if (reader_->next(&rows_[filled_]))
        ++filled_;
      else
        reader_.reset();
    }
    return filled_ > 0;
  }

  std::unique_ptr<detail::RowReader> reader_;
  std::vector<T> rows_;
  std::size_t filled_ = 0;
};

/// An input range over the rows of one statement; one row is in memory at a time. Going away early ends the
/// statement. An error that the server meets late comes out of the iteration.
template <class T> class RowStream {
 public:
  class iterator {
   public:
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using reference = T&;
    using iterator_category = std::input_iterator_tag;

    iterator() = default;
    explicit iterator(RowStream* stream) : stream_(stream) { ++*this; }
    T& operator*() const { return stream_->row_; }
    T* operator->() const { return &stream_->row_; }
    iterator& operator++() {
      if (!stream_->reader_->next(&stream_->row_)) stream_ = nullptr;
      return *this;
    }
    void operator++(int) { ++*this; }
    friend bool operator==(const iterator& it, std::default_sentinel_t) { return it.stream_ == nullptr; }

   private:
    RowStream* stream_ = nullptr;
  };

  explicit RowStream(std::unique_ptr<detail::RowReader> reader) : reader_(std::move(reader)) {}
  iterator begin() { return iterator(this); }
  std::default_sentinel_t end() const { return {}; }
  /// The rows in pieces of so many: `for (auto part : connection.stream(query).partitions(1000))`. Instead of `begin`.
  StreamPartitions<T> partitions(std::size_t rows) {
    (void)check_owned_texts<T>();
    return {std::move(reader_), rows};
  }

 private:
  std::unique_ptr<detail::RowReader> reader_;
  T row_{};
};

}  // namespace bindery
