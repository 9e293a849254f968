// Reading plans as the databases tell them.
#pragma once
#include <bindery/engine/plan.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace bindery::detail {

/// PostgreSQL's FORMAT JSON.
Plan read_postgresql_plan(std::string_view json);
/// MariaDB's FORMAT=JSON.
Plan read_mariadb_plan(std::string_view json);

/// One row of SQLite's EXPLAIN QUERY PLAN.
struct PlanLine {
  std::int64_t id, parent;
  std::string detail;
};
Plan read_sqlite_plan(std::span<const PlanLine> lines);

}  // namespace bindery::detail
