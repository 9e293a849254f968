// Columns of run-time tables in statements: `table["label"] == "first"`, `select(table)`.
#pragma once
#include <bindery/sql/dynamic_select.hpp>

#include <initializer_list>
#include <string_view>
#include <utility>
#include <vector>

namespace bindery {

/// A column of a run-time table: `column_of(favourites, "label")`. Compare it with values or with other columns.
class TableColumn {
 public:
  /// ProgrammingError if the table has no such column.
  TableColumn(const Table& table, std::string_view name);

  Fragment fragment() const;
  const Table& table() const { return *table_; }

  friend Condition operator==(const TableColumn& c, const Value& v) { return c.compare(Op::eq, v); }
  friend Condition operator!=(const TableColumn& c, const Value& v) { return c.compare(Op::ne, v); }
  friend Condition operator<(const TableColumn& c, const Value& v) { return c.compare(Op::lt, v); }
  friend Condition operator<=(const TableColumn& c, const Value& v) { return c.compare(Op::le, v); }
  friend Condition operator>(const TableColumn& c, const Value& v) { return c.compare(Op::gt, v); }
  friend Condition operator>=(const TableColumn& c, const Value& v) { return c.compare(Op::ge, v); }
  friend Condition operator==(const TableColumn& a, const TableColumn& b) { return a.compare(Op::eq, b); }
  friend Condition operator!=(const TableColumn& a, const TableColumn& b) { return a.compare(Op::ne, b); }

  Condition in(std::vector<Value> values) const;
  Condition like(std::string_view pattern) const;
  Ordering ascending() const;
  Ordering descending() const;

 private:
  Condition compare(Op op, const Value& value) const;
  Condition compare(Op op, const TableColumn& other) const;

  const Table* table_;
  std::size_t position_;
};

inline TableColumn column_of(const Table& table, std::string_view name) { return {table, name}; }

namespace detail {
QueryClauses select_table(const Table& table, std::span<const TableColumn> columns);
}

/// All columns of a run-time table, as DynamicRows.
inline DynamicSelect<DynamicShape> select(const Table& table) {
  return DynamicSelect<DynamicShape>(detail::select_table(table, {}));
}
/// Some columns; they may come from several tables of one bind, to be joined.
inline DynamicSelect<DynamicShape> select(std::initializer_list<TableColumn> columns) {
  return DynamicSelect<DynamicShape>(
      detail::select_table(columns.begin()->table(), {columns.begin(), columns.size()}));
}

}  // namespace bindery
