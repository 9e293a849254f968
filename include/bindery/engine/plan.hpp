// How a database runs a statement: EXPLAIN as a tree.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace bindery {

struct ExplainOptions {
  bool analyze = false;  ///< runs the statement, with all its effects, and measures it; not on SQLite
};

/// One step of a plan. What a database does not tell is empty.
struct PlanNode {
  std::string operation;              ///< in the database's words: "Seq Scan", "ref", "SEARCH"
  std::string table;                  ///< that it reads
  std::string index;                  ///< by which it reads it
  std::optional<double> rows;         ///< estimated, of one run of the step
  std::optional<double> cost;         ///< estimated, in the database's own unit
  std::optional<double> actual_rows;  ///< of all runs of the step; with `analyze`
  std::optional<std::chrono::duration<double, std::milli>> time;  ///< of all runs of the step; with `analyze`
  std::vector<std::pair<std::string, std::string>> details;       ///< all else that the database tells
  std::vector<PlanNode> children;
};

/// A statement's plan.
struct Plan {
  PlanNode root;
  std::string text;  ///< what the database said: JSON, or SQLite's lines
};

}  // namespace bindery
