// Reading plans as the databases tell them.
#include "plan_reader.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace bindery::detail {

namespace json = boost::json;

namespace {

std::optional<double> number(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->to_number<double>();
}

std::string text(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string plain(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

std::optional<double> times(std::optional<double> one, std::optional<double> loops) {
  return one && loops ? std::optional(*one * *loops) : one;
}

void set_time(PlanNode& node, std::optional<double> milliseconds) {
  if (milliseconds) node.time = std::chrono::duration<double, std::milli>(*milliseconds);
}

PlanNode postgresql_node(const json::object& object) {
  PlanNode node;
  node.operation = text(object, "Node Type");
  node.table = text(object, "Relation Name");
  node.index = text(object, "Index Name");
  node.rows = number(object, "Plan Rows");
  node.cost = number(object, "Total Cost");
  const auto loops = number(object, "Actual Loops");
  node.actual_rows = times(number(object, "Actual Rows"), loops);
  set_time(node, times(number(object, "Actual Total Time"), loops));
  for (const auto& [key, value] : object) {
    if (key == "Plans") {
      for (const json::value& child : value.as_array())
        node.children.push_back(postgresql_node(child.as_object()));
    } else if (key != "Node Type" && key != "Relation Name" && key != "Index Name" && key != "Plan Rows" &&
               key != "Total Cost" && key != "Actual Rows" && key != "Actual Total Time") {
      node.details.emplace_back(key, plain(value));
    }
  }
  return node;
}

bool holds_objects(const json::value& value) {
  return value.is_array() && !value.get_array().empty() && value.get_array().front().is_object();
}

PlanNode mariadb_node(std::string_view name, const json::object& object);

/// A list of steps: `"nested_loop": [{"table": {...}}, ...]`.
PlanNode mariadb_list(std::string_view name, const json::array& steps) {
  PlanNode list{.operation = std::string(name)};
  for (const json::value& step : steps) {
    if (!step.is_object()) continue;
    for (const auto& [key, value] : step.get_object()) {
      if (value.is_object()) list.children.push_back(mariadb_node(key, value.get_object()));
    }
  }
  return list;
}

PlanNode mariadb_node(std::string_view name, const json::object& object) {
  PlanNode node;
  node.operation = std::string(name);
  node.table = text(object, "table_name");
  node.index = text(object, "key");
  if (!node.table.empty() && object.contains("access_type")) node.operation = text(object, "access_type");
  node.rows = number(object, "rows");
  node.cost = number(object, "cost");
  node.actual_rows = times(number(object, "r_rows"), number(object, "r_loops"));
  const auto total = number(object, "r_total_time_ms");
  set_time(node, total ? total : number(object, "r_table_time_ms"));
  for (const auto& [key, value] : object) {
    if (value.is_object() && key != "r_engine_stats") {
      node.children.push_back(mariadb_node(key, value.get_object()));
    } else if (holds_objects(value)) {
      node.children.push_back(mariadb_list(key, value.get_array()));
    } else if (key != "table_name" && key != "key" && key != "access_type" && key != "rows" &&
               key != "cost" && key != "r_rows") {
      node.details.emplace_back(key, plain(value));
    }
  }
  return node;
}

/// "SEARCH book USING INDEX ix_book_title (title=?)".
PlanNode sqlite_node(const std::string& line) {
  PlanNode node{.operation = line};
  const bool reads = line.starts_with("SCAN ") || line.starts_with("SEARCH ");
  if (!reads) return node;
  const std::size_t table = line.find(' ') + 1, behind_table = line.find(' ', table);
  node.operation = line.substr(0, table - 1);
  node.table = line.substr(table, behind_table - table);
  if (behind_table == std::string::npos) return node;
  const std::string_view how = std::string_view(line).substr(behind_table + 1);
  node.details.emplace_back("how", how);
  if (how.find("PRIMARY KEY") != std::string_view::npos) {
    node.index = "PRIMARY KEY";
  } else if (const std::size_t at = how.find("INDEX "); at != std::string_view::npos) {
    const std::string_view name = how.substr(at + 6);
    if (!name.starts_with('(')) node.index = name.substr(0, name.find(' '));
  }
  return node;
}

void add_sqlite_children(PlanNode& node, std::int64_t id, std::span<const PlanLine> lines) {
  for (const PlanLine& line : lines) {
    if (line.parent != id) continue;
    node.children.push_back(sqlite_node(line.detail));
    add_sqlite_children(node.children.back(), line.id, lines);
  }
}

}  // namespace

Plan read_postgresql_plan(std::string_view said) {
  const json::value whole = json::parse(said);
  const json::object& statement = whole.as_array().at(0).as_object();
  PlanNode root = postgresql_node(statement.at("Plan").as_object());
  for (const auto& [key, value] : statement) {
    if (key != "Plan") root.details.emplace_back(key, plain(value));
  }
  return {std::move(root), std::string(said)};
}

Plan read_mariadb_plan(std::string_view said) {
  const json::value whole = json::parse(said);
  const json::object& statement = whole.as_object();
  const json::value* block = statement.if_contains("query_block");
  PlanNode root = block != nullptr ? mariadb_node("query_block", block->as_object())
                                   : mariadb_node("statement", statement);
  return {std::move(root), std::string(said)};
}

Plan read_sqlite_plan(std::span<const PlanLine> lines) {
  Plan plan{{.operation = "QUERY PLAN"}, {}};
  add_sqlite_children(plan.root, 0, lines);
  for (const PlanLine& line : lines) plan.text += line.detail + "\n";
  return plan;
}

}  // namespace bindery::detail
