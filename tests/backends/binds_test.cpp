// Sessions over several databases: which bind a model, a statement and an object belong to. The default bind and the
// bind "users" are databases of different kinds.
#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::HasSubstr;

class SessionBinds : public OrmTest {
 protected:
  Session session = db->session();
};

TEST_P(SessionBinds, C4_the_same_key_in_two_engines_is_two_objects) {
  db->add_bind("archive", fresh_url());
  db->engine("archive")->create_tables(db->metadata());
  auto current = session.add(Note{.body = "current"});
  auto archived = session.add(Note{.body = "archived"}, {.bind_key = "archive"});
  session.commit();
  ASSERT_EQ(current->id, archived->id);
  EXPECT_EQ(session.get<Note>(current->id), current);
  EXPECT_EQ(session.get_on<Note>({.bind_key = "archive"}, archived->id), archived);
  EXPECT_EQ(session.scalars(select<Note>(), {.bind_key = "archive"}).one(), archived);
  EXPECT_EQ(session.scalars(select<Note>()).one(), current);
  EXPECT_FALSE(current == archived);
}

TEST_P(SessionBinds, C5_changes_and_refreshes_go_back_to_the_engine_of_origin) {
  db->add_bind("archive", fresh_url());
  db->engine("archive")->create_tables(db->metadata());
  db->connect("archive").execute(insert(Note{.body = "archived"}));
  auto archived = session.scalars(select<Note>(), {.bind_key = "archive"}).one();
  archived->body = "changed";
  session.commit();
  EXPECT_EQ(db->connect("archive").execute(select<Note>()).one().body, "changed");
  EXPECT_EQ(rows<Note>(), 0u);
  db->connect("archive").execute(update<Note>().set(col<&Note::weight> = 3).all_rows());
  session.refresh(archived);
  EXPECT_EQ(archived->weight, 3);
  session.remove(archived);
  session.commit();
  EXPECT_TRUE(db->connect("archive").execute(select<Note>()).empty());
}

TEST_P(SessionBinds, FSA_87_an_inherited_bind_is_used_by_every_operation) {
  struct Employee : Person {
    static constexpr auto columns() {
      return mapped(column<&Person::id>(primary_key), column<&Person::name>(String{80}));
    }
  };
  db->engine("users")->create_tables([] {
    Metadata tables("users");
    tables.add(table_of<Employee>());
    return tables;
  }());
  Employee employee;
  employee.name = "eve";
  auto eve = session.add(employee);
  session.commit();
  EXPECT_EQ(session.scalars(select<Employee>()).one(), eve);
  session.refresh(eve);
  for (const RecordedQuery& query : db->recorded_queries()) EXPECT_EQ(query.bind_key, "users") << query.sql;
}

TEST_P(SessionBinds, writes_to_a_read_only_bind_are_refused_before_anything_is_sent) {
  {
    auto setup = db->session();
    setup.add(Person{.name = "ada"});
    setup.commit();
  }
  db->replace_bind("users", BindOptions{users_url(), {{"read_only", true}}});
  auto ada = session.scalars(select<Person>()).one();
  db->clear_recorded_queries();
  EXPECT_THROW(session.add(Person{.name = "bob"}), BindError);
  EXPECT_THROW(session.remove(ada), BindError);
  EXPECT_THROW(session.execute(delete_from<Person>().all_rows()), BindError);
  EXPECT_THROW(session.execute(insert(Person{.name = "bob"})), BindError);
  session.add(Note{.body = "in the default bind"});
  ada->city = "london";
  EXPECT_THROW(session.flush(), BindError);
  EXPECT_EQ(count(), 0u) << "not even the writable bind has seen a statement";
  EXPECT_FALSE(session.modified(ada));
  EXPECT_THROW(session.execute(sql("delete from person").on("users")), Error)
      << "the server refuses what we can't see";
}

TEST_P(SessionBinds, C3_raw_sql_needs_a_bind_when_there_are_several) {
  EXPECT_THROW(session.execute(sql("select 1")), BindError);
  EXPECT_EQ(session.scalar(sql("select 1").rows<std::int64_t>(), {.bind_key = "users"}), 1);
}

TEST_P(SessionBinds, an_unknown_bind_key_is_an_error_that_lists_the_binds) {
  try {
    session.get_on<Note>({.bind_key = "nowhere"}, 1);
    FAIL();
  } catch (const BindError& error) {
    EXPECT_THAT(error.what(), HasSubstr("'nowhere'"));
    EXPECT_THAT(error.what(), HasSubstr("'users'"));
  }
}

TEST_P(SessionBinds, FSA_88_one_session_writes_and_reads_several_databases) {
  auto ada = session.add(Person{.name = "ada"});
  auto note = session.add(Note{.body = "engines"});
  session.commit();
  EXPECT_GT(ada->id, 0);
  EXPECT_GT(note->id, 0);
  EXPECT_EQ(stored<Person>().at(0).name, "ada");
  EXPECT_EQ(stored<Note>().at(0).body, "engines");
  session.execute(insert(std::vector<Note>{{.body = "a"}, {.body = "b"}}));
  session.execute(insert(std::vector<Person>{{.name = "bob"}, {.name = "cy"}}));
  EXPECT_EQ(session.scalars(select<Note>()).size(), 3u);
  EXPECT_EQ(session.scalars(select<Person>()).size(), 3u);
}

TEST_P(SessionBinds, FSA_86_engine_of_tells_where_a_model_lives) {
  EXPECT_EQ(session.engine_of<Person>(), db->engine("users"));
  EXPECT_EQ(session.engine_of(select<Note>()), db->engine());
}

BINDERY_EVERY_BACKEND(SessionBinds);

}  // namespace
}  // namespace bindery
