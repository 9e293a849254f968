// Functions and predicates of typed expressions: aggregates, text, arithmetic, CASE, casts, IN, BETWEEN, LIKE.
#pragma once
#include <bindery/sql/condition.hpp>

#include <initializer_list>
#include <ranges>
#include <vector>

namespace bindery {

// ---- order ----------------------------------------------------------------------------------------------------

template <Expression E> constexpr auto asc(E e) {
  return detail::compound<Head<Op::ascending>, typename E::type>(std::move(e));
}
template <Expression E> constexpr auto desc(E e) {
  return detail::compound<Head<Op::descending>, typename E::type>(std::move(e));
}

/// A value of the program's own as an expression: `select(literal(1), col<&User::id>)`.
template <class T> constexpr auto literal(T&& value) {
  if constexpr (SqlText<T> && !detail::is_optional<T>)
    return Parameter<std::string>{std::string(std::forward<T>(value))};
  else
    return detail::as_operand(std::forward<T>(value));
}

// ---- aggregates -----------------------------------------------------------------------------------------------

namespace detail {
struct Star : ExpressionBase {
  using type = std::int64_t;
  static constexpr std::size_t node_count = 1, value_count = 0;
  static constexpr void flatten(Node*& out) { *out++ = {.op = Op::star}; }
  constexpr void write(Cell*&) const {}
};
template <FixedString Name, std::uint16_t Detail, class T, class... Args>
constexpr auto aggregate(Args... args) {
  return compound<Head<Op::aggregate, Detail, Name>, T>(std::move(args)...);
}
template <FixedString Name, class T, class... Args> constexpr auto function(Args... args) {
  return compound<Head<Op::function, 0, Name>, T>(std::move(args)...);
}
template <class T>
using sum_type =
    std::conditional_t<std::same_as<strip_optional<T>, Decimal>, Decimal,
                       std::conditional_t<std::floating_point<strip_optional<T>>, double, std::int64_t>>;
template <class T>
using average_type = std::conditional_t<std::same_as<strip_optional<T>, Decimal>, Decimal, double>;
}  // namespace detail

/// Rows of the group.
constexpr auto count() { return detail::aggregate<"count", 0, std::int64_t>(detail::Star{}); }
/// Rows where the expression is not NULL.
template <Expression E> constexpr auto count(E e) {
  return detail::aggregate<"count", 0, std::int64_t>(std::move(e));
}
template <Expression E> constexpr auto count_distinct(E e) {
  return detail::aggregate<"count", distinct_detail, std::int64_t>(std::move(e));
}
/// NULL for no rows, like `min`, `max` and `avg`. A sum of integers that does not fit 64 bits is an error.
template <Expression E> constexpr auto sum(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"sum", 0, std::optional<detail::sum_type<value_of<E>>>>(std::move(e));
}
/// Of decimals, a decimal with at least four digits more behind the point; how many more is the database's business.
template <Expression E> constexpr auto avg(E e) {
  (void)check_number<value_of<E>>();
  return detail::aggregate<"avg", 0, std::optional<detail::average_type<value_of<E>>>>(std::move(e));
}
template <Expression E> constexpr auto min(E e) {
  (void)check_extreme<value_of<E>>();
  return detail::aggregate<"min", 0, std::optional<detail::strip_optional<value_of<E>>>>(std::move(e));
}
template <Expression E> constexpr auto max(E e) {
  (void)check_extreme<value_of<E>>();
  return detail::aggregate<"max", 0, std::optional<detail::strip_optional<value_of<E>>>>(std::move(e));
}

// ---- text -----------------------------------------------------------------------------------------------------

/// SQLite knows the case of ASCII letters only; so do `upper` and patterns there.
template <Expression E> constexpr auto lower(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"lower", detail::nullable_like<std::string, E>>(std::move(e));
}
template <Expression E> constexpr auto upper(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"upper", detail::nullable_like<std::string, E>>(std::move(e));
}
template <Expression E> constexpr auto trim(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"trim", detail::nullable_like<std::string, E>>(std::move(e));
}
/// Characters, not bytes.
template <Expression E> constexpr auto length(E e) {
  (void)check_text<value_of<E>>();
  return detail::function<"length", detail::nullable_like<std::int64_t, E>>(std::move(e));
}
/// `count` characters from the 1-based position `from`.
template <Expression E, class From, class Count> constexpr auto substring(E e, From from, Count count) {
  (void)check_text<value_of<E>>();
  return detail::function<"substr", detail::nullable_like<std::string, E>>(
      std::move(e), detail::as_operand(std::move(from)), detail::as_operand(std::move(count)));
}
template <Expression E, class What, class With> constexpr auto replace(E e, What&& what, With&& with) {
  (void)check_text<value_of<E>>();
  return detail::function<"replace", detail::nullable_like<std::string, E>>(
      std::move(e), detail::as_operand(std::forward<What>(what)),
      detail::as_operand(std::forward<With>(with)));
}
/// The texts one behind the other; NULL if one of them is.
template <class First, class Second, class... Rest>
constexpr auto concat(First&& first, Second&& second, Rest&&... rest) {
  using A = detail::operand_t<First>;
  using B = detail::operand_t<Second>;
  (void)check_text<value_of<A>>();
  (void)check_text<value_of<B>>();
  auto both = detail::compound<Head<Op::concat>, detail::nullable_like<std::string, A, B>>(
      detail::as_operand(std::forward<First>(first)), detail::as_operand(std::forward<Second>(second)));
  if constexpr (sizeof...(Rest) == 0)
    return both;
  else
    return concat(std::move(both), std::forward<Rest>(rest)...);
}

// ---- numbers and NULL -----------------------------------------------------------------------------------------

template <Expression E> constexpr auto abs(E e) {
  (void)check_number<value_of<E>>();
  return detail::function<"abs", value_of<E>>(std::move(e));
}
/// To so many digits (0 or more) behind the point; halves go away from zero. Integers stay as they are.
template <Expression E> constexpr auto round(E e, int digits = 0) {
  (void)check_number<value_of<E>>();
  if constexpr (std::integral<detail::strip_optional<value_of<E>>>)
    return e;
  else
    return detail::function<"round", value_of<E>>(std::move(e), Parameter<int>{digits});
}
/// The first of the two that is not NULL.
template <Expression E, class Other> constexpr auto coalesce(E e, Other&& other) {
  using B = detail::operand_t<Other>;
  (void)check_comparable<value_of<E>, value_of<B>>();
  using Plain = detail::strip_optional<value_of<E>>;
  using T = std::conditional_t<detail::is_optional<value_of<B>>, std::optional<Plain>, Plain>;
  return detail::function<"coalesce", T>(std::move(e), detail::as_operand(std::forward<Other>(other)));
}
/// NULL where both are equal.
template <Expression E, class Other> constexpr auto nullif(E e, Other&& other) {
  using B = detail::operand_t<Other>;
  (void)check_comparable<value_of<E>, value_of<B>>();
  return detail::function<"nullif", std::optional<detail::strip_optional<value_of<E>>>>(
      std::move(e), detail::as_operand(std::forward<Other>(other)));
}
/// The value as another column type: `cast<double>(col<&Book::pages>)`. A number that becomes an integer is cut.
template <class T, Expression E> constexpr auto cast(E e) {
  return detail::compound<Head<Op::cast>, detail::nullable_like<T, E>>(std::move(e));
}

// ---- predicates -----------------------------------------------------------------------------------------------

template <Expression E> constexpr auto is_null(E e) {
  return detail::compound<Head<Op::is_null>, bool>(std::move(e));
}
template <Expression E> constexpr auto is_not_null(E e) {
  return detail::compound<Head<Op::is_not_null>, bool>(std::move(e));
}

/// `low <= e <= high`.
template <Expression E, class Low, class High> constexpr auto between(E e, Low&& low, High&& high) {
  using A = detail::operand_t<Low>;
  using B = detail::operand_t<High>;
  (void)check_comparable<value_of<E>, value_of<A>>();
  (void)check_comparable<value_of<E>, value_of<B>>();
  return detail::compound<Head<Op::between>, detail::nullable_like<bool, E, A, B>>(
      std::move(e), detail::as_operand(std::forward<Low>(low)), detail::as_operand(std::forward<High>(high)));
}
/// SQL patterns: `%` any text, `_` one character, a backslash before either takes it literally. Case counts.
template <Expression E, class Pattern> constexpr auto like(E e, Pattern&& pattern) {
  using P = detail::operand_t<Pattern>;
  (void)check_text<value_of<E>>();
  (void)check_text<value_of<P>>();
  return detail::compound<Head<Op::like>, detail::nullable_like<bool, E, P>>(
      std::move(e), detail::as_operand(std::forward<Pattern>(pattern)));
}
template <Expression E, class Pattern> constexpr auto not_like(E e, Pattern&& pattern) {
  return !like(std::move(e), std::forward<Pattern>(pattern));
}
/// Text that contains, begins or ends with another, whatever characters that holds.
std::string escape_like(std::string_view text);
template <Expression E> auto contains(E e, std::string_view text) {
  return like(std::move(e), "%" + escape_like(text) + "%");
}
template <Expression E> auto starts_with(E e, std::string_view text) {
  return like(std::move(e), escape_like(text) + "%");
}
template <Expression E> auto ends_with(E e, std::string_view text) {
  return like(std::move(e), "%" + escape_like(text));
}

namespace detail {
/// The type as which a value stands beside a column: the column's, unless the value does not fit it.
TypeKind type_beside(TypeKind column, const Value& value);
Fragment in_list(Op op, Fragment operand, std::vector<Value> values);
}  // namespace detail

/// One of these values: `in(col<&User::id>, ids)`. The number of values is known at run time only, so it is a Condition.
template <Expression E, std::ranges::input_range Values> Condition in(const E& e, const Values& values) {
  (void)check_comparable<value_of<E>, std::ranges::range_value_t<Values>>();
  return Condition(detail::in_list(Op::in_list, detail::fragment_of(e),
                                   std::vector<Value>(std::ranges::begin(values), std::ranges::end(values))));
}
template <Expression E, class T> Condition in(const E& e, std::initializer_list<T> values) {
  return in(e, std::vector<T>(values));
}
template <Expression E, std::ranges::input_range Values> Condition not_in(const E& e, const Values& values) {
  (void)check_comparable<value_of<E>, std::ranges::range_value_t<Values>>();
  return Condition(detail::in_list(Op::not_in_list, detail::fragment_of(e),
                                   std::vector<Value>(std::ranges::begin(values), std::ranges::end(values))));
}
template <Expression E, class T> Condition not_in(const E& e, std::initializer_list<T> values) {
  return not_in(e, std::vector<T>(values));
}

// ---- CASE -----------------------------------------------------------------------------------------------------

/// `case_when(condition, value).when(...).otherwise(value)`; without `otherwise` the rest is NULL.
template <class T, class... Parts> struct Case : ExpressionBase {
  using type = std::optional<T>;
  using All = detail::Pack<Parts...>;
  static constexpr std::size_t node_count = 1 + All::node_count, value_count = All::value_count;
  [[no_unique_address]] All parts;

  explicit constexpr Case(All p) : parts(std::move(p)) {}
  static constexpr void flatten(Node*& out) {
    *out++ = {.op = Op::case_, .type = detail::kind_of<T>(), .count = sizeof...(Parts)};
    All::flatten(out);
  }
  constexpr void write(Cell*& out) const { parts.write(out); }

  template <Expression C, class V> constexpr auto when(C condition, V&& value) const {
    (void)check_condition<value_of<C>>();
    (void)check_comparable<T, value_of<detail::operand_t<V>>>();
    using Arm = detail::operand_t<V>;
    return Case<T, Parts..., C, Arm>{
        detail::append(parts, std::move(condition), detail::as_operand(std::forward<V>(value)))};
  }
  template <class V> constexpr auto otherwise(V&& value) const {
    using Arm = detail::operand_t<V>;
    (void)check_comparable<T, value_of<Arm>>();
    using Result = std::conditional_t<detail::is_optional<value_of<Arm>>, std::optional<T>, T>;
    return Compound<Head<Op::case_>, Result, Parts..., Arm>{
        detail::append(parts, detail::as_operand(std::forward<V>(value)))};
  }
};

template <Expression C, class V> constexpr auto case_when(C condition, V&& value) {
  (void)check_condition<value_of<C>>();
  using Arm = detail::operand_t<V>;
  using Stored =
      std::conditional_t<SqlText<value_of<Arm>>, std::string, detail::strip_optional<value_of<Arm>>>;
  return Case<Stored, C, Arm>{detail::pack(std::move(condition), detail::as_operand(std::forward<V>(value)))};
}

}  // namespace bindery
