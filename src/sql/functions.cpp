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

TypeKind detail::type_beside(TypeKind column, const Value& value) {
  if (column == TypeKind::decimal && value.kind() == ValueKind::integer) return TypeKind::int64;
  if (column == TypeKind::decimal && value.kind() == ValueKind::real) return TypeKind::float64;
  const bool integer = column >= TypeKind::int8 && column <= TypeKind::uint64;
  switch (value.kind()) {
    case ValueKind::integer: {
      const std::int64_t number = value.cell().integer;
      const bool wide = integer && number != static_cast<std::int32_t>(number);
      const bool narrow = column == TypeKind::int8 || column == TypeKind::int16 || column == TypeKind::uint8;
      if (wide || (narrow && number != static_cast<std::int16_t>(number)))
        return column == TypeKind::uint64 ? column : TypeKind::int64;
      return column;
    }
    case ValueKind::unsigned_integer: return integer ? TypeKind::uint64 : column;
    case ValueKind::real: return integer ? TypeKind::float64 : column;
    case ValueKind::decimal: return integer ? TypeKind::decimal : column;
    default: return column;
  }
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
  for (Value& value : values) {
    const TypeKind kind = type_beside(type, value);
    list.add({.op = Op::parameter, .type = kind}, std::move(value));
  }
  return list;
}

}  // namespace bindery
