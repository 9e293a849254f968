// SELECT, typed: each clause is a type, the statement a constant list of nodes, its text made once per dialect.
#pragma once
#include <bindery/sql/dynamic_select.hpp>
#include <bindery/sql/functions.hpp>
#include <bindery/sql/shape.hpp>
#include <bindery/sql/statement.hpp>

namespace bindery {

// ---- sources --------------------------------------------------------------------------------------------------

/// A model in FROM, perhaps under an alias.
template <class M, FixedString Name = ""> struct ModelSource : ExpressionBase {
  using type = void;
  using model = M;
  static constexpr FixedString name = Name;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::source, .spec = spec_of<M>, .name = name.data};
  }
  constexpr void write(Cell*&) const {}
};

/// The same model once more, under another name: `constexpr auto boss = alias<User, "boss">;`, then
/// `boss.col<&User::id>`, `.join(boss, ...)`.
template <class M, FixedString Name> struct Alias {
  using model = M;
  template <auto Member> static constexpr ColumnExpression<M, Member, Name> col{};
};
template <class M, FixedString Name> inline constexpr Alias<M, Name> alias{};

namespace detail {

template <JoinKind Kind, class Source, class... On>
using JoinClause = Compound<Head<Op::join, static_cast<std::uint16_t>(Kind)>, void, Source, On...>;
template <class M, FixedString Name = ""> struct AllColumns : ExpressionBase {
  using type = M;
  using Source = ModelSource<M, Name>;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::all_columns, .spec = spec_of<M>, .name = Source::name.data};
  }
  constexpr void write(Cell*&) const {}
};

/// The source that an expression speaks of first, or void.
template <class E> struct FirstSource {
  using type = void;
};
template <class M, auto Member, FixedString Name, bool Named>
struct FirstSource<ColumnExpression<M, Member, Name, Named>> {
  using type = ModelSource<M, Name>;
};
template <class M, FixedString Name> struct FirstSource<AllColumns<M, Name>> {
  using type = ModelSource<M, Name>;
};
template <class... E> struct FirstSourceOf {
  using type = void;
};
template <class First, class... Rest> struct FirstSourceOf<First, Rest...> {
  using Mine = typename FirstSource<First>::type;
  using type = typename std::conditional_t<std::is_void_v<Mine>, FirstSourceOf<Rest...>,
                                           std::type_identity<Mine>>::type;
};
template <class H, class T, class... Args>
struct FirstSource<Compound<H, T, Args...>> : FirstSourceOf<Args...> {};
template <class T, class... Parts> struct FirstSource<Case<T, Parts...>> : FirstSourceOf<Parts...> {};

template <class Source> consteval auto from_clause() {
  if constexpr (std::is_void_v<Source>)
    return Pack<>{};
  else {
    (void)check_model<typename Source::model>();
    return compound<Head<Op::from>, void>(Source{});
  }
}

template <class... Parts, class Clause>
constexpr auto extend_from(const Compound<Head<Op::from>, void, Parts...>& from, Clause clause) {
  return Compound<Head<Op::from>, void, Parts..., Clause>{append(from.parts, std::move(clause))};
}

/// True if the expression is a column of a source that a LEFT JOIN may leave empty.
template <class E, class From> consteval bool left_joined() {
  constexpr auto& from = nodes_of<From>;
  constexpr auto& nodes = nodes_of<E>;
  const Node& last = nodes[nodes.size() - 1];
  if (last.op != Op::column) return false;
  for (const Node& node : nodes) {
    if (node.op != Op::column && node.op != Op::label) return false;
  }
  for (std::size_t i = 0; i + 1 < from.size(); ++i) {
    if (from[i].op != Op::join || from[i].detail != static_cast<std::uint16_t>(JoinKind::left)) continue;
    const Node& source = from[i + 1];
    if (same_name(source.name, last.name) && maps(*source.spec, MemberId{last.id})) return true;
  }
  return false;
}
template <class E, class From>
using column_type =
    std::conditional_t<left_joined<E, From>(), std::optional<strip_optional<value_of<E>>>, value_of<E>>;

template <class Columns, class From> struct ShapeOf;
template <class M, FixedString Name, class From>
struct ShapeOf<Compound<Head<Op::columns>, void, AllColumns<M, Name>>, From> {
  using type = ModelShape<M>;
};
template <class... E, class From> struct ShapeOf<Compound<Head<Op::columns>, void, E...>, From> {
  using type = TupleShape<column_type<E, From>...>;
};

}  // namespace detail

// ---- the statement --------------------------------------------------------------------------------------------

/// A typed SELECT. Every method returns the statement with one clause more; the statement owns its values.
template <class C, class F, class W = detail::Pack<>, class G = detail::Pack<>, class H = detail::Pack<>,
          class O = detail::Pack<>, class L = detail::Pack<>, bool Distinct = false>
class Select : public ExpressionBase {
  using Parts = detail::Pack<C, F, W, G, H, O, L>;
  template <class Clause> static constexpr std::uint32_t present = Clause::node_count > 0 ? 1 : 0;

