// Connections: plain values, transactions, deadlines, cancellation, and connections that are lost.
#include <latch>
#include <numeric>
#include <thread>

#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class ConnectionTest : public OrmTest {
 protected:
  Connection connection = db->connect();

  void add(std::string body) { connection.execute(insert(Note{.body = std::move(body)})); }
  /// A statement that runs for long.
  RawSql<TupleShape<std::int64_t>> slow() const {
    return sql(by_backend("with recursive n (i) as (select 1 union all select i + 1 from n where i < "
                          "2000000000) select count(*) from n",
                          "select count(*) from (select pg_sleep(60)) as s", "select sleep(60)"))
        .rows<std::int64_t>();
  }
};

TEST_P(ConnectionTest, gives_plain_values) {
  const auto inserted =
      connection.execute(insert(std::vector<Note>{{.body = "a", .weight = 1}, {.body = "b", .weight = 2}}));
  EXPECT_EQ(inserted.affected_rows(), 2);
  const std::vector<Note> notes = connection.execute(select<Note>().order_by(col<&Note::id>)).all();
  EXPECT_EQ(notes.at(1).body, "b");
  const auto bodies = connection.scalars(select(col<&Note::body>).order_by(col<&Note::id>)).all();
  EXPECT_THAT(bodies, ElementsAre("a", "b"));
  EXPECT_EQ(connection.scalar(select(col<&Note::weight>).where(col<&Note::body> == "b")), 2);
  EXPECT_THROW(connection.execute(select<Note>()).one(), MultipleResultsFound);
  EXPECT_THROW(connection.scalar(select(col<&Note::id>).where(col<&Note::body> == "c")), NoResultFound);
  EXPECT_EQ(connection.execute(update<Note>().set(col<&Note::weight> = 2).all_rows()).affected_rows(), 2)
      << "an UPDATE counts the rows it matched";
}

TEST_P(ConnectionTest, streams_rows_one_by_one) {
  std::vector<Note> many(5000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].weight = static_cast<std::int64_t>(i);
  connection.insert_all(many);
  std::int64_t sum = 0;
  for (const Note& note : connection.stream(select<Note>())) sum += note.weight;
  EXPECT_EQ(sum, 5000 * 4999 / 2);
  {
    auto stream = connection.stream(select<Note>());
    EXPECT_NE(stream.begin()->id, 0);
  }
  EXPECT_EQ(connection.execute(select<Note>()).size(), 5000u) << "a stream left early ends its statement";
}

TEST_P(ConnectionTest, insert_all_fills_keys_in_order_and_sorts_mixed_rows) {
  std::vector<Stamp> stamps(50);
  for (std::size_t i = 0; i < stamps.size(); ++i) {
    stamps[i].label = fmt::format("s{}", i);
    if (i % 3 == 0) stamps[i].rank = 7;  // other columns are given: another statement
  }
  connection.insert_all(stamps);
  for (const Stamp& stamp : stamps) {
    const Stamp row = connection.execute(select<Stamp>().where(col<&Stamp::id> == stamp.id)).one();
    ASSERT_EQ(row.label, stamp.label);
    ASSERT_EQ(row.rank, stamp.rank == 7 ? 7 : 42);
  }
}

TEST_P(ConnectionTest, insert_all_is_all_or_none) {
  auto users = db->connect("users");
  std::vector<Person> people{{.name = "a"}, {.name = "b"}, {.name = "a"}};
  EXPECT_THROW(users.insert_all(people), UniqueViolation);
  EXPECT_EQ(rows<Person>(), 0u);
  EXPECT_EQ(people[0].id, 0);
  std::vector<Stamp> mixed{
      {.label = "a"}, {.id = 5, .label = "b", .rank = 1}, {.id = 5, .label = "c", .rank = 1}};
  EXPECT_THROW(connection.insert_all(mixed), UniqueViolation);
  EXPECT_EQ(rows<Stamp>(), 0u);
  EXPECT_EQ(mixed[0].id, 0);
  EXPECT_FALSE(connection.in_transaction());
}

