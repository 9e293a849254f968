// Every sentence that a user's mistake gets from the compiler, and the rules behind them. Rules speak through
// static_assert, not through constrained overloads: compilers print the sentence and little else.
#pragma once
#include <bindery/core/codec.hpp>
#include <bindery/core/types/chrono.hpp>
#include <bindery/core/types/decimal.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/statement_rules.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace bindery {

// ---- what can be compared with what ---------------------------------------------------------------------------

namespace detail {

template <class T> struct StripOptional {
  using type = T;
};
template <class T> struct StripOptional<std::optional<T>> {
  using type = T;
};
template <class T> using strip_optional = typename StripOptional<std::remove_cvref_t<T>>::type;
template <class T>
inline constexpr bool is_optional = !std::same_as<strip_optional<T>, std::remove_cvref_t<T>>;

template <class T> inline constexpr bool is_text_type = std::convertible_to<T, std::string_view>;
template <class T> inline constexpr bool is_moment = false;
template <class D> inline constexpr bool is_moment<std::chrono::sys_time<D>> = true;
template <class D> inline constexpr bool is_local_moment = false;
template <class D> inline constexpr bool is_local_moment<std::chrono::local_time<D>> = true;
template <class T> inline constexpr bool is_span = false;
template <class R, class P> inline constexpr bool is_span<std::chrono::duration<R, P>> = true;

}  // namespace detail

template <class T>
concept SqlText = detail::is_text_type<detail::strip_optional<T>>;
template <class T>
concept SqlBoolean = std::same_as<detail::strip_optional<T>, bool>;
template <class T>
concept SqlNumber = (std::is_arithmetic_v<detail::strip_optional<T>> && !SqlBoolean<T>) ||
                    std::same_as<detail::strip_optional<T>, Decimal>;
template <class T>
concept SqlDay = std::same_as<detail::strip_optional<T>, std::chrono::year_month_day> ||
                 std::same_as<detail::strip_optional<T>, std::chrono::sys_days>;

/// The type of a row value `row(a, b)`.
template <class... T> struct RowOf {};

namespace detail {
template <class A, class B> inline constexpr bool comparable_rows = false;
}

/// Two types whose values a database compares as the same kind of thing.
template <class A, class B>
concept ComparableTypes =
    (SqlText<A> && SqlText<B>) || (SqlNumber<A> && SqlNumber<B>) || (SqlDay<A> && SqlDay<B>) ||
    (detail::is_moment<detail::strip_optional<A>> && detail::is_moment<detail::strip_optional<B>>) ||
    (detail::is_local_moment<detail::strip_optional<A>> &&
     detail::is_local_moment<detail::strip_optional<B>>) ||
    (detail::is_span<detail::strip_optional<A>> && detail::is_span<detail::strip_optional<B>>) ||
    detail::comparable_rows<detail::strip_optional<A>, detail::strip_optional<B>> ||
    std::same_as<detail::strip_optional<A>, detail::strip_optional<B>>;

namespace detail {
template <class... A, class... B>
  requires(sizeof...(A) == sizeof...(B))
inline constexpr bool comparable_rows<RowOf<A...>, RowOf<B...>> = (ComparableTypes<A, B> && ...);
}  // namespace detail

/// The type of `label<"name">`, which names a column of the result and has no value.
struct ResultName {};

// Each rule is a variable before it is asserted: Clang would list the reasons of a concept, line after line.

