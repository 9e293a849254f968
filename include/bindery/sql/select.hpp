// SELECT, typed: each clause is a type, the statement a constant list of nodes, its text made once per dialect.
#pragma once
#include <bindery/sql/composite.hpp>
#include <bindery/sql/functions.hpp>
#include <bindery/sql/into.hpp>
#include <bindery/sql/joins.hpp>
#include <bindery/sql/label.hpp>
#include <bindery/sql/output.hpp>
#include <bindery/sql/query_options.hpp>
#include <bindery/sql/row_lock.hpp>
#include <bindery/sql/statement.hpp>
#include <bindery/sql/set_query.hpp>
#include <bindery/sql/table_function.hpp>
#include <bindery/sql/values_list.hpp>

namespace bindery {

namespace detail {
template <class T, class... Parts> struct FirstSource<Case<T, Parts...>> : FirstSourceOf<Parts...> {};
}  // namespace detail

/// A typed SELECT. Every method returns the statement with one clause more; the statement owns its values.
template <class... Clauses> class Select : public detail::Joins<Select<Clauses...>> {
  using Parts = detail::Pack<Clauses...>;
  using Columns = detail::clause_of<Op::columns, Clauses...>;
  using From = detail::clause_of<Op::from, Clauses...>;
  using Groups = detail::clause_of<Op::group_by, Clauses...>;

 public:
  using outputs = detail::OutputsOf<Columns, detail::ResultClauses<From, Groups>>;
  using shape = typename detail::ShapeOf<Columns, From, Groups>::type;
  using row_type = typename shape::row_type;
  using type = typename shape::scalar_type;
  using result_columns = Columns;
  static constexpr std::size_t node_count = 1 + Parts::node_count, value_count = Parts::value_count;

  Parts clauses;

  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::select, .count = sizeof...(Clauses)};
    Parts::flatten(out);
  }
  constexpr void write(Cell*& out) const { clauses.write(out); }

  /// Only rows for which the condition holds; several calls must all hold.
  template <Expression E> constexpr auto where(E condition) const {
    (void)check_condition<value_of<E>>();
    if constexpr (!detail::has_clause<Op::where, Clauses...>)
      return with_clause<Op::where>(std::move(condition));
    else
      return with_clause<Op::where>(condition_of<Op::where>() && std::move(condition));
  }
  /// A condition put together at run time: from here on the statement is a run-time one.
  auto where(const Condition& condition) const { return dynamic().where(condition); }

  /// Starts from this model instead of the first column's.
  template <class M> constexpr auto select_from() const { return select_from(ModelSource<M>{}); }
  template <TypedSource S> constexpr auto select_from(S source) const {
    (void)detail::check_source<S>();
    return with_clause<Op::from>(detail::in_from(std::move(source)));
  }
  template <RunTimeSource S> auto select_from(const S& source) const { return dynamic().select_from(source); }
  /// What `join`, `left_join` and the others make.
  template <std::uint16_t Detail, SourceLike S, class... On> constexpr auto joined(S source, On... on) const {
    constexpr bool has_first = From::node_count > 0;
    static_assert(has_first,
                  "bindery: there is nothing to join to: name a column of the first model, or say "
                  "select_from<Model>()");
    (void)detail::check_source<S>();
    if constexpr (!has_first) {
      return *this;
    } else if constexpr (RunTimeSource<S> || (std::same_as<On, Condition> || ...)) {
      return joined_at_run_time<Detail>(source, on...);
    } else {
      (void)check_join<S>();
      auto join = detail::compound<Head<Op::join, Detail>, void>(detail::in_from(std::move(source)),
                                                                 std::move(on)...);
      return put(detail::extend_from(detail::part_of<From>(clauses), std::move(join)));
    }
  }

  template <Expression... E> constexpr auto group_by(E... e) const {
    return with_clause<Op::group_by>(std::move(e)...);
  }
  /// Only groups for which the condition holds; several calls must all hold.
  template <Expression E> constexpr auto having(E condition) const {
    (void)check_condition<value_of<E>>();
    if constexpr (!detail::has_clause<Op::having, Clauses...>)
      return with_clause<Op::having>(std::move(condition));
    else
      return with_clause<Op::having>(condition_of<Op::having>() && std::move(condition));
  }
  template <Expression... E> constexpr auto order_by(E... e) const {
    return with_clause<Op::order_by>(std::move(e)...);
  }
  constexpr auto limit(std::int64_t rows) const {
    return with_clause<Op::limit>(Parameter<std::int64_t>{rows});
  }
  constexpr auto limit(std::int64_t rows, std::int64_t skipped) const { return limit(rows).offset(skipped); }
  /// Skips rows.
  constexpr auto offset(std::int64_t rows) const {
    return with_clause<Op::offset>(Parameter<std::int64_t>{rows});
  }
  constexpr auto distinct() const { return with_clause<Op::distinct>(); }
  /// The first row, by the statement's order, of those that agree in the expressions. PostgreSQL only.
  template <Expression... E>
    requires(sizeof...(E) > 0)
  constexpr auto distinct_on(E... e) const {
    return with_clause<Op::distinct>(std::move(e)...);
  }
  /// Locks the rows against changes until the transaction ends: `.for_update()`, `.for_update(skip_locked)`,
  /// `.for_update(lock_of<Order>, nowait)`. SQLite locks whole databases and refuses it.
  template <class... Words> constexpr auto for_update(Words... words) const {
    return put(detail::lock_clause<0>(words...));
  }
  /// The same, but others may lock the rows for sharing, too.
  template <class... Words> constexpr auto for_share(Words... words) const {
    return put(detail::lock_clause<share_detail>(words...));
  }
  /// Defines common tables for this statement.
  template <AnyCommonTable... Tables> constexpr auto with(const Tables&... tables) const {
    if constexpr ((TypedCommonTable<Tables> && ...))
      return put(detail::with_definitions(clauses, tables...));
    else
      return dynamic().with(tables...);
  }

  /// This query as a source of another one.
  template <FixedString Name> constexpr auto as_table() const { return DerivedTable<Name, Select>(*this); }

  /// Rows as structs of the program's own, each member from the column of its name: a label, the member's or the
  /// column's name; a model goes to the member of its type. Other columns are read over. Checked at compile time.
  template <class S> constexpr auto into() const {
    return detail::into<S>(*this, static_cast<const Columns*>(nullptr));
  }
  /// The same by position.
  template <class S> constexpr auto into_in_order() const { return detail::into_in_order<S>(*this); }

  /// How the session loads what belongs to the objects, `selectin<&Author::books>`, which of their columns it reads,
  /// `undefer<&Book::notes>`, and which filters it goes round, `unfiltered<Book>`.
  template <QueryOption... O> auto options(const O&... options) const {
    return WithOptions<Select>(*this, options...);
  }
  /// The same statement in a form that grows at run time.
  DynamicSelect<shape> dynamic() const {
    return DynamicSelect<shape>(
        QueryClauses(detail::nodes_of<Select>, detail::WrittenValues<Select>(*this).cells()));
  }

  /// This statement with its values, for compiled code: `statement().ref()`. It must not outlive the query.
  auto statement() const {
    (void)check_statement<flaw_of(detail::nodes_of<Select>)>();
    return detail::WrittenStatement<Select>(*this, slots);
  }

 private:
  template <Op O> constexpr const auto& condition_of() const {
    return detail::part_at<0>(detail::part_of<detail::clause_of<O, Clauses...>>(clauses).parts);
  }
  template <class Clause> constexpr auto put(Clause clause) const {
    return detail::put<bindery::Select>(clauses, std::move(clause));
  }
  template <Op O, class... E> constexpr auto with_clause(E&&... e) const {
    return put(Compound<Head<O>, void, E...>{{}, {{std::move(e)}...}});
  }
  template <std::uint16_t Detail, class S>
  auto joined_at_run_time(const S& source, const Condition& on = {}) const {
    QueryClauses grown(detail::fragment_of(*this));
    grown.add_join(Detail, AnySource(source).fragment(), on);
    if constexpr (RunTimeSource<S>) {
      using Shape = typename decltype(joined<Detail>(detail::SourceName<S::name>{}))::shape;
      return DynamicSelect<Shape>(std::move(grown));
    } else {
      return DynamicSelect<typename decltype(joined<Detail>(source))::shape>(std::move(grown));
    }
  }
  template <class S> static consteval bool check_join() {
    using First = std::remove_cvref_t<decltype(detail::part_at<0>(std::declval<From>().parts))>;
    if constexpr (requires { typename First::model; } && requires { typename S::model; })
      (void)check_one_bind<typename First::model, typename S::model>();
    return true;
  }
  static inline constinit TextSlots slots{};
};

