// What the schema commands share: looking at what exists, and running statements as one piece of work.
#pragma once
#include <bindery/drivers/driver.hpp>
#include <bindery/engine/schema_commands.hpp>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace bindery {

using TableSet = std::set<const Table*>;

/// One statement, what it is for (told in errors), and the table whose creation or removal it completes.
struct SchemaStep {
  std::string sql;
  std::string purpose;
  const Table* finishes = nullptr;
};

/// One schema command on one connection.
class SchemaWork {
 public:
  /// Makes the steps from what exists and what this work has finished in an earlier try.
  using Planner = std::function<std::vector<SchemaStep>(const TableSet& existing, const TableSet& finished)>;

  SchemaWork(drivers::Connection& connection, const Dialect& dialect, const Metadata& metadata,
             Deadline deadline)
      : connection_(connection), dialect_(dialect), metadata_(metadata), deadline_(deadline) {}

  /// Runs the plan; when it fails because somebody else changed the tables meanwhile, plans and runs again.
  void run(const Planner& plan);
  /// As if the plan had run.
  void pretend(const Planner& plan);

  bool has_finished(const Table* table) const { return finished_.contains(table); }
  std::vector<SchemaReport::Statement> statements() const;

 private:
  TableSet existing() const;
  void run_steps(const std::vector<SchemaStep>& steps);
  void run_in_transaction(const std::vector<SchemaStep>& steps);
  bool changed_by_others(const TableSet& before) const;
  void locate(Error& error) const;

  drivers::Connection& connection_;
  const Dialect& dialect_;
  const Metadata& metadata_;
  Deadline deadline_;
  TableSet finished_;
  std::vector<std::string> statements_;
  std::string purpose_;  // of the step that runs
};

}  // namespace bindery
