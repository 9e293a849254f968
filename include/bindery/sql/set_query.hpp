// Set operations: UNION, INTERSECT, EXCEPT of queries, with an order and a limit of their own.
#pragma once
#include <bindery/sql/common_table.hpp>
#include <bindery/sql/dynamic_set_query.hpp>
#include <bindery/sql/into.hpp>
#include <bindery/sql/operators.hpp>
#include <bindery/sql/subquery.hpp>

#include <concepts>
#include <type_traits>
#include <utility>

namespace bindery {

namespace detail {

/// The type of a column of two queries' united rows.
template <class A, class B> consteval auto common_type() {
  using L = strip_optional<A>;
  using R = strip_optional<B>;
  constexpr bool optional = is_optional<A> || is_optional<B>;
  const auto either = [](auto type) {
    using T = typename decltype(type)::type;
    return std::type_identity<std::conditional_t<optional, std::optional<T>, T>>{};
  };
  if constexpr (std::same_as<L, R>)
    return either(std::type_identity<L>{});
  else if constexpr (SqlNumber<L> && SqlNumber<R>)
    return either(arithmetic_type<L, R>());
  else if constexpr (SqlText<L> && SqlText<R>)
    return either(std::type_identity<std::string>{});
  else
    return either(std::type_identity<L>{});
}
template <class... A, class... B> consteval auto common_types(TypeList<A...>, TypeList<B...>) {
  if constexpr (sizeof...(A) == sizeof...(B))
    return TypeList<typename decltype(common_type<A, B>())::type...>{};
  else
    return TypeList<A...>{};
}
template <class... A, class... B> consteval bool as_many_columns(TypeList<A...>, TypeList<B...>) {
  return sizeof...(A) == sizeof...(B);
}
template <class... A, class... B> consteval bool comparable_columns(TypeList<A...>, TypeList<B...>) {
  if constexpr (sizeof...(A) == sizeof...(B)) return (ComparableTypes<A, B> && ...);
  return true;
}
/// Whether the queries fit together.
template <class First, class... Rest> consteval bool check_members() {
  using Types = typename First::outputs::types;
  constexpr bool as_many = (as_many_columns(Types{}, typename Rest::outputs::types{}) && ...);
  static_assert(
      as_many,
      "bindery: the queries of a union, intersect or except must give as many columns as each other");
  constexpr bool comparable = (comparable_columns(Types{}, typename Rest::outputs::types{}) && ...);
  static_assert(comparable,
                "bindery: the queries of a union, intersect or except must give columns of types that can be "
                "compared, one by one");
  return as_many && comparable;
}
template <class First> consteval auto all_common_types(First first) { return first; }
template <class First, class Second, class... Rest>
consteval auto all_common_types(First first, Second second, Rest... rest) {
  return all_common_types(common_types(first, second), rest...);
}

template <class List> struct TupleShapeOf;
template <class... T> struct TupleShapeOf<TypeList<T...>> {
  using type = TupleShape<T...>;
};
/// The first query names the columns; all of them say the types.
template <class First, class... Rest> struct SetOutputs {
  static constexpr const auto& columns = First::outputs::columns;
  using result_columns = typename First::result_columns;
  using types =
      decltype(all_common_types(typename First::outputs::types{}, typename Rest::outputs::types{}...));
  static constexpr bool alike = (std::same_as<typename First::shape, typename Rest::shape> && ...);
  using shape = typename std::conditional_t<alike, std::type_identity<typename First::shape>,
                                            TupleShapeOf<types>>::type;
};
template <class Members> struct SetOutputsOf;
template <class H, class... Q> struct SetOutputsOf<Compound<H, void, Q...>> {
  using type = SetOutputs<Q...>;
};

}  // namespace detail

/// Queries united, intersected or taken from each other. A query inside keeps its own order and limit.
template <class... Clauses> class SetQuery : public ExpressionBase {
  using Parts = detail::Pack<Clauses...>;
  using Members = detail::clause_of<Op::members, Clauses...>;

 public:
  using outputs = typename detail::SetOutputsOf<Members>::type;
  using shape = typename outputs::shape;
  using row_type = typename shape::row_type;
  using type = typename shape::scalar_type;
  using result_columns = typename outputs::result_columns;
  static constexpr std::size_t node_count = 1 + Parts::node_count, value_count = Parts::value_count;

  Parts clauses;

  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::set_query, .count = sizeof...(Clauses)};
    Parts::flatten(out);
  }
  constexpr void write(Cell*& out) const { clauses.write(out); }

  /// By columns of the first query, or by names of the result: `asc(label<"total">)`.
  template <Expression... E> constexpr auto order_by(E... e) const {
    return with_clause<Op::order_by>(std::move(e)...);
  }
  constexpr auto limit(std::int64_t rows) const {
    return with_clause<Op::limit>(Parameter<std::int64_t>{rows});
  }
  constexpr auto limit(std::int64_t rows, std::int64_t skipped) const { return limit(rows).offset(skipped); }
  constexpr auto offset(std::int64_t rows) const {
    return with_clause<Op::offset>(Parameter<std::int64_t>{rows});
  }
  /// Defines common tables for this statement.
  template <AnyCommonTable... Tables> constexpr auto with(const Tables&... tables) const {
    if constexpr ((TypedCommonTable<Tables> && ...))
      return put(detail::with_definitions(clauses, tables...));
    else
      return dynamic().with(tables...);
  }

  /// Rows as structs of the program's own, each member from the column of its name in the first query.
  template <class S> constexpr auto into() const {
    return detail::into<S>(*this, static_cast<const result_columns*>(nullptr));
  }
  /// The same by position.
  template <class S> constexpr auto into_in_order() const { return detail::into_in_order<S>(*this); }
  /// This query as a source of another one.
  template <FixedString Name> constexpr auto as_table() const { return DerivedTable<Name, SetQuery>(*this); }
  /// The same statement in a form that grows at run time.
  DynamicSetQuery<shape> dynamic() const {
    return DynamicSetQuery<shape>(
        QueryClauses(detail::nodes_of<SetQuery>, detail::WrittenValues<SetQuery>(*this).cells()));
  }
  auto statement() const {
    (void)check_statement<flaw_of(detail::nodes_of<SetQuery>)>();
    return detail::WrittenStatement<SetQuery>(*this, slots);
  }

 private:
  template <class Clause> constexpr auto put(Clause clause) const {
    return detail::put<bindery::SetQuery>(clauses, std::move(clause));
  }
  template <Op O, class... E> constexpr auto with_clause(E&&... e) const {
    return put(Compound<Head<O>, void, E...>{{}, {{std::move(e)}...}});
  }
  static inline constinit TextSlots slots{};
};

