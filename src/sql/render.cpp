// Rendering of SELECT and its clauses.
#include <bindery/sql/render.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <utility>

#include "renderer.hpp"

namespace bindery {

std::string render(std::span<const Node> statement, const Dialect& dialect) {
  return render_text(statement, dialect).sql;
}

StatementText render_text(std::span<const Node> statement, const Dialect& dialect) {
  return Renderer(statement, dialect).statement();
}

namespace {

bool in_sequence(std::span<const std::uint16_t> taken) {
  for (std::size_t i = 0; i < taken.size(); ++i) {
    if (taken[i] != i) return false;
  }
  return true;
}

}  // namespace

std::string quoted(const Dialect& dialect, std::string_view name) {
  std::string text(1, dialect.quote);
  for (const char c : name) {
    if (c == dialect.quote) text += c;
    text += c;
  }
  return text += dialect.quote;
}

StatementText Renderer::statement() {
  any_statement(0, nullptr);
  if (dialect_.placeholders != Placeholders::question_mark || in_sequence(taken_)) taken_.clear();
  return {std::move(out_), std::move(taken_)};
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
    if (node.op == Op::source) scope.sources.push_back({&table_of_node(node), node.name});
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
    if (op == Op::offset && !limited && dialect_.limit_needs_count)
      out_ += fmt::format(" LIMIT {}", dialect_.unlimited);
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
    case Op::group_by: out_ += " GROUP BY "; return terms(at + 1, node.count, scope);
    case Op::order_by: out_ += " ORDER BY "; return terms(at + 1, node.count, scope);
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
  if (*node.name != '\0') {
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

bool names_table(const std::string& schema, const std::string& name, const Table& (*model)(),
                 const Table& target) {
  return model != nullptr ? &model() == &target : name == target.name() && schema == target.schema();
}
std::string referred_column(const Reference& reference) {
  if (reference.model == nullptr) return reference.column;
  const Table& target = reference.model();
  return target.column(target.position_of(reference.member)).name;
}
using ColumnPairs = std::vector<std::pair<std::string, std::string>>;

/// The columns of each foreign key that leads from one table to the other.
std::vector<ColumnPairs> foreign_keys(const Table& from, const Table& to) {
  std::vector<ColumnPairs> keys;
  for (const Column& column : from.columns()) {
    if (!column.reference || column.reference->logical) continue;
    const Reference& reference = *column.reference;
    if (names_table(reference.schema, reference.table, reference.model, to))
      keys.push_back({{column.name, referred_column(reference)}});
  }
  for (const Constraint& constraint : from.constraints()) {
    if (constraint.kind != ConstraintKind::foreign_key) continue;
    if (!names_table(constraint.target_schema, constraint.target_table, constraint.target_model, to))
      continue;
    ColumnPairs pairs;
    for (std::size_t i = 0; i < constraint.columns.size(); ++i) {
      const bool by_member = constraint.target_model != nullptr;
      pairs.emplace_back(constraint.columns[i],
                         by_member ? to.column(to.position_of(constraint.target_members[i])).name
                                   : constraint.target_columns[i]);
    }
    keys.push_back(std::move(pairs));
  }
  return keys;
}

}  // namespace

void Renderer::foreign_key_condition(const RenderSource& joined, std::span<const RenderSource> known) {
  std::vector<std::string> conditions;
  const auto collect = [&](const RenderSource& from_source, const RenderSource& to_source) {
    for (const ColumnPairs& key : foreign_keys(*from_source.table, *to_source.table)) {
      std::string condition;
      for (const auto& [from_column, to_column] : key) {
        condition += fmt::format("{}{}.{} = {}.{}", condition.empty() ? "" : " AND ",
                                 quoted(dialect_, from_source.name()), quoted(dialect_, from_column),
                                 quoted(dialect_, to_source.name()), quoted(dialect_, to_column));
      }
      conditions.push_back(std::move(condition));
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
  throw ProgrammingError(
      fmt::format("{} table '{}' with the tables before it",
                  conditions.empty() ? "no foreign key connects" : "several foreign keys connect",
                  joined.table->name()),
      {.hint = "give the join its condition"});
}

void Renderer::refuse(std::string_view feature, std::string_view advice) const {
  throw ProgrammingError(fmt::format("{} cannot {}", dialect_.name, feature),
                         {.sqlstate = "0A000", .hint = std::string(advice)});
}

}  // namespace bindery
