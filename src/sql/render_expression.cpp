// Rendering of expressions.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "literal.hpp"
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
constexpr int not_precedence = 3, comparison_precedence = 4, unary_precedence = 8;

bool is_comparison(Op op) { return op >= Op::eq && op <= Op::ge; }
bool is_arithmetic(Op op) { return op >= Op::add && op <= Op::modulo; }
bool is_predicate(Op op) {
  return op == Op::is_null || op == Op::is_not_null || (op >= Op::between && op <= Op::not_in_query);
}

/// True if a server that takes a parameter for a value of the `other` type loses nothing.
bool fits(TypeKind parameter, TypeKind other) {
  if (parameter == other) return true;
  if (is_integer(parameter)) {
    if (is_real(other) || other == TypeKind::decimal) return true;
    return is_integer(other) && integer_size(parameter) <= integer_size(other);
  }
  return is_real(parameter) && (other == TypeKind::float64 || other == TypeKind::decimal);
}

std::string_view decimal_operator(Op op) {
  switch (op) {
    case Op::add: return "decimal_add(";
    case Op::subtract: return "decimal_sub(";
    case Op::multiply: return "decimal_mul(";
    default: return "";
  }
}

}  // namespace

std::size_t Renderer::expression(std::size_t at, const RenderScope& scope, bool type_is_known,
                                 int outer_precedence) {
  const Node& node = nodes_[at];
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
  const bool decimals = text_decimals(at + 1, 1);
  std::size_t next = compared(at + 1, scope, true, decimals, true);
  out_ += node.op == Op::in_list ? " IN (" : " NOT IN (";
  for (std::uint32_t i = 1; i < node.count; ++i) {
    if (i > 1) out_ += ", ";
    next = compared(next, scope, beside(next, at + 1), decimals, false);
  }
  out_ += ')';
  return next;
}

bool Renderer::beside(std::size_t parameter, std::size_t other) const {
  if (nodes_[other].op == Op::parameter && nodes_[parameter].op == Op::parameter) return false;
  return fits(nodes_[parameter].type, nodes_[other].type);
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
    expression(first, scope, true, precedence);
    out_ += text;
    next = expression(second, scope, true, precedence);
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

// SQLite keeps decimals as text, so that both sides must be text and a computed one must say how it compares.
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

void Renderer::parameter(const Node& node, bool type_is_known) {
  std::size_t value = value_position(node), number = value + 1;
  if (!numbers_.empty()) number = numbers_[value].number, value = numbers_[value].value;
  taken_.push_back(static_cast<std::uint16_t>(value));
  std::string placeholder = "?";
  if (dialect_.placeholders == Placeholders::numbered_dollar) placeholder = fmt::format("${}", number);
  if (dialect_.placeholders == Placeholders::numbered_question_mark && number != greatest_ + 1)
    placeholder = fmt::format("?{}", number);
  greatest_ = std::max(greatest_, number);
  if (written_ == Values::shown) placeholder = literal_of(values_[value], dialect_);
  if (dialect_.casts_parameters && !type_is_known && node.type != TypeKind::array) {
    placeholder = fmt::format("CAST({} AS {})", placeholder, dialect_.cast_name(ColumnType{node.type}));
  }
  out_ += placeholder;
}

std::size_t Renderer::value_position(const Node& parameter) {
  const auto at = static_cast<std::size_t>(&parameter - nodes_.data());
  if (at < counted_to_) counted_to_ = counted_ = 0;
  for (; counted_to_ < at; ++counted_to_) counted_ += nodes_[counted_to_].op == Op::parameter ? 1 : 0;
  return counted_;
}

void Renderer::column(const Node& node, const RenderScope& scope) {
  if (scope.of_set) {
    RenderScope first{{}, nullptr, true};
    collect_sources(scope.result, first);
    const std::string column = resolve(node, first).column->name;
    check_output(outputs(scope.result), column, "the first query of this set operation");
    name(column);
    return;
  }
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
      name(*node.name != '\0' ? std::string_view(node.name) : std::string_view(table.source_name()));
      out_ += '.';
    }
    name(each.name);
  }
}

Renderer::Resolved Renderer::resolve(const Node& node, const RenderScope& scope) const {
  const std::string_view alias = node.name;
  const Table* wanted = node.table != nullptr  ? node.table
                        : node.spec != nullptr ? &node.spec->table()
                                               : nullptr;
  bool inside_derived = false;
  const auto check_reach = [&] {
    if (inside_derived && dialect_.backend == Backend::mariadb)
      refuse("use a column of the query around a derived table inside it",
             "write the condition outside of it");
  };
  for (const RenderScope* level = &scope; level != nullptr; level = level->outer) {
    inside_derived = inside_derived || level->derived;
    for (const RenderSource& candidate : level->sources) {
      if (candidate.table == nullptr || candidate.alias != alias ||
          (wanted != nullptr && candidate.table != wanted))
        continue;
      if (node.table != nullptr) {
        check_reach();
        return {candidate.table, &candidate.table->column(node.id), candidate.name()};
      }
      if (const auto position = candidate.table->find(MemberId{node.id})) {
        check_reach();
        return {candidate.table, &candidate.table->column(*position), candidate.name()};
      }
    }
  }
  const std::string where = wanted != nullptr ? fmt::format("table '{}'", wanted->name())
                            : alias.empty()   ? std::string("a model")
                                              : fmt::format("alias '{}'", alias);
  throw ProgrammingError(fmt::format("the statement uses a column of {} that it does not select from", where),
                         {.sqlstate = "42P01", .hint = "join the table, or select from it"});
}

}  // namespace bindery
