// The clauses of a typed query: a pack in the order of SQL text, which is the order of `Op`.
#pragma once
#include <bindery/sql/expression.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace bindery::detail {

template <Op O, class... Clauses> inline constexpr bool has_clause = ((Clauses::head::op == O) || ...);

/// The clause of this kind, or an empty pack.
template <bool Found, Op O, class... Clauses> struct FindClause {
  using type = Pack<>;
};
template <Op O, class First, class... Rest> struct FindClause<true, O, First, Rest...> {
  using type = typename std::conditional_t<First::head::op == O, std::type_identity<First>,
                                           FindClause<true, O, Rest...>>::type;
};
template <Op O, class... Clauses>
using clause_of = typename FindClause<((Clauses::head::op == O) || ...), O, Clauses...>::type;

/// The clauses with this one at its place; one of the same kind gives way.
template <class Clause, class Before, class... Behind> struct Arranged;
template <class Clause, class... Before> struct Arranged<Clause, TypeList<Before...>> {
  using type = TypeList<Before..., Clause>;
};
template <class Clause, class... Before, class First, class... Rest>
struct Arranged<Clause, TypeList<Before...>, First, Rest...> {
  using type = typename std::conditional_t<
      (First::head::op < Clause::head::op), Arranged<Clause, TypeList<Before..., First>, Rest...>,
      std::conditional_t<First::head::op == Clause::head::op,
                         std::type_identity<TypeList<Before..., Clause, Rest...>>,
                         std::type_identity<TypeList<Before..., Clause, First, Rest...>>>>::type;
};
template <class Wanted, class Clauses, class Clause>
constexpr decltype(auto) old_or_new(const Clauses& clauses, Clause& clause) {
  if constexpr (std::same_as<Wanted, Clause>)
    return std::move(clause);
  else
    return part_of<Wanted>(clauses);
}
template <template <class...> class Query, class... All, class Clauses, class Clause>
constexpr auto arranged(TypeList<All...>, const Clauses& clauses, Clause& clause) {
  return Query<All...>{{}, {{old_or_new<All>(clauses, clause)}...}};
}

/// `Query` with this clause among the others. Mostly it is the last: clauses are said in the order of SQL.
template <template <class...> class Query, class Places, class... Clauses, class Clause>
constexpr auto put(const PackOf<Places, Clauses...>& clauses, Clause clause) {
  if constexpr (((Clauses::head::op < Clause::head::op) && ...))
    return Query<Clauses..., Clause>{{}, append(clauses, std::move(clause))};
  else
    return arranged<Query>(typename Arranged<Clause, TypeList<>, Clauses...>::type{}, clauses, clause);
}

}  // namespace bindery::detail
