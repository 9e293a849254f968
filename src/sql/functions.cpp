// Predicates whose shape depends on run-time values.
#include <bindery/sql/functions.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

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
  list.nodes.reserve(1 + operand.nodes.size() + values.size());
  list.values.reserve(operand.values.size() + values.size());
  list.add({.op = op, .type = TypeKind::boolean, .count = static_cast<std::uint32_t>(values.size() + 1)});
  const TypeKind type = operand.nodes.front().type;
  list.append(operand);
  for (Value& value : values) {
    const TypeKind kind = type_beside(type, value);
    list.add({.op = Op::parameter, .type = kind}, std::move(value));
  }
  return list;
}

Fragment detail::row_list(Op op, Fragment operand, const std::vector<std::vector<Value>>& rows) {
  if (rows.empty()) return in_list(op, std::move(operand), {});
  std::vector<TypeKind> types;
  for (std::size_t at = 1; at < operand.nodes.size(); at = behind(operand.nodes, at))
    types.push_back(operand.nodes[at].type);
  Fragment list;
  list.add({.op = op, .type = TypeKind::boolean, .count = static_cast<std::uint32_t>(rows.size() + 1)});
  list.append(operand);
  for (const std::vector<Value>& row : rows) {
    list.add({.op = Op::row_value, .count = static_cast<std::uint32_t>(row.size())});
    for (std::size_t i = 0; i < row.size(); ++i)
      list.add({.op = Op::parameter, .type = type_beside(types[i], row[i])}, row[i]);
  }
  return list;
}

std::int32_t detail::characters(int count) {
  if (count < 0)
    throw ProgrammingError(fmt::format("a text can't have {} characters", count), {.hint = "give 0 or more"});
  return count;
}

std::string detail::padding(std::string_view fill) {
  if (fill.empty())
    throw ProgrammingError("a text can't be filled up with nothing", {.hint = "give a character"});
  return std::string(fill);
}

}  // namespace bindery
