// Running the steps of a schema command: all or none where the database can, and again after a race.
#include "schema_work.hpp"

#include <bindery/core/error.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

namespace bindery {

namespace {

/// A table's name as the database compares it.
std::string compared(const Dialect& dialect, std::string name) {
  if (dialect.backend != Backend::sqlite) return name;
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

std::string table_list(const Metadata& metadata, const TableSet& chosen) {
  std::vector<std::string> names;
  for (const Table* table : metadata.tables()) {
    if (chosen.contains(table)) names.push_back(fmt::format("'{}'", table->full_name()));
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace

TableSet SchemaWork::existing() const {
  std::map<std::pair<std::string, bool>, std::set<std::string>> known;  // by schema: tables, and views
  TableSet found;
  for (const Table* table : metadata_.tables()) {
    const auto [place, is_new] = known.try_emplace({table->schema(), table->is_view()});
    if (is_new) {
      for (std::string& name : table->is_view() ? connection_.view_names(table->schema(), deadline_)
                                                : connection_.table_names(table->schema(), deadline_)) {
        place->second.insert(compared(dialect_, std::move(name)));
      }
    }
    if (place->second.contains(compared(dialect_, table->name()))) found.insert(table);
  }
  return found;
}

void SchemaWork::run(const Planner& plan) {
  for (;;) {
    const TableSet before = existing();
    const std::vector<SchemaStep> steps = plan(before, finished_);
    if (steps.empty()) return;
    try {
      return dialect_.transactional_ddl ? run_in_transaction(steps) : run_steps(steps);
    } catch (Error& error) {
      if (!changed_by_others(before)) {
        locate(error);
        throw;
      }
    }
  }
}

void SchemaWork::pretend(const Planner& plan) {
  for (const SchemaStep& step : plan(existing(), finished_)) {
    statements_.push_back(step.sql);
    if (step.finishes != nullptr) finished_.insert(step.finishes);
  }
}

void SchemaWork::run_steps(const std::vector<SchemaStep>& steps) {
  for (const SchemaStep& step : steps) {
    purpose_ = step.purpose;
    connection_.run(step.sql, deadline_);
    statements_.push_back(step.sql);
    if (step.finishes != nullptr) finished_.insert(step.finishes);
  }
  purpose_.clear();
}

void SchemaWork::run_in_transaction(const std::vector<SchemaStep>& steps) {
  connection_.begin({}, deadline_);
  try {
    run_steps(steps);
    connection_.commit(deadline_);
  } catch (...) {
    finished_.clear();
    statements_.clear();
    try {
      if (connection_.transaction_state() != drivers::TransactionState::idle) connection_.rollback(deadline_);
    } catch (const Error&) {
      // What went wrong first is the better story; a connection without rollback is gone.
    }
    throw;
  }
}

bool SchemaWork::changed_by_others(const TableSet& before) const {
  if (!connection_.usable()) return false;
  TableSet now;
  try {
    now = existing();
  } catch (const Error&) {
    return false;
  }
  return std::ranges::any_of(metadata_.tables(), [&](const Table* table) {
    return !finished_.contains(table) && before.contains(table) != now.contains(table);
  });
}

void SchemaWork::locate(Error& error) const {
  if (purpose_.empty()) return;
  error.locate(finished_.empty() ? fmt::format("{} (nothing was changed)", purpose_)
                                 : fmt::format("{} (done before, and not undone: {})", purpose_,
                                               table_list(metadata_, finished_)));
}

std::vector<SchemaReport::Statement> SchemaWork::statements() const {
  std::vector<SchemaReport::Statement> all;
  for (const std::string& sql : statements_) all.push_back({metadata_.key(), sql});
  return all;
}

}  // namespace bindery
