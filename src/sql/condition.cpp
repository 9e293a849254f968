// Conditions put together at run time.
#include <bindery/sql/condition.hpp>

namespace bindery::detail {

Fragment joined(Op op, const Fragment& left, const Fragment& right) {
  if (left.empty()) return right;
  if (right.empty()) return left;
  Fragment both;
  both.add({.op = op, .type = TypeKind::boolean, .count = 2});
  both.append(left);
  both.append(right);
  return both;
}

Fragment negated(const Fragment& operand) {
  if (operand.empty()) return operand;
  Fragment result;
  result.add({.op = Op::not_, .type = TypeKind::boolean, .count = 1});
  result.append(operand);
  return result;
}

}  // namespace bindery::detail
