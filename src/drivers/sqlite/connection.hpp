// A connection to a SQLite database.
#pragma once
#include <bindery/drivers/driver.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cursor.hpp"
#include "drivers/statement_cache.hpp"
#include "handles.hpp"
#include "settings.hpp"
#include "watch.hpp"

namespace bindery::drivers::sqlite {

/// True if a statement may change the database (or lock it for changes); EXPLAIN never does.
bool writes_database(sqlite3_stmt* statement);

/// Every transaction of SQLite is serializable, whatever level is asked for; `read_uncommitted` means something
/// only between connections to one shared cache. Read-only transactions refuse what SQLite itself knows to write.
class Connection final : public drivers::Connection {
 public:
  Connection(DatabaseHandle handle, const ConnectOptions& options, const Settings& settings,
             bool shared_cache);
  ~Connection() override;
  /// The settings that are SQL; part of connecting.
  void set_up(const Settings& settings, Deadline deadline);

  CursorPtr execute(const Request& request) override;
  void run(std::string_view sql, Deadline deadline) override;
  std::int64_t execute_many(std::string_view sql, std::span<const Cell> cells, std::size_t width,
                            Deadline deadline) override;
  std::vector<std::int64_t> insert_rows(const InsertRows& rows) override;

  void begin(const TransactionOptions& options, Deadline deadline) override;
  void commit(Deadline deadline) override;
  void rollback(Deadline deadline) override;
  TransactionState transaction_state() const noexcept override;

  bool ping(Deadline deadline) noexcept override;
  void cancel() noexcept override;
  bool usable() const noexcept override { return open() && usable_; }
  void abandon() noexcept override;

  std::vector<std::string> table_names(std::string_view schema, Deadline deadline) override;
  std::vector<std::string> view_names(std::string_view schema, Deadline deadline) override;
  std::string server_version() override;

  // ---- for cursors and batches
  bool open() const noexcept { return handle_ != nullptr; }
  sqlite3* handle() const noexcept { return handle_.get(); }
  Watch& watch() noexcept { return watch_; }
  bool in_transaction() const noexcept { return open() && sqlite3_get_autocommit(handle_.get()) == 0; }
  /// Grows when open cursors were ended from outside.
  std::uint64_t epoch() const noexcept { return epoch_; }
  /// False once cursors of this epoch can't go on: `refuse_stale` says why.
  bool goes_on(std::uint64_t epoch) const noexcept { return usable() && epoch == epoch_ && !aborted(); }
  [[noreturn]] void refuse_stale(std::string_view sql) const;
  int first_step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    return code == SQLITE_LOCKED_SHAREDCACHE ? step_when_unlocked(statement) : code;
  }
  /// Throws what `code` means, after the statement (if any) is reset.
  [[noreturn]] void fail(int code, sqlite3_stmt* statement, Phase phase, std::string_view sql = {});
  ErrorDetails details(std::string_view sql, Phase phase) const;
  /// Takes over what SQLite says about the transaction.
  void after_success() noexcept {
    in_transaction_ = in_transaction();
    if (!in_transaction_ && (read_only_transaction_ || reads_uncommitted_)) forget_transaction();
  }

 private:
  friend class AllOrNone;
  struct CursorDeleter {
    void operator()(Cursor* cursor) const noexcept { cursor->release(); }
  };
  using Lent = std::unique_ptr<Cursor, CursorDeleter>;

  void start_call(std::string_view sql, Deadline deadline, Phase phase = Phase::statement) {
    if (!usable() || aborted() || deadline.expired()) refuse_call(sql, phase);
    watch_.begin_call(deadline);
  }
  [[noreturn]] void refuse_call(std::string_view sql, Phase phase) const;
  void require_usable(std::string_view sql, Phase phase) const;
  void require_transaction(std::string_view sql) const;
  void require_writable(bool writes, std::string_view sql) const {
    if (writes && read_only_transaction_) refuse_write(sql);
  }
  [[noreturn]] void refuse_write(std::string_view sql) const;
  [[noreturn]] void refuse(std::string_view because, std::string_view sql) const;
  /// Prepares the first statement of `sql`, which then holds the rest. Null for blank text and comments.
  StatementHandle prepare(std::string_view& sql, unsigned flags);
  StatementHandle prepare_single(std::string_view sql, unsigned flags);
  Lent acquire(std::string_view sql, const void* identity = nullptr);
  /// A cursor that is not `cached` ends when it is released.
  Cursor& prepare_cursor(std::string_view sql, bool cached);
  /// Ends what held for the transaction alone.
  void forget_transaction() noexcept;
  /// BEGIN and its like, without the checks that other statements pass.
  void control(std::string_view sql, Phase phase = Phase::statement);
  void end_cursors() noexcept;
  /// Locks between connections to one shared cache do not reach the busy handler.
  int step_when_unlocked(sqlite3_stmt* statement);
  bool aborted() const noexcept { return in_transaction_ && !in_transaction(); }
  void explain_interrupt(std::string& message, ErrorDetails& details) const;
  bool is_upgrade_conflict(int code, Phase phase) const;

  std::vector<std::int64_t> insert_with_keys(const InsertRows& rows);
  void insert_in_blocks(const InsertRows& rows);

  DatabaseHandle handle_;
  std::string bind_;
  Watch watch_;
  std::string_view begin_sql_;
  std::optional<IsolationLevel> isolation_level_;
  bool shared_cache_;
  bool caching_;
  bool usable_ = true;
  bool in_transaction_ = false;  // what we believe; SQLite's word is in_transaction()
  bool read_only_transaction_ = false;
  bool reads_uncommitted_ = false;
  std::uint64_t epoch_ = 0;
  StatementCache<std::unique_ptr<Cursor>> cache_;
};

}  // namespace bindery::drivers::sqlite