/// Names of the result pass for any type here: whole statements say where they may stand.
template <class... T> inline constexpr bool names_result = (std::same_as<T, ResultName> || ...);
template <class A, class B> consteval bool check_comparable() {
  constexpr bool text_with_number = SqlText<A> && SqlNumber<B>, number_with_text = SqlNumber<A> && SqlText<B>;
  static_assert(!text_with_number, "bindery: a text column can't be compared with a number");
  static_assert(!number_with_text, "bindery: a number column can't be compared with text");
  constexpr bool comparable =
      names_result<A, B> || ComparableTypes<A, B> || text_with_number || number_with_text;
  static_assert(comparable,
                "bindery: these two types can't be compared in SQL: text goes with text, numbers with "
                "numbers, enumerations and times with their own kind");
  return true;
}
template <class T> consteval bool check_text() {
  constexpr bool text = names_result<T> || SqlText<T>;
  static_assert(text, "bindery: this function needs a text value");
  return true;
}
template <class T> consteval bool check_number() {
  constexpr bool number = names_result<T> || SqlNumber<T>;
  static_assert(number, "bindery: arithmetic needs numbers");
  return true;
}
/// Types with a least and a greatest value on every database.
template <class T> consteval bool check_extreme() {
  using V = detail::strip_optional<T>;
  constexpr bool ordered = names_result<T> || SqlText<T> || SqlNumber<T> || SqlDay<T> || std::is_enum_v<V> ||
                           detail::is_moment<V> || detail::is_local_moment<V> || detail::is_span<V> ||
                           std::same_as<V, TimeOfDay>;
  static_assert(ordered, "bindery: min and max need numbers, text, dates or times");
  return true;
}
template <Op O> consteval bool check_filterable() {
  constexpr bool aggregate = O == Op::aggregate;
  static_assert(aggregate, "bindery: only aggregates take filter(condition), such as count().filter(...)");
  return true;
}
template <Op O> consteval bool check_windowed() {
  constexpr bool windowed = O == Op::aggregate || O == Op::filtered || O == Op::window_function;
  static_assert(windowed, "bindery: only aggregates and window functions take over(window())");
  return true;
}
template <bool InOrder> consteval bool check_window_order() {
  static_assert(
      InOrder,
      "bindery: a window says partition_by first, then order_by, then rows, range or groups, each once");
  return true;
}
template <class T> consteval bool check_distance() {
  constexpr bool distance = std::integral<detail::strip_optional<T>> && !SqlBoolean<T>;
  static_assert(distance, "bindery: the distances of rows and groups are integers");
  return true;
}
/// Types with a year, a month and a day.
template <class T> consteval bool check_day() {
  using V = detail::strip_optional<T>;
  constexpr bool day = SqlDay<T> || detail::is_moment<V> || detail::is_local_moment<V>;
  static_assert(day, "bindery: this function needs a date or a point in time");
  return true;
}
/// Types with an hour, a minute and a second.
template <class T> consteval bool check_clock() {
  using V = detail::strip_optional<T>;
  constexpr bool clock =
      !SqlDay<T> && (detail::is_moment<V> || detail::is_local_moment<V> || std::same_as<V, TimeOfDay>);
  static_assert(clock, "bindery: this function needs a time of day or a point in time");
  return true;
}
template <class T> consteval bool check_integer() {
  constexpr bool integer = std::integral<detail::strip_optional<T>> && !SqlBoolean<T>;
  static_assert(integer, "bindery: the remainder % needs integers");
  return true;
}
template <class T> consteval bool check_condition() {
  constexpr bool condition = names_result<T> || SqlBoolean<T>;
  static_assert(condition, "bindery: a condition is needed here, such as `col<&User::id> == 7`");
  return true;
}
/// The sentence is ModelData's: it is said once, whoever asks.
template <class T> constexpr bool check_model() { return detail::ModelData<T>::is_model; }

namespace detail {
template <class T> consteval bool shows_texts() {
  using M = strip_optional<T>;
  if constexpr (Model<M>) {
    for (const ColumnSpec& column : ModelData<M>::columns) {
      if (column.codec->views) return true;
    }
  }
  return false;
}
template <class T> struct ShowsTexts : std::bool_constant<shows_texts<T>()> {};
template <class... T> struct ShowsTexts<std::tuple<T...>> : std::bool_constant<(shows_texts<T>() || ...)> {};
}  // namespace detail

