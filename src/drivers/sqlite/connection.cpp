// Preparing, executing, and the end of a connection.
#include "connection.hpp"

#include <fmt/format.h>

#include <atomic>
#include <limits>
#include <new>
#include <utility>

#include "errors.hpp"

namespace bindery::drivers::sqlite {

namespace {

/// Handles that a forked child must neither close nor lose track of: leak checkers follow this list.
struct Abandoned {
  sqlite3* handle;
  Abandoned* next;
};
std::atomic<Abandoned*> abandoned_handles = nullptr;

void keep_abandoned(sqlite3* handle) noexcept {
  auto* entry = new (std::nothrow) Abandoned{handle, abandoned_handles.load()};
  while (entry != nullptr && !abandoned_handles.compare_exchange_weak(entry->next, entry)) {}
}

}  // namespace

bool writes_database(sqlite3_stmt* statement) {
  return sqlite3_stmt_readonly(statement) == 0 && sqlite3_stmt_isexplain(statement) == 0;
}

Connection::Connection(DatabaseHandle handle, const ConnectOptions& options, const Settings& settings,
                       bool shared_cache)
    : handle_(std::move(handle)), bind_(options.bind), watch_(settings.busy_timeout),
      begin_sql_(settings.begin_sql), isolation_level_(options.isolation_level), shared_cache_(shared_cache),
      caching_(options.statement_cache_size > 0), cache_(options.statement_cache_size) {
  watch_.attach(handle_.get());
}

Connection::~Connection() = default;

void Connection::set_up(const Settings& settings, Deadline deadline) {
  try {
    for (const std::string& pragma : settings.pragmas) run(pragma, deadline);
  } catch (Error& error) {
    ErrorDetails details = error.details();
    details.phase = Phase::connect;
    raise(error.kind(), "cannot set up the connection: " + error.message(), std::move(details));
  }
}

// ---- statements -----------------------------------------------------------------------------------------------

Connection::Lent Connection::acquire(std::string_view sql, const void* identity) {
  const std::unique_ptr<Cursor>* found = caching_ ? cache_.find(sql, identity) : nullptr;
  // Without a cache, and for a statement whose rows are still being read: one for this run alone.
  Cursor& cursor =
      found != nullptr && !(*found)->open() ? **found : prepare_cursor(sql, caching_ && found == nullptr);
  cursor.lend();
  return Lent(&cursor);
}

CursorPtr Connection::execute(const Request& request) {
  start_call(request.sql, request.deadline);
  Lent cursor = acquire(request.sql, request.identity);
  require_writable(cursor->writes(), request.sql);
  cursor->start(request.parameters, request.deadline);
  return CursorPtr(cursor.release());
}

void Connection::run(std::string_view sql, Deadline deadline) {
  start_call(sql, deadline);
  for (std::string_view rest = sql; !rest.empty();) {
    const std::size_t before = rest.size();
    const StatementHandle statement = prepare(rest, 0);
    if (statement == nullptr) {
      if (rest.size() == before) break;
      continue;
    }
    require_writable(writes_database(statement.get()), sqlite3_sql(statement.get()));
    if (sqlite3_bind_parameter_count(statement.get()) != 0)
      raise(ErrorKind::programming, "plain text with placeholders: use execute with values",
            details(sqlite3_sql(statement.get()), Phase::statement));
    int code = first_step(statement.get());
    while (code == SQLITE_ROW) code = sqlite3_step(statement.get());
    if (code != SQLITE_DONE) fail(code, statement.get(), Phase::statement);
    after_success();
  }
}

StatementHandle Connection::prepare(std::string_view& sql, unsigned flags) {
  if (sql.empty()) return nullptr;
  if (sql.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()) ||
      sql.find('\0') != std::string_view::npos)
    raise(ErrorKind::programming, "a statement is at most 2 GB of text without NUL characters",
          details({}, Phase::statement));
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  const auto attempt_it = [&] {
    return sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()), flags, &statement,
                              &tail);
  };
  int code = attempt_it();
  for (int attempt = 0; code == SQLITE_LOCKED_SHAREDCACHE && watch_.wait_for_lock(attempt); ++attempt)
    code = attempt_it();
  if (code != SQLITE_OK) fail(code, nullptr, Phase::statement, sql);
  sql.remove_prefix(static_cast<std::size_t>(tail - sql.data()));
  return StatementHandle(statement);
}

