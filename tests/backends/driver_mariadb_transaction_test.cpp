// The MariaDB driver: transactions and what the server says of them.
#include <exception>
#include <thread>

#include "driver_mariadb_kit.hpp"

namespace bindery::mariadb_test {

class MariadbTransaction : public MariadbTest {};

TEST_F(MariadbTransaction, state_follows_the_server) {
  db().run("CREATE TABLE t (id INT)");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  db().begin({}, {});
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  EXPECT_THROW(db().begin({}, {}), ProgrammingError);
  change(db(), "INSERT INTO t VALUES (1)");
  EXPECT_THROW(query(db(), "SELECT nope"), ProgrammingError);
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().rollback({});
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "0");
  db().begin({}, {});
  change(db(), "INSERT INTO t VALUES (1)");
  db().commit({});
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "1");
}

TEST_F(MariadbTransaction, ddl_commits_and_the_state_says_so) {
  db().run("CREATE TABLE t (id INT)");
  db().begin({}, {});
  change(db(), "INSERT INTO t VALUES (1)");
  db().run("CREATE TABLE u (id INT)");
  EXPECT_EQ(db().transaction_state(), TransactionState::idle);
  db().commit({});
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "1");
}

TEST_F(MariadbTransaction, a_deadlock_ends_it_and_nothing_runs_before_rollback) {
  db().run("CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 0), (2, 0)");
  const auto other = connect();
  db().begin({}, {});
  other->begin({}, {});
  change(db(), "UPDATE t SET v = 1 WHERE id = 1");
  change(*other, "UPDATE t SET v = 2 WHERE id = 2");
  change(*other, "UPDATE t SET v = v WHERE id > 2");
  // Whoever closes the ring is chosen, or the other: InnoDB prefers the one that has changed less.
  std::exception_ptr theirs;
  std::thread thread([&] {
    try {
      change(*other, "UPDATE t SET v = 2 WHERE id = 1");
    } catch (...) {
      theirs = std::current_exception();
    }
  });
  std::exception_ptr ours;
  try {
    change(db(), "UPDATE t SET v = 1 WHERE id = 2");
  } catch (...) {
    ours = std::current_exception();
    db().rollback({});
  }
  if (!ours) db().commit({});
  thread.join();
  ASSERT_NE(ours == nullptr, theirs == nullptr);
  if (theirs) {
    EXPECT_EQ(other->transaction_state(), TransactionState::failed);
    EXPECT_THROW(change(*other, "UPDATE t SET v = 99 WHERE id = 1"), TransactionAborted);
    EXPECT_THROW(other->run("UPDATE t SET v = 99 WHERE id = 1"), TransactionAborted);
    EXPECT_THROW(other->commit({}), TransactionAborted);
    other->rollback({});
    EXPECT_EQ(other->transaction_state(), TransactionState::idle);
  }
  try {
    std::rethrow_exception(ours ? ours : theirs);
  } catch (const TransactionAborted& error) {
    EXPECT_EQ(error.details().sqlstate, "40001");
    EXPECT_EQ(error.retry(), Retry::transaction);
  }
  EXPECT_EQ(query(*other, "SELECT COUNT(*) FROM t WHERE v = 99")[0], "0");
}

TEST_F(MariadbTransaction, a_lock_wait_fails_the_statement_only) {
  db().run("CREATE TABLE t (id INT PRIMARY KEY, v INT); INSERT INTO t VALUES (1, 0), (2, 0)");
  const auto other = connect();
  other->run("SET innodb_lock_wait_timeout = 1");
  db().begin({}, {});
  change(db(), "UPDATE t SET v = 1 WHERE id = 1");
  other->begin({}, {});
  change(*other, "UPDATE t SET v = 2 WHERE id = 2");
  const auto error = error_of<Timeout>([&] { change(*other, "UPDATE t SET v = 2 WHERE id = 1"); });
  EXPECT_EQ(error.retry(), Retry::statement);
  EXPECT_EQ(other->transaction_state(), TransactionState::active);
  db().rollback({});
  other->commit({});
  EXPECT_EQ(one("SELECT v FROM t WHERE id = 2"), "2");
}

TEST_F(MariadbTransaction, isolation_levels) {
  const char* const level = "SELECT @@SESSION.tx_isolation";
  EXPECT_EQ(one(level), "REPEATABLE-READ");
  auto serializable = options();
  serializable.isolation_level = IsolationLevel::serializable;
  EXPECT_EQ(query(*open(serializable), level)[0], "SERIALIZABLE");
  db().run("CREATE TABLE t (id INT)");
  const auto other = connect();
  for (const auto& [wanted, seen] :
       {std::pair{IsolationLevel::read_committed, "1"}, std::pair{IsolationLevel::repeatable_read, "0"}}) {
    db().run("DELETE FROM t");
    db().begin({.isolation_level = wanted, .read_only = false}, {});
    EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "0");
    change(*other, "INSERT INTO t VALUES (1)");
    EXPECT_EQ(one("SELECT COUNT(*) FROM t"), seen);
    db().rollback({});
  }
}

TEST_F(MariadbTransaction, a_read_only_transaction_refuses_changes) {
  db().run("CREATE TABLE t (id INT)");
  db().begin({.isolation_level = std::nullopt, .read_only = true}, {});
  EXPECT_THROW(change(db(), "INSERT INTO t VALUES (1)"), ReadOnlyTarget);
  db().rollback({});
  EXPECT_EQ(change(db(), "INSERT INTO t VALUES (1)"), 1);
}

}  // namespace bindery::mariadb_test
