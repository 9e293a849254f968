// Rendering of decimals on SQLite, which keeps them as text.
#include "renderer.hpp"

namespace bindery {

namespace {

std::string_view decimal_operator(Op op) {
  switch (op) {
    case Op::add: return "decimal_add(";
    case Op::subtract: return "decimal_sub(";
    case Op::multiply: return "decimal_mul(";
    default: return "";
  }
}

}  // namespace

// Both sides must be text and a computed one must say how it compares.
bool Renderer::text_decimals(std::size_t at, std::uint32_t count) const {
  if (exact_decimals()) return false;
  for (std::uint32_t i = 0; i < count; ++i, at = behind(nodes_, at)) {
    if (nodes_[at].type == TypeKind::decimal) return true;
  }
  return false;
}

std::size_t Renderer::compared(std::size_t at, const RenderScope& scope, bool type_is_known, bool decimals,
                               bool left) {
  const std::size_t next =
      decimals ? decimal_text(at, scope) : expression(at, scope, type_is_known, comparison_precedence + 1);
  const bool collated = nodes_[at].op == Op::column && nodes_[at].type == TypeKind::decimal;
  if (decimals && left && !collated) out_ += " COLLATE decimal";
  return next;
}

std::size_t Renderer::decimal_text(std::size_t at, const RenderScope& scope) {
  if (nodes_[at].type == TypeKind::decimal) return expression(at, scope, true, unary_precedence);
  out_ += "decimal(";
  const std::size_t next = expression(at, scope, true);
  out_ += ')';
  return next;
}

std::size_t Renderer::sortable(std::size_t at, const RenderScope& scope) {
  return compared(at, scope, true, text_decimals(at, 1), true);
}

std::size_t Renderer::decimal_infix(std::size_t at, const RenderScope& scope) {
  const std::string_view function_name = decimal_operator(nodes_[at].op);
  if (function_name.empty()) {
    refuse("divide decimals exactly", "divide in the program, or cast to double: cast<double>(...)");
  }
  out_ += function_name;
  std::size_t next = expression(at + 1, scope, true);
  out_ += ", ";
  next = expression(next, scope, true);
  out_ += ')';
  return next;
}

}  // namespace bindery
