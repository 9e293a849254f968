// Run-time tables in statements.
#include <bindery/sql/untyped.hpp>

#include <bindery/core/error.hpp>

namespace bindery {

namespace {

Fragment column_fragment(const Table& table, std::string_view name, std::string_view alias) {
  Fragment column;
  const std::size_t position = table.position_of(name);
  const Column& meant = table.column(position);
  column.add({.op = Op::column,
              .type = meant.type.kind,
              .nullable = meant.nullable,
              .id = position,
              .table = &table,
              .name = alias.empty() ? "" : column.keep(alias)});
  return column;
}

/// The first table that an expression speaks of, as a source; empty if there is none.
Fragment first_source(const Fragment& expression) {
  Fragment source;
  for (std::size_t at = 0; at < expression.nodes.size();) {
    const Node& node = expression.nodes[at];
    if (node.op == Op::column && node.table != nullptr) {
      const bool aliased = *node.name != '\0';
      source.add(
          {.op = Op::source, .table = node.table, .name = aliased ? source.keep(node.name) : node.name});
      return source;
    }
    at = is_query(node.op) ? behind(expression.nodes, at) : at + 1;
  }
  return source;
}

}  // namespace

Fragment TableAlias::source_fragment() const {
  Fragment source;
  source.add({.op = Op::source, .table = table_, .name = source.keep(name_)});
  return source;
}

TableAlias::TableAlias(const Table& table, std::string_view name) : table_(&table), name_(name) {}
TableAlias alias_of(const Table& table, std::string_view name) { return {table, name}; }

TableColumn::TableColumn(const Table& table, std::string_view name, std::string_view alias)
    : AnyExpression(column_fragment(table, name, alias)) {}
TableColumn::TableColumn(const Table& table, std::string_view name) : TableColumn(table, name, {}) {}
TableColumn::TableColumn(const TableAlias& alias, std::string_view name)
    : TableColumn(alias.table(), name, alias.name()) {}

TableColumn column_of(const Table& table, std::string_view name) { return {table, name}; }
TableColumn column_of(const TableAlias& alias, std::string_view name) { return {alias, name}; }

AnySource::AnySource(const Table& table) { fragment_.add({.op = Op::source, .table = &table}); }

namespace {

DynamicSelect<DynamicShape> select_table(const Fragment& source) {
  QueryClauses clauses;
  Fragment columns;
  const Node& node = source.nodes.front();
  const bool aliased = *node.name != '\0';
  columns.add(
      {.op = Op::all_columns, .table = node.table, .name = aliased ? columns.keep(node.name) : node.name});
  clauses.set(Op::columns, columns);
  clauses.set(Op::from, source);
  return DynamicSelect<DynamicShape>(std::move(clauses));
}

DynamicSelect<DynamicShape> select_expressions(std::span<const AnyExpression> columns) {
  QueryClauses clauses;
  Fragment result, source;
  for (const AnyExpression& column : columns) {
    result.append(column.fragment());
    if (source.empty()) source = first_source(column.fragment());
  }
  if (result.empty()) throw ProgrammingError("a SELECT needs a column");
  clauses.set(Op::columns, result);
  if (!source.empty()) clauses.set(Op::from, source);
  return DynamicSelect<DynamicShape>(std::move(clauses));
}

}  // namespace

DynamicSelect<DynamicShape> select(const Table& table) { return select_table(AnySource(table).fragment()); }
DynamicSelect<DynamicShape> select(const TableAlias& alias) { return select_table(alias.source_fragment()); }
DynamicSelect<DynamicShape> select(std::initializer_list<AnyExpression> columns) {
  return select_expressions({columns.begin(), columns.size()});
}
DynamicSelect<DynamicShape> select(const std::vector<AnyExpression>& columns) {
  return select_expressions(columns);
}

}  // namespace bindery
