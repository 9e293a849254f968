// Rendering of full-text search.
#include <bindery/core/error.hpp>
#include <bindery/sql/ddl.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "full_text.hpp"
#include "renderer.hpp"

namespace bindery {

namespace {

const Constraint& index_over(const Table& table, const std::vector<std::string>& columns) {
  const auto constraints = table.constraints();
  const auto found = std::find_if(constraints.begin(), constraints.end(), [&](const Constraint& each) {
    return each.kind == ConstraintKind::full_text && each.columns == columns;
  });
  if (found != constraints.end()) return *found;
  throw ProgrammingError(
      fmt::format("table '{}' has no full-text index over {}", table.full_name(), fmt::join(columns, ", ")),
      {.table = table.name(),
       .hint = "say full_text_index<...>() in its model, with the columns in this order"});
}

}  // namespace

// The words are taken apart by SQL, so that one value serves all databases.
std::size_t Renderer::matches(std::size_t at, const RenderScope& scope) {
  const bool rank = nodes_[at].op == Op::text_rank;
  const std::uint32_t count = nodes_[at].count - 1;
  const std::size_t words = at + 1 + count;
  std::vector<std::string> columns, names;
  const Resolved first = resolve(nodes_[at + 1], scope);
  for (std::size_t i = at + 1; i < words; ++i) {
    const Resolved each = resolve(nodes_[i], scope);
    names.push_back(each.column->name);
    columns.push_back(fmt::format("{}{}", scope.qualified ? quoted(dialect_, each.source) + "." : "",
                                  quoted(dialect_, each.column->name)));
  }
  const Constraint& index = index_over(*first.table, names);
  if (dialect_.backend == Backend::postgresql) {
    out_ += fmt::format("{}({}{}plainto_tsquery('simple', ", rank ? "ts_rank" : "", text_vector(columns),
                        rank ? ", " : " @@ ");
    const std::size_t next = expression(words, scope, true);
    out_ += "))";
    return next;
  }
  if (dialect_.backend == Backend::mariadb) {
    out_ += fmt::format("MATCH ({}.{}) AGAINST (CONCAT('+', REPLACE(TRIM(REGEXP_REPLACE(LOWER(",
                        quoted(dialect_, first.source),
                        quoted(dialect_, fitted_name(dialect_, constraint_name(*first.table, index))));
    const std::size_t next = expression(words, scope, true);
    out_ += "), '[^[:alnum:]_]+', ' ')), ' ', ' +')) IN BOOLEAN MODE)";
    return next;
  }
  const std::string table = quoted(dialect_, constraint_name(*first.table, index));
  const std::string schema =
      first.table->schema().empty() ? "" : quoted(dialect_, first.table->schema()) + ".";
  const std::string key =
      fmt::format("{}.{}", quoted(dialect_, first.source),
                  quoted(dialect_, first.table->column(first.table->primary_key()[0]).name));
  out_ +=
      rank ? fmt::format("(SELECT -rank FROM {}{} WHERE rowid = {} AND {} MATCH ", schema, table, key, table)
           : fmt::format("{} IN (SELECT rowid FROM {}{} WHERE {} MATCH ", key, schema, table, table);
  out_ += "'\"' || replace(replace(";
  const std::size_t next = expression(words, scope, true);
  out_ += ", '\"', ' '), ' ', '\" \"') || '\"')";
  return next;
}

}  // namespace bindery
