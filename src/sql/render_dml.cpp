// Rendering of INSERT, UPDATE and DELETE.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>

#include "renderer.hpp"

namespace bindery {

std::size_t Renderer::insert(std::size_t at) {
  const Table& table = table_of_node(nodes_[at]);
  RenderScope scope{{{&table, {}}}, nullptr, false};
  out_ += "INSERT INTO ";
  table_name(table);
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < parts; ++i) {
    switch (nodes_[next].op) {
      case Op::insert_columns:
        out_ += " (";
        next = list(next + 1, nodes_[next].count, scope, true);
        out_ += ')';
        break;
      case Op::rows: next = insert_rows(next, scope); break;
      case Op::default_row:
        out_ += fmt::format(" {}", dialect_.empty_insert);
        ++next;
        break;
      case Op::insert_query: next = insert_query(next); break;
      case Op::on_conflict: next = on_conflict(next, scope, at); break;
      default: next = returning(next, scope, dialect_.returning_on_insert, "return rows from INSERT"); break;
    }
  }
  return next;
}

std::size_t Renderer::insert_query(std::size_t at) {
  out_ += ' ';
  const std::size_t query = at + 1, end = any_statement(query, nullptr);
  const bool conflict = end < nodes_.size() && nodes_[end].op == Op::on_conflict;
  bool filtered = nodes_[query].op != Op::select;
  for (std::size_t i = query + 1; i < end; i = behind(nodes_, i))
    filtered = filtered || nodes_[i].op > Op::from;
  // SQLite would take the ON of ON CONFLICT for a join's.
  if (conflict && !filtered && dialect_.backend == Backend::sqlite) out_ += " WHERE true";
  return end;
}

std::size_t Renderer::insert_rows(std::size_t at, const RenderScope& scope) {
  out_ += " VALUES ";
  const std::uint32_t rows = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < rows; ++i) {
    out_ += i == 0 ? "(" : ", (";
    next = list(next + 1, nodes_[next].count, scope, true);
    out_ += ')';
  }
  return next;
}

std::size_t Renderer::on_conflict(std::size_t at, const RenderScope& scope, std::size_t insert_at) {
  const bool updates = nodes_[at].count == 2;
  std::size_t next = at + 1;
  if (dialect_.upsert == UpsertSyntax::on_duplicate_key) {
    check_duplicate_key_target(insert_at, next);
    out_ += " ON DUPLICATE KEY UPDATE ";
    const Node first_target = nodes_[next + 1];
    next = behind(nodes_, next);
    if (updates) return assignments(next, scope);
    const std::string unchanged = quoted(dialect_, resolve(first_target, scope).column->name);
    out_ += fmt::format("{} = {}", unchanged, unchanged);
    return next;
  }
  out_ += " ON CONFLICT (";
  next = list(next + 1, nodes_[next].count, scope, true);
  out_ += updates ? ") DO UPDATE SET " : ") DO NOTHING";
  return updates ? assignments(next, scope) : next;
}

// ON DUPLICATE KEY fires for every unique key, not for the named one: only a statement that can violate no other
// key means the same there.
void Renderer::check_duplicate_key_target(std::size_t insert_at, std::size_t conflict_at) const {
  const Table& table = table_of_node(nodes_[insert_at]);
  const RenderScope scope{{{&table, {}}}, nullptr, false};
  const auto names_in = [&](std::size_t clause) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i <= nodes_[clause].count; ++i)
      names.push_back(resolve(nodes_[clause + i], scope).column->name);
    std::sort(names.begin(), names.end());
    return names;
  };
  const std::vector<std::string> target = names_in(conflict_at), given = names_in(insert_at + 1);
  const auto check_key = [&](std::vector<std::string> key) {
    std::sort(key.begin(), key.end());
    const bool can_clash = std::all_of(key.begin(), key.end(), [&](const std::string& c) {
      return std::binary_search(given.begin(), given.end(), c);
    });
    if (can_clash && key != target) {
      refuse(fmt::format("tell a conflict on ({}) from one on ({}) of table '{}'", fmt::join(target, ", "),
                         fmt::join(key, ", "), table.name()),
             "leave the other key's columns out of the INSERT, or look the row up first");
    }
  };
  std::vector<std::string> primary;
  for (const std::size_t position : table.primary_key()) primary.push_back(table.column(position).name);
  if (!primary.empty()) check_key(std::move(primary));
  for (const Column& column : table.columns()) {
    if (column.unique) check_key({column.name});
  }
  for (const Constraint& constraint : table.constraints()) {
    if (constraint.kind == ConstraintKind::unique_columns) check_key(constraint.columns);
  }
}

std::size_t Renderer::assignments(std::size_t at, const RenderScope& scope) {
  const std::uint32_t count = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_ += ", ";
    RenderScope bare = scope;
    bare.qualified = false;
    next = expression(next + 1, bare, true);
    out_ += " = ";
    next = expression(next, scope, true);
  }
  return next;
}

std::size_t Renderer::update(std::size_t at) {
  const Table& table = table_of_node(nodes_[at]);
  const RenderScope scope{{{&table, {}}}, nullptr, true};
  out_ += "UPDATE ";
  table_name(table);
  out_ += " SET ";
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = assignments(at + 1, scope);
  for (std::uint32_t i = 1; i < parts; ++i) {
    next = nodes_[next].op == Op::where
               ? clause(next, scope)
               : returning(next, scope, dialect_.returning_on_update, "return rows from UPDATE");
  }
  return next;
}

std::size_t Renderer::remove(std::size_t at) {
  const Table& table = table_of_node(nodes_[at]);
  const RenderScope scope{{{&table, {}}}, nullptr, true};
  out_ += "DELETE FROM ";
  table_name(table);
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < parts; ++i) {
    next = nodes_[next].op == Op::where
               ? clause(next, scope)
               : returning(next, scope, dialect_.returning_on_delete, "return rows from DELETE");
  }
  return next;
}

std::size_t Renderer::returning(std::size_t at, const RenderScope& scope, bool supported,
                                std::string_view feature) {
  if (!supported) refuse(feature, "select the rows in the same transaction instead");
  out_ += " RETURNING ";
  return list(at + 1, nodes_[at].count, scope, false);
}

}  // namespace bindery
