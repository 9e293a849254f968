// Creating and dropping the tables of one bind over one connection.
#pragma once
#include <bindery/core/deadline.hpp>
#include <bindery/schema/metadata.hpp>
#include <bindery/sql/dialect.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bindery {

namespace drivers {
class Connection;
}

enum class SchemaAction : std::uint8_t { created, existed, dropped, absent };

/// "created", "existed", "dropped" or "absent".
std::string_view name_of(SchemaAction action);

/// What a schema command did, or (dry run) would do. Binds by key; empty: the default bind.
struct SchemaReport {
  struct Entry {
    std::string bind;
    std::string table;  ///< with its schema
    SchemaAction action;
  };
  struct Statement {
    std::string bind;
    std::string sql;
  };
  std::vector<Entry> entries;         ///< in the order in which tables were worked on
  std::vector<Statement> statements;  ///< in the order in which they ran

  /// Puts the report of another bind behind this one.
  void append(SchemaReport other);
  /// The statements alone: of all binds, or of one.
  std::vector<std::string> sql() const;
  std::vector<std::string> sql(std::string_view bind_key) const;
  /// How many tables this was done with.
  std::size_t count(SchemaAction action) const;
};

/// Creates the tables of `metadata` that do not exist yet, in the order of their references; those that exist are not
/// touched, whatever they look like. All in one transaction where the database can: after an error nothing has
/// happened; elsewhere (MariaDB) the error says what stays created. The connection must not be in a transaction.
///
/// What exists is looked up first, and statements say plain CREATE TABLE, so that the report is true. If another
/// process creates one of the tables meanwhile, the failure is noticed, and the work begins again with a new look: two
/// processes may both create everything at start-up. `dry_run` looks, but changes nothing.
///
/// Throws MappingError before anything is sent if the tables can't be made, or what the database says.
SchemaReport create_tables(drivers::Connection& connection, const Dialect& dialect, const Metadata& metadata,
                           bool dry_run = false, Deadline deadline = {});

/// Drops the tables of `metadata` that exist, those that refer to others first; foreign keys that close a circle are
/// dropped before (SQLite: not enforced meanwhile). Otherwise like `create_tables`. A table that is not in `metadata`
/// and refers to one that is stops it.
SchemaReport drop_tables(drivers::Connection& connection, const Dialect& dialect, const Metadata& metadata,
                         bool dry_run = false, Deadline deadline = {});

}  // namespace bindery
