// Rendering of WITH and of set operations.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include "renderer.hpp"

namespace bindery {

namespace {

std::string_view set_words(SetKind kind) {
  switch (kind) {
    case SetKind::union_: return " UNION ";
    case SetKind::union_all: return " UNION ALL ";
    case SetKind::intersect: return " INTERSECT ";
    case SetKind::intersect_all: return " INTERSECT ALL ";
    case SetKind::except: return " EXCEPT ";
    case SetKind::except_all: break;
  }
  return " EXCEPT ALL ";
}

}  // namespace

std::size_t Renderer::with(std::size_t at, const RenderScope* outer) {
  const Node& node = nodes_[at];
  out_ += node.detail == recursive_detail ? "WITH RECURSIVE " : "WITH ";
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < node.count; ++i, next = behind(nodes_, next)) {
    if (i > 0) out_ += ", ";
    definition(next, outer);
  }
  out_ += ' ';
  return next;
}

void Renderer::definition(std::size_t at, const RenderScope* outer) {
  const Node& node = nodes_[at];
  if (!is_query(nodes_[at + 1].op) && nodes_[at + 1].op != Op::raw &&
      dialect_.backend != Backend::postgresql) {
    refuse("change rows inside WITH", "run two statements in one transaction");
  }
  name(node.name);
  out_ += " AS (";
  const bool recursive = node.detail == recursive_detail;
  if (recursive) {
    definitions_.emplace_back(node.name, at);
    recursion_start_ = first_select(at + 1);
  }
  any_statement(at + 1, outer);
  if (!recursive) definitions_.emplace_back(node.name, at);
  out_ += ')';
}

// The first query of a recursion says the columns' types. PostgreSQL wants the same ones from the second, MariaDB cuts
// what is longer: text and decimals are made as wide as they go.
std::size_t Renderer::start_columns(std::size_t at, const RenderScope& scope) {
  const std::uint32_t columns = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < columns; ++i) {
    if (i > 0) out_ += ", ";
    const Node& node = nodes_[next];
    const bool labelled = node.op == Op::label;
    const bool sized = node.type == TypeKind::text || node.type == TypeKind::decimal;
    const bool widened = sized && node.op != Op::all_columns;
    const std::size_t end = behind(nodes_, next);
    if (widened) out_ += "CAST(";
    expression(labelled && widened ? next + 1 : next, scope, false);
    if (widened) {
      const std::string wide = dialect_.cast_name(ColumnType{node.type});
      const bool counted = node.type == TypeKind::text && dialect_.backend == Backend::mariadb;
      out_ += counted ? " AS CHAR(1000000))" : " AS " + wide + ")";
      const bool named = labelled || node.op == Op::column || node.op == Op::named_column;
      if (named) {
        out_ += " AS ";
        name(labelled                      ? std::string_view(node.name)
             : node.op == Op::named_column ? std::string_view(nodes_[next + 1].name)
                                           : std::string_view(resolve(node, scope).column->name));
      }
    }
    next = end;
  }
  return next;
}

std::size_t Renderer::set_query(std::size_t at, const RenderScope* outer) {
  const std::size_t defined = definitions_.size(), end = behind(nodes_, at);
  std::size_t next = at + 1;
  if (nodes_[next].op == Op::with) next = with(next, outer);
  const Node& members = nodes_[next];
  const auto kind = static_cast<SetKind>(members.detail);
  if (dialect_.backend == Backend::sqlite &&
      (kind == SetKind::intersect_all || kind == SetKind::except_all)) {
    refuse("count equal rows in INTERSECT ALL and EXCEPT ALL",
           "use intersect or except, which give each row once");
  }
  std::size_t each = next + 1;
  for (std::uint32_t i = 0; i < members.count; ++i, each = behind(nodes_, each)) {
    if (i > 0) out_ += set_words(kind);
    member(each, outer);
  }
  RenderScope scope{{}, outer, true, first_select(at), true};
  clauses(each, end, scope);
  definitions_.resize(defined);
  return end;
}

// What binds stronger differs between the databases, and SQLite takes no parentheses: whatever is more than a bare
// SELECT stands for itself.
void Renderer::member(std::size_t at, const RenderScope* outer) {
  bool bare = nodes_[at].op == Op::select;
  std::size_t clause = at + 1;
  for (std::uint32_t i = 0; i < nodes_[at].count; ++i, clause = behind(nodes_, clause)) {
    const Op op = nodes_[clause].op;
    bare = bare && op != Op::with && op < Op::order_by;
  }
  if (!bare) out_ += dialect_.backend == Backend::sqlite ? "SELECT * FROM (" : "(";
  query(at, outer);
  if (!bare) out_ += ')';
}