/// Rows that outlive what their texts are in.
template <class T> constexpr bool check_owned_texts() {
  constexpr bool owned = !detail::ShowsTexts<T>::value;
  static_assert(
      owned,
      "bindery: this model has members of type std::string_view, whose texts somebody must keep: read it by "
      "connection.views(query), or row by row by connection.stream(query)");
  return owned;
}
/// Models whose rows a program may write, and by one statement.
template <class M> constexpr bool check_writable() {
  (void)check_model<M>();
  if constexpr (Model<M>) {
    constexpr bool table = !detail::is_view<M>;
    static_assert(table, "bindery: a view is read only: write to the tables that it is made of");
  }
  return true;
}
template <class M> constexpr bool check_changeable() {
  (void)check_writable<M>();
  if constexpr (Model<M>) {
    constexpr bool one_table = detail::is_view<M> || detail::level_of<M>() == 0;
    static_assert(one_table,
                  "bindery: this model is stored in several tables, which one statement can't change: change "
                  "its objects "
                  "by a session, or by Connection::insert_all");
  }
  return true;
}
template <class Column, class Value> consteval bool check_assignable() {
  constexpr bool comparable = ComparableTypes<Column, Value>;
  static_assert(comparable, "bindery: this value's type can't be assigned to this column");
  static_assert(!detail::is_optional<Value> || detail::is_optional<Column>,
                "bindery: a value that may be NULL can't be assigned to a column that may not");
  return true;
}
/// What is set in `M`'s table is a member of `M`, or of a mixin that it inherits.
template <class M, class Owner> consteval bool check_own_column() {
  constexpr bool own = std::same_as<M, Owner> || std::derived_from<M, Owner>;
  static_assert(own, "bindery: an INSERT or UPDATE can set columns of its own model only");
  return true;
}
/// What `M`'s statement reads beside its own table.
template <class M, class Other> consteval bool check_other_model() {
  constexpr bool other = !std::same_as<M, Other>;
  static_assert(other,
                "bindery: this UPDATE or DELETE names its own model once more: give it an alias, "
                "`.from(alias<Model, \"other\">)`");
  return true;
}
template <class A, class B> consteval bool check_one_bind() {
  static_assert(bind_key_of<A> == bind_key_of<B>,
                "bindery: a statement runs on one database: these two models are in different binds. Run two "
                "statements, or map both models to one bind");
  return true;
}

namespace detail {
/// Columns that one part of a row takes; 0 for a type whose columns are known at run time only.
template <class Part> consteval std::size_t columns_of_part() {
  if constexpr (Model<Part>) return spec_of<Part>->columns.size();
  return 1;
}
template <class Row> struct RowColumns {
  static constexpr std::size_t count = Model<Row> ? columns_of_part<Row>() : 0;
  template <class... Column> static constexpr bool fit = true;
};
template <class... Part> struct RowColumns<std::tuple<Part...>> {
  static constexpr std::size_t count = (std::size_t{0} + ... + columns_of_part<Part>());
  template <class... Column> static constexpr bool fit = (ComparableTypes<Column, Part> && ...);
};
}  // namespace detail

/// A query whose rows go into these columns.
template <class Row, class... Column> consteval bool check_inserted_columns() {
  using Columns = detail::RowColumns<Row>;
  constexpr bool as_many = Columns::count == sizeof...(Column) || Columns::count == 0;
  static_assert(as_many, "bindery: the query must select as many columns as the INSERT names");
  if constexpr (as_many && requires { requires std::tuple_size<Row>::value == sizeof...(Column); }) {
    constexpr bool fit = Columns::template fit<Column...>;
    static_assert(fit,
                  "bindery: a column of the query has a type that can't be stored in the column it goes to");
  }
  return true;
}

// ---- rules about whole statements: see statement_rules.hpp ---------------------------------------------------

template <bool Found> consteval bool check_no_name() {
  static_assert(!Found,
                "bindery: label<\"name\"> names a column of the result, in order_by(...) only: write the "
                "expression once more instead");
  return true;
}
template <Flaw Found> consteval bool check_statement() {
  static_assert(Found != Flaw::two_binds,
                "bindery: a statement runs on one database: its models are in different binds. Run two "
                "statements, or map the models to one bind");
  static_assert(Found != Flaw::unknown_table,
                "bindery: this statement uses a column of a model that it does not select from: join the "
                "model, or name it with select_from<Model>()");
  static_assert(Found != Flaw::ambiguous,
                "bindery: this statement names one model twice, or a member of a mixin that two of its "
                "models share: give them aliases, or write col_of<Model, &Model::member>");
  static_assert(Found != Flaw::unknown_source,
                "bindery: this statement uses a column of a derived table that it does not select from: join "
                "the table, or name it with select_from(table)");
  static_assert(Found != Flaw::unknown_common_table,
                "bindery: this statement reads a table that no WITH defines: add .with(table)");
  static_assert(Found != Flaw::window_without_over,
                "bindery: row_number, rank, lag and the like need a window: row_number().over(window())");
  static_assert(
      Found != Flaw::unknown_label,
      "bindery: this statement is ordered by a name that its result does not have: a union, intersect "
      "or except takes its names from the first query");
  (void)check_no_name<Found == Flaw::name_of_the_result>();
  static_assert(Found != Flaw::no_groups,
                "bindery: this query has an aggregate beside a column that is in no group: add "
                ".group_by(column), or take min() or max() of the column");
  static_assert(Found != Flaw::not_a_group,
                "bindery: this query uses a column that is not among its groups: add it to group_by(...), or "
                "take min() or max() of it");
  return true;
}

}  // namespace bindery
