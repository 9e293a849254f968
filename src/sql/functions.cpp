// Predicates whose shape depends on run-time values.
#include <bindery/sql/functions.hpp>

namespace bindery {

std::string escape_like(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '\\') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

Fragment detail::in_list(Op op, Fragment operand, std::vector<Value> values) {
  Fragment list;
  if (values.empty()) {
    list.add({.op = Op::text, .type = TypeKind::boolean, .name = op == Op::in_list ? "1 = 0" : "1 = 1"});
    return list;
  }
  list.add({.op = op, .type = TypeKind::boolean, .count = static_cast<std::uint32_t>(values.size() + 1)});
  const TypeKind type = operand.nodes.front().type;
  list.append(operand);
  for (Value& value : values) list.add({.op = Op::parameter, .type = type}, std::move(value));
  return list;
}

}  // namespace bindery