TEST_P(ConnectionTest, insert_all_of_more_rows_than_go_at_once_is_all_or_none) {
  auto users = db->connect("users");
  std::vector<Person> people(40'000);
  for (std::size_t i = 0; i < people.size(); ++i) people[i].name = fmt::format("p{}", i);
  people.back().name = "p7";
  EXPECT_THROW(users.insert_all(people), UniqueViolation);
  EXPECT_EQ(rows<Person>(), 0u);
  EXPECT_EQ(people.front().id, 0);
  EXPECT_FALSE(users.in_transaction());
  people.back().name = "last";
  users.insert_all(people);
  EXPECT_EQ(rows<Person>(), people.size());
  const auto last = users.execute(select<Person>().where(col<&Person::id> == people.back().id)).one();
  EXPECT_EQ(last.name, "last");
}

TEST_P(ConnectionTest, insert_all_into_a_run_time_table) {
  Table& table = db->table(
      "plain", {Column{"id", BigInteger{}, primary_key, client_given}, Column{"label", String{40}}});
  db->create_all(default_bind);
  const std::string_view columns[] = {"id", "label"};
  const std::vector<Value> values{1, "one", 2, "two"};
  connection.insert_all(table, columns, values);
  EXPECT_EQ(connection.execute(select(table)).size(), 2u);
  EXPECT_THROW(connection.insert_all(table, columns, std::vector<Value>{1}), ProgrammingError);
  EXPECT_THAT(db->recorded_queries().back().sql, Not(HasSubstr("select *")));
}

TEST_P(ConnectionTest, statements_commit_by_themselves_outside_of_transactions) {
  add("kept");
  EXPECT_FALSE(connection.in_transaction());
  EXPECT_EQ(rows<Note>(), 1u);
}

TEST_P(ConnectionTest, a_transaction_rolls_back_unless_committed) {
  {
    auto transaction = connection.begin();
    EXPECT_TRUE(connection.in_transaction());
    add("lost");
  }
  EXPECT_FALSE(connection.in_transaction());
  EXPECT_EQ(rows<Note>(), 0u);
  auto transaction = connection.begin();
  add("kept");
  transaction.commit();
  EXPECT_THROW(transaction.commit(), ProgrammingError);
  EXPECT_EQ(rows<Note>(), 1u);
}

TEST_P(ConnectionTest, savepoints) {
  auto transaction = connection.begin();
  add("kept");
  {
    auto lost = connection.begin();
    add("lost");
    auto inner = connection.begin();
    add("lost too");
    inner.commit();
  }
  auto kept = connection.begin();
  add("kept too");
  kept.commit();
  EXPECT_THROW(connection.begin({.isolation_level = IsolationLevel::serializable}), ProgrammingError);
  transaction.commit();
  EXPECT_EQ(rows<Note>(), 2u);
}

TEST_P(ConnectionTest, an_isolation_level_holds_for_its_transaction) {
  if (backend() == Backend::sqlite) {
    EXPECT_NO_THROW(connection.begin({.isolation_level = IsolationLevel::serializable}));
    return;
  }
  auto transaction = connection.begin({.isolation_level = IsolationLevel::repeatable_read});
  EXPECT_TRUE(connection.execute(select<Note>()).empty());
  db->connect().execute(insert(Note{.body = "later"}));
  EXPECT_TRUE(connection.execute(select<Note>()).empty()) << "a snapshot";
  transaction.rollback();
  auto other = connection.begin({.isolation_level = IsolationLevel::read_committed});
  EXPECT_EQ(connection.execute(select<Note>()).size(), 1u);
  db->connect().execute(insert(Note{.body = "later still"}));
  EXPECT_EQ(connection.execute(select<Note>()).size(), 2u) << "no snapshot";
}

TEST_P(ConnectionTest, a_read_only_transaction_is_enforced_by_the_server) {
  {
    auto transaction = connection.begin({.read_only = true});
    EXPECT_THROW(connection.execute(sql("delete from note")), ReadOnlyTarget);
  }
  EXPECT_NO_THROW(connection.execute(sql("delete from note")));
}

TEST_P(ConnectionTest, a_deadline_stops_the_statement_and_spares_the_connection) {
  EXPECT_THROW(connection.execute(slow(), deadline(50ms)), Timeout);
  EXPECT_EQ(connection.scalar(sql("select 1").rows<std::int64_t>()), 1);
}

TEST_P(ConnectionTest, the_engines_statement_timeout_is_a_deadline_for_every_statement) {
  db->add_bind("hasty", BindOptions{main_url(), {{"statement_timeout", "50ms"}}});
  auto hasty = db->connect("hasty");
  EXPECT_THROW(hasty.execute(slow()), Timeout);
  EXPECT_THROW(hasty.execute(slow(), deadline(1h)), Timeout) << "the earlier of the two counts";
}

TEST_P(ConnectionTest, cancel_from_another_thread) {
  std::atomic<bool> ended{false};
  std::jthread canceller([&] {
    while (!ended) connection.cancel(), std::this_thread::yield();  // until the statement has begun
  });
  EXPECT_THROW(connection.execute(slow()), OperationalError);
  ended = true;
  canceller.join();
  EXPECT_EQ(db->connect().scalar(sql("select 1").rows<std::int64_t>()), 1);
}

TEST_P(ConnectionTest, errors_tell_where_what_and_why) {
  add("x");
  try {
    connection.execute(sql("select nonsense from note where id = :id", {{"id", 7}}));
    FAIL();
  } catch (const ProgrammingError& error) {
    EXPECT_EQ(error.details().bind, "the default bind");
    EXPECT_THAT(error.details().sql, HasSubstr("select nonsense from note"));
    EXPECT_EQ(error.details().sqlstate.size(), 5u);
    EXPECT_THAT(error.what(), HasSubstr("nonsense"));
  }
  auto users = db->connect("users");
  users.execute(insert(Person{.name = "ada"}));
  try {
    users.execute(insert(Person{.name = "ada"}));
    FAIL();
  } catch (const UniqueViolation& error) {
    EXPECT_EQ(error.details().bind, "bind 'users'");
    EXPECT_THAT(error.details().sqlstate, testing::StartsWith("23"));
  }
}

TEST_P(ConnectionTest, run_script_runs_several_statements) {
  connection.run_script(
      "insert into note (body, weight) values ('a', 1); insert into note (body, weight) values ('b', 2);");
  EXPECT_EQ(rows<Note>(), 2u);
}

TEST_P(ConnectionTest, tells_the_server_and_pings) {
  EXPECT_TRUE(connection.ping());
  EXPECT_THAT(connection.server_version(), HasSubstr(by_backend("SQLite", "PostgreSQL", "MariaDB")));
}

BINDERY_EVERY_BACKEND(ConnectionTest);

class ServerConnection : public OrmTest {};

TEST_P(ServerConnection, a_connection_killed_by_the_server_is_lost_and_the_next_one_works) {
  auto connection = db->connect();
  const bool postgres = backend() == Backend::postgresql;
  const auto id = connection.scalar(
      sql(postgres ? "select pg_backend_pid()::bigint" : "select connection_id()").rows<std::int64_t>());
  auto killer = db->connect();
  postgres ? (void)killer.execute(sql("select pg_terminate_backend(:id::int)", {{"id", id}}))
           : killer.run_script(fmt::format("KILL {}", id));
  const auto until_lost = [&] {
    for (;;) connection.execute(sql("select 1"));
  };
  EXPECT_THROW(until_lost(), ConnectionLost);
  try {
    connection.execute(sql("select 1"));
    FAIL();
  } catch (const ConnectionLost& error) {
    EXPECT_EQ(error.retry(), Retry::reconnect);
    EXPECT_EQ(error.details().bind, "the default bind");
    EXPECT_THAT(error.details().hint, HasSubstr("db.connect()"));
  }
  EXPECT_FALSE(connection.ping());
  EXPECT_FALSE(connection.in_transaction());
  EXPECT_EQ(db->connect().scalar(sql("select 1").rows<std::int64_t>()), 1);
}

TEST_P(ServerConnection, no_error_shows_a_password) {
  const std::string secret = "x9-very-secret";
  const Url url = main_url();
  const std::uint16_t dead = 1;
  std::vector<std::pair<std::string, UrlSetting>> failing{
      {"wrong password", url.with_password(Secret(secret))},
      {"nobody there", url.with_password(Secret(secret)).with_host("127.0.0.1", dead)},
      {"no such host", url.with_password(Secret(secret)).with_host("nowhere.invalid", 5432)},
      {"no such database", url.with_database("missing").with_password(Secret(secret))},
  };
  std::vector<std::string> told;
  for (auto& [what, where] : failing) {
    Database other({.binds = {{"b", BindOptions{where, {{"connect_timeout", 2}}}}}, .record_queries = true});
    try {
      other.connect("b");
      ADD_FAILURE() << what;
    } catch (const Error& error) {
      told.push_back(error.what());
      told.push_back(error.details().hint);
      EXPECT_EQ(error.details().bind, "bind 'b'") << what;
      EXPECT_EQ(error.details().phase, Phase::connect) << what;
    }
    told.push_back(other.to_string());
  }
  try {
    Database({.binds = {{"b", "postgresql://u:" + secret + "@h:99999999/x"}}});
    ADD_FAILURE();
  } catch (const ConfigError& error) {
    told.push_back(error.what());
  }
  for (const std::string& text : told) EXPECT_THAT(text, Not(HasSubstr(secret)));
}

INSTANTIATE_TEST_SUITE_P(Servers, ServerConnection, testing::Values(Backend::postgresql, Backend::mariadb),
                         backend_test_name);

}  // namespace
}  // namespace bindery
