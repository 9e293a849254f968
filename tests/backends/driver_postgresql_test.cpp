// The PostgreSQL driver: statements, streams, transactions, deadlines and errors.
#include "driver_postgresql_kit.hpp"

#include <sys/wait.h>

#include <cctype>
#include <thread>

namespace bindery::postgresql_test {

using Strings = std::vector<std::string>;

class PostgresqlStatement : public PostgresqlTest {};
class PostgresqlStream : public PostgresqlTest {};
class PostgresqlTransaction : public PostgresqlTest {};
class PostgresqlDeadline : public PostgresqlTest {};
class PostgresqlErrors : public PostgresqlTest {};

// ---- statements -----------------------------------------------------------------------------------------------

TEST_F(PostgresqlStatement, GivesRowsColumnsAndTouchedRows) {
  run("CREATE TABLE t (id int PRIMARY KEY, name text); INSERT INTO t VALUES (1, 'a'), (2, NULL)");
  const CursorPtr cursor = db().execute({.sql = "SELECT id, name AS label FROM t ORDER BY id"});
  ASSERT_EQ(cursor->column_count(), 2u);
  EXPECT_EQ(cursor->column_name(1), "label");
  EXPECT_EQ(shown(cursor->next()[0]), "1");
  EXPECT_EQ(shown(cursor->next()[1]), "NULL");
  EXPECT_EQ(cursor->next(), nullptr);
  EXPECT_EQ(cursor->next(), nullptr);
  EXPECT_EQ(cursor->affected_rows(), 0);
}

TEST_F(PostgresqlStatement, CountsTouchedRows) {
  run("CREATE TABLE t (id int)");
  EXPECT_EQ(change("INSERT INTO t SELECT generate_series(1, 5)"), 5);
  EXPECT_EQ(change("UPDATE t SET id = id + 10 WHERE id > $1", {number(3)}), 2);
  const CursorPtr cursor = db().execute({.sql = "DELETE FROM t WHERE id < 10 RETURNING id"});
  int rows = 0;
  while (cursor->next() != nullptr) ++rows;
  EXPECT_EQ(rows, 3);
  EXPECT_EQ(cursor->affected_rows(), 3);
}

TEST_F(PostgresqlStatement, PreparesOnceAndEvictsTheOldest) {
  auto small = options();
  small.statement_cache_size = 3;
  const auto connection = open(small);
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 10; ++i) {
      EXPECT_EQ(postgresql_test::query(*connection, fmt::format("SELECT {} + $1::int", i), {number(1)}),
                Strings{std::to_string(i + 1)});
    }
  }
  // Old statements are dropped with the next preparation: at most one more than the cache holds.
  const auto kept = postgresql_test::query(*connection, "SELECT count(*)::int FROM pg_prepared_statements");
  EXPECT_LE(std::stoi(kept.at(0)), 4);
  for (int i = 0; i < 5; ++i) query("SELECT 1");
  EXPECT_EQ(one("SELECT count(*) FROM pg_prepared_statements WHERE statement = 'SELECT 1'"), "1");
}

