// Rendering of expressions.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

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
constexpr int not_precedence = 3, unary_precedence = 8;

bool is_comparison(Op op) { return op >= Op::eq && op <= Op::ge; }
bool is_arithmetic(Op op) { return op >= Op::add && op <= Op::modulo; }
bool is_integer(TypeKind kind) { return kind >= TypeKind::int8 && kind <= TypeKind::uint64; }

std::string_view decimal_function(Op op) {
  switch (op) {
    case Op::add: return "decimal_add(";
    case Op::subtract: return "decimal_sub(";
    case Op::multiply: return "decimal_mul(";
    default: return "";
  }
}

}  // namespace

std::size_t Renderer::expression(std::size_t at, const RenderScope& scope, bool type_is_known, int outer_precedence) {
  const Node& node = nodes_[at];
  switch (node.op) {
    case Op::column: column(node, scope); return at + 1;
    case Op::all_columns: all_columns(node, scope); return at + 1;
    case Op::parameter: parameter(node, type_is_known); return at + 1;
    case Op::null: out_ += "NULL"; return at + 1;
    case Op::star: out_ += '*'; return at + 1;
    case Op::integer: out_ += fmt::format("{}", static_cast<std::int64_t>(node.id)); return at + 1;
    case Op::text: out_ += node.name; return at + 1;
    case Op::function:
    case Op::aggregate: return function(at, scope);
    case Op::case_: return case_expression(at, scope);
    case Op::in_list:
    case Op::not_in_list: return in_list(at, scope);
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
    case Op::is_null:
    case Op::is_not_null: {
      const std::size_t next = expression(at + 1, scope, false, unary_precedence);
      out_ += node.op == Op::is_null ? " IS NULL" : " IS NOT NULL";
      return next;
    }
    case Op::exists:
    case Op::not_exists: {
      out_ += node.op == Op::exists ? "EXISTS (" : "NOT EXISTS (";
      const std::size_t next = select(at + 1, &scope);
      out_ += ')';
      return next;
    }
    case Op::scalar_query: {
      out_ += '(';
      const std::size_t next = select(at + 1, &scope);
      out_ += ')';
      return next;
    }
    case Op::in_query:
    case Op::not_in_query: {
      std::size_t next = expression(at + 1, scope, true, unary_precedence);
      out_ += node.op == Op::in_query ? " IN (" : " NOT IN (";
      next = select(next, &scope);
      out_ += ')';
      return next;
    }
    case Op::cast: {
      out_ += "CAST(";
      const std::size_t next = expression(at + 1, scope, false);
      out_ += fmt::format(" AS {})", dialect_.cast_name(ColumnType{node.type}));
      return next;
    }
    default: return infix(at, scope, outer_precedence);
  }
}

std::size_t Renderer::infix(std::size_t at, const RenderScope& scope, int outer_precedence) {
  const Node& node = nodes_[at];
  if (node.op == Op::not_ || node.op == Op::negate) {
    const int precedence = node.op == Op::not_ ? not_precedence : unary_precedence;
    const bool group = outer_precedence > precedence;
    if (group) out_ += '(';
    out_ += node.op == Op::not_ ? "NOT " : "-";
    const std::size_t next = expression(at + 1, scope, true, precedence + 1);
    if (group) out_ += ')';
    return next;
  }
  if (node.op == Op::between) {
    out_ += '(';
    std::size_t next = comparison_operand(at + 1, scope, true, 5, true);
    out_ += " BETWEEN ";
    next = expression(next, scope, true, 5);
    out_ += " AND ";
    next = expression(next, scope, true, 5);
    out_ += ')';
    return next;
  }
  if (is_arithmetic(node.op) && node.type == TypeKind::decimal && !exact_decimals()) return decimal_infix(at, scope);
  const bool concat_function = node.op == Op::concat && dialect_.concat == ConcatSyntax::function;
  auto [text, precedence] = infix_of(node.op);
  if (precedence == 0) throw ProgrammingError("a clause stands where a value is needed");
  if (node.op == Op::divide && is_integer(node.type) && dialect_.backend == Backend::mariadb) text = " DIV ";
  const bool group = !concat_function && outer_precedence > precedence;
  const bool logical = node.op == Op::and_ || node.op == Op::or_;
  const std::size_t second = behind(nodes_, at + 1);
  const bool inferred = logical || !(nodes_[at + 1].op == Op::parameter && nodes_[second].op == Op::parameter);
  out_ += concat_function ? "CONCAT(" : group ? "(" : "";
  std::size_t next = comparison_operand(at + 1, scope, inferred && node.op != Op::concat, precedence, is_comparison(node.op));
  out_ += concat_function ? ", " : text;
  next = expression(next, scope, inferred && node.op != Op::concat, concat_function ? 0 : logical ? precedence : precedence + 1);
  if (node.op == Op::like || node.op == Op::not_like) out_ += dialect_.like_escape;
  out_ += concat_function || group ? ")" : "";
  return next;
}

