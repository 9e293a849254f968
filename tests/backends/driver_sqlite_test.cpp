// SQLite's driver: connecting and its errors.
#include "driver_sqlite.hpp"
#include <sys/wait.h>
#include <unistd.h>

namespace bindery::sqlite_tests {
namespace {

class SqliteDriver : public Fixture {};

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

}  // namespace
}  // namespace bindery::sqlite_tests
