// Rendering of expressions.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <utility>

#include "renderer.hpp"

namespace bindery {

namespace {

struct Infix {
  std::string_view text;
  int precedence;
};

Infix infix_of(Op op) {
  switch (op) {
    case Op::or_: return {" OR ", 1};
    case Op::and_: return {" AND ", 2};
    case Op::eq: return {" = ", 4};
    case Op::ne: return {" <> ", 4};
    case Op::lt: return {" < ", 4};
    case Op::le: return {" <= ", 4};
    case Op::gt: return {" > ", 4};
    case Op::ge: return {" >= ", 4};
    case Op::like: return {" LIKE ", 4};
    case Op::not_like: return {" NOT LIKE ", 4};
    case Op::add: return {" + ", 5};
    case Op::subtract: return {" - ", 5};
    case Op::multiply: return {" * ", 6};
    case Op::divide: return {" / ", 6};
    case Op::modulo: return {" % ", 6};
    case Op::concat: return {" || ", 7};
    default: return {"", 0};
  }
}
constexpr int not_precedence = 3;

bool is_comparison(Op op) { return op >= Op::eq && op <= Op::ge; }
bool is_arithmetic(Op op) { return op >= Op::add && op <= Op::modulo; }
bool is_predicate(Op op) {
  return op == Op::is_null || op == Op::is_not_null || (op >= Op::between && op <= Op::not_in_query);
}

}  // namespace

std::size_t Renderer::expression(std::size_t at, const RenderScope& scope, bool type_is_known,
                                 int outer_precedence) {
  const Node& node = nodes_[at];
  const bool aggregated = node.op == Op::aggregate || node.op == Op::filtered || node.op == Op::over;
  if (having_groups_ != 0 && (aggregated || is_computed_group(at))) {
    const std::size_t groups = std::exchange(having_groups_, 0);
    if (!aggregated) out_ += "MIN(";
    const std::size_t next = expression(at, scope, type_is_known);
    if (!aggregated) out_ += ')';
    having_groups_ = groups;
    return next;
  }
  if (is_predicate(node.op) && outer_precedence > comparison_precedence) {
    out_ += '(';
    const std::size_t next = predicate(at, scope);
    out_ += ')';
    return next;
  }
  switch (node.op) {
    case Op::column: column(node, scope); return at + 1;
    case Op::named_column: return named_column(at, scope);
    case Op::label_name: label_name(node, scope); return at + 1;
    case Op::all_columns: all_columns(node, scope); return at + 1;
    case Op::parameter: parameter(node, type_is_known); return at + 1;
    case Op::null: out_ += "NULL"; return at + 1;
    case Op::star: out_ += '*'; return at + 1;
    case Op::integer: out_ += fmt::format("{}", static_cast<std::int64_t>(node.id)); return at + 1;
    case Op::text: out_ += node.name; return at + 1;
    case Op::function: return function(at, scope);
    case Op::aggregate:
    case Op::filtered:
    case Op::over: return aggregate(at, scope);
    case Op::rollup:
    case Op::cube:
    case Op::grouping_sets:
    case Op::grouping_set: return grouping(at, scope);
    case Op::row_value: return row_value(at, scope);
    case Op::collate:
    case Op::as_written:
    case Op::infix: return as_written(at, scope);
    case Op::date_add:
    case Op::date_part:
    case Op::date_start:
    case Op::date_between:
    case Op::now:
    case Op::today: return date(at, scope);
    case Op::case_: return case_expression(at, scope);
    case Op::cast: return cast(at, scope);
    case Op::json_: return json(at, scope);
    case Op::array_: return array(at, scope);
    case Op::matches:
    case Op::text_rank: return matches(at, scope);
    case Op::ascending:
    case Op::descending: return ordered(at, scope);
    case Op::excluded:
      out_ += dialect_.upsert == UpsertSyntax::on_conflict ? "excluded." : "VALUES(";
      name(resolve(node, scope).column->name);
      if (dialect_.upsert == UpsertSyntax::on_duplicate_key) out_ += ')';
      return at + 1;
    case Op::label: {
      const std::size_t next = expression(at + 1, scope, type_is_known);
      out_ += " AS ";
      name(node.name);
      return next;
    }
    case Op::exists: return subquery("EXISTS (", at + 1, scope);
    case Op::not_exists: return subquery("NOT EXISTS (", at + 1, scope);
    case Op::scalar_query: return subquery("(", at + 1, scope);
    default: return is_predicate(node.op) ? predicate(at, scope) : infix(at, scope, outer_precedence);
  }
}

std::size_t Renderer::subquery(std::string_view opening, std::size_t at, const RenderScope& scope) {
  out_ += opening;
  const std::size_t next = query(at, &scope);
  out_ += ')';
  return next;
}

std::size_t Renderer::infix(std::size_t at, const RenderScope& scope, int outer_precedence) {
  const Node& node = nodes_[at];
  if (node.op == Op::not_ || node.op == Op::negate) return prefix(at, scope, outer_precedence);
  if (is_arithmetic(node.op) && node.type == TypeKind::decimal && !exact_decimals())
    return decimal_infix(at, scope);
  auto [text, precedence] = infix_of(node.op);
  if (precedence == 0) throw ProgrammingError("a clause stands where a value is needed");
  const std::size_t first = at + 1, second = behind(nodes_, first);
  if (node.op == Op::concat) return concatenation(at, scope, outer_precedence);
  if (node.op == Op::divide && is_integer(node.type) && dialect_.backend == Backend::mariadb) text = " DIV ";
  const bool group = outer_precedence > precedence;
  if (group) out_ += '(';
  std::size_t next = 0;
  if (is_arithmetic(node.op)) {
    // Arithmetic with a real number is done in reals everywhere.
    const auto known = [&](std::size_t one, std::size_t other) {
      return beside(one, other) && (!is_real(node.type) || is_real(nodes_[other].type));
    };
    expression(first, scope, known(first, second), precedence);
    out_ += text;
    next = expression(second, scope, known(second, first), precedence + 1);
  } else if (is_comparison(node.op) && (nodes_[second].op == Op::any_of || nodes_[second].op == Op::all_of)) {
    next = quantified(node.op, first, text, second, scope);
  } else if (is_comparison(node.op) && nodes_[first].op == Op::row_value &&
             nodes_[second].op == Op::row_value) {
    next = row_comparison(first, text, second, scope);
  } else if (is_comparison(node.op)) {
    const bool decimals = text_decimals(first, 2);
    compared(first, scope, beside(first, second), decimals, true);
    out_ += text;
    next = compared(second, scope, beside(second, first), decimals, false);
  } else if (node.op == Op::like || node.op == Op::not_like) {
    expression(first, scope, true, precedence + 1);
    out_ += text;
    next = expression(second, scope, true, precedence + 1);
    out_ += dialect_.like_escape;
  } else {
    next = expression(first, scope, true, precedence);
    for (std::uint32_t i = 1; i < node.count; ++i) {
      out_ += text;
      next = expression(next, scope, true, precedence);
    }
  }
  if (group) out_ += ')';
  return next;
}

std::size_t Renderer::prefix(std::size_t at, const RenderScope& scope, int outer_precedence) {
  const Node& node = nodes_[at];
  if (node.op == Op::negate && node.type == TypeKind::decimal && !exact_decimals()) {
    out_ += "decimal_sub(0, ";
    const std::size_t next = expression(at + 1, scope, true);
    out_ += ')';
    return next;
  }
  const int precedence = node.op == Op::not_ ? not_precedence : unary_precedence;
  const bool group = outer_precedence > precedence;
  if (group) out_ += '(';
  out_ += node.op == Op::not_ ? "NOT " : "-";
  const std::size_t next = expression(at + 1, scope, node.op == Op::not_, precedence + 1);
  if (group) out_ += ')';
  return next;
}

std::size_t Renderer::concatenation(std::size_t at, const RenderScope& scope, int outer_precedence) {
  const bool as_function = dialect_.concat == ConcatSyntax::function;
  const int precedence = as_function ? 0 : infix_of(Op::concat).precedence;
  const bool group = outer_precedence > precedence || as_function;
  out_ += as_function ? "CONCAT(" : group ? "(" : "";
  std::size_t next = expression(at + 1, scope, false, precedence);
  out_ += as_function ? ", " : infix_of(Op::concat).text;
  next = expression(next, scope, false, as_function ? 0 : precedence + 1);
  if (group) out_ += ')';
  return next;
}

std::size_t Renderer::list(std::size_t at, std::uint32_t count, const RenderScope& scope,
                           bool type_is_known) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_ += ", ";
    at = expression(at, scope, type_is_known);
  }
  return at;
}

std::size_t Renderer::terms(std::size_t at, std::uint32_t count, const RenderScope& scope) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_ += ", ";
    at = nodes_[at].op == Op::ascending || nodes_[at].op == Op::descending ? ordered(at, scope)
                                                                           : sortable(at, scope);
  }
  return at;
}

std::size_t Renderer::ordered(std::size_t at, const RenderScope& scope) {
  const std::size_t next = sortable(at + 1, scope);
  out_ += nodes_[at].op == Op::ascending ? " ASC" : " DESC";
  return next;
}

}  // namespace bindery
