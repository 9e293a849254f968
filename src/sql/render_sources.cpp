// Rendering of FROM: sources and joins.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <utility>

#include "renderer.hpp"

namespace bindery {

namespace {

std::string_view join_words(JoinKind kind) {
  switch (kind) {
    case JoinKind::inner: return " JOIN ";
    case JoinKind::left: return " LEFT JOIN ";
    case JoinKind::right: return " RIGHT JOIN ";
    case JoinKind::full: return " FULL JOIN ";
    case JoinKind::cross: break;
  }
  return " CROSS JOIN ";
}

}  // namespace

void Renderer::collect_sources(std::size_t at, RenderScope& scope) const {
  const std::size_t clause = nodes_[at].op == Op::from ? at : find_clause(at, Op::from);
  if (clause == 0) return;
  std::size_t part = clause + 1;
  for (std::uint32_t i = 0; i < nodes_[clause].count; ++i, part = behind(nodes_, part)) {
    const std::size_t source = nodes_[part].op == Op::join ? part + 1 : part;
    const Node& node = nodes_[source];
    scope.sources.push_back(
        {node.op == Op::source ? &table_of_node(node) : nullptr, node.name, false, source});
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
      next = source(next, scope, known, false);
    }
    ++known;
  }
  return next;
}

std::size_t Renderer::join(std::size_t at, const RenderScope& scope, std::size_t known) {
  const Node& node = nodes_[at];
  const JoinKind kind = join_kind(node);
  if (kind == JoinKind::full && !dialect_.full_join) {
    refuse("join both sides fully",
           "unite a left join with the rows of the other side that have no partner: "
           "union_all(...left_join..., ...where(not_exists(...)))");
  }
  out_ += join_words(kind);
  const bool lateral = (node.detail & lateral_detail) != 0;
  if (lateral) {
    if (!dialect_.lateral)
      refuse("join a derived table that speaks of the tables before it",
             "use scalar(...) or a window function");
    out_ += "LATERAL ";
  }
  const std::size_t condition = source(at + 1, scope, known, lateral);
  if (kind == JoinKind::cross) return condition;
  out_ += " ON ";
  const bool keyed = (node.detail & keyed_detail) != 0;
  if (node.count == 2 && !keyed) return expression(condition, scope, true);
  foreign_key_condition(scope.sources[known], std::span(scope.sources).first(known));
  if (!keyed) return condition;
  out_ += " AND ";
  constexpr int and_precedence = 2;
  return expression(condition, scope, true, and_precedence);
}

std::size_t Renderer::source(std::size_t at, const RenderScope& scope, std::size_t known, bool lateral) {
  const Node& node = nodes_[at];
  const std::size_t end = behind(nodes_, at);
  bool named = *node.name != '\0';
  switch (node.op) {
    case Op::derived_table: derived_table(at, scope, known, lateral); break;
    case Op::common_table: {
      const std::string_view table = nodes_[at + 1].name;
      (void)source_outputs(at);
      name(table);
      named = table != node.name;
      break;
    }
    case Op::values_list: values_list(at); return end;
    case Op::series: series(at); return end;
    case Op::table_function: {
      if (dialect_.backend == Backend::mariadb)
        refuse("call a function in FROM", "write the statement by sql(...), with JSON_TABLE");
      RenderScope before = scope;
      before.sources.resize(known);
      out_ += nodes_[at + 1].name;
      out_ += '(';
      list(at + 2, node.count - 1, before, false);
      out_ += ')';
      break;
    }
    default: model_source(node); break;
  }
  if (named) {
    out_ += " AS ";
    name(node.name);
  }
  return end;
}

void Renderer::model_source(const Node& node) {
  const Table& table = table_of_node(node);
  if (table.parent() == nullptr) {
    table_name(table);
    return;
  }
  inherited_source(table);
  if (*node.name == '\0') {
    out_ += " AS ";
    name(table.source_name());
  }
}

void Renderer::derived_table(std::size_t at, const RenderScope& scope, std::size_t known, bool lateral) {
  RenderScope around{{}, scope.outer};
  around.derived = true;
  if (lateral)
    around.sources.assign(scope.sources.begin(), scope.sources.begin() + static_cast<std::ptrdiff_t>(known));
  out_ += '(';
  query(at + 1, &around);
  out_ += ')';
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
  return model != nullptr ? target.is_a(model()) : name == target.name() && schema == target.schema();
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
  if (joined.table == nullptr) {
    throw ProgrammingError(
        fmt::format("no foreign key connects '{}' with the tables before it", joined.alias),
        {.hint = "give the join its condition"});
  }
  for (const RenderSource& other : known) {
    if (other.table == nullptr) continue;
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

}  // namespace bindery