std::size_t Renderer::first_select(std::size_t query) const {
  while (nodes_[query].op == Op::set_query) query = find_clause(query, Op::members) + 1;
  return query;
}

std::size_t Renderer::find_clause(std::size_t statement, Op clause) const {
  std::size_t at = statement + 1;
  for (std::uint32_t i = 0; i < nodes_[statement].count; ++i, at = behind(nodes_, at)) {
    if (nodes_[at].op == clause) return at;
  }
  return 0;
}

// ---- names of results -----------------------------------------------------------------------------------------

std::vector<RenderOutput> Renderer::outputs(std::size_t statement) const {
  std::vector<RenderOutput> found;
  RenderScope scope;
  std::size_t columns = 0;
  if (is_query(nodes_[statement].op)) {
    const std::size_t select = first_select(statement);
    collect_sources(select, scope);
    columns = find_clause(select, Op::columns);
  } else if (nodes_[statement].op != Op::raw) {
    scope.sources.push_back({&table_of_node(nodes_[statement]), {}});
    columns = find_clause(statement, Op::returning);
  }
  if (columns == 0) return found;
  std::size_t at = columns + 1;
  for (std::uint32_t i = 0; i < nodes_[columns].count; ++i, at = behind(nodes_, at)) {
    const Node& node = nodes_[at];
    if (node.op == Op::label)
      found.push_back({node.name, node.type});
    else if (node.op == Op::named_column)
      found.push_back({nodes_[at + 1].name, node.type});
    else if (node.op == Op::column)
      found.push_back({resolve(node, scope).column->name, node.type});
    else if (node.op == Op::all_columns)
      for (const Column& column : table_of_node(node).columns()) {
        if (!is_left_out(node, column)) found.push_back({column.name, column.type.kind});
      }
    else
      found.push_back({{}, node.type});
  }
  return found;
}

/// Empty if only the database knows.
std::vector<RenderOutput> Renderer::source_outputs(std::size_t source) const {
  if (nodes_[source].op == Op::derived_table) return outputs(source + 1);
  if (nodes_[source].op != Op::common_table) return {};
  const std::string_view wanted = nodes_[source + 1].name;
  for (auto known = definitions_.rbegin(); known != definitions_.rend(); ++known) {
    if (known->first == wanted) return outputs(known->second + 1);
  }
  throw ProgrammingError(fmt::format("the statement reads table '{}', which no WITH defines", wanted),
                         {.sqlstate = "42P01", .hint = "add .with(table)"});
}

void Renderer::check_output(std::span<const RenderOutput> known, std::string_view wanted,
                            std::string_view where) const {
  if (known.empty()) return;
  std::string names;
  for (const RenderOutput& output : known) {
    if (output.name == wanted) return;
    if (!output.name.empty()) names += fmt::format("{}'{}'", names.empty() ? "" : ", ", output.name);
  }
  throw ProgrammingError(
      fmt::format("{} has no column '{}'; it has {}", where, wanted, names.empty() ? "no names" : names),
      {.sqlstate = "42703", .hint = "name the column by .as<\"name\">()"});
}

std::size_t Renderer::named_column(std::size_t at, const RenderScope& scope) {
  const std::string_view table = nodes_[at].name, column = nodes_[at + 1].name;
  if (scope.of_set) {
    check_output(outputs(scope.result), column, "the first query of this set operation");
    name(column);
    return at + 2;
  }
  for (const RenderScope* level = &scope; level != nullptr; level = level->outer) {
    for (const RenderSource& source : level->sources) {
      if (source.table != nullptr || source.alias != table) continue;
      check_output(source_outputs(source.at), column, fmt::format("table '{}'", table));
      name(table);
      out_ += '.';
      name(column);
      return at + 2;
    }
  }
  throw ProgrammingError(
      fmt::format("the statement uses column '{}' of '{}', from which it does not select", column, table),
      {.sqlstate = "42P01", .hint = "join it, or name it with select_from"});
}

void Renderer::label_name(const Node& node, const RenderScope& scope) {
  if (scope.result == 0 && nodes_[0].op != Op::select)
    throw ProgrammingError("a name of the result stands where there is none");
  const std::vector<RenderOutput> known = outputs(scope.result);
  check_output(known, node.name, "the result");
  name(node.name);
  for (const RenderOutput& output : known) {
    if (output.name == node.name && output.type == TypeKind::decimal && !exact_decimals())
      out_ += " COLLATE decimal";
  }
}

}  // namespace bindery