TEST_F(PostgresqlStatement, SurvivesAChangedTable) {
  run("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  EXPECT_EQ(one("SELECT * FROM t"), "1");
  admin().run(fmt::format("ALTER TABLE {}.t ADD COLUMN name text DEFAULT 'x'", schema()));
  EXPECT_EQ(one("SELECT * FROM t"), "1|text x");
  admin().run(fmt::format("ALTER TABLE {}.t ALTER COLUMN id TYPE text", schema()));
  EXPECT_EQ(one("SELECT * FROM t"), "text 1|text x");
}

TEST_F(PostgresqlStatement, SurvivesItsOwnChangesWithinATransaction) {
  run("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  EXPECT_EQ(one("SELECT * FROM t"), "1");
  db().begin({});
  run("ALTER TABLE t ADD COLUMN more int DEFAULT 2");
  EXPECT_EQ(one("SELECT * FROM t"), "1|2");
  db().rollback();
  EXPECT_EQ(one("SELECT * FROM t"), "1");
}

TEST_F(PostgresqlStatement, AStalePlanEndsATransactionThatMayBeRunAgain) {
  run("CREATE TABLE t (id int); INSERT INTO t VALUES (1)");
  query("SELECT * FROM t");
  db().begin({});
  admin().run(fmt::format("ALTER TABLE {}.t ADD COLUMN more int DEFAULT 2", schema()));
  const auto error = error_of<TransactionAborted>([&] { query("SELECT * FROM t"); });
  EXPECT_EQ(error.retry(), Retry::transaction);
  EXPECT_EQ(error.details().sqlstate, "0A000");
  EXPECT_EQ(db().transaction_state(), TransactionState::failed);
  db().rollback();
  db().begin({});
  EXPECT_EQ(one("SELECT * FROM t"), "1|2");
  db().commit();
}

TEST_F(PostgresqlStatement, TakesWiderValuesOnceTheColumnDoes) {
  run("CREATE TABLE t (id int)");
  EXPECT_EQ(change("INSERT INTO t VALUES ($1)", {number(1)}), 1);
  EXPECT_THROW(change("INSERT INTO t VALUES ($1)", {number(1LL << 40)}), DataError);
  admin().run(fmt::format("ALTER TABLE {}.t ALTER COLUMN id TYPE bigint", schema()));
  EXPECT_EQ(change("INSERT INTO t VALUES ($1)", {number(1LL << 40)}), 1);
}

TEST_F(PostgresqlStatement, SurvivesDiscardAll) {
  EXPECT_EQ(one("SELECT $1::int", {number(1)}), "1");
  run("DISCARD ALL");
  EXPECT_EQ(one("SELECT $1::int", {number(2)}), "2");
  // Dropped where the driver can't see it:
  run("DO $$ BEGIN EXECUTE 'DEALLOCATE ALL'; END $$");
  EXPECT_EQ(one("SELECT $1::int", {number(3)}), "3");
}

TEST_F(PostgresqlStatement, RefusesAWrongNumberOfValues) {
  const auto error = error_of<ProgrammingError>([&] { query("SELECT $1::int, $2::int", {number(1)}); });
  EXPECT_EQ(error.message(), "the statement takes 2 values, 1 were given");
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(PostgresqlStatement, RefusesASecondStatementWhileACursorIsOpen) {
  {
    const CursorPtr cursor = db().execute({.sql = "SELECT generate_series(1, 3)"});
    EXPECT_THROW(db().execute({.sql = "SELECT 1"}), ProgrammingError);
    EXPECT_THROW(db().run("SELECT 1"), ProgrammingError);
    EXPECT_EQ(shown(cursor->next()[0]), "1");
  }
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(PostgresqlStatement, RunsManyCommandsAtOnce) {
  run("CREATE TABLE a (id int); CREATE TABLE b (id int); INSERT INTO a VALUES (1); SELECT * FROM a");
  EXPECT_EQ(db().table_names(""), (Strings{"a", "b"}));
  EXPECT_EQ(db().table_names(schema()), (Strings{"a", "b"}));
  EXPECT_EQ(db().table_names("no_such_schema"), Strings{});
  EXPECT_THROW(run("INSERT INTO a VALUES (2); SELECT nonsense"), ProgrammingError);
  EXPECT_EQ(one("SELECT count(*) FROM a"), "1");
}

TEST_F(PostgresqlStatement, RefusesCopyAndStaysUsable) {
  run("CREATE TABLE t (id int)");
  EXPECT_THROW(run("COPY t FROM STDIN"), ProgrammingError);
  EXPECT_THROW(run("COPY t TO STDOUT"), ProgrammingError);
  EXPECT_THROW(db().execute({.sql = "COPY t FROM STDIN"}), ProgrammingError);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(PostgresqlStatement, EmptyStatementsDoNothing) {
  EXPECT_EQ(query(""), Strings{});
  EXPECT_TRUE(db().ping(deadline(10s)));
  EXPECT_TRUE(db().server_version().starts_with("PostgreSQL 1")) << db().server_version();
}

// ---- streams --------------------------------------------------------------------------------------------------

TEST_F(PostgresqlStream, GivesManyRowsInOrder) {
  const CursorPtr cursor =
      db().execute({.sql = "SELECT n, 'row ' || n FROM generate_series(1, 150000) n", .stream = true});
  std::int64_t rows = 0;
  while (const Cell* row = cursor->next()) {
    ++rows;
    ASSERT_EQ(row[0].integer, rows);
    ASSERT_EQ(row[1].text(), fmt::format("row {}", rows));
  }
  EXPECT_EQ(rows, 150000);
}

TEST_F(PostgresqlStream, MayBeLeftEarly) {
  for (const char* sql :
       {"SELECT n FROM generate_series(1, 3) n", "SELECT n FROM generate_series(1, 5000000) n"}) {
    {
      const CursorPtr cursor = db().execute({.sql = sql, .stream = true});
      EXPECT_EQ(shown(cursor->next()[0]), "1");
    }
    EXPECT_EQ(one("SELECT 'after'"), "text after");
    EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  }
}

TEST_F(PostgresqlStream, LeavingOneEarlyKeepsTheTransaction) {
  run("CREATE TABLE t (id int)");
  db().begin({});
  change("INSERT INTO t VALUES (1)");
  {
    const CursorPtr cursor =
        db().execute({.sql = "SELECT n FROM generate_series(1, 300000) n", .stream = true});
    cursor->next();
  }
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().commit();
  EXPECT_EQ(one("SELECT count(*) FROM t"), "1");
}

TEST_F(PostgresqlStream, LeavingOneEarlyKeepsWhatItWrote) {
  run("CREATE TABLE t (id int)");
  {
    const CursorPtr cursor =
        db().execute({.sql = "INSERT INTO t SELECT generate_series(1, 20000) RETURNING id", .stream = true});
    cursor->next();
  }
  EXPECT_EQ(one("SELECT count(*) FROM t"), "20000");
}

TEST_F(PostgresqlStream, LateErrorsComeFromNext) {
  const CursorPtr cursor =
      db().execute({.sql = "SELECT 10 / (5 - n) FROM generate_series(1, 9) n", .stream = true});
  for (int i = 1; i < 5; ++i) ASSERT_NE(cursor->next(), nullptr);
  const auto error = error_of<DataError>([&] { cursor->next(); });
  EXPECT_EQ(error.details().sqlstate, "22012");
  EXPECT_EQ(cursor->next(), nullptr);
}

TEST_F(PostgresqlStream, CountsTouchedRows) {
  run("CREATE TABLE t (id int)");
  const CursorPtr cursor =
      db().execute({.sql = "INSERT INTO t SELECT generate_series(1, 7) RETURNING id", .stream = true});
  while (cursor->next() != nullptr) continue;
  EXPECT_EQ(cursor->affected_rows(), 7);
}

TEST_F(PostgresqlStream, EmptyOnesAndCommandsWork) {
  run("CREATE TABLE t (id int)");
  EXPECT_EQ(rows_of(db().execute({.sql = "SELECT * FROM t", .stream = true})), Strings{});
  const CursorPtr cursor = db().execute({.sql = "INSERT INTO t VALUES (1)", .stream = true});
  EXPECT_EQ(cursor->next(), nullptr);
  EXPECT_EQ(cursor->affected_rows(), 1);
}

// ---- transactions ---------------------------------------------------------------------------------------------

TEST_F(PostgresqlTransaction, CommitsAndRollsBack) {
  run("CREATE TABLE t (id int)");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  db().begin({});
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  change("INSERT INTO t VALUES (1)");
  db().commit();
  db().begin({});
  change("INSERT INTO t VALUES (2)");
  db().rollback();
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  EXPECT_EQ(one("SELECT count(*) FROM t"), "1");
}

TEST_F(PostgresqlTransaction, AFailedOneRefusesStatementsAndCommit) {
  run("CREATE TABLE t (id int PRIMARY KEY)");
  db().begin({});
  change("INSERT INTO t VALUES (1)");
  EXPECT_THROW(change("INSERT INTO t VALUES (1)"), UniqueViolation);
  EXPECT_EQ(db().transaction_state(), TransactionState::failed);
  EXPECT_EQ(error_of<Error>([&] { query("SELECT 1"); }).details().sqlstate, "25P02");
  const auto error = error_of<TransactionAborted>([&] { db().commit(); });
  EXPECT_EQ(error.details().phase, Phase::commit);
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  EXPECT_EQ(one("SELECT count(*) FROM t"), "0");
}

TEST_F(PostgresqlTransaction, TheServersWordCounts) {
  run("BEGIN");
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  EXPECT_THROW(db().begin({}), ProgrammingError);
  run("ROLLBACK");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  EXPECT_THROW(db().commit(), ProgrammingError);
  EXPECT_NO_THROW(db().rollback());
}

TEST_F(PostgresqlTransaction, SavepointsReviveAFailedOne) {
  db().begin({});
  run("SAVEPOINT a");
  EXPECT_THROW(query("SELECT 1/0"), DataError);
  run("ROLLBACK TO SAVEPOINT a");
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  EXPECT_EQ(one("SELECT 1"), "1");
  db().commit();
}

TEST_F(PostgresqlTransaction, HasTheIsolationLevelAskedFor) {
  for (const auto level :
       {IsolationLevel::read_committed, IsolationLevel::repeatable_read, IsolationLevel::serializable}) {
    db().begin({.isolation_level = level});
    std::string name(name_of(level));
    for (char& c : name) c = static_cast<char>(std::tolower(c));
    EXPECT_EQ(one("SHOW transaction_isolation"), "text " + name);
    db().rollback();
    auto by_default = options();
    by_default.isolation_level = level;
    EXPECT_EQ(postgresql_test::query(*open(by_default), "SHOW transaction_isolation"),
              Strings{"text " + name});
  }
}

TEST_F(PostgresqlTransaction, ReadOnlyIsEnforcedByTheServer) {
  run("CREATE TABLE t (id int)");
  db().begin({.isolation_level = IsolationLevel::serializable, .read_only = true});
  const auto error = error_of<ReadOnlyTarget>([&] { change("INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(error.details().sqlstate, "25006");
  db().rollback();
  EXPECT_EQ(change("INSERT INTO t VALUES (1)"), 1);
  auto reading = options();
  reading.read_only = true;
  const auto connection = open(reading);
  EXPECT_THROW(postgresql_test::change(*connection, "INSERT INTO t VALUES (1)"), ReadOnlyTarget);
  EXPECT_EQ(postgresql_test::query(*connection, "SELECT count(*) FROM t"), Strings{"1"});
}

TEST_F(PostgresqlTransaction, DeferredConstraintsFailTheCommit) {
  run("CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
  db().begin({});
  change("INSERT INTO t VALUES (1), (1)");
  const auto error = error_of<UniqueViolation>([&] { db().commit(); });
  EXPECT_EQ(error.details().phase, Phase::commit);
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
}

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
