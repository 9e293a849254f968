// SQLite's driver, against real database files: values, statements, transactions, errors, batches, settings.
#include <bindery/core/codecs.hpp>
#include <bindery/core/types/decimal.hpp>
#include <bindery/core/types/uuid.hpp>
#include <bindery/core/value.hpp>
#include <bindery/drivers/driver.hpp>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

#include "drivers/sqlite/driver.hpp"
#include "drivers/sqlite/functions.hpp"

namespace bindery {
namespace {

using drivers::Connection;
using drivers::ConnectOptions;
using drivers::CursorPtr;
using drivers::InsertRows;
using drivers::Request;
using drivers::TransactionState;
using namespace std::chrono_literals;

constexpr std::string_view endless =
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

class SqliteDriver : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = testing::TempDir() + "bindery_sqlite_XXXXXX";
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }

  ConnectOptions options(std::string_view url = "sqlite:///test.db") const {
    return {Url::parse(url), "bind 'tests'", directory_, 100, {}, false, {}};
  }
  static std::unique_ptr<Connection> open(const ConnectOptions& wanted) {
    return drivers::sqlite_driver().connect(wanted, {});
  }
  std::unique_ptr<Connection> open(std::map<std::string, std::string> arguments = {}) const {
    ConnectOptions wanted = options();
    wanted.connect_args = std::move(arguments);
    return open(wanted);
  }

  std::filesystem::path directory_;
};

using Rows = std::vector<std::vector<Value>>;

Rows rows_of(Connection& connection, std::string_view sql, std::initializer_list<Cell> parameters = {}) {
  Rows rows;
  const CursorPtr cursor =
      connection.execute({.sql = sql, .parameters = {parameters.begin(), parameters.size()}});
  while (const Cell* cells = cursor->next()) {
    std::vector<Value>& row = rows.emplace_back();
    for (std::size_t i = 0; i < cursor->column_count(); ++i) row.emplace_back(cells[i]);
  }
  return rows;
}

Value one(Connection& connection, std::string_view sql, std::initializer_list<Cell> parameters = {}) {
  const Rows rows = rows_of(connection, sql, parameters);
  return rows.empty() || rows.front().empty() ? Value("no row") : rows.front().front();
}

std::int64_t number(Connection& connection, std::string_view sql,
                    std::initializer_list<Cell> parameters = {}) {
  return one(connection, sql, parameters).as<std::int64_t>();
}

std::int64_t touch(Connection& connection, std::string_view sql,
                   std::initializer_list<Cell> parameters = {}) {
  const CursorPtr cursor =
      connection.execute({.sql = sql, .parameters = {parameters.begin(), parameters.size()}});
  while (cursor->next() != nullptr) {}
  return cursor->affected_rows();
}

/// The error that `body` throws, which must be of type E.
template <class E, class Body> E error_of(Body body) {
  try {
    body();
  } catch (const E& error) {
    return error;
  } catch (const std::exception& other) {
    ADD_FAILURE() << "another error: " << other.what();
    return E("another error");
  }
  ADD_FAILURE() << "no error";
  return E("no error");
}

// ---- values ---------------------------------------------------------------------------------------------------

template <class T> T round_trip(Connection& connection, const T& value) {
  connection.run("CREATE TABLE IF NOT EXISTS v(x)");
  touch(connection, "DELETE FROM v");
  touch(connection, "INSERT INTO v VALUES (?)", {Value(value).cell()});
  return one(connection, "SELECT x FROM v").as<T>();
}

TEST_F(SqliteDriver, RoundTripsNumbersToTheirLimits) {
  const auto c = open();
  const auto same = [&](auto value) { EXPECT_EQ(round_trip(*c, value), value); };
  same(true), same(false);
  same(std::numeric_limits<std::int8_t>::min()), same(std::numeric_limits<std::uint8_t>::max());
  same(std::numeric_limits<std::int16_t>::min()), same(std::numeric_limits<std::uint16_t>::max());
  same(std::numeric_limits<std::int32_t>::min()), same(std::numeric_limits<std::uint32_t>::max());
  same(std::numeric_limits<std::int64_t>::min()), same(std::numeric_limits<std::int64_t>::max());
  same(std::uint64_t{9223372036854775807U});
  same(0.1F), same(std::numeric_limits<float>::max());
  same(0.1), same(std::numeric_limits<double>::max()), same(std::numeric_limits<double>::denorm_min());
  same(std::numeric_limits<double>::infinity()), same(-std::numeric_limits<double>::infinity());
}

TEST_F(SqliteDriver, RoundTripsTextBytesAndTheRest) {
  const auto c = open();
  const auto same = [&](auto value) { EXPECT_EQ(round_trip(*c, value), value); };
  same(std::string()), same(std::string("grüße, 世界 \U0001F600")), same(std::string("a\0b", 3));
  same(std::string(3'000'000, 'x'));
  same(Bytes{}), same(Bytes{std::byte{0}, std::byte{255}, std::byte{39}});
  using std::chrono::sys_days;
  same(sys_days{2024y / 2 / 29}), same(sys_days{1y / 1 / 1}), same(sys_days{9999y / 12 / 31});
  same(SysMicroseconds{1us}), same(SysMicroseconds{-1us}),
      same(SysMicroseconds{sys_days{9999y / 12 / 31}} + 86399999999us);
  same(LocalMicroseconds{1706745599123456us});
  same(std::chrono::microseconds::max()), same(std::chrono::microseconds::min());
  same(Decimal("-12345678901234567890123456789012345.678")), same(Decimal("0.00")), same(Decimal("1.50"));
  same(Uuid::parse("01234567-89ab-cdef-0123-456789abcdef"));
  same(Json(R"({"a":[1,2,null]})"));
  EXPECT_EQ(round_trip(*c, TimeOfDay{86399999999us}).to_duration(), 86399999999us);
  EXPECT_EQ(round_trip(*c, TimeOfDay{0us}).to_duration(), 0us);
}

