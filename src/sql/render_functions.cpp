// Rendering of functions, casts and CASE, whose names and rules differ between databases.
#include "renderer.hpp"

namespace bindery {

namespace {

/// Functions that differ between the databases in nothing but their names.
std::string_view name_of(std::string_view called, Backend backend) {
  struct Names {
    std::string_view ours, sqlite, postgresql, mariadb;
  };
  constexpr Names all[] = {
      {"length", "length", "length", "char_length"},
      {"position", "instr", "strpos", "instr"},
      {"lpad", "bindery_lpad", "lpad", "lpad"},
      {"rpad", "bindery_rpad", "rpad", "rpad"},
      {"reverse", "bindery_reverse", "reverse", "reverse"},
      {"greatest", "max", "greatest", "greatest"},
      {"least", "min", "least", "least"},
  };
  for (const Names& names : all) {
    if (names.ours != called) continue;
    return backend == Backend::sqlite       ? names.sqlite
           : backend == Backend::postgresql ? names.postgresql
                                            : names.mariadb;
  }
  return called;
}

}  // namespace

std::size_t Renderer::function(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::string_view called = node.name;
  const bool sqlite = dialect_.backend == Backend::sqlite;
  if (called == "grouping") return grouping(at, scope);
  if (called == "greatest" || called == "least") return extreme(at, scope);
  if (node.count > 0) {
    const TypeKind argument = nodes_[at + 1].type;
    if (argument == TypeKind::decimal && !exact_decimals()) return decimal_function(at, scope);
    if (called == "round" && !sqlite && is_real(argument)) return round_real(at, scope);
    if (called == "sign" && dialect_.backend == Backend::postgresql)
      return wrapped("CAST(sign(", at, ") AS INTEGER)", scope);
  }
  if (sqlite && (called == "left" || called == "right")) return part_of_text(at, scope);
  return call(name_of(called, dialect_.backend), at, scope);
}

std::size_t Renderer::part_of_text(std::size_t at, const RenderScope& scope) {
  out_ += "substr(";
  const std::size_t count = expression(at + 1, scope, false);
  const bool right = std::string_view(nodes_[at].name) == "right";
  out_ += right ? ", -" : ", 1, ";
  std::size_t next = expression(count, scope, false);
  if (right) {
    out_ += ", ";
    next = expression(count, scope, false);
  }
  out_ += ')';
  return next;
}

// PostgreSQL leaves NULLs out, the others answer NULL: NULL it is. A column that is never NULL may be after an outer join.
std::size_t Renderer::extreme(std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  const std::size_t first = at + 1, second = behind(nodes_, first);
  bool tested = false;
  for (const std::size_t operand : {first, second}) {
    const bool certain = nodes_[operand].op == Op::parameter && !nodes_[operand].nullable;
    if (certain || dialect_.backend != Backend::postgresql) continue;
    out_ += tested ? " AND " : "CASE WHEN ";
    tested = true;
    expression(operand, scope, false, highest_precedence);
    out_ += " IS NOT NULL";
  }
  if (tested) out_ += " THEN ";
  const bool decimals = text_decimals(first, 2);
  out_ += name_of(node.name, dialect_.backend);
  out_ += '(';
  std::size_t next = decimals ? compared(first, scope, true, true, true) : expression(first, scope, false);
  out_ += ", ";
  next = decimals ? compared(next, scope, true, true, false) : expression(next, scope, false);
  out_ += tested ? ") END" : ")";
  return next;
}

std::size_t Renderer::call(std::string_view called, std::size_t at, const RenderScope& scope) {
  const Node& node = nodes_[at];
  out_ += called;
  out_ += '(';
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
  if (called == "sign") return wrapped("decimal_cmp(", at, ", 0)", scope);
  if (called == "round" || called == "abs" || called == "ceil" || called == "floor") {
    out_ += "decimal_";
    return call(called, at, scope);
  }
  out_ += called;
  out_ += '(';
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
  if (postgresql && from == TypeKind::timestamp_tz && (to == TypeKind::date || to == TypeKind::time)) {
    out_ += "CAST(";
    const std::size_t next = in_utc(at + 1, scope);
    out_ += " AS " + target + ")";
    return next;
  }
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
