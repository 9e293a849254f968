// Computing an expression on an object instead of a row, by SQL's rules: NULL is an empty std::optional.
#pragma once
#include <bindery/core/error.hpp>
#include <bindery/sql/choice.hpp>
#include <bindery/sql/column.hpp>
#include <bindery/sql/operators.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace bindery::detail {

template <class E> struct Evaluate {
  template <class T> static auto of(const E&, const T&) {
    constexpr bool computable = false && std::is_same_v<E, T>;
    static_assert(
        computable,
        "bindery: the program can't compute this part of a hybrid: give hybrid(...) a second function, on "
        "objects");
  }
};
template <class E, class T> constexpr auto evaluate(const E& expression, const T& object) {
  return Evaluate<E>::of(expression, object);
}

template <class M, auto Member, FixedString Alias, bool Named>
struct Evaluate<ColumnExpression<M, Member, Alias, Named>> {
  template <class T>
  static constexpr auto of(const ColumnExpression<M, Member, Alias, Named>&, const T& object) {
    if constexpr (std::is_member_pointer_v<decltype(Member)>) {
      return plain_value(object.*Member);
    } else {
      return Member.get(object);
    }
  }
};
template <class V> struct Evaluate<Parameter<V>> {
  template <class T> static constexpr auto of(const Parameter<V>& parameter, const T&) {
    return static_cast<const V&>(parameter.value);
  }
};

/// Applies a function to values, or gives NULL where one of them is.
template <class Result, class Function, class... V>
constexpr auto unless_null(Function function, const V&... values) {
  const auto plain = []<class X>(const X& value) -> const strip_optional<X>& {
    if constexpr (is_optional<X>) {
      return *value;
    } else {
      return value;
    }
  };
  const auto given = []<class X>(const X& value) {
    if constexpr (is_optional<X>) return value.has_value();
    return true;
  };
  if constexpr ((is_optional<V> || ...)) {
    return (given(values) && ...) ? std::optional<Result>(function(plain(values)...))
                                  : std::optional<Result>();
  } else {
    return Result(function(plain(values)...));
  }
}

template <Op O, class R, class A, class B> constexpr R compute(const A& a, const B& b) {
  const auto left = static_cast<R>(a), right = static_cast<R>(b);
  if constexpr (O == Op::add) return static_cast<R>(left + right);
  if constexpr (O == Op::subtract) return static_cast<R>(left - right);
  if constexpr (O == Op::multiply) return static_cast<R>(left * right);
  if constexpr (O == Op::divide || O == Op::modulo) {
    if (right == R{}) throw DataError("division by zero", {.sqlstate = "22012"});
  }
  if constexpr (O == Op::divide) return static_cast<R>(left / right);
  if constexpr (O == Op::modulo) return static_cast<R>(left % right);
}
/// -1, 0 or 1.
template <class A, class B> constexpr int order_of(const A& a, const B& b) {
  if constexpr (is_text_type<A> && is_text_type<B>) {
    const int order = std::string_view(a).compare(std::string_view(b));
    return order < 0 ? -1 : order > 0;
  } else if constexpr (std::integral<A> && std::integral<B> && !std::same_as<A, bool>) {
    return std::cmp_less(a, b) ? -1 : std::cmp_greater(a, b);
  } else {
    return a < b ? -1 : b < a ? 1 : 0;
  }
}
template <Op O, class A, class B> constexpr bool compares(const A& a, const B& b) {
  if constexpr ((O == Op::eq || O == Op::ne) && std::same_as<A, B>) {
    return (a == b) == (O == Op::eq);
  } else {
    const int order = order_of(a, b);
    if constexpr (O == Op::eq) return order == 0;
    if constexpr (O == Op::ne) return order != 0;
    if constexpr (O == Op::lt) return order < 0;
    if constexpr (O == Op::le) return order <= 0;
    if constexpr (O == Op::gt) return order > 0;
    return order >= 0;
  }
}

constexpr bool is_arithmetic(Op o) {
  return o == Op::add || o == Op::subtract || o == Op::multiply || o == Op::divide || o == Op::modulo;
}
constexpr bool is_comparison(Op o) {
  return o == Op::eq || o == Op::ne || o == Op::lt || o == Op::le || o == Op::gt || o == Op::ge;
}

/// AND and OR: NULL stands for "not known".
template <Op O, class A, class B> constexpr auto combine(const A& a, const B& b) {
  if constexpr (!is_optional<A> && !is_optional<B>) {
    return O == Op::and_ ? a && b : a || b;
  } else {
    constexpr bool decides = O == Op::or_;
    const std::optional<bool> left = a, right = b;
    if (left == decides || right == decides) return std::optional<bool>(decides);
    return left && right ? std::optional<bool>(!decides) : std::optional<bool>();
  }
}

template <Op O, std::uint16_t Detail, FixedString Name, class R, class A, class B>
  requires(is_arithmetic(O) || is_comparison(O) || O == Op::and_ || O == Op::or_)
