// Hybrids: one definition, computed by the database on columns and by the program on objects.
#pragma once
#include <bindery/sql/evaluate.hpp>

#include <type_traits>

namespace bindery {

/// What `hybrid` makes. Without arguments it is the expression, for statements; with an object it is its value.
template <class Sql, class Program = void> struct Hybrid {
  constexpr auto operator()() const { return Sql()(); }
  template <class T> constexpr auto operator()(const T& object) const {
    if constexpr (std::is_void_v<Program>) {
      return detail::evaluate(Sql()(), object);
    } else {
      return Program()(object);
    }
  }
};

/// A value that follows from an object's members, defined once as an expression over columns:
///
///     struct Line {
///       std::int32_t price = 0, quantity = 0;
///       static constexpr auto total = hybrid([] { return col<&Line::price> * col<&Line::quantity>; });
///       ...
///     };
///     select<Line>().where(Line::total() > 100);   // computed by the database
///     Line::total(line)                            // computed by the program, by the same rules: NULL, whole quotients
///
/// The members stand before it in the struct. What the program can't compute (functions of the database, subqueries)
/// needs a second function, of `const auto&`.
template <class Sql> constexpr Hybrid<Sql> hybrid(Sql) { return {}; }
template <class Sql, class Program> constexpr Hybrid<Sql, Program> hybrid(Sql, Program) { return {}; }

}  // namespace bindery
