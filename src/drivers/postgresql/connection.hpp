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

class ServerConnection final : public Connection {
 public:
  ServerConnection(Handle handle, const ConnectOptions& options);
  ~ServerConnection() override = default;

  CursorPtr execute(const Request& request) override;
  void run(std::string_view sql, Deadline deadline) override;
  std::int64_t execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                            Deadline deadline) override;
  std::vector<std::int64_t> insert_rows(const InsertRows& rows) override;

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
  ResultPtr prepare_behind(std::span<const std::string> commands, Prepared& fresh, Deadline deadline,
                           bool& blames_them);
  /// Finds or prepares the statement and encodes the values for it.
  PreparedPtr ready(std::string_view sql, std::span<const Cell> cells, Deadline deadline);
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
  using Visit = std::function<void(const Prepared&, PGresult*)>;
  std::int64_t pipeline(const Prepared& statement, std::span<const Cell> cells, std::size_t width,
                        Deadline deadline, const Visit& visit = {});
  ResultPtr collect(const Prepared& statement, const Visit& visit, std::int64_t& touched);
  [[noreturn]] void fail_pipeline(ResultPtr error, std::size_t row, bool synced);
  void check_rows(const Prepared& statement, std::span<const Cell> cells, std::size_t width);
  Keys insert_returning(const InsertRows& rows);

  // bulk inserts (copy.cpp)
  Target target(const InsertRows& rows);
  std::optional<Keys> insert_by_copy(const InsertRows& rows);
  std::optional<Keys> copy_within_transaction(const InsertRows& rows, const Target& target, bool begin);
  Prepared describe_insert(const std::string& sql, bool begin, Deadline deadline);
  Keys reserve_keys(const std::string& sequence, std::size_t count, Deadline deadline);
  void copy(std::string_view sql, const Prepared& types, const InsertRows& rows,
            std::span<const std::int64_t> keys);
  bool put(std::string& data);

  [[noreturn]] void complete_and_rethrow(Error& error, std::string_view sql) const;

  Channel channel_;
  ResultCursor cursor_;
  StatementCache<PreparedPtr> cache_;
  std::vector<std::string> doomed_;  // commands that drop statements, sent when there is an occasion
  Parameters parameters_;
  std::map<std::string, Target, std::less<>> targets_;
  std::uint64_t prepared_so_far_ = 0;
  bool changed_schema_ = false;  // within the open transaction
};

}  // namespace bindery::drivers::postgresql