TEST_F(SqliteDriver, StoresTheTextsThatOtherProgramsRead) {
  const auto c = open();
  const auto text = [&](const Value& value) {
    return one(*c, "SELECT typeof(?1) || ':' || ?1", {value.cell()});
  };
  EXPECT_EQ(text(std::chrono::sys_days{2024y / 1 / 31}), Value("text:2024-01-31"));
  EXPECT_EQ(text(TimeOfDay{12h}), Value("text:12:00:00.000000"));
  EXPECT_EQ(text(SysMicroseconds{1706745599123456us}), Value("text:2024-01-31 23:59:59.123456"));
  EXPECT_EQ(text(Uuid::parse("0123456789ABCDEF0123456789ABCDEF")),
            Value("text:01234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_EQ(text(Decimal("1.50")), Value("text:1.50"));
  EXPECT_EQ(text(1500ms), Value("integer:1500000"));
  EXPECT_EQ(text(true), Value("integer:1"));
}

TEST_F(SqliteDriver, NullsOfEveryKindAreNull) {
  const auto c = open();
  EXPECT_TRUE(one(*c, "SELECT ?", {Cell::null()}).is_null());
  EXPECT_EQ(one(*c, "SELECT typeof(?)", {Cell::of_text({})}), Value("text"));
  EXPECT_EQ(one(*c, "SELECT typeof(?)", {Cell::of_bytes({})}), Value("blob"));
}

TEST_F(SqliteDriver, RefusesValuesThatItCannotStore) {
  const auto c = open();
  const auto nan = error_of<DataError>([&] { one(*c, "SELECT ?", {Cell::of_real(std::nan(""))}); });
  EXPECT_NE(nan.message().find("NaN"), std::string::npos);
  EXPECT_EQ(nan.details().bind, "bind 'tests'");
  EXPECT_EQ(nan.details().sql, "SELECT ?");
  const auto wide =
      error_of<DataError>([&] { one(*c, "SELECT ?, ?", {Cell::null(), Cell::of_unsigned(1ULL << 63)}); });
  EXPECT_NE(wide.message().find("parameter 2"), std::string::npos);
  EXPECT_EQ(wide.details().sqlstate, "22003");
  EXPECT_THROW(one(*c, "SELECT ?", {Cell::of_integer(99'999'999, ValueKind::date)}), DataError);
  EXPECT_EQ(number(*c, "SELECT ?", {Cell::of_integer(7)}), 7);  // the cached statement is still good
}

// ---- statements and cursors -----------------------------------------------------------------------------------

TEST_F(SqliteDriver, TellsColumnsAndAffectedRows) {
  const auto c = open();
  c->run("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT); INSERT INTO t(b) VALUES ('x'), ('y'), ('z');");
  const CursorPtr cursor = c->execute({.sql = "SELECT a, b AS label FROM t"});
  ASSERT_EQ(cursor->column_count(), 2U);
  EXPECT_EQ(cursor->column_name(0), "a");
  EXPECT_EQ(cursor->column_name(1), "label");
  EXPECT_EQ(touch(*c, "UPDATE t SET b = 'n' WHERE a > ?", {Cell::of_integer(1)}), 2);
  EXPECT_EQ(touch(*c, "  -- why\n /* so */ DELETE FROM t"), 3);
  EXPECT_EQ(touch(*c, "DELETE FROM t"), 0);
  EXPECT_EQ(touch(*c, "CREATE TABLE u(a)"), 0);
  EXPECT_EQ(touch(*c, "SELECT 1"), 0);
}

TEST_F(SqliteDriver, ReturningChangesStandEvenIfNobodyReadsTheRows) {
  const auto c = open();
  c->run("CREATE TABLE t(a INTEGER PRIMARY KEY, b TEXT)");
  c->execute(
      {.sql = "INSERT INTO t(b) VALUES ('x'), ('long enough to be on the heap, surely') RETURNING a, b"});
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*open(), "SELECT count(*) FROM t"), 2);
  const Rows rows = rows_of(*c, "UPDATE t SET b = b || '!' RETURNING b, a, NULL, x'00'");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[1],
            (std::vector<Value>{"long enough to be on the heap, surely!", 2, nullptr, Bytes{std::byte{0}}}));
}

TEST_F(SqliteDriver, ReturningReportsWhatOnlyTheEndOfTheStatementFinds) {
  const auto c = open();
  c->run(
      "CREATE TABLE p(a INTEGER PRIMARY KEY);"
      "CREATE TABLE k(a REFERENCES p(a) DEFERRABLE INITIALLY DEFERRED);");
  EXPECT_THROW(c->execute({.sql = "INSERT INTO k VALUES (5) RETURNING a"}), ForeignKeyViolation);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM k"), 0);
}

TEST_F(SqliteDriver, OneStatementMayRunInsideItself) {
  const auto c = open();
  constexpr std::string_view sql = "SELECT value FROM json_each('[1,2,3]') WHERE value >= ?";
  const Cell low = Cell::of_integer(1), high = Cell::of_integer(3);
  const CursorPtr outer = c->execute({.sql = sql, .parameters = {&low, 1}});
  int outer_rows = 0, inner_rows = 0;
  while (outer->next() != nullptr) {
    ++outer_rows;
    const CursorPtr inner = c->execute({.sql = sql, .parameters = {&high, 1}});
    while (inner->next() != nullptr) ++inner_rows;
  }
  EXPECT_EQ(outer_rows, 3);
  EXPECT_EQ(inner_rows, 3);
}

TEST_F(SqliteDriver, ParametersNeedOnlyLiveAsLongAsTheCall) {
  const auto c = open();
  CursorPtr cursor;
  {
    std::string text(200, 'k');
    const Cell cells[] = {Cell::of_text(text), Value(Decimal("2.5")).cell()};
    cursor = c->execute({.sql = "SELECT value, ?1, ?2 FROM json_each('[1,2]')", .parameters = cells});
    text.assign(200, '#');
  }
  for (int i = 0; i < 2; ++i) {
    const Cell* row = cursor->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[1].text(), std::string(200, 'k'));
    EXPECT_EQ(row[2].text(), "2.5");
  }
}

TEST_F(SqliteDriver, CachedStatementsOutliveSchemaChanges) {
  const auto c = open();
  c->run("CREATE TABLE t(a); INSERT INTO t VALUES (1)");
  EXPECT_EQ(rows_of(*c, "SELECT * FROM t").front().size(), 1U);
  c->run("ALTER TABLE t ADD COLUMN b DEFAULT 'new'");
  const Rows wider = rows_of(*c, "SELECT * FROM t");
  EXPECT_EQ(wider.front(), (std::vector<Value>{1, "new"}));
  c->run("ALTER TABLE t RENAME COLUMN b TO c");
  EXPECT_EQ(c->execute({.sql = "SELECT * FROM t"})->column_name(1), "c");
  open()->run("ALTER TABLE t DROP COLUMN c");  // from another connection
  EXPECT_EQ(rows_of(*c, "SELECT * FROM t").front().size(), 1U);
  c->run("DROP TABLE t");
  EXPECT_THROW(rows_of(*c, "SELECT * FROM t"), ProgrammingError);
  c->run("CREATE TABLE t(z); INSERT INTO t VALUES ('back')");
  EXPECT_EQ(one(*c, "SELECT * FROM t"), Value("back"));
}

