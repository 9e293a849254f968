// Rendering of predicates, and of what stands beside a parameter.
#include "renderer.hpp"

namespace bindery {

namespace {

/// True if a server that takes a parameter for a value of the `other` type loses nothing.
bool fits(TypeKind parameter, TypeKind other) {
  if (parameter == other) return true;
  if (is_integer(parameter)) {
    if (is_real(other) || other == TypeKind::decimal) return true;
    return is_integer(other) && integer_size(parameter) <= integer_size(other);
  }
  return is_real(parameter) && (other == TypeKind::float64 || other == TypeKind::decimal);
}

}  // namespace

std::size_t Renderer::predicate(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  switch (node.op) {
    case Op::is_null:
    case Op::is_not_null: {
      const std::size_t next = expression(at + 1, scope, false, unary_precedence);
      out_ += node.op == Op::is_null ? " IS NULL" : " IS NOT NULL";
      return next;
    }
    case Op::between: {
      const bool decimals = text_decimals(at + 1, 3);
      std::size_t next = compared(at + 1, scope, true, decimals, true);
      out_ += " BETWEEN ";
      next = compared(next, scope, beside(next, at + 1), decimals, false);
      out_ += " AND ";
      return compared(next, scope, beside(next, at + 1), decimals, false);
    }
    case Op::in_list:
    case Op::not_in_list: return in_list(at, scope);
    default: {
      const std::size_t next = compared(at + 1, scope, true, text_decimals(at + 1, 1), true);
      // MariaDB takes no LIMIT inside IN, but inside a table inside IN.
      const std::size_t end = behind(nodes_, next);
      bool limited = false;
      for (std::size_t i = next; i < end; ++i) limited = limited || nodes_[i].op == Op::limit;
      const bool wrapped = limited && dialect_.backend == Backend::mariadb;
      out_ += node.op == Op::in_query ? " IN (" : " NOT IN (";
      subquery(wrapped ? "SELECT * FROM (" : "", next, scope);
      if (wrapped) out_ += " AS `limited`)";
      return end;
    }
  }
}

std::size_t Renderer::in_list(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  if (nodes_[at + 1].op == Op::row_value) return in_rows(at, scope);
  const bool decimals = text_decimals(at + 1, 1), as_array = !lists_.empty() && is_array_of_values(at);
  std::size_t next = compared(at + 1, scope, true, decimals, true);
  if (as_array) {
    out_ += node.op == Op::in_list ? " = ANY (" : " <> ALL (";
    parameter(nodes_[next], true);
    out_ += ')';
    return behind(nodes_, at);
  }
  out_ += node.op == Op::in_list ? " IN (" : " NOT IN (";
  for (std::uint32_t i = 1; i < node.count; ++i) {
    if (i > 1) out_ += ", ";
    next = compared(next, scope, beside(next, at + 1), decimals, false);
  }
  out_ += ')';
  return next;
}

// Fewer values stay a list, whose text says how many there are.
bool Renderer::is_array_of_values(std::size_t list) const {
  constexpr std::uint32_t least = 17;
  const Node& operand = nodes_[list + 1];
  if (nodes_[list].count <= least || operand.op == Op::row_value || operand.op == Op::parameter ||
      operand.type == TypeKind::array || operand.type == TypeKind::json)
    return false;
  const std::size_t first = behind(nodes_, list + 1);
  for (std::size_t value = first; value < behind(nodes_, list); ++value) {
    if (nodes_[value].op != Op::parameter || nodes_[value].type != nodes_[first].type ||
        !beside(value, list + 1))
      return false;
  }
  return true;
}

void Renderer::find_lists() {
  const bool takes_arrays = dialect_.placeholders == Placeholders::numbered_dollar;
  if (!takes_arrays || written_ == Values::shown || !numbers_.empty()) return;
  std::uint32_t values = 0;
  for (std::size_t at = 0; at < nodes_.size(); ++at) {
    const Op op = nodes_[at].op;
    if (op == Op::parameter) ++values;
    if ((op != Op::in_list && op != Op::not_in_list) || !is_array_of_values(at)) continue;
    const std::size_t first = behind(nodes_, at + 1);
    for (std::size_t part = at + 1; part < first; ++part) values += nodes_[part].op == Op::parameter ? 1 : 0;
    lists_.push_back({values, nodes_[at].count - 1});
    values += lists_.back().count;
    at = behind(nodes_, at) - 1;
  }
}

bool Renderer::beside(std::size_t parameter, std::size_t other) const {
  if (nodes_[other].op == Op::parameter && nodes_[parameter].op == Op::parameter) return false;
  return fits(nodes_[parameter].type, nodes_[other].type);
}

}  // namespace bindery
