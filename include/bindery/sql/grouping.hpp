// Several groupings at once: rollup, cube, grouping sets. PostgreSQL only: the others have no equal.
#pragma once
#include <bindery/sql/expression.hpp>

#include <cstdint>
#include <utility>

namespace bindery {

/// `group_by(rollup(a, b))`: by a and b, by a, and all rows together. What is grouped by may be NULL in the result.
template <Expression... E> constexpr auto rollup(E... e) {
  return detail::compound<Head<Op::rollup>, void>(std::move(e)...);
}
/// By every subset of these.
template <Expression... E> constexpr auto cube(E... e) {
  return detail::compound<Head<Op::cube>, void>(std::move(e)...);
}
/// `grouping_sets(set(a, b), set(a), set())`.
template <Expression... Sets> constexpr auto grouping_sets(Sets... sets) {
  return detail::compound<Head<Op::grouping_sets>, void>(std::move(sets)...);
}
template <Expression... E> constexpr auto set(E... e) {
  return detail::compound<Head<Op::grouping_set>, void>(std::move(e)...);
}
/// A bit for each expression, the last one lowest: 1 where this row's group is not by it.
template <Expression... E>
  requires(sizeof...(E) > 0)
constexpr auto grouping(E... e) {
  return detail::function<"grouping", std::int32_t>(std::move(e)...);
}

}  // namespace bindery