TEST_F(SqliteDriver, CacheOfAnySizeGivesTheSameAnswers) {
  for (const std::size_t size : {0U, 1U, 3U}) {
    ConnectOptions wanted = options();
    wanted.statement_cache_size = size;
    const auto c = open(wanted);
    for (int round = 0; round < 3; ++round) {
      for (int i = 0; i < 10; ++i) EXPECT_EQ(number(*c, "SELECT " + std::to_string(i)), i);
      const CursorPtr held = c->execute({.sql = "SELECT value FROM json_each('[1,2]')"});
      for (int i = 0; i < 5; ++i) EXPECT_EQ(number(*c, "SELECT 1" + std::to_string(i)), 10 + i);
      EXPECT_EQ(held->next()->integer, 1);
      EXPECT_EQ(held->next()->integer, 2);
      EXPECT_EQ(held->next(), nullptr);
      EXPECT_EQ(held->next(), nullptr);
    }
  }
}

TEST_F(SqliteDriver, StreamsManyRowsAndMayStopEarly) {
  const auto c = open();
  constexpr std::string_view sql =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200000) SELECT i, 'row ' || "
      "i FROM n";
  std::int64_t rows = 0, sum = 0;
  {
    const CursorPtr cursor = c->execute({.sql = sql, .stream = true});
    while (const Cell* row = cursor->next()) ++rows, sum += row[0].integer;
  }
  EXPECT_EQ(rows, 200'000);
  EXPECT_EQ(sum, 20'000'100'000);
  {
    const CursorPtr cursor = c->execute({.sql = sql, .stream = true});
    EXPECT_EQ(cursor->next()[1].text(), "row 1");
  }
  c->run("CREATE TABLE t(a)");  // no lock is left behind
  EXPECT_EQ(c->execute({.sql = sql})->next()[0].integer, 1);
}

TEST_F(SqliteDriver, TakesExactlyOneStatementWithAllItsValues) {
  const auto c = open();
  EXPECT_THROW(rows_of(*c, "SELECT 1; SELECT 2"), ProgrammingError);
  EXPECT_THROW(rows_of(*c, ""), ProgrammingError);
  EXPECT_THROW(rows_of(*c, "-- nothing"), ProgrammingError);
  EXPECT_THROW(rows_of(*c, std::string_view("SELECT 1\0", 9)), ProgrammingError);
  EXPECT_EQ(number(*c, "SELECT 1; -- and a remark"), 1);
  const auto few = error_of<ProgrammingError>([&] { one(*c, "SELECT ?, ?", {Cell::null()}); });
  EXPECT_NE(few.message().find("2 parameters, but 1"), std::string::npos);
  EXPECT_THROW(c->run("SELECT ?"), ProgrammingError);
  c->run("");
  c->run(" ; -- blank\n ;");
}

// ---- deadlines and cancellation -------------------------------------------------------------------------------

TEST_F(SqliteDriver, DeadlineStopsAStatement) {
  const auto c = open();
  const auto late = error_of<Timeout>([&] { c->execute({.sql = endless, .deadline = deadline(20ms)}); });
  EXPECT_EQ(late.details().sqlstate, "57014");
  EXPECT_EQ(late.details().sql, endless);
  EXPECT_TRUE(c->usable());
  EXPECT_EQ(number(*c, "SELECT 1"), 1);
  EXPECT_THROW(c->run(endless, deadline(20ms)), Timeout);
  EXPECT_THROW(c->execute({.sql = "SELECT 1", .deadline = deadline(0ns)}), Timeout);
}

TEST_F(SqliteDriver, DeadlineStopsACursorBetweenItsRows) {
  const auto c = open();
  const CursorPtr cursor =
      c->execute({.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
                  .deadline = deadline(20ms)});
  EXPECT_THROW(while (cursor->next() != nullptr){}, Timeout);
  EXPECT_EQ(cursor->next(), nullptr);
  EXPECT_EQ(number(*c, "SELECT 1"), 1);
}

TEST_F(SqliteDriver, CancelFromAnotherThread) {
  const auto c = open();
  for (int i = 0; i < 5; ++i) {
    std::atomic<bool> done = false;
    std::thread canceller([&] {
      while (!done) c->cancel();
    });
    const auto stopped = error_of<Timeout>([&] { rows_of(*c, endless); });
    done = true;
    canceller.join();
    EXPECT_EQ(stopped.details().sqlstate, "57014");
    EXPECT_NE(stopped.message().find("cancelled"), std::string::npos);
    EXPECT_EQ(number(*c, "SELECT 1"), 1);
  }
}

TEST_F(SqliteDriver, CancelEndsTheWaitForALock) {
  const auto holder = open(), waiter = open({{"timeout", "3600"}});
  holder->run("CREATE TABLE t(a); BEGIN EXCLUSIVE");
  std::atomic<bool> done = false;
  std::thread canceller([&] {
    while (!done) waiter->cancel();
  });
  EXPECT_THROW(touch(*waiter, "INSERT INTO t VALUES (1)"), Timeout);
  done = true;
  canceller.join();
  holder->rollback();
  EXPECT_EQ(touch(*waiter, "INSERT INTO t VALUES (1)"), 1);
}

TEST_F(SqliteDriver, RollbackWorksWhileACancelledCursorIsOpen) {
  const auto c = open();
  c->run("CREATE TABLE t(a)");
  c->begin({});
  touch(*c, "INSERT INTO t VALUES (1)");
  const CursorPtr cursor = c->execute({.sql = "SELECT value FROM json_each('[1,2,3]')"});
  EXPECT_NE(cursor->next(), nullptr);
  c->cancel();
  c->rollback();
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_THROW(cursor->next(), TransactionAborted);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteDriver, LocksAreWaitedForUntilTheTimeoutOrTheDeadline) {
  const auto holder = open(), waiter = open({{"timeout", "0.03"}}), patient = open({{"timeout", "3600"}});
  holder->run("CREATE TABLE t(a); BEGIN IMMEDIATE");
  const auto busy = error_of<Timeout>([&] { touch(*waiter, "INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(busy.details().sqlstate, "55P03");
  EXPECT_EQ(busy.retry(), Retry::statement);
  EXPECT_EQ(busy.details().native_code, SQLITE_BUSY);
  EXPECT_NE(busy.message().find("30 ms"), std::string::npos);
  const auto late = error_of<Timeout>(
      [&] { patient->execute({.sql = "INSERT INTO t VALUES (1)", .deadline = deadline(30ms)}); });
  EXPECT_NE(late.message().find("deadline"), std::string::npos);
  EXPECT_EQ(number(*waiter, "SELECT count(*) FROM t"), 0);  // reading goes on
  holder->rollback();
  EXPECT_EQ(touch(*waiter, "INSERT INTO t VALUES (1)"), 1);
}

TEST_F(SqliteDriver, AWaitingWriterGoesOnWhenTheLockIsFree) {
  const auto holder = open(), waiter = open({{"timeout", "3600"}});
  holder->run("CREATE TABLE t(a)");
  holder->begin({});
  touch(*holder, "INSERT INTO t VALUES (1)");
  std::thread writer([&] { touch(*waiter, "INSERT INTO t VALUES (2)"); });
  holder->commit();
  writer.join();
  EXPECT_EQ(number(*holder, "SELECT count(*) FROM t"), 2);
}

TEST_F(SqliteDriver, SharedCacheLocksAreWaitedFor) {
  ConnectOptions wanted = options("sqlite:///file::memory:?cache=shared");
  wanted.connect_args = {{"timeout", "0.02"}};
  const auto a = open(wanted), b = open(wanted);
  a->run("CREATE TABLE t(a); BEGIN; INSERT INTO t VALUES (1)");
  const auto locked = error_of<Timeout>([&] { rows_of(*b, "SELECT * FROM t"); });
  EXPECT_EQ(locked.retry(), Retry::statement);
  b->begin({.isolation_level = IsolationLevel::read_uncommitted});
  EXPECT_EQ(number(*b, "SELECT count(*) FROM t"), 1);
  b->commit();
  EXPECT_THROW(rows_of(*b, "SELECT * FROM t"), Timeout);
  a->commit();
  EXPECT_EQ(number(*b, "SELECT count(*) FROM t"), 1);
}

// ---- transactions ---------------------------------------------------------------------------------------------

TEST_F(SqliteDriver, CommitsAndRollsBack) {
  const auto c = open(), other = open();
  c->run("CREATE TABLE t(a)");
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  c->begin({});
  EXPECT_EQ(c->transaction_state(), TransactionState::active);
  touch(*c, "INSERT INTO t VALUES (1)");
  EXPECT_EQ(number(*other, "SELECT count(*) FROM t"), 0);
  c->commit();
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*other, "SELECT count(*) FROM t"), 1);
  c->begin({});
  touch(*c, "DELETE FROM t");
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 1);
  c->rollback();  // nothing to do
  c->begin({});
  EXPECT_THROW(c->begin({}), ProgrammingError);
}

TEST_F(SqliteDriver, FollowsTransactionsWrittenAsSql) {
  const auto c = open();
  c->run("CREATE TABLE t(a); BEGIN; INSERT INTO t VALUES (1)");
  EXPECT_EQ(c->transaction_state(), TransactionState::active);
  touch(*c, "ROLLBACK");
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  c->run("SAVEPOINT a");
  EXPECT_EQ(c->transaction_state(), TransactionState::active);
  c->run("RELEASE a");
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteDriver, AStatementErrorLeavesTheTransactionAlive) {
  const auto c = open();
  c->run("CREATE TABLE t(a UNIQUE)");
  c->begin({});
  touch(*c, "INSERT INTO t VALUES (1)");
  EXPECT_THROW(touch(*c, "INSERT INTO t VALUES (1)"), UniqueViolation);
  EXPECT_EQ(c->transaction_state(), TransactionState::active);
  touch(*c, "INSERT INTO t VALUES (2)");
  c->commit();
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 2);
}

