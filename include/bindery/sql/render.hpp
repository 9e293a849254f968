// Rendering: from nodes to SQL text.
#pragma once
#include <bindery/sql/dialect.hpp>
#include <bindery/sql/node.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bindery {

/// A statement's text. Where a database has no numbered placeholders and needs a value twice, or earlier than it stands
/// in the statement, `order` says which value each placeholder takes; usually it is empty: one value after the other.
struct StatementText {
  std::string sql;
  std::vector<std::uint16_t> order;
};

/// The text of a statement in a dialect, with placeholders for its values. Throws ProgrammingError for a statement
/// that the dialect cannot express with the same meaning; the message names the feature and the database.
std::string render(std::span<const Node> statement, const Dialect& dialect);
StatementText render_text(std::span<const Node> statement, const Dialect& dialect);

/// The text of any statement: `sql_of(select<User>(), Backend::postgresql)`.
template <class Statement> std::string sql_of(const Statement& statement, Backend backend) {
  return statement.visit([&](const auto& ref) { return render(ref.nodes, dialect_of(backend)); });
}

}  // namespace bindery
