// Rendering of INSERT and of what UPDATE and DELETE share with it.
#include <bindery/core/error.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "renderer.hpp"

namespace bindery {

std::size_t Renderer::insert(std::size_t at) {
  const Table& table = table_of_node(nodes_[at]);
  RenderScope scope{{{&table, {}}}, nullptr, false};
  out_ += "INSERT INTO ";
  table_name(table);
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1, columns = 0;
  for (std::uint32_t i = 0; i < parts; ++i) {
    switch (nodes_[next].op) {
      case Op::insert_columns:
        out_ += " (";
        columns = next + 1;
        next = list(columns, nodes_[next].count, scope, true);
        out_ += ')';
        break;
      case Op::rows: next = insert_rows(next, columns, scope); break;
      case Op::default_row:
        out_ += fmt::format(" {}", dialect_.empty_insert);
        ++next;
        break;
      case Op::insert_query: next = insert_query(next, columns, scope); break;
      case Op::on_conflict: next = on_conflict(next, scope, at); break;
      default: next = returning(next, scope); break;
    }
  }
  return next;
}

std::size_t Renderer::insert_query(std::size_t at, std::size_t columns, const RenderScope& target) {
  out_ += ' ';
  const std::size_t query = at + 1, end = behind(nodes_, query);
  if (stored_rows(query, columns, target)) return end;
  any_statement(query, nullptr);
  const bool conflict = end < nodes_.size() && nodes_[end].op == Op::on_conflict;
  bool filtered = nodes_[query].op != Op::select;
  for (std::size_t i = query + 1; i < end; i = behind(nodes_, i))
    filtered = filtered || nodes_[i].op > Op::from;
  // SQLite would take the ON of ON CONFLICT for a join's.
  if (conflict && !filtered && dialect_.backend == Backend::sqlite) out_ += " WHERE true";
  return end;
}

/// The rows of a query whose columns are made to fit those they go into; false: they need not be.
bool Renderer::stored_rows(std::size_t query, std::size_t columns, const RenderScope& target) {
  std::string names, values;
  bool differ = false;
  const std::uint32_t count = nodes_[columns - 1].count;
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string each = quoted(dialect_, fmt::format("column{}", i + 1));
    const std::string value = stored_text(each, resolve(nodes_[columns + i], target).column->type, dialect_);
    differ = differ || value != each;
    names += (i > 0 ? ", " : "") + each;
    values += (i > 0 ? ", " : "") + value;
  }
  if (!differ) return false;
  const std::string rows = quoted(dialect_, "inserted_rows");
  out_ += fmt::format("WITH {} ({}) AS (", rows, names);
  any_statement(query, nullptr);
  out_ += fmt::format(") SELECT {} FROM {} WHERE true", values, rows);
  return true;
}

std::size_t Renderer::insert_rows(std::size_t at, std::size_t columns, const RenderScope& scope) {
  out_ += " VALUES ";
  const std::uint32_t rows = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t row = 0; row < rows; ++row) {
    out_ += row == 0 ? "(" : ", (";
    const std::uint32_t values = nodes_[next++].count;
    for (std::uint32_t i = 0; i < values; ++i) {
      if (i > 0) out_ += ", ";
      next = stored(next, resolve(nodes_[columns + i], scope).column->type, scope);
    }
    out_ += ')';
  }
  return next;
}

/// A value on its way into a column.
std::size_t Renderer::stored(std::size_t at, const ColumnType& column, const RenderScope& scope) {
  std::string before = std::exchange(out_, {});
  const std::size_t next = expression(at, scope, true);
  out_ = std::move(before) + stored_text(out_, column, dialect_);
  return next;
}

