// In which order rows are written: tables by their foreign keys, and rows where keys run in circles. Pure functions.
#pragma once
#include <bindery/schema/table.hpp>

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace bindery::detail {

/// Columns of a table, by position.
using Positions = std::vector<std::size_t>;

/// A foreign key (or a link across binds) between two tables at hand.
struct TableLink {
  const Table* child;
  const Table* parent;
  Positions columns, target_columns;
  bool optional;  ///< one of its columns may be NULL
  ReferentialAction on_delete, on_update;
};
/// The links of a table to others of these, or to itself.
std::vector<TableLink> links_of(const Table& child, std::span<const Table* const> tables);

/// Tables that refer to each other in a circle, or one alone.
struct TableGroup {
  std::vector<const Table*> tables;
  bool circular;  ///< several, or one that refers to itself
};
/// Those that are referred to first; otherwise by name.
std::vector<TableGroup> parents_first(std::vector<const Table*> tables);

/// A row that needs another one to be there.
struct RowLink {
  std::size_t child, parent;
  bool optional;  ///< the row can be written without, and the link set later
};
struct RowOrder {
  std::vector<std::size_t> layers;     ///< of each row: 0 goes first
  std::vector<std::size_t> postponed;  ///< links to be set later
  std::optional<std::size_t> stuck;    ///< a row in a circle of links that can't be postponed
};
RowOrder order_rows(std::size_t rows, std::span<const RowLink> links);

}  // namespace bindery::detail