namespace detail {
template <class First, class... E> constexpr auto select_columns(E&&... e) {
  using Columns = Compound<Head<Op::columns>, void, E...>;
  if constexpr (std::is_void_v<First>) {
    return Select<Columns>{{}, {{Columns{{}, {{std::move(e)}...}}}}};
  } else {
    (void)check_source<First>();
    using From = Compound<Head<Op::from>, void, First>;
    return Select<Columns, From>{{}, {{Columns{{}, {{std::move(e)}...}}}, {}}};
  }
}
}  // namespace detail

/// All columns of a model, as models: `select<User>().where(col<&User::id> == 7)`.
template <class M> constexpr auto select() {
  (void)check_model<M>();
  if constexpr (Model<M>)
    return detail::select_columns<ModelSource<M>>(detail::AllColumns<M>{});
  else
    return detail::Pack<>{};
}
/// Several models, as tuples: `select<Author, Book>().join<Book>()`.
template <class First, class Second, class... Rest> constexpr auto select() {
  (void)(check_model<First>() && check_model<Second>() && (check_model<Rest>() && ...));
  return detail::select_columns<ModelSource<First>>(detail::AllColumns<First>{}, detail::AllColumns<Second>{},
                                                    detail::AllColumns<Rest>{}...);
}
template <class M, FixedString Name> constexpr auto select(Alias<M, Name>) {
  return detail::select_columns<ModelSource<M, Name>>(detail::AllColumns<M, Name>{});
}
/// Some columns and models, as tuples: `select(col<&User::id>, count())`, `select(model<User>, count())`.
template <Expression... E>
  requires(sizeof...(E) > 0)
constexpr auto select(E... e) {
  return detail::select_columns<typename detail::FirstSourceOf<E...>::type>(std::move(e)...);
}

}  // namespace bindery
