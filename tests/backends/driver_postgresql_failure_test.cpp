// The PostgreSQL driver: deadlines, cancellation, lost connections and the kinds of errors.
#include "driver_postgresql_kit.hpp"

#include <bindery/core/wait.hpp>
#include <signal.h>
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

TEST_F(PostgresqlDeadline, AnAnswerThatComesAnywayCounts) {
  run("CREATE TABLE t (id int)");
  // The block swallows the requests to stop: the work is done, and saying otherwise would be wrong.
  db().run(
      "DO $$ BEGIN PERFORM pg_sleep(60); EXCEPTION WHEN query_canceled THEN LOOP BEGIN"
      " INSERT INTO t VALUES (1); EXIT; EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$",
      deadline(500ms));  // long enough to be inside of the block
  EXPECT_EQ(one("SELECT count(*) FROM t"), "1");
}

TEST_F(PostgresqlDeadline, AServerThatDoesNotStopIsGivenUp) {
  const auto connection = connect();
  const pid_t server = std::stoi(postgresql_test::query(*connection, "SELECT pg_backend_pid()").at(0));
  ASSERT_EQ(::kill(server, SIGSTOP), 0) << "the server must run on this machine, as this user";
  const auto error = error_of<Timeout>([&] { connection->run("SELECT pg_sleep(60)", deadline(50ms)); });
  ::kill(server, SIGCONT);
  EXPECT_EQ(error.retry(), Retry::unknown);
  EXPECT_FALSE(connection->usable());
  EXPECT_EQ(connection->transaction_state(), TransactionState::unknown);
}

TEST_F(PostgresqlDeadline, SurvivesAWaitThatIsBrokenOff) {
  struct Broken {};
  struct BreakingWaiter : Waiter {
    Readiness wait(int, Readiness, Deadline) override { throw Broken{}; }
  };
  run("CREATE TABLE t (id int)");
  BreakingWaiter waiter;
  for (const char* sql : {"SELECT pg_sleep(60)", "SELECT generate_series(1, 1000000)"}) {
    query("SELECT 1");
    {
      const WaiterScope scope(&waiter);
      EXPECT_THROW(db().run(sql), Broken);
    }
    EXPECT_EQ(one("SELECT 2"), "2");
  }
  {
    const WaiterScope scope(&waiter);
    EXPECT_THROW(db().execute_many("INSERT INTO t VALUES ($1)", std::vector{number(1), number(2)}, 1),
                 Broken);
  }
  EXPECT_EQ(postgresql_test::query(*connect(), "SELECT count(*) FROM t").at(0), "0");
}

TEST_F(PostgresqlDeadline, CancelStopsFromAnotherThread) {
  const std::string asleep = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND pid = " +
                             one("SELECT pg_backend_pid()");
  std::thread other([&] {
    // While the statement is only being prepared there is nothing to cancel.
    while (postgresql_test::query(admin(), asleep).empty()) {
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

TEST_F(PostgresqlDeadline, ALossDuringCommitLeavesTheOutcomeUnknown) {
  run("CREATE TABLE t (id int);"
      "CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS"
      " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(60); RETURN NULL; END';"
      "CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE "
      "FUNCTION die()");
  db().begin({});
  change("INSERT INTO t VALUES (1)");
  const auto error = error_of<OutcomeUnknown>([&] { db().commit(); });
  EXPECT_EQ(error.retry(), Retry::unknown);
  EXPECT_EQ(error.details().phase, Phase::commit);
  EXPECT_FALSE(db().usable());
}

TEST_F(PostgresqlDeadline, AbandonLeavesTheServersSessionAlone) {
  auto connection = connect();
  const auto pid = postgresql_test::query(*connection, "SELECT pg_backend_pid()").at(0);
  const int copy = ::fork();
  if (copy == 0) {
    connection->abandon();
    const bool usable = connection->usable();
    connection.reset();
    ::_exit(usable ? 1 : 0);
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
