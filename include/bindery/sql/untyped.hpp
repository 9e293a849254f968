// Run-time tables in statements: `column_of(table, "label") == "first"`, `select(table)`.
#pragma once
#include <bindery/sql/dynamic_select.hpp>

#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// A run-time table once more, under another name: `const auto boss = alias_of(people, "boss");`, then
/// `column_of(boss, "id")`, `.join(boss, condition)`.
class TableAlias {
 public:
  TableAlias(const Table& table, std::string_view name) : table_(&table), name_(name) {}
  const Table& table() const { return *table_; }
  const std::string& name() const { return name_; }
  Fragment source_fragment() const;

 private:
  const Table* table_;
  std::string name_;
};
inline TableAlias alias_of(const Table& table, std::string_view name) { return {table, name}; }

/// A column of a run-time table: `column_of(favourites, "label")`. Compare it with values or with other columns.
class TableColumn : public AnyExpression {
 public:
  /// ProgrammingError if the table has no such column.
  TableColumn(const Table& table, std::string_view name) : TableColumn(table, name, {}) {}
  TableColumn(const TableAlias& alias, std::string_view name)
      : TableColumn(alias.table(), name, alias.name()) {}

 private:
  TableColumn(const Table& table, std::string_view name, std::string_view alias);
};

inline TableColumn column_of(const Table& table, std::string_view name) { return {table, name}; }
inline TableColumn column_of(const TableAlias& alias, std::string_view name) { return {alias, name}; }

namespace detail {
QueryClauses select_table(const Fragment& source);
QueryClauses select_expressions(std::span<const AnyExpression> columns);
}  // namespace detail

/// All columns of a run-time table, as DynamicRows.
inline DynamicSelect<DynamicShape> select(const Table& table) {
  return DynamicSelect<DynamicShape>(detail::select_table(AnySource(table).fragment()));
}
inline DynamicSelect<DynamicShape> select(const TableAlias& alias) {
  return DynamicSelect<DynamicShape>(detail::select_table(alias.source_fragment()));
}
/// Columns, aggregates and other expressions, as DynamicRows: `select({column_of(pets, "owner"), count()})`. They may
/// speak of several tables of one bind, to be joined; it is selected from the first one.
inline DynamicSelect<DynamicShape> select(std::initializer_list<AnyExpression> columns) {
  return DynamicSelect<DynamicShape>(detail::select_expressions({columns.begin(), columns.size()}));
}
inline DynamicSelect<DynamicShape> select(const std::vector<AnyExpression>& columns) {
  return DynamicSelect<DynamicShape>(detail::select_expressions(columns));
}

}  // namespace bindery
