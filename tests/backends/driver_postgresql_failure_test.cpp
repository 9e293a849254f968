// The PostgreSQL driver: deadlines, cancellation, lost connections and the kinds of errors.
#include "driver_postgresql_kit.hpp"

#include <sys/wait.h>

#include <thread>

namespace bindery::postgresql_test {

class PostgresqlDeadline : public PostgresqlTest {};
class PostgresqlErrors : public PostgresqlTest {};

// ---- deadlines, cancellation and lost connections -------------------------------------------------------------

TEST_F(PostgresqlDeadline, StopsTheStatementOnTheServer) {
  const auto error =
      error_of<Timeout>([&] { db().execute({.sql = "SELECT pg_sleep(60)", .deadline = deadline(50ms)}); });
  EXPECT_EQ(error.details().sqlstate, "57014");
  EXPECT_EQ(error.details().bind, "bind 'test'");
  EXPECT_EQ(error.details().sql, "SELECT pg_sleep(60)");
  EXPECT_TRUE(db().usable());
  EXPECT_EQ(one("SELECT 1"), "1");
  EXPECT_THROW(db().run("SELECT pg_sleep(60)", deadline(50ms)), Timeout);
  EXPECT_EQ(one("SELECT 1"), "1");
  EXPECT_THROW(db().execute_many("SELECT pg_sleep($1)", std::vector<Cell>(3, number(60)), 1, deadline(50ms)),
               Timeout);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(PostgresqlDeadline, StopsAStream) {
  const CursorPtr cursor =
      db().execute({.sql = "SELECT n, CASE WHEN n = 3 THEN pg_sleep(60) END FROM generate_series(1, 5) n",
                    .stream = true,
                    .deadline = deadline(100ms)});
  EXPECT_THROW(while (cursor->next() != nullptr) continue, Timeout);
}

TEST_F(PostgresqlDeadline, FailsTheOpenTransaction) {
  db().begin({});
  EXPECT_THROW(db().execute({.sql = "SELECT pg_sleep(60)", .deadline = deadline(50ms)}), Timeout);
  EXPECT_EQ(db().transaction_state(), TransactionState::failed);
  db().rollback();
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(PostgresqlDeadline, OneThatHasPassedSendsNothing) {
  run("CREATE TABLE t (id int)");
  EXPECT_THROW(db().run("INSERT INTO t VALUES (1)", deadline(-1s)), Timeout);
  EXPECT_EQ(one("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresqlDeadline, CancelStopsFromAnotherThread) {
  std::thread other([&] {
    // Until the statement runs there is nothing to cancel.
    while (postgresql_test::query(
               admin(),
               "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(61)' AND state = 'active'")
               .empty()) {
      std::this_thread::yield();
    }
    db().cancel();
  });
  const auto error = error_of<Timeout>([&] { query("SELECT pg_sleep(61)"); });
  other.join();
  EXPECT_EQ(error.details().sqlstate, "57014");
  EXPECT_EQ(one("SELECT 1"), "1");
  db().cancel();  // nothing runs: nothing happens
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(PostgresqlDeadline, ALostConnectionSaysWhatMayBeRetried) {
  const auto kill = [&](Connection& victim) {
    const auto pid = postgresql_test::query(victim, "SELECT pg_backend_pid()").at(0);
    postgresql_test::query(admin(), fmt::format("SELECT pg_terminate_backend({}, 10000)", pid));
  };
  const auto reading = connect();
  kill(*reading);
  EXPECT_EQ(error_of<ConnectionLost>([&] { postgresql_test::query(*reading, "SELECT 1"); }).retry(),
            Retry::reconnect);
  EXPECT_FALSE(reading->usable());
  EXPECT_EQ(reading->transaction_state(), TransactionState::unknown);
  EXPECT_FALSE(reading->ping(deadline(10s)));
  EXPECT_EQ(error_of<ConnectionLost>([&] { postgresql_test::query(*reading, "SELECT 1"); }).retry(),
            Retry::reconnect);

  const auto committing = connect();
  committing->begin({});
  kill(*committing);
  // COMMIT was not sent: nothing is committed.
  EXPECT_EQ(error_of<ConnectionLost>([&] { committing->commit(); }).retry(), Retry::reconnect);
}

TEST_F(PostgresqlDeadline, AbandonLeavesTheServersSessionAlone) {
  const auto connection = connect();
  const auto pid = postgresql_test::query(*connection, "SELECT pg_backend_pid()").at(0);
  const int copy = ::fork();
  if (copy == 0) {
    connection->abandon();
    ::_exit(connection->usable() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(copy, &status, 0), copy);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(postgresql_test::query(*connection, "SELECT pg_backend_pid()").at(0), pid);
}

// ---- errors ---------------------------------------------------------------------------------------------------

TEST_F(PostgresqlErrors, SayWhatWasViolated) {
  run("CREATE TABLE p (id int PRIMARY KEY);"
      "CREATE TABLE t (id int PRIMARY KEY, n int NOT NULL, p int REFERENCES p, CONSTRAINT small CHECK (n < "
      "10))");
  change("INSERT INTO t VALUES (1, 1, NULL)");
  const auto unique = error_of<UniqueViolation>([&] { change("INSERT INTO t VALUES (1, 1, NULL)"); });
  EXPECT_EQ(unique.details().constraint, "t_pkey");
  EXPECT_EQ(unique.details().table, "t");
  EXPECT_EQ(unique.details().sqlstate, "23505");
  EXPECT_EQ(unique.details().bind, "bind 'test'");
  EXPECT_EQ(unique.details().sql, "INSERT INTO t VALUES (1, 1, NULL)");
  EXPECT_EQ(
      error_of<ForeignKeyViolation>([&] { change("INSERT INTO t VALUES (2, 1, 7)"); }).details().constraint,
      "t_p_fkey");
  EXPECT_EQ(error_of<NotNullViolation>([&] { change("INSERT INTO t VALUES (2, NULL)"); }).details().column,
            "n");
  EXPECT_EQ(error_of<CheckViolation>([&] { change("INSERT INTO t VALUES (2, 10)"); }).details().constraint,
            "small");
}

TEST_F(PostgresqlErrors, HaveTheKindOfTheirSqlstate) {
  EXPECT_EQ(error_of<ProgrammingError>([&] { query("SELEC 1"); }).message(),
            "syntax error at or near \"SELEC\" (at character 1)");
  EXPECT_EQ(error_of<ProgrammingError>([&] { query("SELECT * FROM nowhere"); }).details().sqlstate, "42P01");
  EXPECT_EQ(error_of<DataError>([&] { query("SELECT 1/0"); }).details().sqlstate, "22012");
  EXPECT_EQ(error_of<ProgrammingError>([&] { query("SELECT 1; SELECT 2"); }).details().sqlstate, "42601");
  run("CREATE TABLE t (id int)");
  admin().begin({});
  admin().run(fmt::format("LOCK TABLE {}.t", schema()));
  run("SET lock_timeout = 1");
  const auto locked = error_of<Timeout>([&] { query("SELECT * FROM t"); });
  EXPECT_EQ(locked.details().sqlstate, "55P03");
  EXPECT_EQ(locked.retry(), Retry::statement);
  admin().rollback();
}

TEST_F(PostgresqlErrors, SerializationFailuresAskForTheTransactionAgain) {
  run("CREATE TABLE t (id int, n int); INSERT INTO t VALUES (1, 0)");
  const auto other = connect();
  db().begin({.isolation_level = IsolationLevel::repeatable_read});
  query("SELECT * FROM t");
  postgresql_test::change(*other, "UPDATE t SET n = 1");
  const auto error = error_of<TransactionAborted>([&] { change("UPDATE t SET n = 2"); });
  EXPECT_EQ(error.details().sqlstate, "40001");
  EXPECT_EQ(error.retry(), Retry::transaction);
  db().rollback();
}

TEST_F(PostgresqlErrors, DeadlocksAskForTheTransactionAgain) {
  run("CREATE TABLE t (id int, n int); INSERT INTO t VALUES (1, 0), (2, 0)");
  const auto other = connect();
  db().begin({});
  other->begin({});
  run("SET LOCAL deadlock_timeout = '10ms'");
  other->run("SET LOCAL deadlock_timeout = '10ms'");
  change("UPDATE t SET n = 1 WHERE id = 1");
  postgresql_test::change(*other, "UPDATE t SET n = 1 WHERE id = 2");
  int aborted = 0;
  std::thread waiter([&] {
    try {
      postgresql_test::change(*other, "UPDATE t SET n = 2 WHERE id = 1");
    } catch (const TransactionAborted& error) {
      EXPECT_EQ(error.details().sqlstate, "40P01");
      ++aborted;
    }
    other->rollback();
  });
  try {
    change("UPDATE t SET n = 2 WHERE id = 2");
  } catch (const TransactionAborted& error) {
    EXPECT_EQ(error.retry(), Retry::transaction);
    db().rollback();
    waiter.join();
    EXPECT_EQ(aborted, 0);
    return;
  }
  waiter.join();
  EXPECT_EQ(aborted, 1);
}

}  // namespace bindery::postgresql_test
