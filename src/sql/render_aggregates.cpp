// Rendering of aggregates: their names, the casts around them, FILTER and OVER.
#include <bindery/core/error.hpp>

#include <utility>

#include "renderer.hpp"

namespace bindery {

namespace {

/// An aggregate of one argument, as a database spells it.
struct Spelling {
  std::string_view before, name, open = "", close = "", after = "";
};

bool is_statistical(std::string_view called) {
  return called == "stddev_samp" || called == "stddev_pop" || called == "var_samp" || called == "var_pop";
}

Spelling spelling_of(std::string_view called, TypeKind argument, Backend backend) {
  const bool postgresql = backend == Backend::postgresql;
  const std::string_view real = postgresql                    ? " AS DOUBLE PRECISION)"
                                : backend == Backend::mariadb ? " AS DOUBLE)"
                                                              : " AS REAL)";
  if (called == "sum" && postgresql && is_integer(argument)) return {"CAST(", called, "", "", " AS BIGINT)"};
  if (called == "sum" && postgresql && argument == TypeKind::float32) return {"", called, "CAST(", real};
  if (called == "avg" && backend == Backend::mariadb && is_integer(argument))
    return {"", called, "CAST(", real};
  if (is_statistical(called) && argument != TypeKind::float64) return {"", called, "CAST(", real};
  if (called == "bool_and" && !postgresql) return {"", "min"};
  if (called == "bool_or" && !postgresql) return {"", "max"};
  return {"", called};
}

}  // namespace

std::size_t Renderer::aggregate(std::size_t at, const RenderScope& scope) {
  const std::size_t end = behind(nodes_, at);
  Around around;
  if (nodes_[at].op == Op::over) {
    around.window = behind(nodes_, ++at);
    if (nodes_[at].op == Op::window_function) {
      window_function(at, around.window, scope);
      return end;
    }
  }
  if (nodes_[at].op == Op::filtered) around.filter = behind(nodes_, ++at);
  if (nodes_[at].op != Op::aggregate) throw ProgrammingError("an aggregate is needed before FILTER and OVER");
  aggregate_call(at, around, scope);
  return end;
}

void Renderer::aggregate_call(std::size_t at, Around around, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::string_view called = node.name;
  if (around.window != 0 && node.detail == distinct_detail)
    refuse("count distinct values over a window", "count them in a subquery");
  if (node.detail != as_written_detail) {
    if (called == "string_agg") return text_aggregate(at, around, scope);
    if (called == "percentile_cont" || called == "percentile_disc") return percentile(at, around, scope);
  }
  const bool several = node.count != 1 || node.detail == as_written_detail;
  const Spelling spelling =
      several ? Spelling{"", called} : spelling_of(called, nodes_[at + 1].type, dialect_.backend);
  const bool decimals = !several && nodes_[at + 1].type == TypeKind::decimal && !exact_decimals();
  const bool computed = decimals && (called == "sum" || called == "avg");
  out_ += spelling.before;
  if (computed) out_ += "decimal_";
  out_ += spelling.name;
  out_ += node.detail == distinct_detail ? "(DISTINCT " : "(";
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    if (i > 0) out_ += ", ";
    out_ += spelling.open;
    next = argument(next, around, scope, decimals && !computed && spelling.open.empty());
    out_ += spelling.close;
  }
  out_ += ')';
  behind_aggregate(around, scope);
  out_ += spelling.after;
}

// An aggregate leaves NULLs out, so that where there is no FILTER its rows are those whose argument is not NULL.
std::size_t Renderer::argument(std::size_t at, Around around, const RenderScope& scope, bool collated) {
  const bool by_case = around.filter != 0 && dialect_.backend == Backend::mariadb;
  if (!by_case) return collated ? compared(at, scope, true, true, true) : expression(at, scope, false);
  out_ += "CASE WHEN ";
  expression(around.filter, scope, true);
  out_ += " THEN ";
  std::size_t next = at + 1;
  if (nodes_[at].op == Op::star)
    out_ += '1';
  else
    next = expression(at, scope, false);
  out_ += " END";
  return next;
}

