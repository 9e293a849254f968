// Common table expressions: queries that a statement names once, in WITH.
#pragma once
#include <bindery/sql/condition.hpp>
#include <bindery/sql/derived.hpp>
#include <bindery/sql/query_clauses.hpp>

#include <utility>

namespace bindery {

/// Reads, in FROM, the table `Name` that the statement's WITH defines.
template <FixedString Name, FixedString Alias = Name> struct CommonTableSource : SourceBase {
  static constexpr FixedString name = Name, alias = Alias;
  static constexpr std::size_t node_count = 2, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::common_table, .count = 1, .name = alias.data};
    *out++ = {.op = Op::text, .name = name.data};
  }
  constexpr void write(Cell*&) const {}
};

namespace detail {

/// `name AS (query)` in WITH.
template <FixedString Name, bool Recursive, class Query>
using Definition =
    Compound<Head<Op::common_table_definition, Recursive ? recursive_detail : std::uint16_t{0}, Name>, void,
             Query>;

template <FixedString Name, FixedString Alias, class Outputs>
struct CommonTableAlias : CommonTableSource<Name, Alias>, ColumnsOfResult<Alias, Outputs> {
  using Reference = CommonTableSource<Name, Alias>;
};

}  // namespace detail

/// A common table: what `cte` and `recursive` make. Give it to `.with(...)`, and read it like any source.
template <FixedString Name, bool Recursive, class Query>
struct CommonTable : detail::CommonTableAlias<Name, Name, typename Query::outputs> {
  static constexpr bool is_recursive = Recursive;
  Query query;
  constexpr explicit CommonTable(Query q) : query(std::move(q)) {
    (void)detail::check_column_names<typename Query::outputs>();
  }
  constexpr auto definition() const { return detail::Definition<Name, Recursive, Query>{{}, {{query}}}; }
  Fragment definition_fragment() const { return detail::fragment_of(definition()); }
  /// The same table once more, under another name.
  template <FixedString Alias>
  static constexpr detail::CommonTableAlias<Name, Alias, typename Query::outputs> as() {
    return {};
  }
};

/// A common table over a statement that is put together at run time: a DynamicSelect, or an INSERT, UPDATE or DELETE
/// that gives rows back (PostgreSQL). Its columns: `gone.col<"id", std::int64_t>`.
template <FixedString Name>
class RunTimeCommonTable : public CommonTableSource<Name>, public detail::ColumnsAtRunTime<Name> {
 public:
  using Reference = CommonTableSource<Name>;
  static constexpr bool is_recursive = false;
  explicit RunTimeCommonTable(const Fragment& query) {
    definition_.add(
        {.op = Op::common_table_definition, .count = 1, .name = CommonTableSource<Name>::name.data});
    definition_.append(query);
  }
  const Fragment& definition_fragment() const { return definition_; }

 private:
  Fragment definition_;
};

template <class T>
concept AnyCommonTable = requires(const T& table) { table.definition_fragment(); };
template <class T>
concept TypedCommonTable = AnyCommonTable<T> && requires(const T& table) { table.definition(); };

namespace detail {
/// The WITH clause with more definitions behind those there are.
template <class Places, class... Clauses, class... Tables>
constexpr auto with_definitions(const PackOf<Places, Clauses...>& clauses, const Tables&... tables) {
  using Known = clause_of<Op::with, Clauses...>;
  constexpr bool recursive = (Tables::is_recursive || ...);
  if constexpr (Known::node_count == 0)
    return compound<Head<Op::with, recursive ? recursive_detail : std::uint16_t{0}>, void>(
        tables.definition()...);
  else
    return more_definitions<recursive>(part_of<Known>(clauses), tables.definition()...);
}
template <bool Recursive, std::uint16_t Detail, class... Known, class... New>
constexpr auto more_definitions(const Compound<Head<Op::with, Detail>, void, Known...>& with,
                                New... definitions) {
  constexpr std::uint16_t either = Recursive ? recursive_detail : Detail;
  return Compound<Head<Op::with, either>, void, Known..., New...>{
      {}, append(with.parts, std::move(definitions)...)};
}
template <class Table> void add_definition(QueryClauses& clauses, const Table& table) {
  clauses.add(Op::with, table.definition_fragment(),
              Table::is_recursive ? recursive_detail : std::uint16_t{0});
}
}  // namespace detail

/// Names a query for `.with(...)`: `auto sales = cte<"sales">(select(...));`.
template <FixedString Name, Expression Query> constexpr auto cte(const Query& query) {
  return CommonTable<Name, false, Query>(query);
}
template <FixedString Name, class Query>
  requires requires(const Query& query) { query.fragment(); }
auto cte(const Query& query) {
  return RunTimeCommonTable<Name>(query.fragment());
}

}  // namespace bindery
