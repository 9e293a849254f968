// The PostgreSQL driver: statements, streams and transactions.
#include "driver_postgresql_kit.hpp"

#include <cctype>

namespace bindery::postgresql_test {

using Strings = std::vector<std::string>;

class PostgresqlStatement : public PostgresqlTest {};
class PostgresqlStream : public PostgresqlTest {};
class PostgresqlTransaction : public PostgresqlTest {};

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

}  // namespace bindery::postgresql_test
