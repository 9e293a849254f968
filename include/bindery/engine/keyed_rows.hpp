// Rows by a key of theirs.
#pragma once
#include <concepts>
#include <cstddef>
#include <functional>
#include <map>
#include <type_traits>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bindery::detail {

[[noreturn]] void refuse_second_row_of_key();

template <class K>
concept Hashable = std::equality_comparable<K> && requires(const K& key) {
  { std::hash<K>{}(key) } -> std::convertible_to<std::size_t>;
};
template <class K, class T>
using KeyedRows = typename std::conditional_t<Hashable<K>, std::type_identity<std::unordered_map<K, T>>,
                                              std::type_identity<std::map<K, T>>>::type;

template <class T, class Key> auto rows_by(std::vector<T> rows, Key& key) {
  using K = std::remove_cvref_t<std::invoke_result_t<Key&, const T&>>;
  KeyedRows<K, T> map;
  for (T& row : rows) {
    K value = std::invoke(key, std::as_const(row));
    if (!map.try_emplace(std::move(value), std::move(row)).second) refuse_second_row_of_key();
  }
  return map;
}

}  // namespace bindery::detail