// SQLite keeps decimals as text: a computed one must say how it compares.
std::size_t Renderer::comparison_operand(std::size_t at, const RenderScope& scope, bool type_is_known, int precedence, bool left) {
  const bool collate = left && !exact_decimals() && nodes_[at].type == TypeKind::decimal && nodes_[at].op != Op::column;
  const std::size_t next = expression(at, scope, type_is_known, precedence);
  if (collate) out_ += " COLLATE decimal";
  return next;
}

std::size_t Renderer::decimal_infix(std::size_t at, const RenderScope& scope) {
  const std::string_view function_name = decimal_function(nodes_[at].op);
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

std::size_t Renderer::function(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  std::string_view function_name = node.name;
  if (function_name == "length" && dialect_.backend == Backend::mariadb) function_name = "char_length";
  const bool decimal = node.count > 0 && nodes_[at + 1].type == TypeKind::decimal && !exact_decimals();
  if (decimal && (function_name == "sum" || function_name == "avg" || function_name == "round" || function_name == "abs")) {
    out_ += "decimal_";
  }
  if (function_name == "round" && nodes_[at + 1].type == TypeKind::float64 && dialect_.backend == Backend::postgresql) {
    out_ += "CAST(round(CAST(";
    std::size_t next = expression(at + 1, scope, false);
    out_ += " AS numeric), ";
    next = expression(next, scope, false);
    out_ += ") AS double precision)";
    return next;
  }
  out_ += fmt::format("{}({}", function_name, node.op == Op::aggregate && node.detail == distinct_detail ? "DISTINCT " : "");
  const std::size_t next = list(at + 1, node.count, scope, false);
  out_ += ')';
  return next;
}

std::size_t Renderer::case_expression(std::size_t at, const RenderScope& scope) {
  out_ += "CASE";
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i + 1 < parts; i += 2) {
    out_ += " WHEN ";
    next = expression(next, scope, true);
    out_ += " THEN ";
    next = expression(next, scope, false);
  }
  if (parts % 2 == 1) {
    out_ += " ELSE ";
    next = expression(next, scope, false);
  }
  out_ += " END";
  return next;
}

std::size_t Renderer::in_list(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const bool negative = node.op == Op::not_in_list;
  std::size_t next = expression(at + 1, scope, true, unary_precedence);
  out_ += negative ? " NOT IN (" : " IN (";
  next = list(next, node.count - 1, scope, true);
  out_ += ')';
  return next;
}

std::size_t Renderer::list(std::size_t at, std::uint32_t count, const RenderScope& scope, bool type_is_known) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_ += ", ";
    at = expression(at, scope, type_is_known);
  }
  return at;
}

std::size_t Renderer::ordered(std::size_t at, const RenderScope& scope) {
  const std::size_t next = comparison_operand(at + 1, scope, true, 0, true);
  out_ += nodes_[at].op == Op::ascending ? " ASC" : " DESC";
  return next;
}

void Renderer::parameter(const Node& node, bool type_is_known) {
  ++parameters_;
  std::string placeholder = "?";
  if (dialect_.placeholders == Placeholders::numbered_dollar) placeholder = fmt::format("${}", parameters_);
  if (dialect_.casts_parameters && !type_is_known) {
    placeholder = fmt::format("CAST({} AS {})", placeholder, dialect_.cast_name(ColumnType{node.type}));
  }
  out_ += placeholder;
}

void Renderer::column(const Node& node, const RenderScope& scope) {
  const Resolved found = resolve(node, scope);
  if (scope.qualified) {
    name(found.source);
    out_ += '.';
  }
  name(found.column->name);
}

void Renderer::all_columns(const Node& node, const RenderScope& scope) {
  const Table& table = table_of_node(node);
  bool first = true;
  for (const Column& each : table.columns()) {
    if (!first) out_ += ", ";
    first = false;
    if (scope.qualified) {
      name(node.name != nullptr ? std::string_view(node.name) : std::string_view(table.name()));
      out_ += '.';
    }
    name(each.name);
  }
}

Renderer::Resolved Renderer::resolve(const Node& node, const RenderScope& scope) const {
  const std::string_view alias = node.name ? node.name : "";
  const Table* wanted = node.table != nullptr ? node.table : node.spec != nullptr ? &node.spec->table() : nullptr;
  for (const RenderScope* level = &scope; level != nullptr; level = level->outer) {
    for (const RenderSource& candidate : level->sources) {
      if (candidate.alias != alias || (wanted != nullptr && candidate.table != wanted)) continue;
      if (node.table != nullptr) return {candidate.table, &candidate.table->column(node.id), candidate.name()};
      if (const auto position = candidate.table->find(MemberId{node.id})) {
        return {candidate.table, &candidate.table->column(*position), candidate.name()};
      }
    }
  }
  const std::string where = wanted != nullptr ? fmt::format("table '{}'", wanted->name()) : alias.empty() ? std::string("a model") : fmt::format("alias '{}'", alias);
  throw ProgrammingError(fmt::format("the statement uses a column of {} that it does not select from", where),
                         {.sqlstate = "42P01", .hint = "join the table, or select from it"});
}

}  // namespace bindery
