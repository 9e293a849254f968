// Every sentence that a user's mistake gets from the compiler, and the rules behind them. Rules speak through
// static_assert, not through constrained overloads: compilers print the sentence and little else.
#pragma once
#include <bindery/core/codec.hpp>
#include <bindery/core/types/decimal.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/node.hpp>

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace bindery {

// ---- what can be compared with what ---------------------------------------------------------------------------

namespace detail {

template <class T> struct StripOptional { using type = T; };
template <class T> struct StripOptional<std::optional<T>> { using type = T; };
template <class T> using strip_optional = typename StripOptional<std::remove_cvref_t<T>>::type;
template <class T> inline constexpr bool is_optional = !std::same_as<strip_optional<T>, std::remove_cvref_t<T>>;

template <class T> inline constexpr bool is_text_type =
    std::convertible_to<T, std::string_view>;
template <class T> inline constexpr bool is_moment = false;
template <class D> inline constexpr bool is_moment<std::chrono::sys_time<D>> = true;
template <class D> inline constexpr bool is_local_moment = false;
template <class D> inline constexpr bool is_local_moment<std::chrono::local_time<D>> = true;
template <class T> inline constexpr bool is_span = false;
template <class R, class P> inline constexpr bool is_span<std::chrono::duration<R, P>> = true;

}  // namespace detail

template <class T> concept SqlText = detail::is_text_type<detail::strip_optional<T>>;
template <class T> concept SqlBoolean = std::same_as<detail::strip_optional<T>, bool>;
template <class T> concept SqlNumber =
    (std::is_arithmetic_v<detail::strip_optional<T>> && !SqlBoolean<T>) || std::same_as<detail::strip_optional<T>, Decimal>;
template <class T> concept SqlDay = std::same_as<detail::strip_optional<T>, std::chrono::year_month_day> ||
                                    std::same_as<detail::strip_optional<T>, std::chrono::sys_days>;

/// Two types whose values a database compares as the same kind of thing.
template <class A, class B>
concept ComparableTypes =
    (SqlText<A> && SqlText<B>) || (SqlNumber<A> && SqlNumber<B>) || (SqlDay<A> && SqlDay<B>) ||
    (detail::is_moment<detail::strip_optional<A>> && detail::is_moment<detail::strip_optional<B>>) ||
    (detail::is_local_moment<detail::strip_optional<A>> && detail::is_local_moment<detail::strip_optional<B>>) ||
    (detail::is_span<detail::strip_optional<A>> && detail::is_span<detail::strip_optional<B>>) ||
    std::same_as<detail::strip_optional<A>, detail::strip_optional<B>>;

template <class A, class B> consteval bool check_comparable() {
  static_assert(!(SqlText<A> && SqlNumber<B>), "bindery: a text column can't be compared with a number");
  static_assert(!(SqlNumber<A> && SqlText<B>), "bindery: a number column can't be compared with text");
  static_assert(ComparableTypes<A, B> || SqlText<A> || SqlText<B> || false,
                "bindery: these two types can't be compared in SQL");
  static_assert(ComparableTypes<A, B> || (SqlText<A> && SqlNumber<B>) || (SqlNumber<A> && SqlText<B>) ||
                    !(SqlText<A> || SqlText<B>),
                "bindery: text can only be compared with text (an enumeration with its own values)");
  return true;
}
template <class T> consteval bool check_text() {
  static_assert(SqlText<T>, "bindery: this function needs a text value");
  return true;
}
template <class T> consteval bool check_number() {
  static_assert(SqlNumber<T>, "bindery: arithmetic needs numbers");
  return true;
}
template <class T> consteval bool check_condition() {
  static_assert(SqlBoolean<T>, "bindery: a condition is needed here, such as `col<&User::id> == 7`");
  return true;
}
template <class T> consteval bool check_model() {
  static_assert(Model<T>, "bindery: this type is not a model: give it `static constexpr auto columns()`, or specialise bindery::Mapping for it");
  return true;
}
template <class Column, class Value> consteval bool check_assignable() {
  static_assert(ComparableTypes<Column, Value>, "bindery: this value's type can't be assigned to this column");
  static_assert(!detail::is_optional<Value> || detail::is_optional<Column>,
                "bindery: a value that may be NULL can't be assigned to a column that may not");
  return true;
}
template <class A, class B> consteval bool check_one_bind() {
  static_assert(bind_key_of<A> == bind_key_of<B>,
                "bindery: a statement runs on one database: these two models are in different binds. Run two statements, or map both models to one bind");
  return true;
}

// ---- rules about whole statements, checked on their nodes -----------------------------------------------------

enum class Flaw : std::uint8_t { none, unknown_table, ambiguous, two_binds };

namespace detail {

struct Scope {
  const Scope* outer = nullptr;
  const TableSpec* specs[16] = {};
  const char* names[16] = {};
  std::size_t size = 0;
};

constexpr bool same_name(const char* a, const char* b) {
  const std::string_view left = a ? a : "", right = b ? b : "";
  return left == right;
}
constexpr bool maps(const TableSpec& spec, MemberId id) {
  for (const ColumnSpec& column : spec.columns) {
    if (column.id == id) return true;
  }
  return false;
}
constexpr std::size_t owners(const Scope& scope, const Node& column) {
  std::size_t found = 0;
  for (std::size_t i = 0; i < scope.size; ++i) {
    if (column.name != nullptr && !same_name(scope.names[i], column.name)) continue;
    if (column.name == nullptr && scope.names[i] != nullptr && std::string_view(scope.names[i]) != "") continue;
    if (scope.specs[i] == nullptr) return 1;   // a derived or run-time table: known when rendered
    if (column.spec != nullptr && column.spec->type_name != scope.specs[i]->type_name) continue;
    if (maps(*scope.specs[i], MemberId{column.id})) ++found;
  }
  return found;
}
constexpr Flaw flaw_of_column(const Scope* scope, const Node& column) {
  for (; scope != nullptr; scope = scope->outer) {
    const std::size_t found = owners(*scope, column);
    if (found == 1) return Flaw::none;
    if (found > 1) return Flaw::ambiguous;
  }
  return Flaw::unknown_table;
}
constexpr void collect_sources(std::span<const Node> nodes, std::size_t at, std::size_t end, Scope& scope) {
  while (at < end) {
    const Op op = nodes[at].op;
    if (op == Op::source || op == Op::derived) {
      scope.specs[scope.size] = nodes[at].spec;
      scope.names[scope.size++] = nodes[at].name;
    }
    const bool inside = op == Op::select || op == Op::from || op == Op::join;
    at = inside ? at + 1 : behind(nodes, at);
  }
}
constexpr Flaw flaw_of_nodes(std::span<const Node> nodes, std::size_t at, std::size_t end, const Scope* outer) {
  while (at < end) {
    const Node& node = nodes[at];
    if (node.op == Op::select) {
      Scope scope{outer};
      const std::size_t close = behind(nodes, at);
      collect_sources(nodes, at, close, scope);
      if (const Flaw flaw = flaw_of_nodes(nodes, at + 1, close, &scope); flaw != Flaw::none) return flaw;
      at = close;
      continue;
    }
    if (node.op == Op::column && node.table == nullptr) {
      if (const Flaw flaw = flaw_of_column(outer, node); flaw != Flaw::none) return flaw;
    }
    ++at;
  }
  return Flaw::none;
}
constexpr Flaw flaw_of_binds(std::span<const Node> nodes) {
  const TableSpec* first = nullptr;
  for (const Node& node : nodes) {
    if (node.op != Op::source || node.spec == nullptr) continue;
    if (first != nullptr && first->bind_key != node.spec->bind_key) return Flaw::two_binds;
    first = node.spec;
  }
  return Flaw::none;
}

}  // namespace detail

/// The first rule that a typed statement breaks.
constexpr Flaw flaw_of(std::span<const Node> nodes) {
  if (const Flaw flaw = detail::flaw_of_binds(nodes); flaw != Flaw::none) return flaw;
  return detail::flaw_of_nodes(nodes, 0, nodes.size(), nullptr);
}

template <Flaw Found> consteval bool check_statement() {
  static_assert(Found != Flaw::two_binds,
                "bindery: a statement runs on one database: its models are in different binds. Run two statements, or map the models to one bind");
  static_assert(Found != Flaw::unknown_table,
                "bindery: this statement uses a column of a model that it does not select from: join the model, or name it with select_from<Model>()");
  static_assert(Found != Flaw::ambiguous,
                "bindery: this statement names one model twice, or a member of a mixin that two of its models share: give them aliases, or write col_of<Model, &Model::member>");
  return true;
}

}  // namespace bindery
