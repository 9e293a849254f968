// SQLite's driver: transactions, SQLite's word on them, and read-only ones.
#include "driver_sqlite.hpp"

namespace bindery::sqlite_tests {
namespace {

class SqliteTransactions : public Fixture {};

// ---- transactions ---------------------------------------------------------------------------------------------

TEST_F(SqliteTransactions, CommitsAndRollsBack) {
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

TEST_F(SqliteTransactions, FollowsTransactionsWrittenAsSql) {
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

TEST_F(SqliteTransactions, AStatementErrorLeavesTheTransactionAlive) {
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

TEST_F(SqliteTransactions, NothingRunsAfterSqliteRolledTheTransactionBack) {
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

TEST_F(SqliteTransactions, CommitOfALostTransactionIsAnError) {
  const auto c = open();
  c->run("CREATE TABLE t(a UNIQUE)");
  c->begin({});
  EXPECT_THROW(c->run("INSERT INTO t VALUES (1); INSERT OR ROLLBACK INTO t VALUES (1)"), UniqueViolation);
  const auto lost = error_of<TransactionAborted>([&] { c->commit(); });
  EXPECT_EQ(lost.details().phase, Phase::commit);
  EXPECT_EQ(c->transaction_state(), TransactionState::idle);
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t"), 0);
}

TEST_F(SqliteTransactions, DeadlineInsideAWriteLosesTheTransaction) {
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

TEST_F(SqliteTransactions, TwoReadersThatBothWantToWriteDoNotWaitForEachOther) {
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

TEST_F(SqliteTransactions, AStaleSnapshotIsASerializationFailure) {
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

TEST_F(SqliteTransactions, CommitThatFindsTheDatabaseBusyMayBeTriedAgain) {
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

TEST_F(SqliteTransactions, DeferredForeignKeysAreCheckedAtCommit) {
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

TEST_F(SqliteTransactions, AcceptsEveryIsolationLevel) {
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

TEST_F(SqliteTransactions, ImmediateTransactionsLockFromTheStart) {
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

TEST_F(SqliteTransactions, ReadOnlyTransactionsRefuseEveryWrite) {
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

TEST_F(SqliteTransactions, ReadOnlyConnectionsRefuseEveryWrite) {
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

TEST_F(SqliteTransactions, ReadOnlyInMemoryRefusesWritesToo) {
  ConnectOptions wanted = options("sqlite://");
  wanted.read_only = true;
  EXPECT_THROW(open(wanted)->run("CREATE TABLE t(a)"), ReadOnlyTarget);
}

}  // namespace
}  // namespace bindery::sqlite_tests