struct Evaluate<Compound<Head<O, Detail, Name>, R, A, B>> {
  template <class T>
  static constexpr auto of(const Compound<Head<O, Detail, Name>, R, A, B>& e, const T& object) {
    const auto a = evaluate(part_at<0>(e.parts), object);
    const auto b = evaluate(part_at<1>(e.parts), object);
    using Plain = strip_optional<R>;
    if constexpr (O == Op::and_ || O == Op::or_) {
      return combine<O>(a, b);
    } else if constexpr (is_comparison(O)) {
      return unless_null<bool>([](const auto& x, const auto& y) { return compares<O>(x, y); }, a, b);
    } else {
      return unless_null<Plain>([](const auto& x, const auto& y) { return compute<O, Plain>(x, y); }, a, b);
    }
  }
};
template <Op O, std::uint16_t Detail, FixedString Name, class R, class A>
  requires(O == Op::not_ || O == Op::negate || O == Op::is_null || O == Op::is_not_null || O == Op::label)
struct Evaluate<Compound<Head<O, Detail, Name>, R, A>> {
  template <class T>
  static constexpr auto of(const Compound<Head<O, Detail, Name>, R, A>& e, const T& object) {
    const auto a = evaluate(part_at<0>(e.parts), object);
    if constexpr (O == Op::label) {
      return a;
    } else if constexpr (O == Op::is_null || O == Op::is_not_null) {
      if constexpr (is_optional<decltype(a)>) return a.has_value() == (O == Op::is_not_null);
      return O == Op::is_not_null;
    } else {
      using Plain = strip_optional<R>;
      return unless_null<Plain>(
          [](const auto& x) {
            if constexpr (O == Op::not_) return !x;
            if constexpr (O == Op::negate) return static_cast<Plain>(-x);
          },
          a);
    }
  }
};
template <std::uint16_t Detail, FixedString Name, class R, class A, class B>
struct Evaluate<Compound<Head<Op::concat, Detail, Name>, R, A, B>> {
  template <class T>
  static auto of(const Compound<Head<Op::concat, Detail, Name>, R, A, B>& e, const T& object) {
    return unless_null<std::string>(
        [](std::string_view x, std::string_view y) { return std::string(x) += y; },
        evaluate(part_at<0>(e.parts), object), evaluate(part_at<1>(e.parts), object));
  }
};
template <std::uint16_t Detail, FixedString Name, class R, class A, class Low, class High>
struct Evaluate<Compound<Head<Op::between, Detail, Name>, R, A, Low, High>> {
  template <class T>
  static constexpr auto of(const Compound<Head<Op::between, Detail, Name>, R, A, Low, High>& e,
                           const T& object) {
    return unless_null<bool>(
        [](const auto& x, const auto& low, const auto& high) {
          return compares<Op::ge>(x, low) && compares<Op::le>(x, high);
        },
        evaluate(part_at<0>(e.parts), object), evaluate(part_at<1>(e.parts), object),
        evaluate(part_at<2>(e.parts), object));
  }
};
template <std::uint16_t Detail, class R, class A, class B>
struct Evaluate<Compound<Head<Op::function, Detail, "coalesce">, R, A, B>> {
  template <class T>
  static constexpr R of(const Compound<Head<Op::function, Detail, "coalesce">, R, A, B>& e, const T& object) {
    const auto a = evaluate(part_at<0>(e.parts), object);
    if constexpr (is_optional<decltype(a)>) {
      return a ? R(*a) : R(evaluate(part_at<1>(e.parts), object));
    } else {
      return R(a);
    }
  }
};

/// CASE: conditions and values in turn, and perhaps the value of the rest.
template <class R, std::size_t At = 0, class Places, class... Arms, class T>
constexpr R choose(const PackOf<Places, Arms...>& arms, const T& object) {
  if constexpr (At == sizeof...(Arms)) {
    return R{};
  } else if constexpr (At + 1 == sizeof...(Arms)) {
    return R(evaluate(part_at<At>(arms), object));
  } else {
    const std::optional<bool> holds = evaluate(part_at<At>(arms), object);
    return holds.value_or(false) ? R(evaluate(part_at<At + 1>(arms), object))
                                 : choose<R, At + 2>(arms, object);
  }
}
template <class V, class... Parts> struct Evaluate<Case<V, Parts...>> {
  template <class T> static constexpr auto of(const Case<V, Parts...>& e, const T& object) {
    return choose<std::optional<V>>(e.parts, object);
  }
};
template <std::uint16_t Detail, FixedString Name, class R, class... Parts>
struct Evaluate<Compound<Head<Op::case_, Detail, Name>, R, Parts...>> {
  template <class T>
  static constexpr R of(const Compound<Head<Op::case_, Detail, Name>, R, Parts...>& e, const T& object) {
    return choose<R>(e.parts, object);
  }
};

}  // namespace bindery::detail
