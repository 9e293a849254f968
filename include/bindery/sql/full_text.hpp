// Full-text search, in each database's own way behind one function.
#pragma once
#include <bindery/sql/parameter.hpp>

#include <string>

namespace bindery {

namespace detail {
template <class... Columns> consteval bool check_full_text() {
  constexpr bool columns =
      sizeof...(Columns) > 0 && ((Columns::node_count == 1 && SqlText<value_of<Columns>>) && ...);
  static_assert(columns,
                "bindery: full-text search needs the text columns of a full_text_index: matches(\"words\", "
                "col<&Film::title>, col<&Film::description>)");
  return true;
}
}  // namespace detail

/// True for rows whose columns together hold all of the words, in any order: `matches("night river",
/// col<&Film::title>, col<&Film::description>)`. The model says `full_text_index<&Film::title,
/// &Film::description>()` with the same columns in this order. Letter case
/// does not count, accents do. What a word is, is the database's business: MariaDB knows none of fewer than three
/// letters, and no stop words of its own.
template <class... Columns> constexpr auto matches(std::string words, Columns... columns) {
  (void)detail::check_full_text<Columns...>();
  return detail::compound<Head<Op::matches>, bool>(std::move(columns)...,
                                                   Parameter<std::string>{std::move(words)});
}
/// How well a row matches: a greater number is a better match. Only the order of the numbers means something. It
/// stands beside `matches` with the same words and columns.
template <class... Columns> constexpr auto text_rank(std::string words, Columns... columns) {
  (void)detail::check_full_text<Columns...>();
  return detail::compound<Head<Op::text_rank>, double>(std::move(columns)...,
                                                       Parameter<std::string>{std::move(words)});
}

}  // namespace bindery
