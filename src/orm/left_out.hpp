// Columns that a session does not read: which they are, and the statement and the plan without them.
#pragma once
#include <bindery/orm/entity.hpp>
#include <bindery/sql/query_options.hpp>
#include <bindery/sql/shape.hpp>

#include <cstdint>
#include <span>
#include <vector>

namespace bindery::detail {

/// Which of a table's `deferred()` columns are left out, a bit for each.
using LeftOut = std::uint64_t;

/// By the words of the model and the options of the query.
LeftOut left_out(const Table& table, std::span<const ColumnOption> options);
/// Those that none of these objects, all of one type, has: what need not be read to bring them up to date.
LeftOut unread_in_all(std::span<Entity* const> entities);
/// Fields without those.
std::vector<FieldPlan> plan_without(const Table& table, LeftOut columns);
/// Says so in a new object.
void leave_unread(const Table& table, void* object, LeftOut columns);

/// True of all but plain SELECTs: set operations, DISTINCT and statements that order by names of their result need all
/// columns, and what others return is read as they say.
bool needs_all_columns(std::span<const Node> nodes);
/// A statement that leaves columns out, and how its rows are read.
struct ReducedQuery {
  std::vector<Node> nodes;
  std::vector<FieldPlan> fields;
  std::vector<PartPlan> parts;
  std::vector<LeftOut> models;  ///< of each model among the columns
};
/// True if the statement reads less by these options.
bool reduce(const StatementRef& statement, const RowPlan& plan, std::span<const ColumnOption> options,
            ReducedQuery& reduced);

}  // namespace bindery::detail
