// Helpers of the codec tests: reading one cell, writing one value, the message of a refusal.
#pragma once
#include <bindery/core/codecs.hpp>
#include <gtest/gtest.h>

#include <string>

namespace bindery::codec_test {

template <class T> T read_cell(const Cell& cell) {
  T value{};
  codec_for<T>->read(*codec_for<T>, cell, &value);
  return value;
}

template <class T> Cell write_cell(const T& value) {
  Cell cell;
  writer_for<T>->write(*writer_for<T>, &value, cell);
  return cell;
}

/// The value after a way through a cell.
template <class T> T round_trip(const T& value) { return read_cell<T>(write_cell(value)); }

template <class T> bool same(const T& a, const T& b) { return codec_for<T>->equal(&a, &b); }

/// The message of the DataError that `action` throws; empty when it throws none.
template <class Action> std::string refusal(Action action) {
  try {
    action();
  } catch (const DataError& error) {
    return error.message();
  }
  return {};
}

template <class T> std::string read_refusal(const Cell& cell) {
  return refusal([&] { read_cell<T>(cell); });
}

template <class T> std::string write_refusal(const T& value) {
  return refusal([&] { write_cell(value); });
}

inline Cell text(std::string_view value) { return Cell::of_text(value); }

}  // namespace bindery::codec_test
