// Typed expressions: types check, and what leaves an expression is a constant list of nodes beside its values. Here is
// what all of them are made of.
#pragma once
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
/// Base of expressions whose type is known at run time only.
struct RunTimeExpression {};

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

/// One of the parts of a pack, at its place.
template <std::size_t I, class E> struct PackPart {
  [[no_unique_address]] E value;
};
template <class Places, class... E> struct PackOf;
template <std::size_t... I, class... E> struct PackOf<std::index_sequence<I...>, E...> : PackPart<I, E>... {
  static constexpr std::size_t node_count = (E::node_count + ... + 0);
  static constexpr std::size_t value_count = (E::value_count + ... + 0);
  static constexpr void flatten([[maybe_unused]] Node*& out) { (E::flatten(out), ...); }
  constexpr void write([[maybe_unused]] Cell*& out) const {
    (static_cast<const PackPart<I, E>&>(*this).value.write(out), ...);
  }
};
/// Parts in a row, without the compile time of std::tuple, or of classes and functions that recur for the rest.
template <class... E> using Pack = PackOf<std::index_sequence_for<E...>, E...>;

template <class... E> constexpr Pack<E...> pack(E... parts) { return {{std::move(parts)}...}; }
template <std::size_t I, class E> constexpr const E& part_at(const PackPart<I, E>& part) {
  return part.value;
}
/// The part of this type, of which there is one.
template <class E, std::size_t I> constexpr const E& part_of(const PackPart<I, E>& part) {
  return part.value;
}
/// The pack with more behind it.
template <std::size_t... I, class... E, class... New>
constexpr Pack<E..., std::remove_cvref_t<New>...> append(
    [[maybe_unused]] const PackOf<std::index_sequence<I...>, E...>& parts, New&&... more) {
  return {{static_cast<const PackPart<I, E>&>(parts).value}..., {std::forward<New>(more)}...};
}

template <class E> consteval auto flatten_to_array() {
  std::array<Node, E::node_count> nodes{};
  Node* out = nodes.data();
  E::flatten(out);
  return nodes;
}
/// The values of an expression, shown for as long as it lives.
template <class E> class WrittenValues {
 public:
  constexpr explicit WrittenValues(const E& expression) {
    Cell* end = cells_;
    expression.write(end);
  }
  constexpr std::span<const Cell> cells() const { return {cells_, E::value_count}; }

 private:
  Cell cells_[E::value_count + 1];
};

/// The constant nodes of an expression type.
template <class E> inline constexpr auto nodes_of = flatten_to_array<E>();

}  // namespace detail

/// How a compound begins: its operator, and the function's name if it is one.
template <Op O, std::uint16_t Detail = 0, FixedString Name = ""> struct Head {
  static constexpr Op op = O;
  static constexpr FixedString name = Name;
  static constexpr Node node(TypeKind type, bool may_be_null, std::uint32_t count) {
    return {
        .op = O, .type = type, .nullable = may_be_null, .detail = Detail, .count = count, .name = name.data};
  }
};

template <class HeadOf, class T, class... Args> struct Compound : ExpressionBase {
  using type = T;
  using head = HeadOf;
  using Parts = detail::Pack<Args...>;
  static constexpr std::size_t node_count = 1 + Parts::node_count, value_count = Parts::value_count;
  [[no_unique_address]] Parts parts;

  static constexpr void flatten(Node*& out) {
    *out++ = HeadOf::node(detail::kind_of<T>(), detail::is_optional<T>, sizeof...(Args));
    Parts::flatten(out);
  }
  constexpr void write([[maybe_unused]] Cell*& out) const {
    if constexpr (value_count > 0) parts.write(out);
  }

  /// A name for this column of the result: `count().as<"books">()`.
  template <FixedString Name> constexpr auto as() const {
    return Compound<Head<Op::label, 0, Name>, T, Compound>{{}, {{*this}}};
  }
  /// An aggregate of those rows only for which the condition holds: `count().filter(condition)`.
  template <Expression C> constexpr auto filter(C condition) const {
    (void)check_filterable<HeadOf::op>();
    (void)check_condition<value_of<C>>();
    return Compound<Head<Op::filtered>, T, Compound, C>{{}, {{*this}, {std::move(condition)}}};
  }
  /// An aggregate or window function over the rows around each row: `sum(x).over(window().order_by(y))`.
  template <Expression W> constexpr auto over(W window) const {
    (void)check_windowed<HeadOf::op>();
    return Compound<Head<Op::over>, T, Compound, W>{{}, {{*this}, {std::move(window)}}};
  }
};

namespace detail {

template <class HeadOf, class T, class... Args> constexpr auto compound(Args... args) {
  return Compound<HeadOf, T, Args...>{{}, {{std::move(args)}...}};
}
template <FixedString Name, class T, class... Args> constexpr auto function(Args... args) {
  return compound<Head<Op::function, 0, Name>, T>(std::move(args)...);
}
/// `T`, NULL-able if one of the operands is.
template <class T, class... Operands>
using nullable_like =
    std::conditional_t<(is_optional<value_of<Operands>> || ...), std::optional<strip_optional<T>>, T>;

}  // namespace detail

}  // namespace bindery
