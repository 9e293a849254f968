// Typed expressions: types check, and what leaves an expression is a constant list of nodes beside its values.
#pragma once
#include <bindery/core/codecs.hpp>
#include <bindery/core/enums.hpp>
#include <bindery/schema/model.hpp>
#include <bindery/sql/checks.hpp>
#include <bindery/sql/node.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery {

/// Base of all typed expressions. Each has: `type`, the C++ type of its value; `node_count` and `value_count`;
/// `flatten(Node*&)`, which writes its nodes; and `write(Cell*&)`, which shows its values.
struct ExpressionBase {};
template <class E>
concept Expression = std::derived_from<std::remove_cvref_t<E>, ExpressionBase>;

class Condition;

template <class E> struct ValueOf {
  using type = std::remove_cvref_t<E>;
};
template <Expression E> struct ValueOf<E> {
  using type = typename std::remove_cvref_t<E>::type;
};
/// The C++ type of an expression's value, or of a plain value itself.
template <class E> using value_of = typename ValueOf<std::remove_cvref_t<E>>::type;

namespace detail {

template <class T> consteval TypeKind kind_of() {
  using Value = strip_optional<T>;
  if constexpr (Writable<Value>) return writer_for<Value>->type;
  return TypeKind::text;
}

/// Members in a row, without the compile time of std::tuple.
template <class... E> struct Pack {
  static constexpr std::size_t node_count = 0, value_count = 0;
  static constexpr void flatten(Node*&) {}
  constexpr void write(Cell*&) const {}
};
template <class First, class... Rest> struct Pack<First, Rest...> {
  [[no_unique_address]] First first;
  [[no_unique_address]] Pack<Rest...> rest;
  static constexpr std::size_t node_count = First::node_count + Pack<Rest...>::node_count;
  static constexpr std::size_t value_count = First::value_count + Pack<Rest...>::value_count;
  static constexpr void flatten(Node*& out) {
    First::flatten(out);
    Pack<Rest...>::flatten(out);
  }
  constexpr void write(Cell*& out) const {
    first.write(out);
    rest.write(out);
  }
};
constexpr Pack<> pack() { return {}; }
template <class First, class... Rest> constexpr Pack<First, Rest...> pack(First first, Rest... rest) {
  return {std::move(first), pack(std::move(rest)...)};
}

/// The pack with more behind it.
template <class... New> constexpr Pack<New...> append(const Pack<>&, New... parts) {
  return pack(std::move(parts)...);
}
template <class First, class... Rest, class... New>
constexpr Pack<First, Rest..., New...> append(const Pack<First, Rest...>& parts, New... more) {
  return {parts.first, append(parts.rest, std::move(more)...)};
}

template <class E> consteval auto flatten_to_array() {
  std::array<Node, E::node_count> nodes{};
  Node* out = nodes.data();
  E::flatten(out);
  return nodes;
}
/// The constant nodes of an expression type.
template <class E> inline constexpr auto nodes_of = flatten_to_array<E>();

}  // namespace detail

// ---- values ---------------------------------------------------------------------------------------------------

/// A value inside a statement. It owns what it was made of, so a stored query never dangles; string literals are
/// viewed.
template <class T> struct Parameter : ExpressionBase {
  using type = T;
  static constexpr std::size_t node_count = 1, value_count = 1;
  T value;
  constexpr explicit Parameter(T v) : value(std::move(v)) {}
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::parameter, .type = detail::kind_of<T>()}; }
  constexpr void write(Cell*& out) const {
    writer_for<T>->write(*writer_for<T>, &value, *out);
    ++out;
  }
};

/// NULL, as `std::nullopt` says it.
struct NullLiteral : ExpressionBase {
  using type = std::nullopt_t;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::null}; }
  constexpr void write(Cell*&) const {}
};

namespace detail {

template <class T> constexpr auto as_operand(T&& value) {
  using Plain = std::remove_cvref_t<T>;
  if constexpr (Expression<Plain>) {
    return Plain(std::forward<T>(value));
  } else if constexpr (std::same_as<Plain, std::nullopt_t> || std::same_as<Plain, std::nullptr_t>) {
    return NullLiteral{};
  } else if constexpr (std::is_array_v<Plain> && std::is_const_v<std::remove_reference_t<T>>) {
    return Parameter<std::string_view>{std::string_view(value)};
  } else if constexpr (SqlText<Plain> && !is_optional<Plain>) {
    return Parameter<std::string>{std::string(std::forward<T>(value))};
  } else {
    constexpr bool writable = Writable<Plain>;
    static_assert(writable,
                  "bindery: a value of this type can't be part of a statement: use a column type, or "
                  "specialise bindery::CodecFor for it");
    if constexpr (writable)
      return Parameter<Plain>{std::forward<T>(value)};
    else
      return NullLiteral{};
  }
}
template <class T> using operand_t = decltype(as_operand(std::declval<T>()));

}  // namespace detail

