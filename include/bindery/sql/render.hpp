// Rendering: from nodes to SQL text.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/sql/dialect.hpp>
#include <bindery/sql/node.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace bindery {

/// Two values of a statement, by their positions, and whether they are equal.
struct ValuePair {
  std::uint16_t first, second;
  bool equal;
};

/// Consecutive values of a statement that one placeholder takes as an array.
struct ValueList {
  std::uint32_t first, count;
};

/// About how many rows a statement gave when it ran, so that there is room for as many from the start. Thread-safe.
class RowsSeen {
 public:
  RowsSeen() = default;
  RowsSeen(const RowsSeen& other) : rows_(other.get()) {}
  RowsSeen& operator=(const RowsSeen&) = delete;
  std::size_t get() const { return rows_.load(std::memory_order_relaxed); }
  /// More at once, fewer by halves: a statement's parameters may ask for much now and for little then.
  void note(std::size_t rows) const {
    const std::size_t before = get();
    if (rows != before)
      rows_.store(rows > before ? rows : rows + (before - rows) / 2, std::memory_order_relaxed);
  }

 private:
  mutable std::atomic<std::size_t> rows_ = 0;
};

/// A statement's text. Where a database has no numbered placeholders and needs a value twice, or earlier than it stands
/// in the statement, `order` says which value each placeholder takes; usually it is empty: one value after the other.
struct StatementText {
  std::string sql;
  std::vector<std::uint16_t> order;
  /// The text serves values only that compare like this: PostgreSQL takes two expressions for one, in GROUP BY, if they
  /// have their placeholders in common.
  std::vector<ValuePair> compared = {};
  /// In their order: PostgreSQL compares with many values by one array, so that one text serves any number of them.
  std::vector<ValueList> lists = {};
  RowsSeen rows_seen = {};
};

/// The text of a statement in a dialect, with placeholders for its values (none given: whatever they are). Throws ProgrammingError for a statement
/// that the dialect cannot express with the same meaning; the message names the feature and the database.
std::string render(std::span<const Node> statement, const Dialect& dialect);
StatementText render_text(std::span<const Node> statement, const Dialect& dialect,
                          std::span<const Cell> values = {});

/// The same with the statement's values as literals in place of placeholders.
std::string render(std::span<const Node> statement, const Dialect& dialect, std::span<const Cell> values);

/// How the values of a printed statement appear.
enum class Values : std::uint8_t { placeholders, shown };

/// The text of any statement, for people, logs and tests: `to_sql(select<User>(), Backend::postgresql)`. With
/// `Values::shown` the values are literals, so that the text can be pasted into psql, mariadb or sqlite3.
template <class Statement>
std::string to_sql(const Statement& statement, Backend backend, Values values = Values::placeholders) {
  const auto held = statement.statement();
  const auto ref = held.ref();
  const Dialect& dialect = dialect_of(backend);
  return values == Values::shown ? render(ref.nodes, dialect, ref.values)
                                 : render_text(ref.nodes, dialect, ref.values).sql;
}

/// The query of a view (see `Mapping`), found by the schema's layer, which knows no statements.
template <class Statement>
  requires requires { typename Statement::shape; }
std::string view_text(const Statement& query, Backend backend) {
  return to_sql(query, backend, Values::shown);
}

}  // namespace bindery
