// Expressions as values, put together at run time.
#include <bindery/sql/any_expression.hpp>

#include <bindery/sql/functions.hpp>

#include "renderer.hpp"

namespace bindery {

namespace {

Fragment node_over(Node node, const Fragment& first) {
  Fragment whole;
  node.count = 1;
  whole.add(node);
  whole.append(first);
  return whole;
}
Fragment node_over(Node node, const Fragment& first, const Fragment& second) {
  Fragment whole;
  node.count = 2;
  whole.add(node);
  whole.append(first);
  whole.append(second);
  return whole;
}

/// The type of a sum, a difference or the like, as C++ has it.
TypeKind arithmetic_kind(TypeKind a, TypeKind b) {
  if (is_real(a) || is_real(b)) return TypeKind::float64;
  if (a == TypeKind::decimal || b == TypeKind::decimal) return TypeKind::decimal;
  const bool small = integer_size(a) <= 4 && integer_size(b) <= 4;
  return is_integer(a) && is_integer(b) && small ? TypeKind::int32 : TypeKind::int64;
}

enum class Of : std::uint8_t { rows, sum, average, same };

TypeKind aggregate_kind(Of of, TypeKind argument) {
  if (of == Of::same || argument == TypeKind::decimal) return of == Of::rows ? TypeKind::int64 : argument;
  if (of == Of::average || (of == Of::sum && is_real(argument))) return TypeKind::float64;
  return TypeKind::int64;
}
AnyExpression aggregate(const char* name, Of of, const AnyExpression& e, std::uint16_t detail = 0) {
  return AnyExpression(node_over({.op = Op::aggregate,
                                  .type = aggregate_kind(of, e.type()),
                                  .nullable = of != Of::rows,
                                  .detail = detail,
                                  .name = name},
                                 e.fragment()));
}

}  // namespace

AnyExpression AnyExpression::as(std::string_view label) const {
  Fragment whole;
  whole.add({.op = Op::label, .type = type(), .count = 1, .name = whole.keep(label)});
  whole.append(fragment_);
  return AnyExpression(std::move(whole));
}

AnyExpression AnyExpression::beside(const Value& value) const {
  Fragment operand;
  operand.add({.op = Op::parameter, .type = detail::type_beside(type(), value)}, value);
  return AnyExpression(std::move(operand));
}

Condition AnyExpression::compare(Op op, const Value& value) const {
  if (value.is_null() && (op == Op::eq || op == Op::ne)) {
    return Condition(node_over(
        {.op = op == Op::eq ? Op::is_null : Op::is_not_null, .type = TypeKind::boolean}, fragment_));
  }
  return compare(op, beside(value));
}

Condition AnyExpression::compare(Op op, const AnyExpression& other) const {
  return Condition(node_over({.op = op, .type = TypeKind::boolean}, fragment_, other.fragment_));
}

AnyExpression AnyExpression::calculate(Op op, const AnyExpression& other) const {
  return AnyExpression(
      node_over({.op = op, .type = arithmetic_kind(type(), other.type())}, fragment_, other.fragment_));
}

Condition AnyExpression::in(std::vector<Value> values) const {
  return Condition(detail::in_list(Op::in_list, fragment_, std::move(values)));
}
Condition AnyExpression::not_in(std::vector<Value> values) const {
  return Condition(detail::in_list(Op::not_in_list, fragment_, std::move(values)));
}
Condition AnyExpression::like(std::string_view pattern) const {
  return compare(Op::like, Value(std::string(pattern)));
}
Ordering AnyExpression::ascending() const {
  return Ordering(node_over({.op = Op::ascending, .type = type()}, fragment_));
}
Ordering AnyExpression::descending() const {
  return Ordering(node_over({.op = Op::descending, .type = type()}, fragment_));
}

AnyExpression count(const AnyExpression& e) { return aggregate("count", Of::rows, e); }
AnyExpression count_distinct(const AnyExpression& e) {
  return aggregate("count", Of::rows, e, distinct_detail);
}
AnyExpression sum(const AnyExpression& e) { return aggregate("sum", Of::sum, e); }
AnyExpression avg(const AnyExpression& e) { return aggregate("avg", Of::average, e); }
AnyExpression min(const AnyExpression& e) { return aggregate("min", Of::same, e); }
AnyExpression max(const AnyExpression& e) { return aggregate("max", Of::same, e); }

AnyExpression detail::value_of_query(const Fragment& query) {
  std::size_t at = 0;
  while (at < query.nodes.size() && query.nodes[at].op != Op::columns) ++at;
  const TypeKind type = at + 1 < query.nodes.size() ? query.nodes[at + 1].type : TypeKind::text;
  return AnyExpression(node_over({.op = Op::scalar_query, .type = type, .nullable = true}, query));
}

}  // namespace bindery
