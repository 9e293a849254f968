// Rendering of comparisons beyond two plain values: row values, and the rows of a query by ANY and ALL.
#include <bindery/core/error.hpp>

#include "renderer.hpp"

namespace bindery {

// Element by element, so that each parameter is typed by the element that it meets.
std::size_t Renderer::row_comparison(std::size_t left, std::string_view text, std::size_t right,
                                     const RenderScope& scope) {
  const std::uint32_t size = nodes_[left].count;
  std::vector<std::size_t> a{left + 1}, b{right + 1};
  for (std::uint32_t i = 0; i < size; ++i) {
    a.push_back(behind(nodes_, a.back()));
    b.push_back(behind(nodes_, b.back()));
  }
  const auto side = [&](const std::vector<std::size_t>& mine, const std::vector<std::size_t>& others,
                        bool is_left) {
    out_ += '(';
    for (std::uint32_t i = 0; i < size; ++i) {
      if (i > 0) out_ += ", ";
      const bool decimals = text_decimals(mine[i], 1) || text_decimals(others[i], 1);
      compared(mine[i], scope, beside(mine[i], others[i]), decimals, is_left);
    }
    out_ += ')';
  };
  side(a, b, true);
  out_ += text;
  side(b, a, false);
  return b.back();
}

std::size_t Renderer::row_value(std::size_t at, const RenderScope& scope) {
  out_ += '(';
  const std::size_t next = list(at + 1, nodes_[at].count, scope, false);
  out_ += ')';
  return next;
}

// The rows of the list lie behind `next`, each as wide as the operand.
std::size_t Renderer::in_rows(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::uint32_t width = nodes_[at + 1].count;
  std::vector<std::size_t> elements{at + 2};
  out_ += '(';
  for (std::uint32_t i = 0; i < width; ++i) {
    if (i > 0) out_ += ", ";
    elements.push_back(compared(elements.back(), scope, true, text_decimals(elements.back(), 1), true));
  }
  out_ += node.op == Op::in_list ? ") IN (" : ") NOT IN (";
  if (dialect_.backend == Backend::sqlite) out_ += "VALUES ";
  std::size_t next = elements.back();
  for (std::uint32_t row = 1; row < node.count; ++row) {
    out_ += row > 1 ? ", (" : "(";
    ++next;
    for (std::uint32_t i = 0; i < width; ++i) {
      if (i > 0) out_ += ", ";
      next = compared(next, scope, beside(next, elements[i]), text_decimals(elements[i], 1), false);
    }
    out_ += ')';
  }
  out_ += ')';
  return next;
}

std::size_t Renderer::quantified(Op comparison, std::size_t left, std::string_view text, std::size_t right,
                                 const RenderScope& scope) {
  const bool all = nodes_[right].op == Op::all_of;
  compared(left, scope, true, text_decimals(left, 1), true);
  if (dialect_.backend != Backend::sqlite) {
    out_ += text;
    return subquery(all ? "ALL (" : "ANY (", right + 1, scope);
  }
  if (comparison == Op::eq && !all) return subquery(" IN (", right + 1, scope);
  if (comparison == Op::ne && all) return subquery(" NOT IN (", right + 1, scope);
  refuse("compare with any or all rows of a query, except by == any_of and != all_of",
         "compare with scalar(select(min(...))) or scalar(select(max(...)))");
}

std::size_t Renderer::as_written(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  if (node.op == Op::as_written) return call(node.name, at, scope);
  if (node.op == Op::collate) {
    const std::size_t next = expression(at + 1, scope, false, highest_precedence);
    out_ += " COLLATE ";
    name(node.name);
    return next;
  }
  out_ += '(';
  std::size_t next = expression(at + 1, scope, false, highest_precedence);
  out_ += ' ';
  out_ += node.name;
  out_ += ' ';
  next = expression(next, scope, false, highest_precedence);
  out_ += ')';
  return next;
}

}  // namespace bindery
