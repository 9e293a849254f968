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

/// What a node is. Within a query, clauses stand in the order of this list, which is that of SQL text.
enum class Op : std::uint8_t {
  // values
  column,
  named_column,  ///< of a source that is no table: `name` is the source's, the text below it the column's
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
  json_,      // `name`: the path; `detail`: a JsonCall
  matches,    // full text: columns, then the words
  text_rank,  // the same, as a number
  array_,     // `detail`: an ArrayCall
  // order
  ascending,
  descending,
  label_name,  ///< a name of the result, in ORDER BY
  // sources; `name` is their alias
  source,
  derived_table,   ///< a query
  common_table,    ///< reads what WITH defined: the text below it is its name there
  values_list,     ///< a row of column names (texts), then rows of values
  series,          ///< first and last integer
  table_function,  ///< the text below it is its name, then its arguments
  join,
  // queries
  select,
  set_query,
  // clauses of queries
  with,
  common_table_definition,
  distinct,
  columns,
  all_columns,
  members,  ///< of a set query; `detail` is its SetKind
  from,
  where,
  group_by,
  having,
  order_by,
  limit,
  offset,
  lock_rows,  // `detail`: share_detail, nowait_detail, skip_locked_detail; perhaps the sources that are meant
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
  conflict_where,
};

/// How a join is meant: a part of its `detail`.
enum class JoinKind : std::uint8_t { inner, left, right, full, cross };
/// Of a join, beside its kind: its source sees the sources before it.
inline constexpr std::uint16_t lateral_detail = 16;
/// Of a join with a condition: the foreign key must hold as well.
inline constexpr std::uint16_t keyed_detail = 32;
enum class SetKind : std::uint8_t { union_, union_all, intersect, intersect_all, except, except_all };
/// Which conflict of an INSERT is meant: on the key of some columns, on any key, or on a named constraint.
enum class ConflictTarget : std::uint8_t { columns, any, constraint };
/// Of an aggregate: each value counts once.
inline constexpr std::uint16_t distinct_detail = 1;
/// Of an aggregate: the user's own, whatever its name.
inline constexpr std::uint16_t as_written_detail = 2;
enum class DateUnit : std::uint8_t { microsecond, second, minute, hour, day, month, year, weekday };
enum class FrameUnit : std::uint8_t { rows, range, groups };
enum class FrameEdge : std::uint8_t {
  unbounded_preceding,
  preceding,
  current_row,
  following,
  unbounded_following
};
/// Of WITH and of a definition in it: it speaks of itself.
inline constexpr std::uint16_t recursive_detail = 1;
/// Of a column: `spec` says which model is meant, for members that several models inherit.
inline constexpr std::uint16_t of_model_detail = 1;

/// One node. Which members count depends on `op`; the rest are zero.
struct Node {
  Op op = Op::null;
  TypeKind type = TypeKind::text;  ///< the value's type: parameters, casts, arithmetic, columns
  bool nullable = false;           ///< the value may be NULL, whatever it is made of
  std::uint16_t detail = 0;        ///< JoinKind, SetKind, `distinct_detail`, ConflictTarget
  std::uint32_t count = 0;         ///< subtrees that follow
  /// column: member id, or position in `table`; integer: its value; cast: packed type; all_columns: which of the
  /// table's `deferred()` columns are left out, a bit for each
  std::uint64_t id = 0;
  const TableSpec* spec = nullptr;  ///< of a model
  const Table* table = nullptr;     ///< of a run-time table
  const char* name = "";            ///< alias of a source, function name, label, text; empty: none
};

/// A piece of a statement that owns its values and texts: conditions, orders, columns and whole statements can be
/// put together from such pieces at run time.
class Fragment {
 public:
  Fragment() noexcept;
  Fragment(const Fragment&);
  Fragment(Fragment&&) noexcept;
  Fragment& operator=(const Fragment&);
  Fragment& operator=(Fragment&&) noexcept;
  ~Fragment();
  /// Copies the values that the cells show.
  Fragment(std::span<const Node> nodes, std::span<const Cell> cells);

  std::vector<Node> nodes;
  std::vector<Value> values;

  bool empty() const { return nodes.size() == 0; }
  /// Keeps `text` alive as long as the fragment and all that it was appended to.
  const char* keep(std::string_view text);
  void append(const Fragment& other);
  void append(std::span<const Node> nodes, std::span<const Cell> cells);
  /// The nodes between two positions; the first of them that has a value has the one at `first_value`.
  Fragment part(std::size_t from, std::size_t to, std::size_t first_value) const;
  void add(const Node& node);
  void add(const Node& node, Value value);

 private:
  std::vector<std::shared_ptr<const std::string>> texts_;
};

constexpr bool is_query(Op op) { return op == Op::select || op == Op::set_query; }
constexpr bool is_source(Op op) { return op >= Op::source && op <= Op::table_function; }
constexpr JoinKind join_kind(const Node& join) { return static_cast<JoinKind>(join.detail & 15); }

/// The table that a node names, whether by model or by run-time table.
inline const Table& table_of_node(const Node& node) {
  return node.table != nullptr ? *node.table : node.spec->table();
}

/// True if this node, which stands for all columns of a table, does without this one.
bool is_left_out(const Node& all_columns, const Column& column);

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

/// Subtrees side by side.
constexpr std::uint32_t subtrees(std::span<const Node> nodes) {
  std::uint32_t count = 0;
  for (std::size_t at = 0; at < nodes.size(); at = behind(nodes, at)) ++count;
  return count;
}

constexpr bool has_node(std::span<const Node> nodes, Op wanted) {
  for (const Node& node : nodes) {
    if (node.op == wanted) return true;
  }
  return false;
}

/// A statement ready to be rendered and run: nodes, the cells of their parameters, in node order.
struct StatementView {
  std::span<const Node> nodes;
  std::span<const Cell> values;
};

}  // namespace bindery
