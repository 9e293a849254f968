// The clauses of a typed query: a pack in the order of SQL text, which is the order of `Op`.
#pragma once
#include <bindery/sql/expression.hpp>

#include <utility>

namespace bindery::detail {

/// The pack with this clause at its place; a clause of the same kind gives way.
template <class Clause> constexpr Pack<Clause> put(const Pack<>&, Clause clause) {
  return {std::move(clause), {}};
}
template <class First, class... Rest, class Clause>
constexpr auto put(const Pack<First, Rest...>& clauses, Clause clause) {
  if constexpr (First::head::op == Clause::head::op)
    return Pack<Clause, Rest...>{std::move(clause), clauses.rest};
  else if constexpr (Clause::head::op < First::head::op)
    return Pack<Clause, First, Rest...>{std::move(clause), clauses};
  else
    return prepend(clauses.first, put(clauses.rest, std::move(clause)));
}
template <class First, class... Rest>
constexpr Pack<First, Rest...> prepend(First first, Pack<Rest...> rest) {
  return {std::move(first), std::move(rest)};
}

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

template <Op O> constexpr Pack<> clause(const Pack<>&) { return {}; }
template <Op O, class First, class... Rest>
constexpr const auto& clause(const Pack<First, Rest...>& clauses) {
  if constexpr (First::head::op == O)
    return clauses.first;
  else
    return clause<O>(clauses.rest);
}

}  // namespace bindery::detail
