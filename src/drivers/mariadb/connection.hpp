// A connection to MariaDB or MySQL.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/mariadb/cursor.hpp"
#include "drivers/mariadb/session.hpp"
#include "drivers/statement_cache.hpp"

namespace bindery::drivers::mariadb {

class BulkColumns;

class MariadbConnection final : public Connection {
 public:
  MariadbConnection(Target target, Deadline deadline);
  ~MariadbConnection() override;

  CursorPtr execute(const Request& request) override;
  void run(std::string_view sql, Deadline deadline) override;
  std::int64_t execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                            Deadline deadline) override;
  std::vector<std::int64_t> insert_rows(const InsertRows& rows) override;
  std::int64_t update_rows(const UpdateRows& rows) override;

  void begin(const TransactionOptions& options, Deadline deadline) override;
  void commit(Deadline deadline) override;
  void rollback(Deadline deadline) override;
  TransactionState transaction_state() const noexcept override { return session_.state(); }

  bool ping(Deadline deadline) noexcept override;
  void cancel() noexcept override { session_.wire().cancel(); }
  bool usable() const noexcept override { return session_.usable(); }
  void abandon() noexcept override { session_.wire().abandon(); }

  std::vector<std::string> table_names(std::string_view schema, Deadline deadline) override;
  std::vector<std::string> view_names(std::string_view schema, Deadline deadline) override;
  std::string server_version() override;

 private:
  /// A statement that is ready to run: from the cache, or made for this one run.
  Statement& prepared(std::string_view sql, Deadline deadline);
  void forget(std::string_view sql);
  /// Runs `work(statement)`, once more with a new statement if the server has lost the old one.
  template <class Run> Statement& run_prepared(std::string_view sql, Deadline deadline, Run run);

  bool can_return_keys() const;
  std::size_t packet_limit(Deadline deadline);
  std::int64_t run_each(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                        Deadline deadline, std::vector<std::int64_t>* keys);
  std::int64_t run_in_bulk(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                           Deadline deadline, std::vector<std::int64_t>* keys, std::size_t first_row);
  /// In bulk if the server takes the statement so, row after row otherwise. `first_row` is for messages.
  std::int64_t run_rows(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                        Deadline deadline, std::size_t first_row);
  std::int64_t update_list(const std::string& sql, const UpdateRows& rows, std::span<const Cell> cells,
                           std::size_t first);
  /// Runs `work` as a whole or not at all.
  void all_or_none(Deadline deadline, const std::function<void()>& work);
  void undo(bool own_transaction) noexcept;

  Session session_;
  StatementCache<std::unique_ptr<Statement>> cache_;
  std::vector<std::unique_ptr<Statement>> extra_;  ///< runs of statements whose cached one is in use
  std::size_t packet_limit_ = 0;
};

}  // namespace bindery::drivers::mariadb
