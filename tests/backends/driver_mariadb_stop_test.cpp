// The MariaDB driver: streams, deadlines, cancellation, and the connection afterwards.
#include <bindery/core/wait.hpp>

#include <netinet/in.h>
#include <sys/socket.h>

#include <future>
#include <thread>

#include "driver_mariadb_kit.hpp"

namespace bindery::mariadb_test {

using namespace std::chrono_literals;

namespace {

class MariadbStream : public MariadbTest {
 protected:
  static constexpr std::string_view rows = "SELECT seq, REPEAT('x', 50) FROM seq_1_to_200000";
};
class MariadbStop : public MariadbTest {
 protected:
  static constexpr std::string_view slow = "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b";

  /// Returns when the server runs something for this connection.
  void wait_until_busy(const std::string& id) {
    const auto sql = fmt::format(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE id = {} AND "
        "command IN ('Query', 'Execute') AND info IS NOT NULL",
        id);
    while (query(admin(), sql)[0] != "1") std::this_thread::yield();
  }
};

}  // namespace

TEST_F(MariadbStream, gives_every_row) {
  const auto cursor = db().execute({.sql = rows, .stream = true});
  std::int64_t sum = 0, count = 0;
  while (const Cell* row = cursor->next()) {
    sum += row[0].integer;
    ++count;
    ASSERT_EQ(row[1].text().size(), 50u);
  }
  EXPECT_EQ(count, 200'000);
  EXPECT_EQ(sum, 200'000LL * 200'001 / 2);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStream, may_be_left_early_after_few_rows_or_many) {
  for (int wanted : {0, 1, 10, 199'990, 200'000}) {
    auto cursor = db().execute({.sql = rows, .stream = true});
    for (int i = 0; i < wanted; ++i) ASSERT_NE(cursor->next(), nullptr);
    cursor.reset();
    EXPECT_EQ(one("SELECT ?", {number(wanted)}), std::to_string(wanted));
    EXPECT_TRUE(db().usable());
  }
}

TEST_F(MariadbStream, left_early_when_it_would_never_end) {
  auto cursor =
      db().execute({.sql = "SELECT a.seq FROM seq_1_to_1000000 a, seq_1_to_1000000 b", .stream = true});
  ASSERT_NE(cursor->next(), nullptr);
  cursor.reset();
  EXPECT_EQ(one("SELECT 2"), "2");
}

TEST_F(MariadbStream, left_early_inside_a_transaction_keeps_the_transaction) {
  db().run("CREATE TABLE t (id INT)");
  db().begin({}, {});
  change(db(), "INSERT INTO t VALUES (1)");
  db().execute({.sql = "SELECT a.seq FROM seq_1_to_1000000 a, seq_1_to_1000 b", .stream = true})->next();
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().commit({});
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "1");
}

TEST_F(MariadbStream, nothing_else_runs_while_it_is_open) {
  const auto stored = db().execute({.sql = "SELECT seq FROM seq_1_to_5"});
  ASSERT_NE(stored->next(), nullptr);
  auto cursor = db().execute({.sql = rows, .stream = true});
  ASSERT_NE(cursor->next(), nullptr);
  const auto error = error_of<ProgrammingError>([&] { query(db(), "SELECT 1"); });
  EXPECT_NE(std::string(error.what()).find("streamed result"), std::string::npos);
  EXPECT_THROW(db().run("SELECT 1"), ProgrammingError);
  for (int i = 0; i < 4; ++i) ASSERT_NE(stored->next(), nullptr);
  EXPECT_EQ(stored->next(), nullptr);
  ASSERT_NE(cursor->next(), nullptr);
  cursor.reset();
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStream, a_stored_result_freed_while_a_stream_is_open_does_not_disturb_it) {
  auto stored = db().execute({.sql = "SELECT seq FROM seq_1_to_5"});
  ASSERT_NE(stored->next(), nullptr);
  const auto cursor = db().execute({.sql = rows, .stream = true});
  ASSERT_NE(cursor->next(), nullptr);
  stored.reset();
  int count = 1;
  while (cursor->next() != nullptr) ++count;
  EXPECT_EQ(count, 200'000);
  EXPECT_EQ(query(db(), "SELECT seq FROM seq_1_to_5").size(), 5u);
}

TEST_F(MariadbStream, an_error_in_the_midst_is_thrown_where_it_happens) {
  auto cursor = db().execute(
      {.sql = "SELECT IF(seq < 3000, seq, (SELECT 1 FROM seq_1_to_2)) FROM seq_1_to_5000", .stream = true});
  int count = 0;
  EXPECT_THROW(
      {
        while (cursor->next() != nullptr) ++count;
      },
      Error);
  EXPECT_LT(count, 3000);
  cursor.reset();
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStop, a_deadline_stops_the_statement_and_the_connection_goes_on) {
  for (const std::string_view sql : {std::string_view("SELECT SLEEP(30)"), slow}) {
    const auto error = error_of<Timeout>([&] { db().execute({.sql = sql, .deadline = deadline(100ms)}); });
    EXPECT_EQ(error.details().bind, "bind 'test'");
    EXPECT_EQ(error.details().native_code, 1317);
    EXPECT_TRUE(db().usable());
    EXPECT_EQ(one("SELECT 1"), "1");
  }
  EXPECT_THROW(db().run("DO SLEEP(0); SELECT SLEEP(30)", deadline(100ms)), Timeout);
  EXPECT_EQ(one("SELECT 1"), "1");
  EXPECT_EQ(
      query(admin(), fmt::format("SELECT COUNT(*) FROM information_schema.processlist WHERE db = '{}' AND "
                                 "info IS NOT NULL",
                                 database()))[0],
      "0");
}

TEST_F(MariadbStop, a_deadline_in_the_past_sends_nothing) {
  db().run("CREATE TABLE t (id INT)");
  EXPECT_THROW(db().execute({.sql = "INSERT INTO t VALUES (1)", .deadline = Deadline::in(-1s)}), Timeout);
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "0");
}

TEST_F(MariadbStop, a_deadline_in_a_transaction_keeps_the_transaction) {
  db().run("CREATE TABLE t (id INT)");
  db().begin({}, {});
  change(db(), "INSERT INTO t VALUES (1)");
  EXPECT_THROW(db().execute({.sql = slow, .deadline = deadline(50ms)}), Timeout);
  EXPECT_EQ(db().transaction_state(), TransactionState::active);
  db().commit({});
  EXPECT_EQ(one("SELECT COUNT(*) FROM t"), "1");
}

TEST_F(MariadbStop, a_deadline_stops_a_stream) {
  const auto cursor = db().execute({.sql = "SELECT a.seq FROM seq_1_to_3 a WHERE a.seq < 3 OR SLEEP(30) = 0",
                                    .stream = true,
                                    .deadline = deadline(200ms)});
  EXPECT_THROW(
      {
        while (cursor->next() != nullptr) {}
      },
      Timeout);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStop, cancel_from_another_thread) {
  const auto id = one("SELECT CONNECTION_ID()");
  auto running = std::async(
      std::launch::async, [&] { return std::string(error_of<Timeout>([&] { query(db(), slow); }).what()); });
  wait_until_busy(id);
  db().cancel();
  EXPECT_NE(running.get().find("cancelled"), std::string::npos);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStop, cancel_of_an_idle_connection_does_nothing) {
  db().cancel();
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStop, cancelling_all_the_time_never_breaks_the_connection) {
  std::atomic<bool> stop = false;
  std::thread canceller([&] {
    while (!stop) db().cancel();
  });
  int done = 0, cancelled = 0;
  for (int i = 0; i < 300; ++i) {
    try {
      EXPECT_EQ(one("SELECT COUNT(*) FROM seq_1_to_2000"), "2000");
      ++done;
    } catch (const Timeout&) {
      ++cancelled;
    }
  }
  stop = true;
  canceller.join();
  EXPECT_EQ(done + cancelled, 300);
  EXPECT_EQ(one("SELECT 1"), "1");
}

TEST_F(MariadbStop, connecting_obeys_its_deadline) {
  // A socket that takes connections and never speaks.
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(listener, reinterpret_cast<sockaddr*>(&address), size), 0);
  ASSERT_EQ(::listen(listener, 5), 0);
  ASSERT_EQ(::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size), 0);
  auto url = server_url().with_host("127.0.0.1", ntohs(address.sin_port));
  const auto error =
      error_of<Timeout>([&] { drivers::mariadb_driver().connect(options_for(url), deadline(200ms)); });
  EXPECT_EQ(error.details().phase, Phase::connect);
  auto hosts = url.hosts();
  hosts.push_back(server_url().hosts()[0]);
  EXPECT_TRUE(drivers::mariadb_driver().connect(options_for(url.with_hosts(hosts)), deadline(4s))->usable());
  ::close(listener);
}

TEST_F(MariadbStop, a_waiter_that_throws_gets_its_exception_through) {
  struct Gone {};
  struct Leaving : Waiter {
    Readiness wait(int, Readiness, Deadline) override { throw Gone{}; }
  } leaving;
  {
    const WaiterScope scope(&leaving);
    EXPECT_THROW(query(db(), "SELECT SLEEP(30)"), Gone);
  }
  EXPECT_FALSE(db().usable());
}

TEST_F(MariadbStop, waits_only_through_the_waiter) {
  struct Counting : Waiter {
    int calls = 0;
    Readiness wait(int descriptor, Readiness wanted, Deadline deadline) override {
      ++calls;
      const WaiterScope polling(nullptr);
      return wait_for(descriptor, wanted, deadline);
    }
  } counting;
  const WaiterScope scope(&counting);
  EXPECT_EQ(one("SELECT SLEEP(0.05)"), "0");
  EXPECT_GE(counting.calls, 1);
}

}  // namespace bindery::mariadb_test