 public:
  using shape = typename detail::ShapeOf<C, F>::type;
  using row_type = typename shape::row_type;
  using type = typename shape::scalar_type;
  static constexpr std::size_t node_count = 1 + Parts::node_count, value_count = Parts::value_count;

  C columns;
  [[no_unique_address]] F sources;
  [[no_unique_address]] W filter;
  [[no_unique_address]] G groups;
  [[no_unique_address]] H group_filter;
  [[no_unique_address]] O order;
  [[no_unique_address]] L window;

  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::select,
              .detail = Distinct ? distinct_detail : std::uint16_t{0},
              .count = 1 + present<F> + present<W> + present<G> + present<H> + present<O> + window_clauses()};
    Parts::flatten(out);
  }
  constexpr void write(Cell*& out) const {
    columns.write(out), sources.write(out), filter.write(out), groups.write(out), group_filter.write(out);
    order.write(out), window.write(out);
  }

  /// Only rows for which the condition holds; several calls must all hold.
  template <Expression E> constexpr auto where(E condition) const {
    (void)check_condition<value_of<E>>();
    if constexpr (W::node_count == 0) {
      return with<Distinct>(columns, sources, detail::compound<Head<Op::where>, void>(std::move(condition)),
                            groups, group_filter, order, window);
    } else {
      return with<Distinct>(
          columns, sources,
          detail::compound<Head<Op::where>, void>(filter.parts.first && std::move(condition)), groups,
          group_filter, order, window);
    }
  }
  /// A condition put together at run time: from here on the statement is a run-time one.
  auto where(const Condition& condition) const { return dynamic().where(condition); }

  /// Starts from this model instead of the first column's.
  template <class M> constexpr auto select_from() const {
    return with<Distinct>(columns, detail::from_clause<ModelSource<M>>(), filter, groups, group_filter, order,
                          window);
  }
  /// Joins by the foreign key between the two tables.
  template <class M> constexpr auto join() const { return joined<JoinKind::inner, ModelSource<M>>(); }
  template <class M, Expression On> constexpr auto join(On on) const {
    return joined<JoinKind::inner, ModelSource<M>>(std::move(on));
  }
  template <class M, FixedString Name, Expression On> constexpr auto join(Alias<M, Name>, On on) const {
    return joined<JoinKind::inner, ModelSource<M, Name>>(std::move(on));
  }
  /// Keeps rows without a partner: the partner's columns become std::optional.
  template <class M> constexpr auto left_join() const { return joined<JoinKind::left, ModelSource<M>>(); }
  template <class M, Expression On> constexpr auto left_join(On on) const {
    return joined<JoinKind::left, ModelSource<M>>(std::move(on));
  }
  template <class M, FixedString Name, Expression On> constexpr auto left_join(Alias<M, Name>, On on) const {
    return joined<JoinKind::left, ModelSource<M, Name>>(std::move(on));
  }

  template <Expression... E> constexpr auto group_by(E... e) const {
    return with<Distinct>(columns, sources, filter,
                          detail::compound<Head<Op::group_by>, void>(std::move(e)...), group_filter, order,
                          window);
  }
  template <Expression E> constexpr auto having(E condition) const {
    (void)check_condition<value_of<E>>();
    return with<Distinct>(columns, sources, filter, groups,
                          detail::compound<Head<Op::having>, void>(std::move(condition)), order, window);
  }
  template <Expression... E> constexpr auto order_by(E... e) const {
    return with<Distinct>(columns, sources, filter, groups, group_filter,
                          detail::compound<Head<Op::order_by>, void>(std::move(e)...), window);
  }
  constexpr auto limit(std::int64_t rows) const {
    return with<Distinct>(
        columns, sources, filter, groups, group_filter, order,
        detail::pack(detail::compound<Head<Op::limit>, void>(Parameter<std::int64_t>{rows})));
  }
  constexpr auto limit(std::int64_t rows, std::int64_t skipped) const {
    return with<Distinct>(
        columns, sources, filter, groups, group_filter, order,
        detail::pack(detail::compound<Head<Op::limit>, void>(Parameter<std::int64_t>{rows}),
                     detail::compound<Head<Op::offset>, void>(Parameter<std::int64_t>{skipped})));
  }
  /// Skips rows; behind `limit`.
  constexpr auto offset(std::int64_t rows) const {
    return with<Distinct>(
        columns, sources, filter, groups, group_filter, order,
        detail::append(window, detail::compound<Head<Op::offset>, void>(Parameter<std::int64_t>{rows})));
  }
  constexpr auto distinct() const {
    return with<true>(columns, sources, filter, groups, group_filter, order, window);
  }

  /// The same statement in a form that grows at run time.
  DynamicSelect<shape> dynamic() const {
    SelectClauses clauses;
    clauses.distinct = Distinct;
    clauses.columns = inside(columns);
    clauses.sources = inside(sources);
    clauses.filter = Condition(inside(filter));
    clauses.groups = inside(groups);
    clauses.group_filter = Condition(inside(group_filter));
    clauses.order = inside(order);
    clauses.window = detail::pieces_of(window);
    return DynamicSelect<shape>(std::move(clauses));
  }

  /// Hands compiled code this statement with its values.
  template <class Use> decltype(auto) visit(Use&& use) const {
    (void)check_statement<flaw_of(detail::nodes_of<Select>)>();
    Cell cells[value_count + 1];
    Cell* end = cells;
    write(end);
    return std::forward<Use>(use)(StatementRef{detail::nodes_of<Select>, {cells, end}, &slots});
  }

 private:
  static consteval std::uint32_t window_clauses() {
    std::uint32_t clauses = 0;
    for (const Node& node : detail::nodes_of<L>) clauses += node.op == Op::limit || node.op == Op::offset;
    return clauses;
  }
  template <class Clause> static Fragment inside(const Clause& clause) {
    if constexpr (Clause::node_count == 0)
      return {};
    else
      return detail::pieces_of(clause.parts);
  }
  template <bool D, class C2, class F2, class W2, class G2, class H2, class O2, class L2>
  static constexpr auto with(C2 c, F2 f, W2 w, G2 g, H2 h, O2 o, L2 l) {
    return Select<C2, F2, W2, G2, H2, O2, L2, D>{{},           std::move(c), std::move(f), std::move(w),
                                                 std::move(g), std::move(h), std::move(o), std::move(l)};
  }
  template <JoinKind Kind, class Source, class... On> constexpr auto joined(On... on) const {
    static_assert(F::node_count > 0,
                  "bindery: there is nothing to join to: name a column of the first model, or say "
                  "select_from<Model>()");
    (void)check_model<typename Source::model>();
    if constexpr (F::node_count > 0) {
      using First = std::remove_cvref_t<decltype(sources.parts.first)>;
      (void)check_one_bind<typename First::model, typename Source::model>();
    }
    auto clause =
        detail::compound<Head<Op::join, static_cast<std::uint16_t>(Kind)>, void>(Source{}, std::move(on)...);
    return with<Distinct>(columns, detail::extend_from(sources, std::move(clause)), filter, groups,
                          group_filter, order, window);
  }
  static inline constinit TextSlots slots{};
};