// ---- compound expressions -------------------------------------------------------------------------------------

/// How a compound begins: its operator, and the function's name if it is one.
template <Op O, std::uint16_t Detail = 0, FixedString Name = ""> struct Head {
  static constexpr FixedString name = Name;
  static constexpr Node node(TypeKind type, std::uint32_t count) {
    return {.op = O, .type = type, .detail = Detail, .count = count, .name = name.data};
  }
};

template <class HeadOf, class T, class... Args> struct Compound : ExpressionBase {
  using type = T;
  using Parts = detail::Pack<Args...>;
  static constexpr std::size_t node_count = 1 + Parts::node_count, value_count = Parts::value_count;
  [[no_unique_address]] Parts parts;

  constexpr explicit Compound(Parts p) : parts(std::move(p)) {}
  static constexpr void flatten(Node*& out) {
    *out++ = HeadOf::node(detail::kind_of<T>(), sizeof...(Args));
    Parts::flatten(out);
  }
  constexpr void write(Cell*& out) const { parts.write(out); }

  /// A name for this column of the result: `count().as<"books">()`.
  template <FixedString Name> constexpr auto as() const {
    return Compound<Head<Op::label, 0, Name>, T, Compound>{detail::pack(*this)};
  }
};

namespace detail {

template <class HeadOf, class T, class... Args> constexpr auto compound(Args... args) {
  return Compound<HeadOf, T, Args...>{pack(std::move(args)...)};
}
/// `T`, NULL-able if one of the operands is.
template <class T, class... Operands>
using nullable_like =
    std::conditional_t<(is_optional<value_of<Operands>> || ...), std::optional<strip_optional<T>>, T>;

}  // namespace detail

// ---- columns --------------------------------------------------------------------------------------------------

template <class Value> struct AssignmentTag {};

/// `column = value` inside `update().set(...)`.
template <class Target, class Source> struct Assignment : ExpressionBase {
  using type = void;
  static constexpr std::size_t node_count = 1 + Target::node_count + Source::node_count;
  static constexpr std::size_t value_count = Source::value_count;
  Source source;
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::assign, .count = 2};
    Target::flatten(out);
    Source::flatten(out);
  }
  constexpr void write(Cell*& out) const { source.write(out); }
};

/// A column of a model, perhaps under an alias. Use `col<&Model::member>`.
template <class M, auto Member, FixedString Alias = "", bool Named = false>
struct ColumnExpression : ExpressionBase {
  using type = MemberType<Member>;
  using model = M;
  static constexpr FixedString alias = Alias;
  static constexpr std::size_t node_count = 1, value_count = 0;

  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::column,
              .type = detail::kind_of<type>(),
              .detail = Named ? of_model_detail : std::uint16_t{0},
              .id = static_cast<std::uint64_t>(member_id<Member>),
              .spec = spec(),
              .name = alias.data};
  }
  constexpr void write(Cell*&) const {}

  /// Assigns in an UPDATE: `col<&Book::price> = col<&Book::price> * 2`.
  template <class Value> constexpr auto operator=(Value&& value) const {
    using Source = detail::operand_t<Value>;
    if constexpr (std::same_as<Source, NullLiteral>) {
      static_assert(detail::is_optional<type>,
                    "bindery: NULL can't be assigned to a column that may not be NULL");
    } else {
      (void)check_assignable<type, value_of<Source>>();
    }
    return Assignment<ColumnExpression, Source>{{}, detail::as_operand(std::forward<Value>(value))};
  }
  constexpr ColumnExpression() = default;
  constexpr ColumnExpression(const ColumnExpression&) = default;
  constexpr auto operator=(const ColumnExpression& other) const {
    return Assignment<ColumnExpression, ColumnExpression>{{}, other};
  }

  template <FixedString Name> constexpr auto as() const {
    return Compound<Head<Op::label, 0, Name>, type, ColumnExpression>{detail::pack(*this)};
  }

 private:
  static constexpr const TableSpec* spec() {
    if constexpr (Named) return spec_of<M>;
    return nullptr;
  }
};

/// A model's column: `col<&User::username>`.
template <auto Member> inline constexpr ColumnExpression<MemberOwner<Member>, Member> col{};
/// The same for a member that the model inherits from a mixin: `col_of<User, &User::created_at>`.
template <class M, auto Member> inline constexpr ColumnExpression<M, Member, "", true> col_of{};

// ---- operators ------------------------------------------------------------------------------------------------

