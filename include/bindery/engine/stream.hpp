// Streams: rows one by one while the server still works.
#pragma once
#include <cstddef>
#include <iterator>
#include <memory>
#include <utility>

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

 private:
  std::unique_ptr<detail::RowReader> reader_;
  T row_{};
};

}  // namespace bindery
