// All that the engine sees of a database: a driver connects, a connection runs statements, a cursor gives rows.
#pragma once
#include <bindery/core/cell.hpp>
#include <bindery/core/deadline.hpp>
#include <bindery/core/error.hpp>
#include <bindery/core/isolation.hpp>
#include <bindery/core/url.hpp>
#include <bindery/schema/table.hpp>
#include <bindery/sql/dialect.hpp>
#include <bindery/sql/render.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bindery::drivers {

/// What a connection is opened with.
struct ConnectOptions {
  Url url;
  std::string bind;                                 ///< names the bind in errors, as `bind_label()` gives it
  std::filesystem::path base_directory;             ///< for relative SQLite files
  std::size_t statement_cache_size = 100;           ///< prepared statements kept per connection
  std::optional<IsolationLevel> isolation_level;    ///< default of every transaction
  bool read_only = false;                           ///< enforced by the server (SQLite: opened read-only)
  std::map<std::string, std::string> connect_args;  ///< handed to the client library by name
};

struct TransactionOptions {
  std::optional<IsolationLevel> isolation_level;
  bool read_only = false;
};

/// Where the server says the connection is. `failed`: only a rollback will do. `unknown`: the connection is gone.
enum class TransactionState : std::uint8_t { idle, active, failed, unknown };

/// One statement with its values. Text and cells need only live as long as the call.
struct Request {
  std::string_view sql;
  /// Another way to tell the text from others: something that stands for it as long as the program runs. None: the text
  /// alone does.
  const void* identity = nullptr;
  std::span<const Cell> parameters = {};
  std::span<const ValueList> lists = {};  ///< parameters that are arrays of several values
  bool stream = false;                    ///< many rows are expected: hold few of them in memory
  /// The caller reads all rows, or releases the cursor, before it asks anything else of the connection: the driver
  /// need not fetch them ahead.
  bool read_at_once = false;
  Deadline deadline = {};
};

class FieldRows;

/// Rows of one running statement. Not thread-safe. While a cursor of PostgreSQL or MariaDB is open its connection
/// runs nothing else.
class Cursor {
 public:
  virtual std::size_t column_count() const = 0;
  virtual std::string_view column_name(std::size_t column) const = 0;
  /// The next row's cells, valid until the following call; nullptr behind the last row. Throws like `execute`.
  virtual const Cell* next() = 0;
  /// Reads the rows that are left into the fields of objects: without cells between, if the driver can.
  virtual void read_all(FieldRows& rows);
  /// Rows that an INSERT, UPDATE or DELETE touched; known once `next` has returned nullptr.
  virtual std::int64_t affected_rows() const = 0;
  /// Ends the statement; remaining rows are drained or cancelled, whichever is cheaper. The object may live on
  /// in its connection for the next run of the statement.
  virtual void release() noexcept = 0;

 protected:
  ~Cursor() = default;
};

struct CursorReleaser {
  void operator()(Cursor* cursor) const noexcept { cursor->release(); }
};
using CursorPtr = std::unique_ptr<Cursor, CursorReleaser>;

/// Many rows for one table. `cells` holds them row after row, `columns.size()` cells each.
struct InsertRows {
  const Table& table;
  std::span<const std::size_t> columns;  ///< positions in `table.columns()`
  std::span<const Cell> cells;
  std::optional<std::size_t> returned_key;  ///< position of a generated integer key whose values are wanted
  Deadline deadline = {};

  std::size_t row_count() const { return columns.empty() ? 0 : cells.size() / columns.size(); }
};

/// New values for many rows of one table. `cells` holds them row after row: those of `columns`, then the values that
/// those of `keys` must have. No two rows have the same keys.
struct UpdateRows {
  const Table& table;
  std::span<const std::size_t> columns, keys;  ///< positions in `table.columns()`
  std::span<const Cell> cells;
  std::string_view sql;  ///< the UPDATE of one row, which takes its cells in their order
  Deadline deadline = {};

  std::size_t width() const { return columns.size() + keys.size(); }
  std::size_t row_count() const { return cells.size() / width(); }
};

/// One connection. Not thread-safe, but for `cancel`. Every call throws the Error that its failure means, complete
/// with bind, SQLSTATE, native code, phase and statement; a deadline that passes cancels the work on the server
/// and throws Timeout.
class Connection {
 public:
  virtual ~Connection() = default;

  /// Prepares the statement, or finds it prepared, and runs it.
  virtual CursorPtr execute(const Request& request) = 0;
  /// Runs plain text that needs no values and gives no rows; it may hold several statements.
  virtual void run(std::string_view sql, Deadline deadline = {}) = 0;
  /// Runs one statement for each row of `cells` (row after row, `width` cells each); returns all rows touched.
  virtual std::int64_t execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                                    Deadline deadline = {}) = 0;
  /// Inserts many rows by the fastest way that the database has, all or none. Returns the generated keys in the
  /// order of the rows if they are asked for.
  virtual std::vector<std::int64_t> insert_rows(const InsertRows& rows) = 0;
  /// Updates many rows by the fastest way that the database has, all or none; returns all rows touched. Unless a
  /// driver knows better it runs the statement for each row.
  virtual std::int64_t update_rows(const UpdateRows& rows) {
    return execute_many(rows.sql, rows.cells, rows.width(), rows.deadline);
  }

  virtual void begin(const TransactionOptions& options, Deadline deadline = {}) = 0;
  /// Throws TransactionAborted when the server answers a commit with a rollback, OutcomeUnknown when the
  /// connection goes away meanwhile.
  virtual void commit(Deadline deadline = {}) = 0;
  virtual void rollback(Deadline deadline = {}) = 0;
  /// The server's word after its latest answer.
  virtual TransactionState transaction_state() const noexcept = 0;

  /// True if the server answers.
  virtual bool ping(Deadline deadline) noexcept = 0;
  /// Stops what runs on this connection; may be called from any thread while another one waits in a call.
  virtual void cancel() noexcept = 0;
  /// False once the connection can't be used any more.
  virtual bool usable() const noexcept = 0;
  /// Forgets the connection without telling the server: for the child after a fork.
  virtual void abandon() noexcept = 0;

  /// Names of the tables in a schema (empty: the connection's own).
  virtual std::vector<std::string> table_names(std::string_view schema, Deadline deadline = {}) = 0;
  /// The same of its views.
  virtual std::vector<std::string> view_names(std::string_view schema, Deadline deadline = {}) = 0;
  /// E.g. "PostgreSQL 15.10", "MariaDB 10.11.6", "SQLite 3.40.1".
  virtual std::string server_version() = 0;
};

/// One kind of database. Thread-safe.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual const Dialect& dialect() const noexcept = 0;
  virtual std::unique_ptr<Connection> connect(const ConnectOptions& options, Deadline deadline) const = 0;
};

/// The driver of a backend; throws ConfigError that names the missing client library when this build has none.
const Driver& driver_for(Backend backend);

}  // namespace bindery::drivers