namespace detail {

template <class L, class R>
concept OneIsExpression =
    (Expression<L> || Expression<R>) && !std::same_as<std::remove_cvref_t<L>, Condition> &&
    !std::same_as<std::remove_cvref_t<R>, Condition>;

template <Op O, class L, class R> constexpr auto compare(L&& left, R&& right) {
  using A = operand_t<L>;
  using B = operand_t<R>;
  if constexpr (std::same_as<A, NullLiteral>) {
    return compare<O>(std::forward<R>(right), std::nullopt);
  } else if constexpr (std::same_as<B, NullLiteral>) {
    constexpr bool testable = O == Op::eq || O == Op::ne;
    static_assert(testable, "bindery: NULL can only be tested by == and !=");
    return compound<Head<O == Op::eq ? Op::is_null : Op::is_not_null>, bool>(
        as_operand(std::forward<L>(left)));
  } else {
    constexpr bool certain = (Expression<L> || !is_optional<L>) && (Expression<R> || !is_optional<R>);
    static_assert(certain,
                  "bindery: a value that may be NULL can't be compared: test it first, and compare with "
                  "*value or with std::nullopt");
    (void)check_comparable<value_of<A>, value_of<B>>();
    return compound<Head<O>, nullable_like<bool, A, B>>(as_operand(std::forward<L>(left)),
                                                        as_operand(std::forward<R>(right)));
  }
}
template <Op O, class L, class R> constexpr auto logical(L&& left, R&& right) {
  using A = operand_t<L>;
  using B = operand_t<R>;
  (void)check_condition<value_of<A>>();
  (void)check_condition<value_of<B>>();
  return compound<Head<O>, nullable_like<bool, A, B>>(as_operand(std::forward<L>(left)),
                                                      as_operand(std::forward<R>(right)));
}

template <class A, class B> consteval auto arithmetic_type() {
  using L = strip_optional<A>;
  using R = strip_optional<B>;
  if constexpr (!SqlNumber<L> || !SqlNumber<R>)
    return std::type_identity<std::int64_t>{};
  else if constexpr (std::floating_point<L> || std::floating_point<R>)
    return std::type_identity<double>{};
  else if constexpr (std::same_as<L, Decimal> || std::same_as<R, Decimal>)
    return std::type_identity<Decimal>{};
  else if constexpr (std::signed_integral<L> == std::signed_integral<R>)
    return std::type_identity<decltype(L{} + R{})>{};
  else if constexpr (sizeof(L) < 4 && sizeof(R) < 4)
    return std::type_identity<int>{};
  else
    return std::type_identity<std::int64_t>{};
}
template <Op O, class L, class R> constexpr auto arithmetic(L&& left, R&& right) {
  using A = operand_t<L>;
  using B = operand_t<R>;
  if constexpr (O == Op::modulo) {
    (void)check_integer<value_of<A>>();
    (void)check_integer<value_of<B>>();
  } else {
    (void)check_number<value_of<A>>();
    (void)check_number<value_of<B>>();
  }
  using T = typename decltype(arithmetic_type<value_of<A>, value_of<B>>())::type;
  return compound<Head<O>, nullable_like<T, A, B>>(as_operand(std::forward<L>(left)),
                                                   as_operand(std::forward<R>(right)));
}

}  // namespace detail

template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator==(L&& l, R&& r) {
  return detail::compare<Op::eq>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator!=(L&& l, R&& r) {
  return detail::compare<Op::ne>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator<(L&& l, R&& r) {
  return detail::compare<Op::lt>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator<=(L&& l, R&& r) {
  return detail::compare<Op::le>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator>(L&& l, R&& r) {
  return detail::compare<Op::gt>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator>=(L&& l, R&& r) {
  return detail::compare<Op::ge>(std::forward<L>(l), std::forward<R>(r));
}

template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator&&(L&& l, R&& r) {
  return detail::logical<Op::and_>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator||(L&& l, R&& r) {
  return detail::logical<Op::or_>(std::forward<L>(l), std::forward<R>(r));
}
template <Expression E> constexpr auto operator!(E expression) {
  (void)check_condition<value_of<E>>();
  return detail::compound<Head<Op::not_>, typename E::type>(std::move(expression));
}

template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator+(L&& l, R&& r) {
  return detail::arithmetic<Op::add>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator-(L&& l, R&& r) {
  return detail::arithmetic<Op::subtract>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator*(L&& l, R&& r) {
  return detail::arithmetic<Op::multiply>(std::forward<L>(l), std::forward<R>(r));
}
/// Between integers the quotient is cut to an integer, as in C++, on every database. Division by zero is an error on
/// PostgreSQL and NULL on the others.
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator/(L&& l, R&& r) {
  return detail::arithmetic<Op::divide>(std::forward<L>(l), std::forward<R>(r));
}
template <class L, class R>
  requires detail::OneIsExpression<L, R>
constexpr auto operator%(L&& l, R&& r) {
  return detail::arithmetic<Op::modulo>(std::forward<L>(l), std::forward<R>(r));
}
template <Expression E> constexpr auto operator-(E expression) {
  (void)check_number<value_of<E>>();
  return detail::compound<Head<Op::negate>, typename E::type>(std::move(expression));
}

}  // namespace bindery
