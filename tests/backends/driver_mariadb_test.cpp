// The MariaDB driver: connecting, statements, errors.
#include <sys/wait.h>

#include "driver_mariadb_kit.hpp"

namespace bindery::mariadb_test {

using namespace std::chrono_literals;

class MariadbConnect : public MariadbTest {};
class MariadbStatement : public MariadbTest {};
class MariadbError : public MariadbTest {};

TEST_F(MariadbConnect, says_what_the_server_is) {
  EXPECT_EQ(db().server_version().substr(0, 8), "MariaDB ");
  EXPECT_EQ(db().server_version().substr(8), one("SELECT SUBSTRING_INDEX(VERSION(), '-', 1)"));
  EXPECT_TRUE(db().usable());
  EXPECT_TRUE(db().ping(deadline(5s)));
}

TEST_F(MariadbConnect, works_over_tcp_and_prepares_the_session) {
  const auto tcp = open(options_for(server_url().with_database(database())));
  EXPECT_EQ(query(*tcp, "SELECT @@time_zone, @@character_set_client, DATABASE()")[0],
            "+00:00|utf8mb4|" + database());
  EXPECT_NE(query(*tcp, "SELECT @@sql_mode")[0].find("STRICT_ALL_TABLES"), std::string::npos);
}

TEST_F(MariadbConnect, wrong_password_is_told_without_the_password) {
  const auto error = error_of<OperationalError>(
      [] { open(options_for(server_url().with_password(Secret("hunter2-wrong")))); });
  EXPECT_EQ(error.details().native_code, 1045);
  EXPECT_EQ(error.details().sqlstate, "28000");
  EXPECT_EQ(error.details().phase, Phase::connect);
  EXPECT_EQ(error.details().bind, "bind 'test'");
  EXPECT_EQ(std::string(error.what()).find("hunter2"), std::string::npos);
}

TEST_F(MariadbConnect, missing_database_unknown_host_and_refused_port) {
  const auto missing =
      error_of<ProgrammingError>([] { open(options_for(socket_url().with_database("no_such_database"))); });
  EXPECT_NE(std::string(missing.what()).find("no_such_database"), std::string::npos);
  const auto unknown = error_of<OperationalError>(
      [] { open(options_for(server_url().with_host("no-such-host.invalid", 3306))); });
  EXPECT_NE(std::string(unknown.what()).find("no-such-host.invalid:3306"), std::string::npos);
  const auto refused =
      error_of<OperationalError>([] { open(options_for(server_url().with_host("127.0.0.1", 1))); });
  EXPECT_EQ(refused.details().sqlstate, "08001");
  EXPECT_EQ(refused.retry(), Retry::reconnect);
}

TEST_F(MariadbConnect, tries_the_hosts_in_order) {
  auto hosts = server_url().hosts();
  hosts.insert(hosts.begin(), Host{"127.0.0.1", 1});
  EXPECT_TRUE(open(options_for(server_url().with_hosts(hosts)))->usable());
  const auto error = error_of<OperationalError>(
      [] { open(options_for(server_url().with_hosts({{"127.0.0.1", 1}, {"127.0.0.1", 2}}))); });
  EXPECT_NE(std::string(error.what()).find("127.0.0.1:1"), std::string::npos);
  EXPECT_NE(std::string(error.what()).find("127.0.0.1:2"), std::string::npos);
}

TEST_F(MariadbConnect, unknown_arguments_are_refused_by_name) {
  auto wrong = options();
  wrong.connect_args["conect_timeout"] = "3";
  const auto error = error_of<ConfigError>([&] { open(wrong); });
  EXPECT_NE(std::string(error.what()).find("did you mean 'connect_timeout'"), std::string::npos);
}

TEST_F(MariadbConnect, tls) {
  const std::string ca = environment("BINDERY_TEST_CA");
  const auto cipher = [](const Url& url) {
    return query(*open(options_for(url)), "SHOW STATUS LIKE 'Ssl_cipher'")[0];
  };
  EXPECT_EQ(cipher(server_url().with_query("sslmode", "disable")), "Ssl_cipher|");
  EXPECT_GT(cipher(server_url()).size(), 11u);
  EXPECT_GT(cipher(server_url().with_query("sslmode", "require")).size(), 11u);
  EXPECT_GT(cipher(server_url().with_query("ssl_ca", ca)).size(), 11u);
  EXPECT_GT(cipher(server_url().with_query("ssl_ca", ca).with_query("sslmode", "verify_full")).size(), 11u);
  const auto error =
      error_of<OperationalError>([&] { open(options_for(server_url().with_query("sslmode", "verify_ca"))); });
  EXPECT_EQ(error.details().native_code, 2026);
}

TEST_F(MariadbConnect, read_only_is_enforced_by_the_server) {
  db().run("CREATE TABLE t (id INT)");
  auto read_only = options();
  read_only.read_only = true;
  const auto reader = open(read_only);
  EXPECT_EQ(query(*reader, "SELECT COUNT(*) FROM t")[0], "0");
  const auto error = error_of<ReadOnlyTarget>([&] { change(*reader, "INSERT INTO t VALUES (1)"); });
  EXPECT_EQ(error.details().sqlstate, "25006");
  reader->begin({}, {});
  EXPECT_THROW(change(*reader, "INSERT INTO t VALUES (1)"), ReadOnlyTarget);
  reader->rollback({});
}

TEST_F(MariadbConnect, abandon_in_a_forked_child_leaves_the_parents_connection_alone) {
  for (const Url& url : {socket_url(), server_url().with_query("sslmode", "require")}) {
    auto connection = open(options_for(url));
    query(*connection, "SELECT 1");
    const pid_t child = ::fork();
    if (child == 0) {
      connection->abandon();
      const bool usable = connection->usable();
      connection.reset();
      ::_exit(usable ? 1 : 0);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_EQ(query(*connection, "SELECT 1")[0], "1");
  }
}

TEST_F(MariadbStatement, the_cache_keeps_statements_and_lets_the_oldest_go) {
  auto small = options();
  small.statement_cache_size = 3;
  const auto connection = open(small);
  const auto count = [&](const char* name) {
    return std::stoi(query(*connection, fmt::format("SHOW SESSION STATUS LIKE '{}'", name))[0].substr(
        std::string_view(name).size() + 1));
  };
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(query(*connection, "SELECT ? + 1", {number(i)})[0], std::to_string(i + 1));
  const int before = count("Com_stmt_prepare");
  for (int i = 0; i < 50; ++i) query(*connection, "SELECT ? + 1", {number(i)});
  EXPECT_LE(count("Com_stmt_prepare"), before + 1);
  const int closed = count("Com_stmt_close");
  for (int i = 0; i < 10; ++i) query(*connection, fmt::format("SELECT {}", i));
  EXPECT_GE(count("Com_stmt_close"), closed + 9);
}

TEST_F(MariadbStatement, runs_that_fail_while_rows_are_read_leave_the_statement_free) {
  const char* const sql = "SELECT IF(seq < 3000, seq, (SELECT 1 FROM seq_1_to_2)) FROM seq_1_to_5000";
  const auto prepared = [&] {
    return query(db(), "SHOW SESSION STATUS LIKE 'Com_stmt_prepare'")[0].substr(17);
  };
  EXPECT_THROW(query(db(), sql), Error);
  const auto before = prepared();
  for (int i = 0; i < 5; ++i) EXPECT_THROW(query(db(), sql), Error);
  EXPECT_EQ(prepared(), before);
}

TEST_F(MariadbStatement, rows_stay_readable_while_other_statements_run) {
  db().run("CREATE TABLE t (id INT); INSERT INTO t VALUES (1), (2), (3)");
  const char* const sql = "SELECT id FROM t ORDER BY id";
  const auto outer = db().execute({.sql = sql});
  int sum = 0;
  while (const Cell* row = outer->next()) {
    const auto id = row[0].integer;
    sum += static_cast<int>(id) * static_cast<int>(query(db(), sql).size());
    EXPECT_EQ(one("SELECT ? * 2", {number(id)}), std::to_string(id * 2));
  }
  EXPECT_EQ(sum, 18);
}

TEST_F(MariadbStatement, cached_statements_follow_the_schema) {
  db().run("CREATE TABLE t (id INT, name VARCHAR(20)); INSERT INTO t VALUES (1, 'a')");
  const char* const sql = "SELECT * FROM t";
  EXPECT_EQ(one(sql), "1|a");
  admin().run(fmt::format("ALTER TABLE {}.t ADD COLUMN extra DOUBLE DEFAULT 1.5", database()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one(sql), "1|a|1.5");
  admin().run(fmt::format("ALTER TABLE {}.t MODIFY id VARCHAR(10)", database()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(db().execute({.sql = sql})->next()[0].kind, ValueKind::text);
  admin().run(fmt::format("ALTER TABLE {}.t RENAME COLUMN name TO title", database()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(db().execute({.sql = sql})->column_name(1), "title");
  admin().run(fmt::format("ALTER TABLE {0}.t DROP COLUMN extra, DROP COLUMN title", database()));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one(sql), "1");
}

TEST_F(MariadbStatement, a_changed_result_does_not_run_an_insert_twice) {
  db().run("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)");
  const char* const sql = "INSERT INTO t (v) VALUES (?) RETURNING *";
  EXPECT_EQ(one(sql, {number(10)}), "1|10");
  admin().run(fmt::format("ALTER TABLE {}.t ADD COLUMN w INT DEFAULT 7", database()));
  EXPECT_EQ(one(sql, {number(20)}), "2|20|7");
  EXPECT_EQ(one(sql, {number(30)}), "3|30|7");
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "3");
}

TEST_F(MariadbStatement, affected_rows_count_the_matched_ones) {
  db().run("CREATE TABLE t (id INT); INSERT INTO t VALUES (1), (2), (3)");
  EXPECT_EQ(change(db(), "UPDATE t SET id = id WHERE id > ?", {number(1)}), 2);
  EXPECT_EQ(change(db(), "DELETE FROM t WHERE id = ?", {number(9)}), 0);
  const auto cursor = db().execute({.sql = "INSERT INTO t VALUES (5), (6) RETURNING id"});
  while (cursor->next() != nullptr) {}
  EXPECT_EQ(cursor->affected_rows(), 2);
}

TEST_F(MariadbStatement, wrong_number_of_values_is_refused) {
  const auto error = error_of<ProgrammingError>([&] { query(db(), "SELECT ?, ?", {number(1)}); });
  EXPECT_NE(std::string(error.what()).find("2 parameters"), std::string::npos);
  EXPECT_EQ(error.details().bind, "bind 'test'");
}

TEST_F(MariadbStatement, procedures_with_several_results_leave_the_connection_clean) {
  db().run("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2, 3; END");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(one("CALL p()"), "1");
  db().execute({.sql = "CALL p()"}).reset();
  EXPECT_EQ(one("SELECT 5"), "5");
}

TEST_F(MariadbStatement, run_takes_several_statements_and_tells_which_error) {
  db().run("CREATE TABLE a (id INT); INSERT INTO a VALUES (1); SELECT * FROM a; CREATE TABLE b (id INT)");
  EXPECT_EQ(db().table_names("", {}), (std::vector<std::string>{"a", "b"}));
  const auto error =
      error_of<ProgrammingError>([&] { db().run("SELECT 1; SELECT * FROM missing; SELECT 2"); });
  EXPECT_EQ(error.details().native_code, 1146);
  EXPECT_EQ(one("SELECT 3"), "3");
  EXPECT_THROW(query(db(), "SELECT 1; SELECT 2"), ProgrammingError);
}

TEST_F(MariadbStatement, table_names_of_a_named_schema) {
  db().run("CREATE TABLE t (id INT); CREATE VIEW v AS SELECT * FROM t");
  EXPECT_EQ(admin().table_names(database(), {}), std::vector<std::string>{"t"});
}

TEST_F(MariadbError, each_kind_says_what_was_violated) {
  db().run(
      "CREATE TABLE parent (id INT PRIMARY KEY);"
      "CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(5) NOT NULL, age TINYINT, parent_id INT, born DATE,"
      " CONSTRAINT uq_name UNIQUE (name), CONSTRAINT ck_age CHECK (age >= 0),"
      " CONSTRAINT fk_parent FOREIGN KEY (parent_id) REFERENCES parent (id));"
      "INSERT INTO t VALUES (1, 'a', 1, NULL, NULL)");
  const auto unique =
      error_of<UniqueViolation>([&] { change(db(), "INSERT INTO t (id, name) VALUES (2, 'a')"); });
  EXPECT_EQ(unique.details().constraint, "uq_name");
  EXPECT_EQ(unique.details().sqlstate, "23000");
  EXPECT_EQ(unique.details().native_code, 1062);
  EXPECT_EQ(unique.details().sql, "INSERT INTO t (id, name) VALUES (2, 'a')");
  const auto foreign = error_of<ForeignKeyViolation>(
      [&] { change(db(), "INSERT INTO t (id, name, parent_id) VALUES (3, 'b', 9)"); });
  EXPECT_EQ(foreign.details().constraint, "fk_parent");
  EXPECT_EQ(foreign.details().table, "t");
  const auto null =
      error_of<NotNullViolation>([&] { change(db(), "INSERT INTO t (id, name) VALUES (4, NULL)"); });
  EXPECT_EQ(null.details().column, "name");
  EXPECT_EQ(
      error_of<NotNullViolation>([&] { change(db(), "INSERT INTO t (id) VALUES (4)"); }).details().column,
      "name");
  const auto check =
      error_of<CheckViolation>([&] { change(db(), "INSERT INTO t (id, name, age) VALUES (5, 'c', -1)"); });
  EXPECT_EQ(check.details().constraint, "ck_age");
  const auto range =
      error_of<DataError>([&] { change(db(), "INSERT INTO t (id, name, age) VALUES (6, 'd', 300)"); });
  EXPECT_EQ(range.details().column, "age");
  EXPECT_EQ(error_of<DataError>([&] { change(db(), "INSERT INTO t (id, name) VALUES (7, 'toolong')"); })
                .details()
                .column,
            "name");
  EXPECT_EQ(error_of<DataError>(
                [&] { change(db(), "INSERT INTO t (id, name, born) VALUES (8, 'e', '2023-02-30')"); })
                .details()
                .column,
            "born");
  EXPECT_EQ(error_of<DataError>([&] { change(db(), "INSERT INTO t (id, name) VALUES (9, 1 / 0)"); })
                .details()
                .native_code,
            1365);
  EXPECT_THROW(query(db(), "SELEC 1"), ProgrammingError);
  EXPECT_THROW(query(db(), "SELECT nope FROM t"), ProgrammingError);
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "1");
}

TEST_F(MariadbError, a_killed_connection_is_lost) {
  const auto id = one("SELECT CONNECTION_ID()");
  admin().run("KILL " + id);
  const auto error = error_of<ConnectionLost>([&] { query(db(), "SELECT 1"); });
  EXPECT_EQ(error.retry(), Retry::reconnect);
  EXPECT_FALSE(db().usable());
  EXPECT_EQ(db().transaction_state(), TransactionState::unknown);
  EXPECT_THROW(query(db(), "SELECT 1"), ConnectionLost);
  db().rollback({});
}

TEST_F(MariadbError, a_connection_killed_before_commit_leaves_the_outcome_unknown) {
  db().run("CREATE TABLE t (id INT)");
  const auto id = one("SELECT CONNECTION_ID()");
  db().begin({}, {});
  change(db(), "INSERT INTO t VALUES (1)");
  admin().run("KILL " + id);
  const auto error = error_of<OutcomeUnknown>([&] { db().commit({}); });
  EXPECT_EQ(error.retry(), Retry::unknown);
}

}  // namespace bindery::mariadb_test
