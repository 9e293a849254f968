// Columns of run-time tables in statements.
#include <bindery/sql/functions.hpp>
#include <bindery/sql/untyped.hpp>

namespace bindery {

TableColumn::TableColumn(const Table& table, std::string_view name)
    : table_(&table), position_(table.position_of(name)) {}

Fragment TableColumn::fragment() const {
  Fragment column;
  column.add(
      {.op = Op::column, .type = table_->column(position_).type.kind, .id = position_, .table = table_});
  return column;
}

Condition TableColumn::compare(Op op, const Value& value) const {
  Fragment condition;
  if (value.is_null() && (op == Op::eq || op == Op::ne)) {
    condition.add(
        {.op = op == Op::eq ? Op::is_null : Op::is_not_null, .type = TypeKind::boolean, .count = 1});
    condition.append(fragment());
    return Condition(std::move(condition));
  }
  condition.add({.op = op, .type = TypeKind::boolean, .count = 2});
  condition.append(fragment());
  condition.add(
      {.op = Op::parameter, .type = detail::type_beside(table_->column(position_).type.kind, value)}, value);
  return Condition(std::move(condition));
}

Condition TableColumn::compare(Op op, const TableColumn& other) const {
  return Condition([&] {
    Fragment condition;
    condition.add({.op = op, .type = TypeKind::boolean, .count = 2});
    condition.append(fragment());
    condition.append(other.fragment());
    return condition;
  }());
}

Condition TableColumn::in(std::vector<Value> values) const {
  return Condition(detail::in_list(Op::in_list, fragment(), std::move(values)));
}

Condition TableColumn::like(std::string_view pattern) const {
  return compare(Op::like, Value(std::string(pattern)));
}

namespace {
Ordering ordering(Op op, const Fragment& column) {
  Fragment term;
  term.add({.op = op, .count = 1});
  term.append(column);
  return Ordering(std::move(term));
}
}  // namespace

Ordering TableColumn::ascending() const { return ordering(Op::ascending, fragment()); }
Ordering TableColumn::descending() const { return ordering(Op::descending, fragment()); }

QueryClauses detail::select_table(const Table& table, std::span<const TableColumn> columns) {
  QueryClauses clauses;
  Fragment result;
  if (columns.empty()) result.add({.op = Op::all_columns, .table = &table});
  for (const TableColumn& column : columns) result.append(column.fragment());
  clauses.set(Op::columns, result);
  clauses.set(Op::from, AnySource(table).fragment());
  return clauses;
}

}  // namespace bindery
