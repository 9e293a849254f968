// A connection to PostgreSQL.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/postgresql/channel.hpp"
#include "drivers/postgresql/cursor.hpp"
#include "drivers/postgresql/statement.hpp"
#include "drivers/statement_cache.hpp"

namespace bindery::drivers::postgresql {

/// What bulk inserts must know of a table.
struct Target {
  bool takes_copy = false;
  std::string sequence;  ///< of the generated key; empty: none
};

/// An UPDATE of many rows, and what its arrays hold.
struct ArrayUpdate {
  std::string sql;
  std::vector<ArrayElement> elements;
};

class ServerConnection final : public Connection {
 public:
  ServerConnection(Handle handle, const ConnectOptions& options);
  ~ServerConnection() override = default;

  CursorPtr execute(const Request& request) override;
  void run(std::string_view sql, Deadline deadline) override;
  std::int64_t execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                            Deadline deadline) override;
  std::vector<std::int64_t> insert_rows(const InsertRows& rows) override;
  std::int64_t update_rows(const UpdateRows& rows) override;

  void begin(const TransactionOptions& options, Deadline deadline) override;
  void commit(Deadline deadline) override;
  void rollback(Deadline deadline) override;
  TransactionState transaction_state() const noexcept override { return channel_.state(); }

  bool ping(Deadline deadline) noexcept override;
  void cancel() noexcept override { channel_.canceller().request(); }
  bool usable() const noexcept override { return channel_.usable(); }
  void abandon() noexcept override { channel_.abandon(); }

  std::vector<std::string> table_names(std::string_view schema, Deadline deadline) override;
  std::vector<std::string> view_names(std::string_view schema, Deadline deadline) override;
  std::string server_version() override;

 private:
  using Keys = std::vector<std::int64_t>;

  // statements (prepare.cpp)
  PreparedPtr prepared(std::string_view sql, Deadline deadline, bool& was_cached);
  PreparedPtr prepare(std::string_view sql, Deadline deadline);
  Prepared describe_only(std::string sql, std::span<const std::string> before, Deadline deadline);
  ResultPtr prepare_behind(std::span<const std::string> commands, Prepared& fresh, Deadline deadline,
                           bool& blames_them);
  /// Finds or prepares the statement and encodes the values for it.
  PreparedPtr ready(const Request& request);
  /// The same for many rows, whose values are only checked.
  PreparedPtr ready_rows(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                         Deadline deadline);
  void check_values(const Prepared& statement, std::size_t count) const;
  void forget(std::string_view sql);
  void forget_all(bool server_forgot);
  void note_command(std::string_view tag);

  // running (connection.cpp)
  void refuse_open_cursor(std::string_view sql) const;
  ResultPtr send(const Prepared& statement, const Request& request);
  std::string command(std::string_view sql, Phase phase, Deadline deadline);

  // batches (batch.cpp)
  struct Batch {
    const Prepared& statement;
    std::size_t count;     ///< of executions
    std::size_t together;  ///< so many go out before their answers are taken, while the next ones go out
    Deadline deadline;
    std::function<void(std::size_t)> encode;       ///< puts the values of one into `parameters_`
    std::function<std::string(std::size_t)> name;  ///< says in an error which one it is
    std::function<void(PGresult*)> visit = {};     ///< sees each answer
  };
  Batch row_by_row(const Prepared& statement, std::span<const Cell> cells, std::size_t width,
                   Deadline deadline);
  std::int64_t pipeline(const Batch& batch);
  ResultPtr collect(const Batch& batch, std::int64_t& touched);
  [[noreturn]] void fail_pipeline(const Batch& batch, ResultPtr error, std::size_t which, bool synced);
  void check_rows(const Prepared& statement, std::span<const Cell> cells, std::size_t width);
  Keys insert_returning(const InsertRows& rows);

  // bulk inserts (copy.cpp)
  Target target(const InsertRows& rows);
  std::optional<Keys> insert_by_copy(const InsertRows& rows);
  std::optional<Keys> copy_within_transaction(const InsertRows& rows, const Target& target, bool begin);
  Keys reserve_keys(const std::string& sequence, std::size_t count, Deadline deadline);
  void copy(const std::string& sql, std::string_view data, Deadline deadline);

  // bulk updates (update_rows.cpp)
  const ArrayUpdate& array_update(const UpdateRows& rows);
  bool all_fit_arrays(const ArrayUpdate& update, const UpdateRows& rows);
  bool encode_arrays(const ArrayUpdate& update, const UpdateRows& rows, std::size_t first);
  std::int64_t run_array_update(const ArrayUpdate& update, const UpdateRows& rows);
  std::string type_name(TypeOid type, Deadline deadline);

  [[noreturn]] void complete_and_rethrow(Error& error, std::string_view sql) const;

  Channel channel_;
  ResultCursor cursor_;
  StatementCache<PreparedPtr> cache_;
  StatementCache<ArrayUpdate> updates_;  // by the UPDATE of one row
  std::vector<std::string> doomed_;      // commands that drop statements, sent when there is an occasion
  Parameters parameters_;
  std::map<std::string, Target, std::less<>> targets_;
  std::uint64_t prepared_so_far_ = 0;
  bool changed_schema_ = false;  // within the open transaction
};

}  // namespace bindery::drivers::postgresql
