// SQLite's driver: statements, cursors, deadlines, cancellation, locks.
#include "driver_sqlite.hpp"

namespace bindery::sqlite_tests {
namespace {

class SqliteStatements : public Fixture {};

// ---- statements and cursors -----------------------------------------------------------------------------------

TEST_F(SqliteStatements, TellsColumnsAndAffectedRows) {
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

TEST_F(SqliteStatements, ReturningChangesStandEvenIfNobodyReadsTheRows) {
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

TEST_F(SqliteStatements, ReturningReportsWhatOnlyTheEndOfTheStatementFinds) {
  const auto c = open();
  c->run(
      "CREATE TABLE p(a INTEGER PRIMARY KEY);"
      "CREATE TABLE k(a REFERENCES p(a) DEFERRABLE INITIALLY DEFERRED);");
  EXPECT_THROW(c->execute({.sql = "INSERT INTO k VALUES (5) RETURNING a"}), ForeignKeyViolation);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM k"), 0);
}

TEST_F(SqliteStatements, OneStatementMayRunInsideItself) {
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

TEST_F(SqliteStatements, ParametersNeedOnlyLiveAsLongAsTheCall) {
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

TEST_F(SqliteStatements, CachedStatementsOutliveSchemaChanges) {
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

TEST_F(SqliteStatements, CacheOfAnySizeGivesTheSameAnswers) {
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

TEST_F(SqliteStatements, StreamsManyRowsAndMayStopEarly) {
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

TEST_F(SqliteStatements, TakesExactlyOneStatementWithAllItsValues) {
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

TEST_F(SqliteStatements, DeadlineStopsAStatement) {
  const auto c = open();
  const auto late = error_of<Timeout>([&] { c->execute({.sql = endless, .deadline = deadline(20ms)}); });
  EXPECT_EQ(late.details().sqlstate, "57014");
  EXPECT_EQ(late.details().sql, endless);
  EXPECT_TRUE(c->usable());
  EXPECT_EQ(number(*c, "SELECT 1"), 1);
  EXPECT_THROW(c->run(endless, deadline(20ms)), Timeout);
  EXPECT_THROW(c->execute({.sql = "SELECT 1", .deadline = deadline(0ns)}), Timeout);
}

TEST_F(SqliteStatements, DeadlineStopsACursorBetweenItsRows) {
  const auto c = open();
  const CursorPtr cursor =
      c->execute({.sql = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n",
                  .deadline = deadline(20ms)});
  EXPECT_THROW(while (cursor->next() != nullptr){}, Timeout);
  EXPECT_EQ(cursor->next(), nullptr);
  EXPECT_EQ(number(*c, "SELECT 1"), 1);
}

TEST_F(SqliteStatements, CancelFromAnotherThread) {
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

TEST_F(SqliteStatements, CancelEndsTheWaitForALock) {
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

TEST_F(SqliteStatements, RollbackWorksWhileACancelledCursorIsOpen) {
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

TEST_F(SqliteStatements, LocksAreWaitedForUntilTheTimeoutOrTheDeadline) {
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

TEST_F(SqliteStatements, AWaitingWriterGoesOnWhenTheLockIsFree) {
  const auto holder = open(), waiter = open({{"timeout", "3600"}});
  holder->run("CREATE TABLE t(a)");
  holder->begin({});
  touch(*holder, "INSERT INTO t VALUES (1)");
  std::thread writer([&] { touch(*waiter, "INSERT INTO t VALUES (2)"); });
  holder->commit();
  writer.join();
  EXPECT_EQ(number(*holder, "SELECT count(*) FROM t"), 2);
}

TEST_F(SqliteStatements, SharedCacheLocksAreWaitedFor) {
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

}  // namespace
}  // namespace bindery::sqlite_tests