TEST_F(SqliteDriver, NothingRunsAfterSqliteRolledTheTransactionBack) {
  const auto c = open();
  c->run("CREATE TABLE t(a UNIQUE)");
  c->begin({});
  touch(*c, "INSERT INTO t VALUES (1)");
  CursorPtr reading = c->execute({.sql = "SELECT value FROM json_each('[1,2]')"});
  const auto gone = error_of<UniqueViolation>([&] { touch(*c, "INSERT OR ROLLBACK INTO t VALUES (1)"); });
  EXPECT_NE(std::string(gone.what()).find("the transaction was rolled back"), std::string::npos);
  reading.reset();
  EXPECT_EQ(c->transaction_state(), TransactionState::failed);
  const auto refused = error_of<TransactionAborted>([&] { touch(*c, "INSERT INTO t VALUES (2)"); });
  EXPECT_EQ(refused.details().sqlstate, "25P02");
  EXPECT_EQ(refused.retry(), Retry::transaction);
  EXPECT_THROW(c->run("INSERT INTO t VALUES (2)"), TransactionAborted);
  c->rollback();
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteDriver, CommitOfALostTransactionIsAnError) {
  const auto c = open();
  c->run("CREATE TABLE t(a UNIQUE)");
  c->begin({});
  EXPECT_THROW(c->run("INSERT INTO t VALUES (1); INSERT OR ROLLBACK INTO t VALUES (1)"), UniqueViolation);
  const auto lost = error_of<TransactionAborted>([&] { c->commit(); });
  EXPECT_EQ(lost.details().phase, Phase::commit);
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteDriver, DeadlineInsideAWriteLosesTheTransaction) {
  const auto c = open();
  c->run("CREATE TABLE t(a)");
  c->begin({});
  touch(*c, "INSERT INTO t VALUES (1)");
  const std::string sql = "INSERT INTO t " + std::string(endless);
  const auto late = error_of<Timeout>([&] { c->execute({.sql = sql, .deadline = deadline(20ms)}); });
  EXPECT_EQ(late.retry(), Retry::transaction);
  EXPECT_EQ(c->transaction_state(), TransactionState::failed);
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteDriver, TwoReadersThatBothWantToWriteDoNotWaitForEachOther) {
  const auto a = open({{"timeout", "3600"}}), b = open({{"timeout", "3600"}});
  a->run("CREATE TABLE t(a)");
  a->begin({});
  b->begin({});
  EXPECT_EQ(number(*a, "SELECT count(*) FROM t"), 0);
  EXPECT_EQ(number(*b, "SELECT count(*) FROM t"), 0);
  touch(*a, "INSERT INTO t VALUES (1)");
  const auto conflict = error_of<TransactionAborted>([&] { touch(*b, "INSERT INTO t VALUES (2)"); });
  EXPECT_EQ(conflict.details().sqlstate, "40001");
  EXPECT_EQ(conflict.retry(), Retry::transaction);
  EXPECT_EQ(b->transaction_state(), TransactionState::failed);
  a->commit();
  b->rollback();
  EXPECT_EQ(touch(*b, "INSERT INTO t VALUES (2)"), 1);
}

TEST_F(SqliteDriver, AStaleSnapshotIsASerializationFailure) {
  const auto a = open({{"journal_mode", "wal"}}), b = open();
  a->run("CREATE TABLE t(a)");
  a->begin({});
  EXPECT_EQ(number(*a, "SELECT count(*) FROM t"), 0);
  touch(*b, "INSERT INTO t VALUES (1)");
  EXPECT_EQ(number(*a, "SELECT count(*) FROM t"), 0);
  const auto stale = error_of<TransactionAborted>([&] { touch(*a, "INSERT INTO t VALUES (2)"); });
  EXPECT_EQ(stale.details().native_code, SQLITE_BUSY_SNAPSHOT);
  EXPECT_EQ(a->transaction_state(), TransactionState::failed);
  a->rollback();
  EXPECT_EQ(number(*a, "SELECT count(*) FROM t"), 1);
}