StatementHandle Connection::prepare_single(std::string_view sql, unsigned flags) {
  std::string_view rest = sql;
  StatementHandle statement = prepare(rest, flags);
  const bool more = statement != nullptr && prepare(rest, 0) != nullptr;
  if (statement == nullptr || more) {
    ErrorDetails facts = details(sql, Phase::statement);
    facts.sqlstate = "42601";
    raise(ErrorKind::programming,
          more ? "several statements in one text: run them one by one" : "no statement in the text",
          std::move(facts));
  }
  return statement;
}

Cursor& Connection::prepare_cursor(std::string_view sql, bool cached) {
  if (!cached) return *new Cursor(*this, prepare_single(sql, 0), false);
  auto cursor = std::make_unique<Cursor>(*this, prepare_single(sql, SQLITE_PREPARE_PERSISTENT), true);
  return *cache_.insert(std::string(sql), std::move(cursor),
                        [](const auto& earlier) { return !earlier->open(); });
}

int Connection::step_when_unlocked(sqlite3_stmt* statement) {
  int code = SQLITE_LOCKED_SHAREDCACHE;
  for (int attempt = 0; code == SQLITE_LOCKED_SHAREDCACHE && watch_.wait_for_lock(attempt); ++attempt) {
    sqlite3_reset(statement);
    code = sqlite3_step(statement);
  }
  return code;
}

// ---- checks ---------------------------------------------------------------------------------------------------

void Connection::refuse_call(std::string_view sql, Phase phase) const {
  require_usable(sql, phase);
  if (aborted())
    refuse("an earlier error rolled the transaction back; roll back, then run all of it again", sql);
  ErrorDetails facts = details(sql, phase);
  facts.sqlstate = "57014";
  raise(ErrorKind::timeout, "the deadline had passed before the statement began", std::move(facts));
}

void Connection::require_usable(std::string_view sql, Phase phase) const {
  if (usable()) return;
  ErrorDetails facts = details(sql, phase);
  facts.sqlstate = "08003";
  facts.retry = Retry::reconnect;
  raise(ErrorKind::connection_lost, "the connection can't be used any more", std::move(facts));
}

void Connection::refuse_stale(std::string_view sql) const {
  require_usable(sql, Phase::statement);
  refuse("the transaction was rolled back while these rows were read", sql);
}

void Connection::refuse(std::string_view because, std::string_view sql) const {
  ErrorDetails facts = details(sql, Phase::statement);
  facts.sqlstate = "25P02";
  facts.retry = Retry::transaction;
  raise(ErrorKind::transaction_aborted, std::string(because), std::move(facts));
}

void Connection::refuse_write(std::string_view sql) const {
  ErrorDetails facts = details(sql, Phase::statement);
  facts.sqlstate = "25006";
  facts.native_code = SQLITE_READONLY;
  raise(ErrorKind::read_only_target, "the transaction is read-only", std::move(facts));
}

// ---- the rest -------------------------------------------------------------------------------------------------

bool Connection::ping(Deadline) noexcept { return usable(); }

void Connection::cancel() noexcept {
  watch_.cancel();
  if (open()) sqlite3_interrupt(handle_.get());
}

void Connection::abandon() noexcept {
  if (open())
    keep_abandoned(handle_.release());  // closing would drop locks and files that the parent relies on
}

std::string Connection::server_version() { return fmt::format("SQLite {}", sqlite3_libversion()); }

}  // namespace bindery::drivers::sqlite
