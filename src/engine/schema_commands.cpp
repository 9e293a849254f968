// Schema commands: planning what to create and what to drop.
#include <bindery/engine/schema_commands.hpp>

#include <bindery/sql/ddl.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <ranges>
#include <utility>

#include "schema_work.hpp"

namespace bindery {

namespace {

std::vector<SchemaStep> steps_to_create(const CreationOrder& order, const Metadata& metadata,
                                        const Dialect& dialect, const TableSet& existing,
                                        const TableSet& finished) {
  std::vector<SchemaStep> steps;
  for (const Table* table : order.tables) {
    if (existing.contains(table)) continue;
    for (std::string& sql : create_table_sql(*table, metadata, dialect, order.closing)) {
      steps.push_back({std::move(sql), fmt::format("creating table '{}'", table->full_name()), table});
    }
  }
  if (dialect.inline_foreign_keys) return steps;
  for (const ResolvedReference& key : order.closing) {
    if (existing.contains(key.owner) && !finished.contains(key.owner)) continue;
    steps.push_back({add_foreign_key_sql(key, dialect),
                     fmt::format("adding foreign key '{}' to table '{}'", key.name, key.owner->full_name())});
  }
  return steps;
}

std::vector<SchemaStep> steps_to_drop(const CreationOrder& order, const Dialect& dialect,
                                      const TableSet& existing) {
  std::vector<SchemaStep> steps;
  for (const ResolvedReference& key : order.closing) {
    if (dialect.inline_foreign_keys || !existing.contains(key.owner)) continue;
    steps.push_back(
        {drop_foreign_key_sql(key, dialect),
         fmt::format("dropping foreign key '{}' of table '{}'", key.name, key.owner->full_name())});
  }
  for (const Table* table : order.tables | std::views::reverse) {
    if (!existing.contains(table)) continue;
    for (std::string& sql : drop_table_sql(*table, dialect))
      steps.push_back({std::move(sql), fmt::format("dropping table '{}'", table->full_name()), table});
  }
  return steps;
}

constexpr const char* foreign_keys_off = "PRAGMA foreign_keys = OFF";
constexpr const char* foreign_keys_on = "PRAGMA foreign_keys = ON";

/// SQLite can't drop a single foreign key: it is told to enforce none while this lives. That works only outside of
/// transactions.
class ForeignKeysOff {
 public:
  explicit ForeignKeysOff(drivers::Connection& connection) : connection_(connection) {
    connection_.run(foreign_keys_off);
  }
  ~ForeignKeysOff() {
    try {
      connection_.run(foreign_keys_on);
    } catch (const Error&) {
      // Only a connection that is gone refuses.
    }
  }
  ForeignKeysOff(const ForeignKeysOff&) = delete;
  ForeignKeysOff& operator=(const ForeignKeysOff&) = delete;

 private:
  drivers::Connection& connection_;
};

/// True if dropping the tables one by one would meet foreign keys whatever the order: circles, and tables that
/// restrict the deletion of rows that they themselves refer to.
bool stands_in_its_own_way(const CreationOrder& order, const Metadata& metadata) {
  if (!order.closing.empty()) return true;
  return std::ranges::any_of(order.tables, [&](const Table* table) {
    const std::vector<ResolvedReference> keys = metadata.foreign_keys(*table);
    return std::ranges::any_of(keys, [&](const ResolvedReference& key) {
      return key.target == table && key.on_delete == ReferentialAction::restrict_;
    });
  });
}

bool enforces_foreign_keys(drivers::Connection& connection) {
  const drivers::CursorPtr cursor = connection.execute({.sql = "PRAGMA foreign_keys"});
  const Cell* row = cursor->next();
  return row != nullptr && row[0].integer == 1;
}

/// The entries of `tables`, and the statements that ran.
template <class Tables>
SchemaReport report_of(const SchemaWork& work, const Metadata& metadata, const Tables& tables,
                       SchemaAction done, SchemaAction nothing) {
  SchemaReport report;
  for (const Table* table : tables) {
    report.entries.push_back({metadata.key(), table->full_name(), work.has_finished(table) ? done : nothing});
  }
  report.statements = work.statements();
  return report;
}

}  // namespace

std::string_view name_of(SchemaAction action) {
  switch (action) {
    case SchemaAction::created: return "created";
    case SchemaAction::existed: return "existed";
    case SchemaAction::dropped: return "dropped";
    case SchemaAction::absent: break;
  }
  return "absent";
}

void SchemaReport::append(SchemaReport other) {
  std::ranges::move(other.entries, std::back_inserter(entries));
  std::ranges::move(other.statements, std::back_inserter(statements));
}

std::vector<std::string> SchemaReport::sql() const {
  std::vector<std::string> texts;
  for (const Statement& statement : statements) texts.push_back(statement.sql);
  return texts;
}

std::vector<std::string> SchemaReport::sql(std::string_view bind_key) const {
  std::vector<std::string> texts;
  for (const Statement& statement : statements) {
    if (statement.bind == bind_key) texts.push_back(statement.sql);
  }
  return texts;
}

std::size_t SchemaReport::count(SchemaAction action) const {
  return static_cast<std::size_t>(std::ranges::count(entries, action, &Entry::action));
}

SchemaReport create_tables(drivers::Connection& connection, const Dialect& dialect, const Metadata& metadata,
                           bool dry_run, Deadline deadline) {
  const CreationOrder order = metadata.creation_order();
  // Tables that exist are checked as well, so that the outcome does not depend on what exists.
  steps_to_create(order, metadata, dialect, {}, {});
  const auto plan = [&](const TableSet& existing, const TableSet& finished) {
    return steps_to_create(order, metadata, dialect, existing, finished);
  };
  SchemaWork work(connection, dialect, metadata, deadline);
  dry_run ? work.pretend(plan) : work.run(plan);
  return report_of(work, metadata, order.tables, SchemaAction::created, SchemaAction::existed);
}

SchemaReport drop_tables(drivers::Connection& connection, const Dialect& dialect, const Metadata& metadata,
                         bool dry_run, Deadline deadline) {
  const CreationOrder order = metadata.creation_order();
  const auto plan = [&](const TableSet& existing, const TableSet&) {
    return steps_to_drop(order, dialect, existing);
  };
  const bool off = dialect.inline_foreign_keys && stands_in_its_own_way(order, metadata) &&
                   enforces_foreign_keys(connection);
  SchemaWork work(connection, dialect, metadata, deadline);
  {
    std::optional<ForeignKeysOff> guard;
    if (off && !dry_run) guard.emplace(connection);
    dry_run ? work.pretend(plan) : work.run(plan);
  }
  SchemaReport report = report_of(work, metadata, order.tables | std::views::reverse, SchemaAction::dropped,
                                  SchemaAction::absent);
  if (off && !report.statements.empty()) {
    report.statements.insert(report.statements.begin(), {metadata.key(), foreign_keys_off});
    report.statements.push_back({metadata.key(), foreign_keys_on});
  }
  return report;
}

}  // namespace bindery