TEST_F(SqliteDriver, CommitThatFindsTheDatabaseBusyMayBeTriedAgain) {
  const auto writer = open({{"timeout", "0"}}), reader = open();
  writer->run("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)");
  writer->begin({});
  touch(*writer, "INSERT INTO t VALUES (3)");
  CursorPtr reading = reader->execute({.sql = "SELECT a FROM t"});
  const auto busy = error_of<Timeout>([&] { writer->commit(); });
  EXPECT_EQ(busy.details().phase, Phase::commit);
  EXPECT_EQ(busy.retry(), Retry::statement);
  EXPECT_EQ(writer->transaction_state(), TransactionState::active);
  reading.reset();
  writer->commit();
  EXPECT_EQ(number(*reader, "SELECT count(*) FROM t"), 3);
}

TEST_F(SqliteDriver, DeferredForeignKeysAreCheckedAtCommit) {
  const auto c = open();
  c->run(
      "CREATE TABLE p(a INTEGER PRIMARY KEY); CREATE TABLE k(a REFERENCES p(a) DEFERRABLE INITIALLY "
      "DEFERRED)");
  c->begin({});
  touch(*c, "INSERT INTO k VALUES (5)");
  const auto missing = error_of<ForeignKeyViolation>([&] { c->commit(); });
  EXPECT_EQ(missing.details().phase, Phase::commit);
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT count(*) FROM k"), 0);
}

TEST_F(SqliteDriver, AcceptsEveryIsolationLevel) {
  const auto c = open();
  c->run("CREATE TABLE t(a)");
  for (const auto level : {IsolationLevel::read_uncommitted, IsolationLevel::read_committed,
                           IsolationLevel::repeatable_read, IsolationLevel::serializable}) {
    c->begin({.isolation_level = level});
    touch(*c, "INSERT INTO t VALUES (1)");
    c->commit();
  }
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 4);
}

TEST_F(SqliteDriver, ImmediateTransactionsLockFromTheStart) {
  const auto a = open({{"transaction", "immediate"}}),
             b = open({{"transaction", "immediate"}, {"timeout", "0"}});
  a->begin({});
  EXPECT_THROW(b->begin({}), Timeout);
  EXPECT_EQ(b->transaction_state(), TransactionState::idle);
  b->begin({{}, true});
  b->commit();
  a->commit();
  b->begin({});
}

// ---- read-only ------------------------------------------------------------------------------------------------

