// Rendering of UPDATE and DELETE, alone or reading other tables.
#include <fmt/format.h>

#include <utility>

#include "renderer.hpp"

namespace bindery {

/// Where the clauses of an UPDATE or DELETE begin; 0: there is none.
struct ChangeParts {
  std::size_t from = 0, assignments = 0, where = 0, returning = 0;
};

namespace {

ChangeParts parts_of(std::span<const Node> nodes, std::size_t at) {
  ChangeParts parts;
  const std::size_t end = behind(nodes, at);
  for (std::size_t next = at + 1; next < end; next = behind(nodes, next)) {
    switch (nodes[next].op) {
      case Op::from: parts.from = next; break;
      case Op::assignments: parts.assignments = next; break;
      case Op::where: parts.where = next; break;
      default: parts.returning = next; break;
    }
  }
  return parts;
}

constexpr int and_precedence = 2;

}  // namespace

/// The changed table, and those that the statement reads beside it.
RenderScope Renderer::scope_of_change(std::size_t at, std::size_t from) const {
  const Table& table = table_of_node(nodes_[at]);
  if (table.part_count() > 1) {
    throw ProgrammingError(
        fmt::format("model {} is stored in several tables, which one statement can't change",
                    table.type_name()),
        {.table = table.name(), .hint = "change its objects by a session"});
  }
  RenderScope scope{{{&table, {}, true}}, nullptr, true};
  if (from != 0) collect_sources(from, scope);
  return scope;
}

std::size_t Renderer::update(std::size_t at) {
  const ChangeParts parts = parts_of(nodes_, at);
  const RenderScope scope = scope_of_change(at, parts.from);
  const bool sources_first = dialect_.backend == Backend::mariadb;
  if (parts.returning != 0 && !dialect_.returning_on_update) refuse_returning("UPDATE");
  const std::string sources = sources_of_change(parts.from);
  out_ += "UPDATE ";
  table_name(*scope.sources.front().table);
  if (sources_first && !sources.empty()) out_ += ", " + sources;
  out_ += " SET ";
  assignments(parts.assignments, scope, sources_first && !sources.empty());
  if (!sources_first && !sources.empty()) out_ += " FROM " + sources;
  change_filter(" WHERE ", parts.from, parts.where, scope);
  if (parts.returning != 0) returning_of_change(parts.returning, scope, "UPDATE");
  return behind(nodes_, at);
}

std::size_t Renderer::remove(std::size_t at) {
  const ChangeParts parts = parts_of(nodes_, at);
  const RenderScope scope = scope_of_change(at, parts.from);
  if (parts.returning != 0 && !dialect_.returning_on_delete) refuse_returning("DELETE");
  const std::string sources = sources_of_change(parts.from);
  const bool several_tables =
      !sources.empty() && dialect_.backend == Backend::mariadb && parts.returning == 0;
  out_ += "DELETE ";
  if (several_tables) {
    table_name(*scope.sources.front().table);
    out_ += ' ';
  }
  out_ += "FROM ";
  table_name(*scope.sources.front().table);
  if (sources.empty() || several_tables || dialect_.backend == Backend::postgresql) {
    if (!sources.empty()) out_ += (several_tables ? ", " : " USING ") + sources;
    change_filter(" WHERE ", parts.from, parts.where, scope);
  } else {
    out_ += " WHERE EXISTS (SELECT 1 FROM " + sources;
    change_filter(" WHERE ", parts.from, parts.where, scope);
    out_ += ')';
  }
  if (parts.returning != 0) returning_of_change(parts.returning, scope, "DELETE");
  return behind(nodes_, at);
}

/// The text of the tables beside the changed one, with commas between them.
std::string Renderer::sources_of_change(std::size_t from) {
  if (from == 0) return {};
  std::string kept = std::exchange(out_, {});
  const RenderScope around;
  std::size_t next = from + 1;
  for (std::uint32_t i = 0; i < nodes_[from].count; ++i) {
    if (i > 0) out_ += ", ";
    next = source(nodes_[next].op == Op::join ? next + 1 : next, around, 0, false);
  }
  return std::exchange(out_, std::move(kept));
}

/// How the tables belong together where no condition says so, then the statement's own condition.
void Renderer::change_filter(std::string_view opening, std::size_t from, std::size_t where,
                             const RenderScope& scope) {
  bool first = true;
  const auto open = [&] { out_ += std::exchange(first, false) ? opening : " AND "; };
  std::size_t next = from + 1;
  for (std::uint32_t i = 0; from != 0 && i < nodes_[from].count; ++i, next = behind(nodes_, next)) {
    if (nodes_[next].op != Op::join) continue;
    open();
    foreign_key_condition(scope.sources[i + 1], std::span(scope.sources).first(i + 1));
  }
  const Table& changed = *scope.sources.front().table;
  if (changed.parent() != nullptr && changed.kind_column()) {
    open();
    name(changed.name());
    out_ += '.';
    kind_condition(changed);
  }
  if (where == 0) return;
  const bool alone = first;
  open();
  expression(where + 1, scope, true, alone ? 0 : and_precedence);
}

void Renderer::returning_of_change(std::size_t at, const RenderScope& scope, std::string_view verb) {
  const std::size_t end = behind(nodes_, at);
  for (std::size_t i = at + 1; i < end && dialect_.backend != Backend::postgresql;) {
    const Node& node = nodes_[i];
    const bool own = node.op == Op::column ? resolve(node, scope).source == scope.sources.front().name()
                     : node.op == Op::all_columns
                         ? *node.name == '\0' && &table_of_node(node) == scope.sources.front().table
                         : true;
    if (!own) {
      refuse(fmt::format("return columns of another table from {}", verb),
             "return the row's own columns, and select the others");
    }
    i = node.op == Op::select ? behind(nodes_, i) : i + 1;
  }
  out_ += " RETURNING ";
  list(at + 1, nodes_[at].count, scope, false);
}

}  // namespace bindery
