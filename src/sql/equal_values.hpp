// Values that must be seen to be equal: those of an expression that a query groups by and uses elsewhere.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/sql/node.hpp>
#include <bindery/sql/render.hpp>

#include <span>
#include <string_view>
#include <vector>

namespace bindery {

/// True for nodes that make the same text.
inline bool same_structure(const Node& a, const Node& b) {
  if (a.op != b.op || a.type != b.type || a.detail != b.detail || a.count != b.count || a.id != b.id)
    return false;
  return a.spec == b.spec && a.table == b.table && (a.name == b.name || std::string_view(a.name) == b.name);
}

/// True if two subtrees make the same text, whatever their values are.
bool same_expression(std::span<const Node> nodes, std::size_t a, std::size_t b);

/// The values at the same places of equal expressions: keys of GROUP BY and DISTINCT on the one side, what is selected
/// and ordered by on the other. ProgrammingError for an expression that differs from a key by its values alone, and is
/// therefore none.
std::vector<ValuePair> compared_values(std::span<const Node> nodes, std::span<const Cell> values);

/// True if the values compare like those that the text was made for.
bool compare_alike(const StatementText& text, std::span<const Cell> values);
/// False for values that need another text.
inline bool serves(const StatementText& text, std::span<const Cell> values) {
  return text.compared.empty() || compare_alike(text, values);
}

}  // namespace bindery
