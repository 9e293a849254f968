// Expressions as values, put together at run time: compared, calculated with, selected and grouped by.
#pragma once
#include <bindery/sql/condition.hpp>

#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// An expression whose type is known at run time only: a column of a run-time table, the value of a query that was put
/// together at run time. Any typed expression converts to it. Owns its values and names.
class AnyExpression : public RunTimeExpression {
 public:
  explicit AnyExpression(Fragment fragment) : fragment_(std::move(fragment)) {}
  template <Expression E> AnyExpression(const E& expression) : fragment_(detail::fragment_of(expression)) {}

  const Fragment& fragment() const { return fragment_; }
  TypeKind type() const { return fragment_.nodes.front().type; }

  /// A name for this column of the result.
  AnyExpression as(std::string_view label) const;
  Condition in(std::vector<Value> values) const;
  Condition not_in(std::vector<Value> values) const;
  Condition like(std::string_view pattern) const;
  Ordering ascending() const;
  Ordering descending() const;

  // `== Value()` and `!= Value()` test for NULL.
  friend Condition operator==(const AnyExpression& e, const Value& v) { return e.compare(Op::eq, v); }
  friend Condition operator!=(const AnyExpression& e, const Value& v) { return e.compare(Op::ne, v); }
  friend Condition operator<(const AnyExpression& e, const Value& v) { return e.compare(Op::lt, v); }
  friend Condition operator<=(const AnyExpression& e, const Value& v) { return e.compare(Op::le, v); }
  friend Condition operator>(const AnyExpression& e, const Value& v) { return e.compare(Op::gt, v); }
  friend Condition operator>=(const AnyExpression& e, const Value& v) { return e.compare(Op::ge, v); }
  using Any = AnyExpression;
  friend Condition operator==(const Any& a, const Any& b) { return a.compare(Op::eq, b); }
  friend Condition operator!=(const Any& a, const Any& b) { return a.compare(Op::ne, b); }
  friend Condition operator<(const Any& a, const Any& b) { return a.compare(Op::lt, b); }
  friend Condition operator<=(const Any& a, const Any& b) { return a.compare(Op::le, b); }
  friend Condition operator>(const Any& a, const Any& b) { return a.compare(Op::gt, b); }
  friend Condition operator>=(const Any& a, const Any& b) { return a.compare(Op::ge, b); }

  friend Any operator+(const Any& e, const Value& v) { return e.calculate(Op::add, v); }
  friend Any operator-(const Any& e, const Value& v) { return e.calculate(Op::subtract, v); }
  friend Any operator*(const Any& e, const Value& v) { return e.calculate(Op::multiply, v); }
  friend Any operator/(const Any& e, const Value& v) { return e.calculate(Op::divide, v); }
  friend Any operator%(const Any& e, const Value& v) { return e.calculate(Op::modulo, v); }
  friend Any operator+(const Any& a, const Any& b) { return a.calculate(Op::add, b); }
  friend Any operator-(const Any& a, const Any& b) { return a.calculate(Op::subtract, b); }
  friend Any operator*(const Any& a, const Any& b) { return a.calculate(Op::multiply, b); }
  friend Any operator/(const Any& a, const Any& b) { return a.calculate(Op::divide, b); }
  friend Any operator%(const Any& a, const Any& b) { return a.calculate(Op::modulo, b); }

 private:
  AnyExpression beside(const Value& value) const;
  Condition compare(Op op, const Value& value) const;
  Condition compare(Op op, const AnyExpression& other) const;
  AnyExpression calculate(Op op, const Value& value) const { return calculate(op, beside(value)); }
  AnyExpression calculate(Op op, const AnyExpression& other) const;

  Fragment fragment_;
};

// Aggregates over expressions whose type is known at run time only; their rules are those of the typed ones.
AnyExpression count(const AnyExpression& e);
AnyExpression count_distinct(const AnyExpression& e);
AnyExpression sum(const AnyExpression& e);
AnyExpression avg(const AnyExpression& e);
AnyExpression min(const AnyExpression& e);
AnyExpression max(const AnyExpression& e);

inline Ordering asc(const AnyExpression& e) { return e.ascending(); }
inline Ordering desc(const AnyExpression& e) { return e.descending(); }

namespace detail {
/// The one value that a query gives.
AnyExpression value_of_query(const Fragment& query);
}  // namespace detail

}  // namespace bindery
