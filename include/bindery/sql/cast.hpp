// Casts.
#pragma once
#include <bindery/sql/expression.hpp>

#include <utility>

namespace bindery {

/// The value as another column type: `cast<double>(col<&Book::pages>)`. A number that becomes an integer is cut.
template <class T, Expression E> constexpr auto cast(E e) {
  return detail::compound<Head<Op::cast>, detail::nullable_like<T, E>>(std::move(e));
}

}  // namespace bindery