std::size_t Renderer::on_conflict(std::size_t at, const RenderScope& scope, std::size_t insert_at) {
  std::size_t columns = 0, index_filter = 0, updates = 0, filter = 0;
  const std::size_t end = behind(nodes_, at);
  for (std::size_t next = at + 1; next < end; next = behind(nodes_, next)) {
    switch (nodes_[next].op) {
      case Op::conflict_columns: columns = next; break;
      case Op::conflict_where: index_filter = next; break;
      case Op::assignments: updates = next; break;
      default: filter = next; break;
    }
  }
  RenderScope existing = scope;  // columns of the row that is there, beside those of the excluded one
  existing.qualified = true;
  if (dialect_.upsert == UpsertSyntax::on_duplicate_key) {
    if (index_filter != 0)
      refuse("have partial indexes", "name the columns of a full unique key: on_conflict(...)");
    if (filter != 0 && end < behind(nodes_, insert_at))
      refuse("tell rows that an upsert left alone from those that it returns",
             "leave out do_update_where(...), or returning(...)");
    on_duplicate_key(at, updates, filter, existing, insert_at);
    return end;
  }
  conflict_target(at, columns, index_filter, scope, updates != 0);
  out_ += updates != 0 ? " DO UPDATE SET " : " DO NOTHING";
  if (updates != 0) assignments(updates, existing);
  if (filter != 0) clause(filter, existing);
  return end;
}

void Renderer::conflict_target(std::size_t at, std::size_t columns, std::size_t index_filter,
                               const RenderScope& scope, bool updates) {
  out_ += " ON CONFLICT";
  const auto target = static_cast<ConflictTarget>(nodes_[at].detail);
  if (target == ConflictTarget::any && updates && dialect_.backend == Backend::postgresql)
    refuse("update on a conflict without knowing its key", "name its columns: on_conflict(...)");
  if (target == ConflictTarget::constraint) {
    if (dialect_.backend != Backend::postgresql)
      refuse("name a constraint in an INSERT", "name the columns of its key: on_conflict(...)");
    out_ += " ON CONSTRAINT ";
    name(nodes_[at].name);
  }
  if (columns == 0) return;
  out_ += " (";
  list(columns + 1, nodes_[columns].count, scope, true);
  out_ += ')';
  if (index_filter != 0) clause(index_filter, scope);
}

void Renderer::on_duplicate_key(std::size_t at, std::size_t updates, std::size_t filter,
                                const RenderScope& scope, std::size_t insert_at) {
  const auto target = static_cast<ConflictTarget>(nodes_[at].detail);
  if (target == ConflictTarget::constraint)
    refuse("name a constraint in an INSERT", "name the columns of its key: on_conflict(...)");
  if (target == ConflictTarget::columns) check_duplicate_key_target(insert_at, at + 1);
  out_ += " ON DUPLICATE KEY UPDATE ";
  if (updates != 0) {
    assignments(updates, scope, false, filter);
    return;
  }
  const Table& table = table_of_node(nodes_[insert_at]);
  const std::size_t position = table.primary_key().empty() ? 0 : table.primary_key().front();
  const std::string unchanged =
      quoted(dialect_, target == ConflictTarget::columns ? resolve(nodes_[at + 2], scope).column->name
                                                         : table.column(position).name);
  out_ += fmt::format("{} = {}", unchanged, unchanged);
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

/// `filter`: a WHERE under which alone the columns change, where a database has no place for it.
std::size_t Renderer::assignments(std::size_t at, const RenderScope& scope, bool qualified_targets,
                                  std::size_t filter) {
  const RenderScope target{{scope.sources.front()}, nullptr, qualified_targets};
  const std::uint32_t count = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i > 0) out_ += ", ";
    const std::size_t column = next + 1;
    next = expression(column, target, true);
    out_ += " = ";
    if (filter != 0) {
      out_ += "IF(";
      expression(filter + 1, scope, true);
      out_ += ", ";
    }
    next = stored(next, resolve(nodes_[column], target).column->type, scope);
    if (filter != 0) {
      out_ += ", ";
      expression(column, scope, true);
      out_ += ')';
    }
  }
  return next;
}

std::size_t Renderer::returning(std::size_t at, const RenderScope& scope) {
  if (!dialect_.returning_on_insert) refuse_returning("INSERT");
  out_ += " RETURNING ";
  return list(at + 1, nodes_[at].count, scope, false);
}

void Renderer::refuse_returning(std::string_view verb) const {
  refuse(fmt::format("return rows from {}", verb), "select the rows in the same transaction instead");
}

}  // namespace bindery