namespace detail {
template <SetKind Kind, class First, class... Rest>
auto combine_at_run_time(const First& first, const Rest&... rest) {
  constexpr bool alike = (std::same_as<typename First::shape, typename Rest::shape> && ...);
  static_assert(alike,
                "bindery: queries that are put together at run time must give rows of one type to be united");
  constexpr auto kind = static_cast<std::uint16_t>(Kind);
  QueryClauses clauses(Op::set_query);
  clauses.add(Op::members, whole_query(first), kind);
  (clauses.add(Op::members, whole_query(rest), kind), ...);
  return DynamicSetQuery<typename First::shape>(std::move(clauses));
}
template <SetKind Kind, class... Q> constexpr auto combine(const Q&... queries) {
  static_assert(sizeof...(Q) > 1, "bindery: a union, intersect or except needs two queries");
  if constexpr ((TypedQuery<Q> && ...)) {
    (void)check_members<Q...>();
    using Members = Compound<Head<Op::members, static_cast<std::uint16_t>(Kind)>, void, Q...>;
    return SetQuery<Members>{{}, {{Members{{}, {{queries}...}}}}};
  } else {
    return combine_at_run_time<Kind>(queries...);
  }
}
}  // namespace detail

/// The rows of all queries, each row once.
template <AnyQuery... Q> constexpr auto union_of(const Q&... queries) {
  return detail::combine<SetKind::union_>(queries...);
}
/// The rows of all queries, however often they come.
template <AnyQuery... Q> constexpr auto union_all(const Q&... queries) {
  return detail::combine<SetKind::union_all>(queries...);
}
/// The rows that all queries give, each once.
template <AnyQuery... Q> constexpr auto intersect(const Q&... queries) {
  return detail::combine<SetKind::intersect>(queries...);
}
/// SQLite has no `intersect_all` and no `except_all`: ProgrammingError when the text is made.
template <AnyQuery... Q> constexpr auto intersect_all(const Q&... queries) {
  return detail::combine<SetKind::intersect_all>(queries...);
}
/// The rows of the first query that none of the others gives, each once.
template <AnyQuery... Q> constexpr auto except(const Q&... queries) {
  return detail::combine<SetKind::except>(queries...);
}
template <AnyQuery... Q> constexpr auto except_all(const Q&... queries) {
  return detail::combine<SetKind::except_all>(queries...);
}

// ---- recursion ------------------------------------------------------------------------------------------------

/// The rows that a recursive table starts from; a source for the step that finds more.
template <FixedString Name, class Start>
struct RecursiveStart : detail::CommonTableAlias<Name, Name, typename Start::outputs> {
  Start start;
  constexpr explicit RecursiveStart(Start s) : start(std::move(s)) {
    (void)detail::check_column_names<typename Start::outputs>();
  }
  /// The step is repeated on the rows that it found last, until it finds none.
  template <TypedQuery Step> constexpr auto union_all(const Step& step) const {
    return table(bindery::union_all(start, step));
  }
  /// The same, without rows that there were already: ends even where the data go in circles.
  template <TypedQuery Step> constexpr auto union_of(const Step& step) const {
    return table(bindery::union_of(start, step));
  }

 private:
  template <class Query> static constexpr auto table(Query query) {
    return CommonTable<Name, true, Query>(std::move(query));
  }
};
/// `auto start = recursive<"chain">(select(...)); auto chain = start.union_all(select(...).join(start, ...));`
template <FixedString Name, TypedQuery Start> constexpr auto recursive(const Start& start) {
  return RecursiveStart<Name, Start>(start);
}

}  // namespace bindery
