// Conditions and orders as values, put together at run time.
#pragma once
#include <bindery/sql/expression.hpp>

#include <span>
#include <utility>

namespace bindery {

namespace detail {

/// An expression's nodes and values, owned.
template <Expression E> Fragment fragment_of(const E& expression) {
  return Fragment(nodes_of<E>, WrittenValues<E>(expression).cells());
}
template <Expression E> constexpr bool check_run_time_condition() {
  (void)check_condition<typename E::type>();
  (void)check_no_name<has_node(nodes_of<E>, Op::label_name)>();
  return true;
}
Fragment joined(Op op, const Fragment& left, const Fragment& right);
Fragment negated(const Fragment& operand);

}  // namespace detail

/// A condition put together at run time. Any typed condition converts to it.
class Condition {
 public:
  Condition() = default;
  explicit Condition(Fragment fragment) : fragment_(std::move(fragment)) {}
  template <Expression E> Condition(const E& expression) : fragment_(detail::fragment_of(expression)) {
    (void)detail::check_run_time_condition<E>();
  }
  bool empty() const { return fragment_.empty(); }
  const Fragment& fragment() const { return fragment_; }

  /// An empty condition leaves the other one as it is.
  friend Condition operator&&(const Condition& a, const Condition& b) {
    return Condition(detail::joined(Op::and_, a.fragment_, b.fragment_));
  }
  friend Condition operator||(const Condition& a, const Condition& b) {
    return Condition(detail::joined(Op::or_, a.fragment_, b.fragment_));
  }
  friend Condition operator!(const Condition& a) { return Condition(detail::negated(a.fragment_)); }

 private:
  Fragment fragment_;
};

/// One term of ORDER BY as a value.
class Ordering {
 public:
  explicit Ordering(Fragment fragment) : fragment_(std::move(fragment)) {}
  template <Expression E> Ordering(const E& expression) : fragment_(detail::fragment_of(expression)) {}
  const Fragment& fragment() const { return fragment_; }

 private:
  Fragment fragment_;
};

}  // namespace bindery
