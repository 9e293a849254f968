// Rendering of SELECT and its clauses.
#include <bindery/sql/render.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include "renderer.hpp"

namespace bindery {

std::string render(std::span<const Node> statement, const Dialect& dialect) { return Renderer(statement, dialect).statement(); }

std::string quoted(const Dialect& dialect, std::string_view name) {
  std::string text(1, dialect.quote);
  for (const char c : name) {
    if (c == dialect.quote) text += c;
    text += c;
  }
  return text += dialect.quote;
}

std::string Renderer::statement() {
  any_statement(0, nullptr);
  return std::move(out_);
}

std::size_t Renderer::any_statement(std::size_t at, const RenderScope* outer) {
  switch (nodes_[at].op) {
    case Op::select: return select(at, outer);
    case Op::insert: return insert(at);
    case Op::update: return update(at);
    case Op::delete_: return remove(at);
    case Op::raw: return raw(at);
    default: throw ProgrammingError("this is a piece of a statement, not a statement");
  }
}

std::size_t Renderer::raw(std::size_t at) {
  const RenderScope none;
  const std::size_t end = behind(nodes_, at);
  for (std::size_t next = at + 1; next < end;) next = expression(next, none, true);
  return end;
}

void Renderer::collect_sources(std::size_t at, RenderScope& scope) const {
  const std::size_t end = behind(nodes_, at);
  for (std::size_t i = at + 1; i < end;) {
    const Node& node = nodes_[i];
    if (node.op == Op::source) scope.sources.push_back({&table_of_node(node), node.name ? std::string_view(node.name) : std::string_view()});
    i = node.op == Op::from || node.op == Op::join ? i + 1 : behind(nodes_, i);
  }
}

std::size_t Renderer::select(std::size_t at, const RenderScope* outer) {
  RenderScope scope{{}, outer, true};
  collect_sources(at, scope);
  out_ += nodes_[at].detail == distinct_detail ? "SELECT DISTINCT " : "SELECT ";
  const std::uint32_t clauses = nodes_[at].count;
  std::size_t next = at + 1;
  bool limited = false;
  for (std::uint32_t i = 0; i < clauses; ++i) {
    const Op op = nodes_[next].op;
    if (op == Op::limit) limited = true;
    if (op == Op::offset && !limited && dialect_.limit_needs_count) out_ += fmt::format(" LIMIT {}", dialect_.unlimited);
    next = op == Op::from ? from(next, scope) : clause(next, scope);
  }
  return next;
}

std::size_t Renderer::clause(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  switch (node.op) {
    case Op::columns: return list(at + 1, node.count, scope, false);
    case Op::where: out_ += " WHERE "; return expression(at + 1, scope, true);
    case Op::having: out_ += " HAVING "; return expression(at + 1, scope, true);
    case Op::group_by: out_ += " GROUP BY "; return list(at + 1, node.count, scope, true);
    case Op::order_by: out_ += " ORDER BY "; return list(at + 1, node.count, scope, true);
    case Op::limit: out_ += " LIMIT "; return expression(at + 1, scope, true);
    case Op::offset: out_ += " OFFSET "; return expression(at + 1, scope, true);
    default: throw ProgrammingError("a clause stands where it can't");
  }
}

std::size_t Renderer::from(std::size_t at, RenderScope& scope) {
  out_ += " FROM ";
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1;
  std::size_t known = 0;
  for (std::uint32_t i = 0; i < parts; ++i) {
    if (nodes_[next].op == Op::join) {
      next = join(next, scope, known);
    } else {
      if (i > 0) out_ += ", ";
      next = source(next);
    }
    ++known;
  }
  return next;
}

std::size_t Renderer::join(std::size_t at, const RenderScope& scope, std::size_t known) {
  const bool has_condition = nodes_[at].count == 2;
  out_ += static_cast<JoinKind>(nodes_[at].detail) == JoinKind::left ? " LEFT JOIN " : " JOIN ";
  const std::size_t condition = source(at + 1);
  out_ += " ON ";
  if (has_condition) return expression(condition, scope, true);
  foreign_key_condition(scope.sources[known], std::span(scope.sources).first(known));
  return condition;
}

std::size_t Renderer::source(std::size_t at) {
  const Node& node = nodes_[at];
  table_name(table_of_node(node));
  if (node.name != nullptr) {
    out_ += " AS ";
    name(node.name);
  }
  return at + 1;
}

void Renderer::table_name(const Table& table) {
  if (!table.schema().empty()) {
    name(table.schema());
    out_ += '.';
  }
  name(table.name());
}

namespace {

bool refers(const Column& column, const Table& target) {
  if (!column.reference || column.reference->logical) return false;
  if (column.reference->model != nullptr) return &column.reference->model() == &target;
  return column.reference->table == target.name() && column.reference->schema == target.schema();
}
std::string referred_column(const Reference& reference) {
  if (reference.model == nullptr) return reference.column;
  const Table& target = reference.model();
  return target.column(target.position_of(reference.member)).name;
}

}  // namespace

void Renderer::foreign_key_condition(const RenderSource& joined, std::span<const RenderSource> known) {
  std::vector<std::string> conditions;
  const auto collect = [&](const RenderSource& from_source, const RenderSource& to_source) {
    for (const Column& column : from_source.table->columns()) {
      if (!refers(column, *to_source.table)) continue;
      conditions.push_back(fmt::format("{}.{} = {}.{}", quoted(dialect_, from_source.name()), quoted(dialect_, column.name),
                                       quoted(dialect_, to_source.name()), quoted(dialect_, referred_column(*column.reference))));
    }
  };
  for (const RenderSource& other : known) {
    collect(joined, other);
    if (other.table != joined.table) collect(other, joined);
  }
  if (conditions.size() == 1) {
    out_ += conditions.front();
    return;
  }
  throw ProgrammingError(fmt::format("{} foreign keys lead from table '{}' to the tables before it: give the condition of the join",
                                     conditions.empty() ? "no" : "several", joined.table->name()));
}

void Renderer::refuse(std::string_view feature, std::string_view advice) const {
  throw ProgrammingError(fmt::format("{} cannot {}", dialect_.name, feature), {.sqlstate = "0A000", .hint = std::string(advice)});
}

}  // namespace bindery