void Renderer::behind_aggregate(Around around, const RenderScope& scope) {
  if (around.filter != 0 && dialect_.backend != Backend::mariadb) {
    out_ += " FILTER (WHERE ";
    expression(around.filter, scope, true);
    out_ += ')';
  }
  if (around.window != 0) window(around.window, scope);
}

void Renderer::text_aggregate(std::size_t at, Around around, const RenderScope& scope) {
  const std::size_t separator = behind(nodes_, at + 1), order = behind(nodes_, separator);
  const std::uint32_t orders = nodes_[at].count - 2;
  if (around.window != 0 && (orders > 0 || dialect_.backend == Backend::mariadb))
    refuse("gather texts over a window" + std::string(orders > 0 ? " in an order" : ""),
           "gather them by GROUP BY");
  switch (dialect_.backend) {
    case Backend::postgresql:
      out_ += "string_agg(";
      argument(at + 1, around, scope, false);
      out_ += ", ";
      expression(separator, scope, false);
      if (orders > 0) out_ += " ORDER BY ";
      terms(order, orders, scope);
      out_ += ')';
      return behind_aggregate(around, scope);
    case Backend::mariadb:
      // SEPARATOR takes a literal only: the separator goes before each text, and the first one off again.
      out_ += "SUBSTR(GROUP_CONCAT(CONCAT(";
      expression(separator, scope, true);
      out_ += ", ";
      argument(at + 1, around, scope, false);
      out_ += ')';
      if (orders > 0) out_ += " ORDER BY ";
      terms(order, orders, scope);
      out_ += " SEPARATOR ''), CHAR_LENGTH(";
      expression(separator, scope, true);
      out_ += ") + 1)";
      return;
    case Backend::sqlite: return ordered_texts(at, around, scope);
  }
}

// SQLite 3.40 knows no order inside an aggregate: ours takes the directions as letters, then the keys; a capital
// letter means that the key is a decimal.
void Renderer::ordered_texts(std::size_t at, Around around, const RenderScope& scope) {
  const std::size_t separator = behind(nodes_, at + 1);
  const std::uint32_t orders = nodes_[at].count - 2;
  out_ += orders > 0 ? "bindery_string_agg(" : "group_concat(";
  expression(at + 1, scope, false);
  out_ += ", ";
  std::size_t next = expression(separator, scope, false);
  if (orders > 0) {
    std::string directions, keys;
    const std::string before = std::exchange(out_, {});
    for (std::uint32_t i = 0; i < orders; ++i) {
      const bool says = nodes_[next].op == Op::ascending || nodes_[next].op == Op::descending;
      const bool down = nodes_[next].op == Op::descending;
      const std::size_t key = says ? next + 1 : next;
      const bool decimal = nodes_[key].type == TypeKind::decimal;
      directions += decimal ? (down ? 'D' : 'A') : (down ? 'd' : 'a');
      out_ += ", ";
      next = expression(key, scope, false);
    }
    keys = std::exchange(out_, before + ", '" + directions + "'");
    out_ += keys;
  }
  out_ += ')';
  behind_aggregate(around, scope);
}

void Renderer::percentile(std::size_t at, Around around, const RenderScope& scope) {
  const std::string_view called = nodes_[at].name;
  const std::size_t value = behind(nodes_, at + 1);
  const bool sqlite = dialect_.backend == Backend::sqlite;
  if (around.window != 0) refuse("take a percentile over a window", "take it by GROUP BY");
  if (dialect_.backend == Backend::mariadb || (sqlite && called == "percentile_disc"))
    refuse("aggregate a percentile", "number the rows by row_number() or cume_dist() in a derived table");
  if (sqlite) {
    out_ += "bindery_percentile(";
    expression(at + 1, scope, false);
    out_ += ", CAST(";
    expression(value, scope, false);
    out_ += " AS REAL))";
  } else {
    out_ += called;
    out_ += '(';
    expression(at + 1, scope, false);
    out_ += ") WITHIN GROUP (ORDER BY ";
    terms(value, 1, scope);
    out_ += ')';
  }
  behind_aggregate(around, scope);
}

}  // namespace bindery
