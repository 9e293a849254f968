// Rendering of windows, of the functions that need one, and of several groupings at once.
#include <bindery/core/error.hpp>

#include "renderer.hpp"

namespace bindery {

void Renderer::window(std::size_t at, const RenderScope& scope) {
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1, order = 0;
  out_ += " OVER (";
  for (std::uint32_t i = 0; i < parts; ++i) {
    if (i > 0) out_ += ' ';
    const Node& part = nodes_[next];
    if (part.op == Op::frame) {
      frame(next, order, scope);
      next = behind(nodes_, next);
      continue;
    }
    if (part.op == Op::order_by) order = next;
    out_ += part.op == Op::partition_by ? "PARTITION BY " : "ORDER BY ";
    next = terms(next + 1, part.count, scope);
  }
  out_ += ')';
}

void Renderer::frame(std::size_t at, std::size_t order, const RenderScope& scope) {
  const auto unit = static_cast<FrameUnit>(nodes_[at].detail);
  if (unit == FrameUnit::groups && dialect_.backend == Backend::mariadb)
    refuse("frame a window by groups of equal rows", "frame it by rows or by range");
  const std::size_t from = at + 1, to = behind(nodes_, from);
  const bool distances = nodes_[from].count + nodes_[to].count > 0;
  if (unit == FrameUnit::range && distances) check_range(order, nodes_[from].count > 0 ? from : to);
  out_ += unit == FrameUnit::rows    ? "ROWS BETWEEN "
          : unit == FrameUnit::range ? "RANGE BETWEEN "
                                     : "GROUPS BETWEEN ";
  frame_bound(from, scope);
  out_ += " AND ";
  frame_bound(to, scope);
}

// By range, rows are told apart by the distance of their values: all databases can do that for numbers only.
void Renderer::check_range(std::size_t order, std::size_t bound) const {
  const bool one_term = order != 0 && nodes_[order].count == 1;
  if (!one_term) {
    throw ProgrammingError(
        "a frame by range with a distance needs exactly one expression in the window's order",
        {.sqlstate = "42P20", .hint = "order the window by one number, or frame it by rows"});
  }
  const std::size_t term = order + 1;
  const bool says = nodes_[term].op == Op::ascending || nodes_[term].op == Op::descending;
  const TypeKind kind = nodes_[says ? term + 1 : term].type;
  if (dialect_.backend == Backend::postgresql) return;
  const bool number = is_integer(kind) || is_real(kind) || (kind == TypeKind::decimal && exact_decimals());
  if (!number || nodes_[bound + 1].type == TypeKind::interval)
    refuse("frame a window by a range of dates, decimals or texts",
           "order it by a number, or frame it by rows");
}

void Renderer::frame_bound(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  if (node.count > 0) {
    if (dialect_.backend == Backend::mariadb && nodes_[at + 1].op != Op::integer) {
      refuse("take the distance of a frame as a value",
             "write it into the query's text: preceding<6>(), following<6>()");
    }
    expression(at + 1, scope, false);
    out_ += ' ';
  }
  switch (static_cast<FrameEdge>(node.detail)) {
    case FrameEdge::unbounded_preceding: out_ += "UNBOUNDED PRECEDING"; return;
    case FrameEdge::preceding: out_ += "PRECEDING"; return;
    case FrameEdge::current_row: out_ += "CURRENT ROW"; return;
    case FrameEdge::following: out_ += "FOLLOWING"; return;
    case FrameEdge::unbounded_following: out_ += "UNBOUNDED FOLLOWING"; return;
  }
}

void Renderer::window_function(std::size_t at, std::size_t window_at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::size_t rows = node.count > 1 ? behind(nodes_, at + 1) : 0;
  const bool has_fallback = node.count == 3;
  const bool by_case = has_fallback && dialect_.backend == Backend::mariadb;
  const std::size_t fallback = has_fallback ? behind(nodes_, rows) : 0;
  const auto call_with = [&](std::string_view value) {
    out_ += node.name;
    out_ += '(';
    if (!value.empty())
      out_ += value;
    else if (node.count > 0)
      expression(at + 1, scope, false);
    if (rows != 0) {
      out_ += ", ";
      expression(rows, scope, false);
    }
  };
  if (by_case) {  // MariaDB has no fallback: the row is missing where even a constant is NULL
    out_ += "CASE WHEN ";
    call_with("1");
    out_ += ')';
    window(window_at, scope);
    out_ += " IS NULL THEN ";
    expression(fallback, scope, false);
    out_ += " ELSE ";
  }
  call_with("");
  if (has_fallback && !by_case) {
    out_ += ", ";
    const bool decimals = nodes_[at + 1].type == TypeKind::decimal && !exact_decimals();
    decimals ? decimal_text(fallback, scope) : expression(fallback, scope, false);
  }
  out_ += ')';
  window(window_at, scope);
  if (by_case) out_ += " END";
}

std::size_t Renderer::grouping(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  if (dialect_.backend != Backend::postgresql)
    refuse("group in several ways at once", "unite one query for each grouping by union_all");
  switch (node.op) {
    case Op::rollup: out_ += "ROLLUP ("; break;
    case Op::cube: out_ += "CUBE ("; break;
    case Op::grouping_sets: out_ += "GROUPING SETS ("; break;
    case Op::function: out_ += "GROUPING("; break;
    default: out_ += '('; break;
  }
  const std::size_t next = terms(at + 1, node.count, scope);
  out_ += ')';
  return next;
}

}  // namespace bindery
