// Nodes: the one representation of every statement. A statement is a tree in prefix order; each node says how many
// subtrees follow it. Clauses stand in the order of SQL text, so values are met in the order of placeholders.
#pragma once
#include <bindery/core/names.hpp>
#include <bindery/core/value.hpp>
#include <bindery/schema/table.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

enum class Op : std::uint8_t {
  // values
  column,
  parameter,
  null,
  star,
  integer,
  text,
  // operators: infix unless their name says otherwise
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  and_,
  or_,
  add,
  subtract,
  multiply,
  divide,
  modulo,
  concat,
  like,
  not_like,
  not_,
  negate,
  is_null,
  is_not_null,
  between,
  in_list,
  not_in_list,
  in_query,
  not_in_query,
  exists,
  not_exists,
  case_,
  cast,
  function,
  aggregate,
  label,
  scalar_query,
  row_value,     // (a, b)
  any_of,        // operand of a comparison: a query
  all_of,        // the same
  collate,       // name: the database's own; collation behind the operand
  as_written,    // a function or operator of the user's own, by its name
  infix,         // the same between two operands
  date_add,      // date, number of units; detail: DateUnit
  date_part,     // date; detail: DateUnit
  date_start,    // date; detail: DateUnit
  date_between,  // from, to: whole units; detail: DateUnit
  now,
  today,
  // aggregates and windows: an aggregate inside `over` is none of the statement's groups
  filtered,         // aggregate, condition
  window_function,  // only inside `over`
  over,             // aggregate, filtered or window_function; window
  window,           // partition_by, order_by, frame: each may be missing
  partition_by,
  frame,        // two bounds; detail: FrameUnit
  frame_bound,  // perhaps a distance; detail: FrameEdge
  // terms of GROUP BY
  rollup,
  cube,
  grouping_sets,
  grouping_set,
  // order
  ascending,
  descending,
  // sources
  source,
  join,
  // clauses of SELECT
  select,
  columns,
  all_columns,
  from,
  where,
  group_by,
  having,
  order_by,
  limit,
  offset,
  // other statements
  insert,
  insert_columns,
  rows,
  row,
  default_row,
  insert_query,
  on_conflict,
  conflict_columns,
  excluded,
  update,
  assignments,
  assign,
  delete_,
  returning,
  raw,
};

/// How an aggregate or join is meant; the numbers are part of a node's `detail`.
enum class JoinKind : std::uint8_t { inner, left };
inline constexpr std::uint16_t distinct_detail = 1;
enum class DateUnit : std::uint8_t { microsecond, second, minute, hour, day, month, year, weekday };
enum class FrameUnit : std::uint8_t { rows, range, groups };
enum class FrameEdge : std::uint8_t {
  unbounded_preceding,
  preceding,
  current_row,
  following,
  unbounded_following
};
/// Of a column: `spec` says which model is meant, for members that several models inherit.
inline constexpr std::uint16_t of_model_detail = 1;

/// One node. Which members count depends on `op`; the rest are zero.
struct Node {
  Op op = Op::null;
  TypeKind type = TypeKind::text;  ///< the value's type: parameters, casts, arithmetic, columns
  std::uint16_t detail = 0;        ///< JoinKind, `distinct_detail`, conflict action
  std::uint32_t count = 0;         ///< subtrees that follow
  std::uint64_t id = 0;  ///< column: member id, or position in `table`; integer: its value; cast: packed type
  const TableSpec* spec = nullptr;  ///< of a model
  const Table* table = nullptr;     ///< of a run-time table
  const char* name = "";            ///< alias of a source, function name, label, text; empty: none
};

/// A piece of a statement that owns its values and texts: conditions, orders, columns and whole statements can be
/// put together from such pieces at run time.
class Fragment {
 public:
  Fragment() = default;
  /// Copies the values that the cells show.
  Fragment(std::span<const Node> nodes, std::span<const Cell> cells);

  std::vector<Node> nodes;
  std::vector<Value> values;

  bool empty() const { return nodes.empty(); }
  /// Keeps `text` alive as long as the fragment and all that it was appended to.
  const char* keep(std::string_view text);
  void append(const Fragment& other);
  void add(Node node) { nodes.push_back(node); }
  void add(Node node, Value value) {
    nodes.push_back(node);
    values.push_back(std::move(value));
  }

 private:
  std::vector<std::shared_ptr<const std::string>> texts_;
};

/// The table that a node names, whether by model or by run-time table.
inline const Table& table_of_node(const Node& node) {
  return node.table != nullptr ? *node.table : node.spec->table();
}

/// Position behind the subtree that begins at `at`.
constexpr std::size_t behind(std::span<const Node> nodes, std::size_t at) {
  std::size_t open = 1;
  while (open > 0) {
    open += nodes[at].count;
    --open;
    ++at;
  }
  return at;
}

/// A statement ready to be rendered and run: nodes, the cells of their parameters, in node order.
struct StatementView {
  std::span<const Node> nodes;
  std::span<const Cell> values;
};

}  // namespace bindery
