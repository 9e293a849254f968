// What engines tell as they work: recorded queries, listeners, echo.

#include "backends/orm_kit.hpp"
#include "capture/log_capture.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

class EventsTest : public OrmTest {};

TEST_P(EventsTest, FSA_82_recorded_queries_tell_statement_duration_and_place) {
  db->clear_recorded_queries();
  auto session = db->session();
  const auto line = __LINE__ + 1;
  session.execute(select<Note>().where(col<&Note::id> == 7));
  const auto queries = db->recorded_queries();
  ASSERT_EQ(queries.size(), 1u);
  EXPECT_THAT(queries[0].sql, AllOf(StartsWith("SELECT"), HasSubstr("note")));
  EXPECT_EQ(queries[0].location.line(), static_cast<unsigned>(line));
  EXPECT_THAT(queries[0].location.file_name(), HasSubstr("events_test.cpp"));
  EXPECT_GT(queries[0].duration.count(), 0);
  db->clear_recorded_queries();
  EXPECT_THAT(db->recorded_queries(), IsEmpty());
}

TEST_P(EventsTest, C17_recorded_queries_carry_bind_rows_and_error) {
  db->clear_recorded_queries();
  auto users = db->connect("users");
  users.execute(insert(std::vector<Person>{{.name = "a"}, {.name = "b"}}));
  users.execute(select<Person>());
  EXPECT_THROW(users.execute(insert(Person{.name = "a"})), UniqueViolation);
  const auto queries = db->recorded_queries();
  ASSERT_EQ(queries.size(), 3u);
  for (const RecordedQuery& query : queries) EXPECT_EQ(query.bind_key, "users");
  EXPECT_EQ(queries[0].rows, 2);
  EXPECT_EQ(queries[1].rows, 2);
  EXPECT_THAT(queries[1].error, IsEmpty());
  EXPECT_THAT(queries[2].error, HasSubstr("UniqueViolation"));
}

TEST_P(EventsTest, parameters_are_masked_unless_asked_for) {
  db->clear_recorded_queries();
  const auto query = select<Note>().where(col<&Note::body> == "confidential");
  db->connect().execute(query);
  EXPECT_EQ(db->recorded_queries().back().parameters, "***");
  db->add_bind("open", BindOptions{main_url(), {{"hide_parameters", false}}});
  db->connect("open").execute(query);
  EXPECT_EQ(db->recorded_queries().back().parameters, "'confidential'");
}

TEST_P(EventsTest, a_batch_is_told_once_with_its_statement) {
  db->clear_recorded_queries();
  std::vector<std::size_t> sizes;
  db->listen({.execute = [&](const StatementEvent& event) { sizes.push_back(event.batch_rows); }});
  auto session = db->session();
  session.add_all(std::vector<Note>(30));
  session.commit();
  EXPECT_THAT(sizes, ElementsAre(30u));
  const RecordedQuery query = db->recorded_queries().back();
  EXPECT_THAT(query.sql, AllOf(StartsWith("INSERT INTO"), HasSubstr("body"), HasSubstr("VALUES")));
  EXPECT_EQ(query.rows, 30);
  EXPECT_THAT(query.location.file_name(), HasSubstr("events_test.cpp"));
}

TEST_P(EventsTest, a_failing_batch_is_told_with_its_error) {
  auto users = db->connect("users");
  std::vector<Person> twins{{.name = "a"}, {.name = "a"}};
  db->clear_recorded_queries();
  try {
    users.insert_all(twins);
    FAIL();
  } catch (const UniqueViolation& error) {
    EXPECT_THAT(error.details().sql, HasSubstr("person"));
  }
  EXPECT_THAT(db->recorded_queries().back().error, HasSubstr("UniqueViolation"));
}

TEST_P(EventsTest, listeners_hear_of_connections_statements_and_ends) {
  std::vector<std::string> heard;
  const auto hear = [&](std::string what) {
    return [&heard, what](const ConnectionEvent& event) {
      heard.push_back(what + " " + std::string(event.bind_key));
    };
  };
  db->add_bind("fresh", main_url());
  db->listen(
      {.connect = hear("connect"),
       .checkout = hear("checkout"),
       .checkin = hear("checkin"),
       .execute =
           [&](const StatementEvent& event) { heard.push_back("execute " + std::string(event.bind_key)); },
       .begin = hear("begin"),
       .commit = hear("commit"),
       .rollback = hear("rollback")});
  {
    auto connection = db->connect("fresh");
    auto first = connection.begin();
    connection.execute(sql("select 1"));
    first.commit();
    auto second = connection.begin();
    second.rollback();
  }
  db->connect("fresh");
  EXPECT_THAT(heard, ElementsAre("connect fresh", "checkout fresh", "begin fresh", "execute fresh",
                                 "commit fresh", "begin fresh", "rollback fresh", "checkin fresh",
                                 "checkout fresh", "checkin fresh"));
}

TEST_P(EventsTest, a_listener_hears_of_binds_added_later_until_it_is_forgotten) {
  int statements = 0;
  db->listen({.execute = [&](const StatementEvent&) { ++statements; }});
  db->add_bind("later", main_url());
  db->connect("later").execute(sql("select 1"));
  EXPECT_EQ(statements, 1);
  int own = 0;
  const auto id = db->engine("later")->events().listen({.execute = [&](const StatementEvent&) { ++own; }});
  db->connect("later").execute(sql("select 1"));
  db->engine("later")->events().forget(id);
  db->connect("later").execute(sql("select 1"));
  EXPECT_EQ(own, 1);
  EXPECT_EQ(statements, 3);
}

TEST_P(EventsTest, a_stream_is_told_when_it_ends) {
  auto connection = db->connect();
  connection.execute(insert(std::vector<Note>(3)));
  db->clear_recorded_queries();
  for ([[maybe_unused]] const Note& note : connection.stream(select<Note>())) {}
  ASSERT_EQ(db->recorded_queries().size(), 1u);
  EXPECT_EQ(db->recorded_queries()[0].rows, 3);
  {
    auto stream = connection.stream(select<Note>());
    stream.begin();
  }
  EXPECT_EQ(db->recorded_queries().size(), 2u) << "one left early, too";
}

TEST_P(EventsTest, echo_writes_to_the_logger_named_bindery) {
  const test::LogCapture log;
  db->add_bind("loud", BindOptions{main_url(), {{"echo", true}}});
  {
    auto connection = db->connect("loud");
    auto transaction = connection.begin();
    connection.execute(select<Note>().where(col<&Note::body> == "confidential"));
    transaction.commit();
    EXPECT_THROW(connection.execute(sql("select nonsense")), ProgrammingError);
  }
  EXPECT_THAT(log.text(),
              AllOf(HasSubstr("[loud]"), HasSubstr("SELECT"), HasSubstr("COMMIT"),
                    HasSubstr("events_test.cpp"), HasSubstr("nonsense"), Not(HasSubstr("confidential"))));
}

TEST_P(EventsTest, nothing_is_recorded_unless_asked_for) {
  Database quiet({.database_uri = main_url()}, models<Note>);
  quiet.connect().execute(select<Note>());
  EXPECT_THAT(quiet.recorded_queries(), IsEmpty());
}

BINDERY_EVERY_BACKEND(EventsTest);

}  // namespace
}  // namespace bindery