TEST_F(SqliteDriver, ReadOnlyTransactionsRefuseEveryWrite) {
  const auto c = open();
  c->run("CREATE TABLE t(a)");
  c->begin({{}, true});
  const auto refused = error_of<ReadOnlyTarget>([&] { touch(*c, "INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(refused.details().sqlstate, "25006");
  EXPECT_THROW(c->run("DROP TABLE t"), ReadOnlyTarget);
  EXPECT_THROW(rows_of(*c, "INSERT INTO t VALUES (1) RETURNING a"), ReadOnlyTarget);
  EXPECT_THROW(rows_of(*c, "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x"), ReadOnlyTarget);
  const Cell cell = Cell::of_integer(1);
  EXPECT_THROW(c->execute_many("INSERT INTO t VALUES (?)", {&cell, 1}, 1), ReadOnlyTarget);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
  c->commit();
  EXPECT_EQ(touch(*c, "INSERT INTO t VALUES (1)"), 1);
}

TEST_F(SqliteDriver, ReadOnlyConnectionsRefuseEveryWrite) {
  open()->run("CREATE TABLE t(a)");
  ConnectOptions by_option = options();
  by_option.read_only = true;
  by_option.connect_args = {{"journal_mode", "wal"}, {"transaction", "immediate"}};
  ConnectOptions against_the_url = options("sqlite:///file:test.db?mode=rwc&uri=true");
  against_the_url.read_only = true;
  for (const ConnectOptions& wanted :
       {by_option, against_the_url, options("sqlite:///file:test.db?mode=ro&uri=true")}) {
    const auto c = open(wanted);
    EXPECT_EQ(error_of<ReadOnlyTarget>([&] { touch(*c, "INSERT INTO t VALUES (1)"); }).details().sqlstate,
              "25006");
    EXPECT_THROW(c->run("PRAGMA query_only = OFF; CREATE TABLE u(a)"), ReadOnlyTarget);
    c->begin({});
    EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
    c->commit();
  }
}

TEST_F(SqliteDriver, ReadOnlyInMemoryRefusesWritesToo) {
  ConnectOptions wanted = options("sqlite://");
  wanted.read_only = true;
  EXPECT_THROW(open(wanted)->run("CREATE TABLE t(a)"), ReadOnlyTarget);
}

// ---- errors ---------------------------------------------------------------------------------------------------

struct ErrorCase {
  std::string sql;
  ErrorKind kind;
  std::string sqlstate, table, column, constraint;
};

TEST_F(SqliteDriver, ErrorsTellWhatWentWrong) {
  const auto c = open();
  c->run(
      "CREATE TABLE p(id INTEGER PRIMARY KEY);"
      "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL, a, b, p REFERENCES p(id),"
      "  CONSTRAINT positive CHECK (a > 0), UNIQUE (a, b));"
      "CREATE UNIQUE INDEX lower_name ON t(lower(name));"
      "CREATE TABLE s(i INTEGER) STRICT;"
      "CREATE TRIGGER guard BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'rows stay'); END;"
      "INSERT INTO t VALUES (1, 'x', 1, 1, NULL)");
  const ErrorCase cases[] = {
      {"INSERT INTO t VALUES (1, 'y', 2, 2, NULL)", ErrorKind::unique_violation, "23505", "t", "id", ""},
      {"INSERT INTO t VALUES (2, 'y', 1, 1, NULL)", ErrorKind::unique_violation, "23505", "t", "a, b", ""},
      {"INSERT INTO t VALUES (2, 'X', 2, 2, NULL)", ErrorKind::unique_violation, "23505", "", "",
       "lower_name"},
      {"INSERT INTO t(a, b) VALUES (3, 3)", ErrorKind::not_null_violation, "23502", "t", "name", ""},
      {"INSERT INTO t VALUES (2, 'y', 2, 2, 99)", ErrorKind::foreign_key_violation, "23503", "", "", ""},
      {"INSERT INTO t VALUES (2, 'y', 0, 2, NULL)", ErrorKind::check_violation, "23514", "", "", "positive"},
      {"DELETE FROM t", ErrorKind::integrity, "23000", "", "", ""},
      {"INSERT INTO s VALUES ('text')", ErrorKind::data, "22018", "", "", ""},
      {"INSERT INTO t(id, name) VALUES ('no number', 'y')", ErrorKind::data, "22018", "", "", ""},
      {"SELECT * FROM absent", ErrorKind::programming, "42P01", "absent", "", ""},
      {"SELECT absent FROM t", ErrorKind::programming, "42703", "", "absent", ""},
      {"SELECT absent()", ErrorKind::programming, "42883", "", "", ""},
      {"SELEC 1", ErrorKind::programming, "42601", "", "", ""},
      {"SELECT (1", ErrorKind::programming, "42601", "", "", ""},
      {"INSERT INTO t VALUES (1)", ErrorKind::programming, "42601", "", "", ""},
      {"CREATE TABLE t(a)", ErrorKind::programming, "42P07", "", "", ""},
      {"ROLLBACK TO nowhere", ErrorKind::programming, "3B001", "", "", ""},
      {"COMMIT", ErrorKind::programming, "25P01", "", "", ""},
      {"SELECT json('{')", ErrorKind::data, "22032", "", "", ""},
      {"SELECT decimal_add('x', '1')", ErrorKind::data, "22P02", "", "", ""},
      {"SELECT abs(-9223372036854775807 - 1)", ErrorKind::data, "22003", "", "", ""},
  };
  for (const ErrorCase& expected : cases) {
    SCOPED_TRACE(expected.sql);
    try {
      rows_of(*c, expected.sql);
      ADD_FAILURE() << "no error";
    } catch (const Error& error) {
      EXPECT_EQ(name_of(error.kind()), name_of(expected.kind)) << error.what();
      EXPECT_EQ(error.details().sqlstate, expected.sqlstate);
      EXPECT_EQ(error.details().table, expected.table);
      EXPECT_EQ(error.details().column, expected.column);
      EXPECT_EQ(error.details().constraint, expected.constraint);
      EXPECT_EQ(error.details().bind, "bind 'tests'");
      EXPECT_EQ(error.details().sql, expected.sql);
      EXPECT_NE(error.details().native_code, 0);
    }
  }
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 1);
}

TEST_F(SqliteDriver, AFullDatabaseIsOperationalAndMayEndTheTransaction) {
  const auto c = open();
  c->run("CREATE TABLE t(a); PRAGMA max_page_count = 3");
  c->begin({});
  const auto full =
      error_of<OperationalError>([&] { touch(*c, "INSERT INTO t VALUES (zeroblob(1000000))"); });
  EXPECT_EQ(full.details().sqlstate, "53100");
  c->rollback();
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteDriver, DroppingATableThatIsBeingReadIsRefused) {
  const auto c = open();
  c->run("CREATE TABLE t(a); INSERT INTO t VALUES (1), (2)");
  CursorPtr cursor = c->execute({.sql = "SELECT a FROM t"});
  EXPECT_EQ(error_of<OperationalError>([&] { c->run("DROP TABLE t"); }).details().sqlstate, "55006");
  cursor.reset();
  c->run("DROP TABLE t");
}

// ---- connecting -----------------------------------------------------------------------------------------------

TEST_F(SqliteDriver, ConnectFailuresNameTheFileAndTheReason) {
  const auto no_directory = error_of<OperationalError>([&] { open(options("sqlite:///no/where.db")); });
  EXPECT_EQ(no_directory.details().sqlstate, "58P01");
  EXPECT_EQ(no_directory.details().phase, Phase::connect);
  EXPECT_EQ(no_directory.details().bind, "bind 'tests'");
  EXPECT_NE(no_directory.message().find("there is no directory"), std::string::npos) << no_directory.what();
  EXPECT_NE(no_directory.message().find((directory_ / "no/where.db").string()), std::string::npos);
  const auto absent =
      error_of<OperationalError>([&] { open(options("sqlite:///file:absent.db?mode=ro&uri=true")); });
  EXPECT_NE(absent.message().find("there is no such file"), std::string::npos) << absent.what();
  std::filesystem::create_directory(directory_ / "folder");
  const auto folder = error_of<OperationalError>([&] { open(options("sqlite:///folder")); });
  EXPECT_NE(folder.message().find("it is a directory"), std::string::npos) << folder.what();
}

TEST_F(SqliteDriver, AFileThatIsNoDatabaseSaysSo) {
  std::ofstream(directory_ / "test.db") << std::string(4096, 'x');
  const auto c = open();
  EXPECT_EQ(error_of<OperationalError>([&] { c->table_names(""); }).details().sqlstate, "XX001");
}

TEST_F(SqliteDriver, SettingsTakeEffect) {
  const auto c = open({{"journal_mode", "WAL"},
                       {"synchronous", "normal"},
                       {"cache_size", "-500"},
                       {"recursive_triggers", "yes"},
                       {"check_same_thread", "false"}});
  EXPECT_EQ(one(*c, "PRAGMA journal_mode"), Value("wal"));
  EXPECT_EQ(number(*c, "PRAGMA synchronous"), 1);
  EXPECT_EQ(number(*c, "PRAGMA cache_size"), -500);
  EXPECT_EQ(number(*c, "PRAGMA recursive_triggers"), 1);
  EXPECT_EQ(number(*c, "PRAGMA foreign_keys"), 1);
  EXPECT_EQ(number(*open({{"foreign_keys", "off"}}), "PRAGMA foreign_keys"), 0);
}

TEST_F(SqliteDriver, UnknownSettingsAreRefused) {
  const auto slip = error_of<ConfigError>([&] { open({{"jornal_mode", "wal"}}); });
  EXPECT_NE(slip.message().find("'journal_mode'"), std::string::npos) << slip.what();
  EXPECT_EQ(slip.details().bind, "bind 'tests'");
  for (const auto& [name, value] : std::map<std::string, std::string>{{"journal_mode", "wal; DROP TABLE t"},
                                                                      {"cache_size", "many"},
                                                                      {"foreign_keys", "perhaps"},
                                                                      {"timeout", "-1"},
                                                                      {"synchronous", "2"},
                                                                      {"transaction", "now"}})
    EXPECT_THROW(open({{name, value}}), ConfigError) << name;
}

TEST_F(SqliteDriver, TheUrlMayGiveTheTimeout) {
  const auto holder = open(), waiter = open(options("sqlite:///test.db?timeout=0.02"));
  holder->run("BEGIN EXCLUSIVE");
  EXPECT_NE(error_of<Timeout>([&] { waiter->table_names(""); }).message().find("20 ms"), std::string::npos);
}

TEST_F(SqliteDriver, EveryFormOfUrlOpens) {
  open()->run("CREATE TABLE here(a)");
  const std::string absolute = "sqlite:///" + (directory_ / "test.db").string();
  for (const std::string& url :
       {absolute, std::string("sqlite:///file:test.db?uri=true"), std::string("sqlite:///./test.db")})
    EXPECT_EQ(open(options(url))->table_names(""), std::vector<std::string>{"here"}) << url;
  for (const char* url : {"sqlite://", "sqlite:///:memory:", "sqlite:///file::memory:?cache=shared"})
    EXPECT_TRUE(open(options(url))->table_names("").empty()) << url;
}

TEST_F(SqliteDriver, TellsItsVersionAndDialect) {
  EXPECT_EQ(open()->server_version(), std::string("SQLite ") + sqlite3_libversion());
  EXPECT_EQ(drivers::sqlite_driver().dialect().backend, Backend::sqlite);
  EXPECT_EQ(&drivers::driver_for(Backend::sqlite), &drivers::sqlite_driver());
}

TEST_F(SqliteDriver, ListsTables) {
  const auto c = open();
  c->run(
      "CREATE TABLE \"odd 'name\"(a INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE b(a); CREATE VIEW v AS "
      "SELECT 1;"
      "CREATE INDEX i ON b(a); CREATE TABLE sqliteish(a);");
  EXPECT_EQ(c->table_names(""), (std::vector<std::string>{"b", "odd 'name", "sqliteish"}));
  c->run("ATTACH ':memory:' AS extra; CREATE TABLE extra.more(a)");
  EXPECT_EQ(c->table_names("extra"), std::vector<std::string>{"more"});
  EXPECT_THROW(c->table_names("absent"), ProgrammingError);
}

TEST_F(SqliteDriver, AbandonLeavesTheParentsConnectionAlone) {
  const auto c = open();
  c->run("CREATE TABLE t(a)");
  c->begin({});
  touch(*c, "INSERT INTO t VALUES (1)");
  const pid_t child = fork();
  if (child == 0) {
    c->abandon();
    _exit(!c->usable() && c->transaction_state() == TransactionState::unknown ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  c->commit();
  EXPECT_EQ(number(*open(), "SELECT count(*) FROM t"), 1);
}

TEST_F(SqliteDriver, AnAbandonedConnectionRefusesAllCalls) {
  auto c = open();
  CursorPtr cursor = c->execute({.sql = "SELECT value FROM json_each('[1,2]')"});
  EXPECT_NE(cursor->next(), nullptr);
  c->abandon();
  EXPECT_FALSE(c->usable());
  EXPECT_FALSE(c->ping({}));
  EXPECT_THROW(cursor->next(), ConnectionLost);
  cursor.reset();
  EXPECT_EQ(error_of<ConnectionLost>([&] { rows_of(*c, "SELECT 1"); }).retry(), Retry::reconnect);
  EXPECT_THROW(c->commit(), ConnectionLost);
  EXPECT_THROW(c->rollback(), ConnectionLost);
  c->cancel();
  c.reset();
}

// ---- batches --------------------------------------------------------------------------------------------------

Table things() {
  return Table("thing", {Column{"id", BigInteger{}, primary_key}, Column{"code", Integer{}, unique},
                         Column{"label", Text{}, nullable}, Column{"price", Numeric{10, 2}, nullable},
                         Column{"raw", Binary{}, nullable}, Column{"at", Timestamp{}, nullable}});
}
constexpr std::string_view things_sql =
    "CREATE TABLE thing(id INTEGER PRIMARY KEY, code INTEGER UNIQUE, label TEXT, price TEXT COLLATE decimal, "
    "raw BLOB,"
    " at TIMESTAMP)";
constexpr std::size_t all_but_id[] = {1, 2, 3, 4, 5};

/// Cells of `count` rows with codes from `first`; every third row has NULLs.
std::vector<Cell> thing_cells(std::int64_t first, std::int64_t count) {
  static const std::byte raw[] = {std::byte{0}, std::byte{7}};
  std::vector<Cell> cells;
  for (std::int64_t i = first; i < first + count; ++i) {
    const bool none = i % 3 == 0;
    cells.push_back(Cell::of_integer(i));
    cells.push_back(none ? Cell::null() : Cell::of_text("label"));
    cells.push_back(none ? Cell::null() : Value(Decimal("1.25")).cell());
    cells.push_back(none ? Cell::null() : Cell::of_bytes(raw));
    cells.push_back(none ? Cell::null() : Cell::of_integer(i, ValueKind::timestamp_tz));
  }
  return cells;
}

class SqliteInsertRows : public SqliteDriver {
 protected:
  void SetUp() override {
    SqliteDriver::SetUp();
    connection_ = open();
    connection_->run(things_sql);
  }
  std::vector<std::int64_t> insert(const std::vector<Cell>& cells, bool keys) {
    InsertRows rows{.table = table_, .columns = all_but_id, .cells = cells, .returned_key = {}};
    if (keys) rows.returned_key = 0;
    return connection_->insert_rows(rows);
  }
  std::int64_t count() { return number(*connection_, "SELECT count(*) FROM thing"); }

  Table table_ = things();
  std::unique_ptr<Connection> connection_;
};

TEST_F(SqliteInsertRows, AnyNumberOfRowsWithAndWithoutKeys) {
  std::int64_t total = 0;
  for (const bool keys : {false, true}) {
    for (const std::int64_t rows : {0, 1, 2, 99, 100, 101, 250, 10'000}) {
      const auto made = insert(thing_cells(total, rows), keys);
      total += rows;
      EXPECT_EQ(made.size(), keys ? static_cast<std::size_t>(rows) : 0U);
      for (std::size_t i = 0; i < made.size(); ++i)
        EXPECT_EQ(made[i], total - rows + static_cast<std::int64_t>(i) + 1);
      ASSERT_EQ(count(), total);
    }
  }
  EXPECT_EQ(number(*connection_,
                   "SELECT count(*) FROM thing WHERE code % 3 = 0 AND label IS NULL AND price IS NULL"),
            number(*connection_, "SELECT count(*) FROM thing WHERE code % 3 = 0"));
  EXPECT_EQ(rows_of(*connection_, "SELECT label, price, raw, at FROM thing WHERE code = 10001"),
            (Rows{{"label", "1.25", Bytes{std::byte{0}, std::byte{7}}, "1970-01-01 00:00:00.010001"}}));
  EXPECT_EQ(connection_->transaction_state(), TransactionState::idle);
}

TEST_F(SqliteInsertRows, AllRowsOrNone) {
  auto cells = thing_cells(0, 250);
  cells[5 * 240] = Cell::of_integer(7);
  for (const bool keys : {false, true}) {
    const auto error = error_of<UniqueViolation>([&] { insert(cells, keys); });
    EXPECT_NE(error.message().find("row 241 of 250"), std::string::npos) << error.what();
    EXPECT_EQ(error.details().column, "code");
    EXPECT_EQ(count(), 0);
    EXPECT_EQ(connection_->transaction_state(), TransactionState::idle);
  }
  cells[5 * 110] = Cell::of_integer(7);
  EXPECT_NE(error_of<UniqueViolation>([&] { insert(cells, false); }).message().find("rows 101 to 200 of 250"),
            std::string::npos);
}

TEST_F(SqliteInsertRows, InATransactionOnlyTheRowsAreUndone) {
  auto cells = thing_cells(0, 250);
  cells[5 * 240] = Cell::of_integer(7);
  connection_->begin({});
  insert(thing_cells(1000, 5), true);
  EXPECT_THROW(insert(cells, true), UniqueViolation);
  EXPECT_EQ(connection_->transaction_state(), TransactionState::active);
  EXPECT_EQ(insert(thing_cells(2000, 200), true).size(), 200U);
  connection_->commit();
  EXPECT_EQ(count(), 205);
}

TEST_F(SqliteInsertRows, WorksWithATinyStatementCache) {
  ConnectOptions wanted = options();
  wanted.statement_cache_size = 1;
  connection_ = open(wanted);
  EXPECT_EQ(insert(thing_cells(0, 250), true).size(), 250U);
  insert(thing_cells(300, 250), false);
  EXPECT_EQ(count(), 500);
}

TEST_F(SqliteInsertRows, HonoursTheDeadline) {
  const auto cells = thing_cells(0, 200'000);
  const InsertRows rows{
      .table = table_, .columns = all_but_id, .cells = cells, .returned_key = 0, .deadline = deadline(5ms)};
  EXPECT_THROW(connection_->insert_rows(rows), Timeout);
  EXPECT_EQ(count(), 0);
  EXPECT_EQ(connection_->transaction_state(), TransactionState::idle);
}

TEST_F(SqliteInsertRows, BadValuesUndoEverything) {
  auto cells = thing_cells(0, 20);
  cells[5 * 15] = Cell::of_unsigned(~0ULL);
  EXPECT_THROW(insert(cells, true), DataError);
  EXPECT_EQ(count(), 0);
}

TEST_F(SqliteInsertRows, ExecuteManyRunsForEachRow) {
  insert(thing_cells(0, 10), false);
  std::vector<Cell> cells;
  for (int i = 0; i < 10; ++i) cells.insert(cells.end(), {Cell::of_text("new"), Cell::of_integer(i)});
  EXPECT_EQ(connection_->execute_many("UPDATE thing SET label = ? WHERE code >= ?", cells, 2), 55);
  EXPECT_EQ(connection_->execute_many("DELETE FROM thing WHERE label = ? AND code = ?", {}, 2), 0);
  EXPECT_THROW(connection_->execute_many("UPDATE thing SET label = ? WHERE code = ?", cells, 3),
               ProgrammingError);
  cells.back() = Cell::of_unsigned(~0ULL);
  EXPECT_THROW(connection_->execute_many("DELETE FROM thing WHERE label = ? AND code = ?", cells, 2),
               DataError);
  EXPECT_EQ(count(), 10);
  EXPECT_EQ(connection_->execute_many("DELETE FROM thing WHERE label = ? AND code < ? RETURNING id",
                                      std::span(cells).first(18), 2),
            8);
}

// ---- decimals -------------------------------------------------------------------------------------------------

TEST_F(SqliteDriver, DecimalFunctionsAreExact) {
  const auto c = open();
  const auto text = [&](std::string_view expression) { return one(*c, "SELECT " + std::string(expression)); };
  EXPECT_EQ(text("decimal_add('0.10', '0.2')"), Value("0.30"));
  EXPECT_EQ(text("decimal_sub(1, '0.01')"), Value("0.99"));
  EXPECT_EQ(text("decimal_mul('99999999999999999.9', 2)"), Value("199999999999999999.8"));
  EXPECT_EQ(text("decimal(' -001.50 ')"), Value("-1.50"));
  EXPECT_EQ(text("decimal_cmp('1.0', '1.00') || decimal_cmp('2', '10') || decimal_cmp('-1', '-2')"),
            Value("0-11"));
  EXPECT_TRUE(text("decimal_add('1', NULL)").is_null());
  EXPECT_EQ(text("decimal_sum(value) FROM json_each('[\"0.1\",\"0.2\",null,\"0.30\"]')"), Value("0.60"));
  EXPECT_TRUE(text("decimal_sum(value) FROM json_each('[]')").is_null());
  const Rows running = rows_of(*c,
                               "SELECT decimal_sum(value) OVER (ORDER BY key ROWS 1 PRECEDING)"
                               " FROM json_each('[\"0.1\",\"0.2\",\"0.4\"]')");
  EXPECT_EQ(running, (Rows{{"0.1"}, {"0.3"}, {"0.6"}}));
  EXPECT_THROW(text("decimal_mul('99999999999999999999999999999999999999', '10')"), DataError);
}

TEST_F(SqliteDriver, DecimalColumnsCompareByValue) {
  const auto c = open();
  c->run("CREATE TABLE t(d TEXT COLLATE decimal UNIQUE)");
  for (const char* text :
       {"10.00", "-0.5", "9.99", "-10", "0", "100000000000000000000000000000000000000000.5"})
    touch(*c, "INSERT INTO t VALUES (?)", {Cell::of_text(text)});
  EXPECT_EQ(
      rows_of(*c, "SELECT d FROM t ORDER BY d"),
      (Rows{
          {"-10"}, {"-0.5"}, {"0"}, {"9.99"}, {"10.00"}, {"100000000000000000000000000000000000000000.5"}}));
  EXPECT_EQ(one(*c, "SELECT d FROM t WHERE d = ?", {Value(Decimal("10")).cell()}), Value("10.00"));
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t WHERE d > ?", {Value(Decimal("9.990")).cell()}), 2);
  EXPECT_EQ(one(*c, "SELECT min(d) FROM t"), Value("-10"));
  EXPECT_THROW(touch(*c, "INSERT INTO t VALUES ('-0.00')"), UniqueViolation);
}

TEST(SqliteDecimalCollation, OrdersAllTexts) {
  const std::string_view ordered[] = {"-100", "-99.5", "-1.01", "-1",    "-.5", "0",   "0.001", "0.01",
                                      "+1.5", "2",     "10",    "010.5", "",    "1e3", "abc"};
  for (std::size_t i = 0; i < std::size(ordered); ++i) {
    for (std::size_t j = 0; j < std::size(ordered); ++j) {
      const int order = drivers::sqlite::compare_decimal_texts(ordered[i], ordered[j]);
      EXPECT_EQ(order, i < j ? -1 : i > j ? 1 : 0) << ordered[i] << " and " << ordered[j];
    }
  }
  EXPECT_EQ(drivers::sqlite::compare_decimal_texts("-0", "0.00"), 0);
  EXPECT_EQ(drivers::sqlite::compare_decimal_texts("1.50", " 01.5 "), 0);
}

}  // namespace
}  // namespace bindery
