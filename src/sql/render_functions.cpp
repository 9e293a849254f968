// Rendering of functions, aggregates, casts and CASE, whose names and rules differ between databases.
#include "renderer.hpp"

namespace bindery {

std::size_t Renderer::function(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::string_view called = node.name;
  if (node.count > 0) {
    const TypeKind argument = nodes_[at + 1].type;
    if (argument == TypeKind::decimal && !exact_decimals()) return decimal_function(at, scope);
    if (called == "round" && dialect_.backend != Backend::sqlite && is_real(argument))
      return round_real(at, scope);
    if (called == "avg" && dialect_.backend == Backend::mariadb && is_integer(argument))
      return wrapped("avg(CAST(", at, " AS DOUBLE))", scope);
    if (called == "sum" && dialect_.backend == Backend::postgresql && is_integer(argument))
      return wrapped("CAST(sum(", at, ") AS BIGINT)", scope);
    if (called == "sum" && dialect_.backend == Backend::postgresql && argument == TypeKind::float32)
      return wrapped("sum(CAST(", at, " AS DOUBLE PRECISION))", scope);
  }
  return call(called == "length" && dialect_.backend == Backend::mariadb ? "char_length" : called, at, scope);
}

std::size_t Renderer::call(std::string_view called, std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  out_ += called;
  out_ += node.op == Op::aggregate && node.detail == distinct_detail ? "(DISTINCT " : "(";
  const std::size_t next = list(at + 1, node.count, scope, false);
  out_ += ')';
  return next;
}

std::size_t Renderer::wrapped(std::string_view opening, std::size_t at, std::string_view closing,
                              const RenderScope& scope) {
  out_ += opening;
  const std::size_t next = expression(at + 1, scope, false);
  out_ += closing;
  return next;
}

// Functions over SQLite's decimals, which are text: those of our own, or the text with its collation.
std::size_t Renderer::decimal_function(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::string_view called = node.name;
  if (called == "sum" || called == "avg" || called == "round" || called == "abs") {
    out_ += "decimal_";
    return call(called, at, scope);
  }
  out_ += called;
  out_ += node.op == Op::aggregate && node.detail == distinct_detail ? "(DISTINCT " : "(";
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i < node.count; ++i) {
    if (i > 0) out_ += ", ";
    next = compared(next, scope, true, true, i == 0);
  }
  out_ += ')';
  return next;
}

// The servers round reals to even or not at all; numerics are rounded away from zero, as SQLite rounds.
std::size_t Renderer::round_real(std::size_t at, const RenderScope& scope) {
  const bool postgresql = dialect_.backend == Backend::postgresql;
  out_ += "CAST(round(CAST(";
  std::size_t next = expression(at + 1, scope, false);
  out_ += postgresql ? " AS NUMERIC), " : " AS DECIMAL(65, 18)), ";
  next = expression(next, scope, false);
  out_ += postgresql ? ") AS DOUBLE PRECISION)" : ") AS DOUBLE)";
  return next;
}

std::size_t Renderer::cast(std::size_t at, const RenderScope& scope) {
  const TypeKind to = nodes_[at].type, from = nodes_[at + 1].type;
  const std::string target = dialect_.cast_name(ColumnType{to});
  const bool sqlite = dialect_.backend == Backend::sqlite,
             postgresql = dialect_.backend == Backend::postgresql;
  const bool fraction = is_real(from) || from == TypeKind::decimal;
  if (to == TypeKind::boolean && (fraction || is_integer(from))) return wrapped("(", at, " <> 0)", scope);
  if (is_integer(to) && fraction && !sqlite) {
    // Cut, as in C++ and on SQLite; the servers' own casts round, each in its way.
    return wrapped(postgresql ? "CAST(trunc(" : "CAST(truncate(", at,
                   (postgresql ? ") AS " : ", 0) AS ") + target + ")", scope);
  }
  if (postgresql && from == TypeKind::boolean && (is_integer(to) || is_real(to) || to == TypeKind::decimal)) {
    return wrapped("CAST(CAST(", at, " AS INTEGER) AS " + target + ")", scope);
  }
  if (sqlite && to == TypeKind::decimal) return wrapped("decimal(", at, ")", scope);
  const bool moment = from == TypeKind::timestamp || from == TypeKind::timestamp_tz;
  if (sqlite && moment && to == TypeKind::date) return wrapped("substr(", at, ", 1, 10)", scope);
  if (sqlite && moment && to == TypeKind::time) return wrapped("substr(", at, ", 12)", scope);
  if (sqlite && from == TypeKind::date && (to == TypeKind::timestamp || to == TypeKind::timestamp_tz)) {
    return wrapped("(", at, " || ' 00:00:00.000000')", scope);
  }
  return wrapped("CAST(", at, " AS " + target + ")", scope);
}

std::size_t Renderer::case_expression(std::size_t at, const RenderScope& scope) {
  const bool decimals = nodes_[at].type == TypeKind::decimal && !exact_decimals();
  const auto value = [&](std::size_t next) {
    return decimals ? decimal_text(next, scope) : expression(next, scope, false);
  };
  out_ += "CASE";
  const std::uint32_t parts = nodes_[at].count;
  std::size_t next = at + 1;
  for (std::uint32_t i = 0; i + 1 < parts; i += 2) {
    out_ += " WHEN ";
    next = expression(next, scope, true);
    out_ += " THEN ";
    next = value(next);
  }
  if (parts % 2 == 1) {
    out_ += " ELSE ";
    next = value(next);
  }
  out_ += " END";
  return next;
}

}  // namespace bindery
