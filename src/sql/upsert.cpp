// "Insert or update": from words to nodes.
#include <bindery/sql/upsert.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

namespace bindery::detail {

namespace {

/// A value as a literal: databases find a partial index only if its condition has no parameters.
Node literal_node(const Value& value, Fragment& owner) {
  const Cell cell = value.cell();
  switch (cell.kind) {
    case ValueKind::integer:
      return {.op = Op::integer, .type = TypeKind::int64, .id = static_cast<std::uint64_t>(cell.integer)};
    case ValueKind::boolean:
      return {.op = Op::text, .type = TypeKind::boolean, .name = cell.integer != 0 ? "TRUE" : "FALSE"};
    case ValueKind::text: {
      std::string quoted_text = "'";
      for (const char c : cell.text()) quoted_text += c == '\'' ? std::string("''") : std::string(1, c);
      return {.op = Op::text, .name = owner.keep(quoted_text + "'")};
    }
    default:
      throw ProgrammingError(
          "the condition of a partial index compares with integers, booleans and text only",
          {.hint = "name the constraint by on_constraint(...), or write raw SQL"});
  }
}

Fragment with_literals(const Fragment& condition) {
  Fragment result;
  result.append(condition);
  result.values.clear();
  auto value = condition.values.begin();
  for (Node& node : result.nodes) {
    if (node.op == Op::parameter) node = literal_node(*value++, result);
  }
  return result;
}

void add_clause(Fragment& clause, Op op, std::uint32_t parts, const Fragment& inside) {
  ++clause.nodes.front().count;
  clause.add({.op = op, .count = parts});
  clause.append(inside);
}

}  // namespace

ConflictClause::ConflictClause() = default;
ConflictClause::ConflictClause(const ConflictClause&) = default;
ConflictClause::ConflictClause(ConflictClause&&) noexcept = default;
ConflictClause::~ConflictClause() = default;
ConflictClause& ConflictClause::operator=(const ConflictClause&) = default;
ConflictClause& ConflictClause::operator=(ConflictClause&&) noexcept = default;

void ConflictClause::set_index_filter(const Condition& filter) { index_filter_ = filter; }
void ConflictClause::set_update_filter(const Condition& filter) { update_filter_ = filter; }

void ConflictClause::on_columns(std::vector<std::size_t> columns) {
  target_ = columns.empty() ? ConflictTarget::any : ConflictTarget::columns;
  columns_ = std::move(columns);
}

void ConflictClause::on_constraint(std::string_view name) {
  target_ = ConflictTarget::constraint;
  constraint_ = name;
}

void ConflictClause::do_nothing() {
  assignments_ = {};
  assignment_count_ = 0;
}

void ConflictClause::take(const Table& table, std::size_t column) {
  const TypeKind type = table.column(column).type.kind;
  assignments_.add({.op = Op::assign, .count = 2});
  assignments_.add({.op = Op::column, .type = type, .id = column, .table = &table});
  assignments_.add({.op = Op::excluded, .type = type, .id = column, .table = &table});
  ++assignment_count_;
}

void ConflictClause::assign(const Fragment& assignment) {
  assignments_.append(assignment);
  ++assignment_count_;
}

void ConflictClause::check(const Table& table) const {
  const auto refuse = [&](std::string_view because, std::string_view hint) {
    throw ProgrammingError(fmt::format("INSERT into table '{}' {}", table.name(), because),
                           {.table = table.name(), .hint = std::string(hint)});
  };
  if (!target_) {
    if (assignment_count_ > 0)
      refuse("says do_update, but not on which conflict", "say on_conflict(...) with the columns of a key");
    return;
  }
  if (!index_filter_.empty() && *target_ != ConflictTarget::columns)
    refuse("says on_conflict_where without the columns of an index", "say on_conflict(...) with its columns");
  if (!update_filter_.empty() && assignment_count_ == 0)
    refuse("says do_update_where, but not what to update", "say do_update(...)");
}

void ConflictClause::append_to(Fragment& insert, const Table& table) const {
  check(table);
  if (!target_) return;
  Fragment clause;
  clause.add({.op = Op::on_conflict,
              .detail = static_cast<std::uint16_t>(*target_),
              .table = &table,
              .name = *target_ == ConflictTarget::constraint ? clause.keep(constraint_) : ""});
  if (!columns_.empty()) {
    Fragment columns;
    for (const std::size_t position : columns_) {
      columns.add(
          {.op = Op::column, .type = table.column(position).type.kind, .id = position, .table = &table});
    }
    add_clause(clause, Op::conflict_columns, static_cast<std::uint32_t>(columns_.size()), columns);
  }
  if (!index_filter_.empty())
    add_clause(clause, Op::conflict_where, 1, with_literals(index_filter_.fragment()));
  if (assignment_count_ > 0) add_clause(clause, Op::assignments, assignment_count_, assignments_);
  if (!update_filter_.empty()) add_clause(clause, Op::where, 1, update_filter_.fragment());
  ++insert.nodes.front().count;
  insert.append(clause);
}

}  // namespace bindery::detail
