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
  TableAlias(const Table& table, std::string_view name);
  const Table& table() const { return *table_; }
  const std::string& name() const { return name_; }
  Fragment source_fragment() const;

 private:
  const Table* table_;
  std::string name_;
};
TableAlias alias_of(const Table& table, std::string_view name);

/// A column of a run-time table: `column_of(favourites, "label")`. Compare it with values or with other columns.
class TableColumn : public AnyExpression {
 public:
  /// ProgrammingError if the table has no such column.
  TableColumn(const Table& table, std::string_view name);
  TableColumn(const TableAlias& alias, std::string_view name);

 private:
  TableColumn(const Table& table, std::string_view name, std::string_view alias);
};

TableColumn column_of(const Table& table, std::string_view name);
TableColumn column_of(const TableAlias& alias, std::string_view name);

/// All columns of a run-time table, as DynamicRows.
DynamicSelect<DynamicShape> select(const Table& table);
DynamicSelect<DynamicShape> select(const TableAlias& alias);
/// Columns, aggregates and other expressions, as DynamicRows: `select({column_of(pets, "owner"), count()})`. They may
/// speak of several tables of one bind, to be joined; it is selected from the first one.
DynamicSelect<DynamicShape> select(std::initializer_list<AnyExpression> columns);
DynamicSelect<DynamicShape> select(const std::vector<AnyExpression>& columns);

}  // namespace bindery
