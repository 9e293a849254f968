// UPDATE and DELETE: from clauses to nodes.
#include <bindery/sql/change.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

namespace bindery {

void ChangeBuilder::add_assignment(const Fragment& assignment) {
  assignments_.append(assignment);
  ++assignment_count_;
}

void ChangeBuilder::add_value(std::string_view column, const Value& value) {
  const std::size_t position = table_->position_of(column);
  assignments_.add({.op = Op::assign, .count = 2});
  assignments_.add({.op = Op::column, .id = position, .table = table_});
  assignments_.add({.op = Op::parameter, .type = table_->column(position).type.kind}, value);
  ++assignment_count_;
}

Fragment ChangeBuilder::assemble() const {
  const std::string& name = table_ != nullptr ? table_->name() : spec_->table().name();
  const std::string_view verb = op_ == Op::update ? "UPDATE" : "DELETE";
  if (filter_.empty() && !all_) {
    throw ProgrammingError(
        fmt::format("{} of table '{}' without a condition would touch every row", verb, name),
        {.hint = "give it where(...), or say all_rows() if that is meant"});
  }
  if (op_ == Op::update && assignment_count_ == 0)
    throw ProgrammingError(fmt::format("UPDATE of table '{}' sets nothing", name));
  Fragment statement;
  statement.add({.op = op_, .spec = spec_, .table = table_});
  const auto add_clause = [&](Op op, std::uint32_t parts, const Fragment& inside) {
    ++statement.nodes.front().count;
    statement.add({.op = op, .count = parts});
    statement.append(inside);
  };
  if (op_ == Op::update) add_clause(Op::assignments, assignment_count_, assignments_);
  if (!filter_.empty()) add_clause(Op::where, 1, filter_.fragment());
  if (!returning_.empty()) {
    std::uint32_t columns = 0;
    for (std::size_t at = 0; at < returning_.nodes.size(); at = behind(returning_.nodes, at)) ++columns;
    add_clause(Op::returning, columns, returning_);
  }
  return statement;
}

}  // namespace bindery
