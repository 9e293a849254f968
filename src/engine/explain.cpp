// EXPLAIN: asking each database for a statement's plan.
#include <bindery/core/error.hpp>
#include <bindery/engine/connection.hpp>

#include "connection_state.hpp"
#include "plan_reader.hpp"

namespace bindery {

namespace {

std::string_view opening(Backend backend, bool analyze) {
  switch (backend) {
    case Backend::postgresql: return analyze ? "EXPLAIN (ANALYZE, FORMAT JSON) " : "EXPLAIN (FORMAT JSON) ";
    case Backend::mariadb: return analyze ? "ANALYZE FORMAT=JSON " : "EXPLAIN FORMAT=JSON ";
    case Backend::sqlite: break;
  }
  return "EXPLAIN QUERY PLAN ";
}

Plan read_plan(drivers::Cursor& cursor, Backend backend) {
  std::vector<detail::PlanLine> lines;
  std::string said;
  while (const Cell* cells = cursor.next()) {
    if (backend == Backend::sqlite) {
      lines.push_back({cells[0].integer, cells[1].integer, std::string(cells[3].text())});
    } else if (is_viewed(cells[0].kind)) {
      said += cells[0].text();
    }
  }
  if (backend == Backend::sqlite) return detail::read_sqlite_plan(lines);
  return backend == Backend::postgresql ? detail::read_postgresql_plan(said)
                                        : detail::read_mariadb_plan(said);
}

}  // namespace

Plan Connection::explain_statement(const StatementRef& statement, ExplainOptions options, Deadline deadline,
                                   std::source_location caller) {
  const Dialect& dialect = engine().dialect();
  if (options.analyze) {
    detail::refuse_write(engine(), statement.nodes);
    if (dialect.backend == Backend::sqlite) {
      throw ProgrammingError("SQLite cannot measure a statement while it explains it",
                             {.sqlstate = "0A000", .hint = "leave out analyze"});
    }
  }
  std::shared_ptr<const StatementText> owner;
  const StatementText& text = text_of(statement, dialect, owner);
  std::vector<Cell> room;
  const auto values = arranged(text, statement.values, statement.values.size(), room);
  const std::string sql = std::string(opening(dialect.backend, options.analyze)) + text.sql;
  detail::StatementWatch watch(*state_, sql, values, 0, caller);
  try {
    const auto cursor = state_->driver().execute(
        {.sql = sql, .parameters = values, .lists = text.lists, .deadline = state_->limit(deadline)});
    Plan plan = read_plan(*cursor, dialect.backend);
    watch.done(1);
    return plan;
  } catch (Error& error) {
    watch.failed(error);
    throw;
  }
}

}  // namespace bindery
