// The MariaDB driver: rows that the caller reads at once stay on the wire until then.
#include <bindery/core/wait.hpp>

#include <atomic>
#include <future>

#include "driver_mariadb_kit.hpp"

namespace bindery::mariadb_test {

using namespace std::chrono_literals;

namespace {

class MariadbAtOnce : public MariadbTest {
 protected:
  CursorPtr at_once(std::string_view sql, Deadline deadline = {}) {
    return db().execute({.sql = sql, .read_at_once = true, .deadline = deadline});
  }
  static int count(CursorPtr cursor) {
    int rows = 0;
    while (cursor->next() != nullptr) ++rows;
    return rows;
  }
  static constexpr std::string_view many = "SELECT seq, REPEAT('x', 50) FROM seq_1_to_100000";
  static constexpr std::string_view endless = "SELECT a.seq FROM seq_1_to_1000000 a, seq_1_to_1000000 b";
};

}  // namespace

TEST_F(MariadbAtOnce, gives_every_row_again_and_again) {
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(count(at_once(many)), 100'000);
    EXPECT_EQ(count(at_once("SELECT 1 FROM DUAL WHERE 1 = 0")), 0);
    EXPECT_EQ(one("SELECT ?", {number(i)}), std::to_string(i));
  }
}

TEST_F(MariadbAtOnce, changes_say_how_many_rows_they_touched) {
  db().run("CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v INT)");
  const auto touched = [&](std::string_view sql) {
    const CursorPtr cursor = at_once(sql);
    while (cursor->next() != nullptr) {}
    return cursor->affected_rows();
  };
  EXPECT_EQ(touched("INSERT INTO t (v) VALUES (1), (2), (3)"), 3);
  EXPECT_EQ(touched("UPDATE t SET v = 0 WHERE id > 1"), 2);
  EXPECT_EQ(touched("INSERT INTO t (v) VALUES (4), (5) RETURNING id"), 2);
  EXPECT_EQ(touched("DELETE FROM t WHERE id > 1 RETURNING id, v"), 4);
}

TEST_F(MariadbAtOnce, an_error_late_in_the_rows_leaves_the_connection_and_the_transaction_alive) {
  db().run("CREATE TABLE t (id INT)");
  db().begin({}, {});
  change(db(), "INSERT INTO t VALUES (1)");
  for (int i = 0; i < 3; ++i) {
    EXPECT_THROW(count(at_once("SELECT IF(seq < 3000, seq, (SELECT 1 FROM seq_1_to_2)) FROM seq_1_to_5000")),
                 Error);
    EXPECT_EQ(db().transaction_state(), TransactionState::active);
    EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "1");
  }
  db().commit({});
}

TEST_F(MariadbAtOnce, may_be_left_early) {
  for (const std::string_view sql : {many, endless}) {
    for (int wanted : {0, 1, 1000}) {
      CursorPtr cursor = at_once(sql);
      for (int i = 0; i < wanted; ++i) ASSERT_NE(cursor->next(), nullptr);
      cursor.reset();
      EXPECT_EQ(one("SELECT 1"), "1");
      EXPECT_TRUE(db().usable());
    }
  }
}

TEST_F(MariadbAtOnce, a_deadline_stops_it_while_rows_are_read) {
  EXPECT_THROW(count(at_once(endless, deadline(100ms))), Timeout);
  EXPECT_EQ(one("SELECT 1"), "1");
  EXPECT_THROW(
      count(at_once("SELECT a.seq FROM seq_1_to_3 a WHERE a.seq < 3 OR SLEEP(30) = 0", deadline(200ms))),
      Timeout);
  EXPECT_EQ(one("SELECT 2"), "2");
}

TEST_F(MariadbAtOnce, cancel_from_another_thread_while_rows_are_read) {
  std::atomic<bool> reading = false;
  auto running = std::async(std::launch::async, [&] {
    return std::string(error_of<Timeout>([&] {
                         const CursorPtr cursor = at_once(endless);
                         while (cursor->next() != nullptr) {
                           reading = true;
                           reading.notify_all();
                         }
                       }).what());
  });
  reading.wait(false);
  db().cancel();
  EXPECT_NE(running.get().find("cancelled"), std::string::npos);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbAtOnce, nothing_else_runs_meanwhile_but_rows_read_ahead_stay_readable) {
  const CursorPtr ahead = db().execute({.sql = "SELECT seq FROM seq_1_to_5"});
  ASSERT_NE(ahead->next(), nullptr);
  {
    const CursorPtr cursor = at_once(many);
    ASSERT_NE(cursor->next(), nullptr);
    EXPECT_THROW(query(db(), "SELECT 1"), ProgrammingError);
    ASSERT_NE(cursor->next(), nullptr);
    ASSERT_NE(ahead->next(), nullptr);
  }
  EXPECT_EQ(count(at_once("SELECT seq FROM seq_1_to_5")), 5);
  for (int i = 0; i < 3; ++i) ASSERT_NE(ahead->next(), nullptr);
  EXPECT_EQ(ahead->next(), nullptr);
}

TEST_F(MariadbAtOnce, procedures_with_several_results_leave_the_connection_clean) {
  db().run("CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2, 3; SELECT seq FROM seq_1_to_1000; END");
  db().run("CREATE PROCEDURE bad() BEGIN SELECT 1; SELECT 2; SIGNAL SQLSTATE '45000'; END");
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(rows_of(at_once("CALL p()")), std::vector<std::string>{"1"});
    at_once("CALL p()").reset();
    EXPECT_THROW(count(at_once("CALL bad()")), Error);
    EXPECT_EQ(one("SELECT 5"), "5");
  }
}

TEST_F(MariadbAtOnce, over_tls_too_and_a_killed_connection_is_lost_there) {
  const auto connection = open(options_for(server_url()));
  EXPECT_NE(query(*connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'")[0], "Ssl_cipher|");
  EXPECT_EQ(count(connection->execute({.sql = many, .read_at_once = true})), 100'000);
  admin().run("KILL " + query(*connection, "SELECT CONNECTION_ID()")[0]);
  EXPECT_THROW(query(*connection, "SELECT 1"), ConnectionLost);
  EXPECT_FALSE(connection->usable());
}

TEST_F(MariadbAtOnce, rows_that_come_slowly_are_awaited_by_the_threads_waiter) {
  struct Counting : Waiter {
    int calls = 0;
    Readiness wait(int descriptor, Readiness wanted, Deadline deadline) override {
      ++calls;
      const WaiterScope polling(nullptr);
      return wait_for(descriptor, wanted, deadline);
    }
  } counting;
  const WaiterScope scope(&counting);
  EXPECT_TRUE(has_waiter());
  EXPECT_EQ(count(at_once("SELECT seq, SLEEP(IF(seq = 2, 0.3, 0)) FROM seq_1_to_3")), 3);
  EXPECT_GE(counting.calls, 1);
}

}  // namespace bindery::mariadb_test