/// All columns of a model, as models: `select<User>().where(col<&User::id> == 7)`.
template <class M> constexpr auto select() {
  (void)check_model<M>();
  auto columns = detail::compound<Head<Op::columns>, void>(detail::AllColumns<M>{});
  auto from = detail::from_clause<ModelSource<M>>();
  return Select<decltype(columns), decltype(from)>{{}, columns, from, {}, {}, {}, {}, {}};
}
template <class M, FixedString Name> constexpr auto select(Alias<M, Name>) {
  auto columns = detail::compound<Head<Op::columns>, void>(detail::AllColumns<M, Name>{});
  auto from = detail::from_clause<ModelSource<M, Name>>();
  return Select<decltype(columns), decltype(from)>{{}, columns, from, {}, {}, {}, {}, {}};
}
/// Some columns, as tuples: `select(col<&User::id>, count())`.
template <Expression... E>
  requires(sizeof...(E) > 0)
constexpr auto select(E... e) {
  auto columns = detail::compound<Head<Op::columns>, void>(std::move(e)...);
  auto from = detail::from_clause<typename detail::FirstSourceOf<E...>::type>();
  return Select<decltype(columns), decltype(from)>{{}, columns, from, {}, {}, {}, {}, {}};
}

// ---- statements inside statements -----------------------------------------------------------------------------

template <class Q>
  requires requires { typename Q::shape; }
constexpr auto exists(const Q& query) {
  return detail::compound<Head<Op::exists>, bool>(query);
}
template <class Q>
  requires requires { typename Q::shape; }
constexpr auto not_exists(const Q& query) {
  return detail::compound<Head<Op::not_exists>, bool>(query);
}
/// The one value that a query of one column gives; NULL if it gives no row.
template <class Q>
  requires requires { typename Q::shape; }
constexpr auto scalar(const Q& query) {
  return detail::compound<Head<Op::scalar_query>, std::optional<detail::strip_optional<typename Q::type>>>(
      query);
}
/// One of the values that a query of one column gives.
template <Expression E, class Q>
  requires requires { typename Q::shape; }
constexpr auto in(E e, const Q& query) {
  (void)check_comparable<value_of<E>, typename Q::type>();
  return detail::compound<Head<Op::in_query>, detail::nullable_like<bool, E>>(std::move(e), query);
}
template <Expression E, class Q>
  requires requires { typename Q::shape; }
constexpr auto not_in(E e, const Q& query) {
  (void)check_comparable<value_of<E>, typename Q::type>();
  return detail::compound<Head<Op::not_in_query>, detail::nullable_like<bool, E>>(std::move(e), query);
}

}  // namespace bindery
