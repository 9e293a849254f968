// UPDATE and DELETE: from clauses to nodes.
#include <bindery/sql/change.hpp>

#include <bindery/core/error.hpp>
#include <fmt/format.h>

namespace bindery {

ChangeBuilder::ChangeBuilder(Op op, const TableSpec* spec, const Table* table)
    : op_(op), spec_(spec), table_(table) {}
ChangeBuilder::ChangeBuilder(const ChangeBuilder&) = default;
ChangeBuilder::ChangeBuilder(ChangeBuilder&&) noexcept = default;
ChangeBuilder::~ChangeBuilder() = default;
ChangeBuilder& ChangeBuilder::operator=(const ChangeBuilder&) = default;
ChangeBuilder& ChangeBuilder::operator=(ChangeBuilder&&) noexcept = default;

void ChangeBuilder::add_assignment(std::span<const Node> nodes, std::span<const Cell> values) {
  assignments_.append(nodes, values);
  ++assignment_count_;
}

void ChangeBuilder::add_value(std::string_view column, const Value& value) {
  const std::size_t position = table_->position_of(column);
  assignments_.add({.op = Op::assign, .count = 2});
  assignments_.add({.op = Op::column, .id = position, .table = table_});
  assignments_.add({.op = Op::parameter, .type = table_->column(position).type.kind}, value);
  ++assignment_count_;
}

void ChangeBuilder::add_values(NamedValues values) {
  for (const auto& [column, value] : values) add_value(column, value);
}

void ChangeBuilder::add_condition(const Condition& condition) { filter_ = filter_ && condition; }

void ChangeBuilder::add_condition(std::span<const Node> nodes, std::span<const Cell> values) {
  Condition condition(Fragment(nodes, values));
  filter_ = filter_.empty() ? std::move(condition) : filter_ && condition;
}

void ChangeBuilder::add_source(const Fragment& source) {
  sources_.append(source);
  ++source_count_;
}

void ChangeBuilder::add_join(const Fragment& source, const Condition& on) {
  if (on.empty()) {
    sources_.add({.op = Op::join, .count = 1});
  } else {
    joins_ = joins_ && on;
  }
  add_source(source);
}

void ChangeBuilder::return_columns(std::initializer_list<std::string_view> names) {
  returning_ = names.size() == 0 ? detail::all_columns_of(*table_)
                                 : detail::columns_by_name(*table_, {names.begin(), names.size()});
}

void ChangeBuilder::return_model() {
  returning_ = {};
  returning_.add({.op = Op::all_columns, .spec = spec_});
}

void ChangeBuilder::set_returning(Fragment columns) { returning_ = std::move(columns); }

detail::KeptStatement ChangeBuilder::statement() const { return {assemble()}; }

Fragment ChangeBuilder::assemble() const {
  const std::string& name = target().name();
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
    if (parts == 0) return;
    ++statement.nodes.front().count;
    statement.add({.op = op, .count = parts});
    statement.append(inside);
  };
  const Condition filter = joins_ && filter_;
  std::uint32_t returned = 0;
  for (std::size_t at = 0; at < returning_.nodes.size(); at = behind(returning_.nodes, at)) ++returned;
  // Sources before assignments: MariaDB's text has them in this order, the others number their parameters.
  add_clause(Op::from, source_count_, sources_);
  add_clause(Op::assignments, assignment_count_, assignments_);
  add_clause(Op::where, filter.empty() ? 0 : 1, filter.fragment());
  add_clause(Op::returning, returned, returning_);
  return statement;
}

Update<void> update(const Table& table) { return Update<void>(nullptr, &table); }
Delete<void> delete_from(const Table& table) { return Delete<void>(nullptr, &table); }

}  // namespace bindery
