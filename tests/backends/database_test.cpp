// The database object: creating and dropping by bind, and binds that come and go while threads work.
#include <atomic>
#include <latch>
#include <thread>

#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class DatabaseTest : public EveryBackend {
 protected:
  Url main = fresh_url(), users = fresh_url();

  Database open(Config config) { return Database(std::move(config), models<Person, Note>); }
  Config both() { return {.database_uri = main, .binds = {{"users", users}}}; }
  static bool has_table(Database& db, std::string_view bind_key, std::string_view name) {
    try {
      db.connect(bind_key).execute(sql(fmt::format("select * from {}", name)));
      return true;
    } catch (const ProgrammingError&) {
      return false;
    }
  }
};

TEST_P(DatabaseTest, FSA_28_create_and_drop_all_touch_every_bind) {
  Database db = open(both());
  EXPECT_FALSE(has_table(db, "", "note"));
  EXPECT_FALSE(has_table(db, "users", "person"));
  const SchemaReport created = db.create_all();
  EXPECT_EQ(created.count(SchemaAction::created), 2u);
  EXPECT_THAT(created.sql("users"), SizeIs(1));
  EXPECT_TRUE(has_table(db, "", "note"));
  EXPECT_TRUE(has_table(db, "users", "person"));
  EXPECT_FALSE(has_table(db, "", "person"));
  EXPECT_EQ(db.create_all().count(SchemaAction::existed), 2u);
  EXPECT_EQ(db.drop_all().count(SchemaAction::dropped), 2u);
  EXPECT_FALSE(has_table(db, "", "note"));
  EXPECT_FALSE(has_table(db, "users", "person"));
}

TEST_P(DatabaseTest, FSA_29_a_key_a_list_or_the_default_choose_binds) {
  Database db = open(both());
  db.create_all("users");
  EXPECT_TRUE(has_table(db, "users", "person"));
  EXPECT_FALSE(has_table(db, "", "note"));
  db.drop_all({"users"});
  EXPECT_FALSE(has_table(db, "users", "person"));
  db.create_all(default_bind);
  EXPECT_TRUE(has_table(db, "", "note"));
  EXPECT_FALSE(has_table(db, "users", "person"));
  EXPECT_THAT(db.create_all(std::vector<std::string>{}).entries, IsEmpty());
  EXPECT_FALSE(has_table(db, "users", "person"));
  EXPECT_THAT(db.create_all({"users", ""}).entries, SizeIs(2));
}

TEST_P(DatabaseTest, an_unknown_key_is_refused_before_anything_is_done) {
  Database db = open(both());
  EXPECT_THROW(db.create_all({"users", "nowhere"}), BindError);
  EXPECT_FALSE(has_table(db, "users", "person"));
}

TEST_P(DatabaseTest, a_model_of_an_unconfigured_bind_is_refused_before_anything_is_done) {
  Database db = open({.database_uri = main});
  EXPECT_THROW(db.create_all(), BindError);
  EXPECT_FALSE(has_table(db, "", "note"));
  EXPECT_NO_THROW(db.create_all(default_bind));
}

TEST_P(DatabaseTest, read_only_and_unmanaged_binds_are_left_out_and_refused_by_name) {
  for (const char* option : {"read_only", "managed"}) {
    Config config = both();
    config.binds["users"] = BindOptions{users, {{option, option == std::string_view("read_only")}}};
    Database db = open(config);
    EXPECT_THAT(db.create_all().sql("users"), IsEmpty());
    EXPECT_THAT(db.drop_all().sql("users"), IsEmpty());
    EXPECT_THROW(db.create_all("users"), BindError);
    EXPECT_THROW(db.drop_all({"", "users"}), BindError);
  }
}

TEST_P(DatabaseTest, C10_works_with_named_binds_only) {
  Database db({.binds = {{"users", users}}}, models<Person>);
  EXPECT_EQ(db.create_all().count(SchemaAction::created), 1u);
  auto session = db.session();
  session.add(Person{.name = "ada"});
  session.commit();
  EXPECT_EQ(session.scalar(sql("select name from person").rows<std::string>()), "ada") << "the only bind";
  EXPECT_THROW(db.engine(), BindError);
}

TEST_P(DatabaseTest, FSA_91_one_table_name_in_two_binds) {
  Database db(both());
  Table& here = db.table("thing", {Column{"id", BigInteger{}, primary_key}, Column{"here", String{20}}});
  Table& there = db.table("thing", {Column{"id", BigInteger{}, primary_key}, Column{"there", String{20}}},
                          {.bind_key = "users"});
  db.create_all();
  auto session = db.session();
  session.execute(insert(here).values({{"here", "h"}}));
  session.execute(insert(there).values({{"there", "t"}}));
  session.commit();
  EXPECT_EQ(session.execute(select(here)).one()["here"], Value("h"));
  EXPECT_EQ(session.execute(select(there)).one()["there"], Value("t"));
}

TEST_P(DatabaseTest, a_dry_run_tells_the_sql_and_changes_nothing) {
  Database db = open(both());
  const SchemaReport report = db.create_all({}, {.dry_run = true});
  EXPECT_THAT(report.sql(), SizeIs(2));
  EXPECT_THAT(report.sql("users").at(0), HasSubstr("CREATE TABLE"));
  EXPECT_FALSE(has_table(db, "", "note"));
  EXPECT_EQ(db.create_all().sql(), report.sql());
}

TEST_P(DatabaseTest, a_failure_tells_which_binds_were_done) {
  Database db = open(both());
  db.connect("users").run_script("create view person as select 1 as id");
  try {
    db.create_all();
    FAIL() << "a view has the table's name";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("after the default bind was done"));
    EXPECT_EQ(error.details().bind, "bind 'users'");
  }
  EXPECT_TRUE(has_table(db, "", "note"));
}

TEST_P(DatabaseTest, binds_come_and_go_at_run_time) {
  Database db = open({.database_uri = main});
  EXPECT_THROW(db.session().scalars(select<Person>()), BindError);
  db.add_bind("users", users);
  EXPECT_THROW(db.add_bind("users", users), BindError);
  db.create_all();
  auto session = db.session();
  session.add(Person{.name = "ada"});
  session.commit();
  db.remove_bind("users");
  EXPECT_THROW(session.scalars(select<Person>()), BindError);
  EXPECT_THROW(db.remove_bind("users"), BindError);
  EXPECT_THROW(db.replace_bind("users", users), BindError);
}

TEST_P(DatabaseTest, work_under_way_ends_well_when_its_bind_is_replaced) {
  Database db = open(both());
  db.create_all();
  auto session = db.session();
  auto ada = session.add(Person{.name = "ada"});
  session.flush();
  const auto old = db.engine("users");
  const Url other = fresh_url();
  db.replace_bind("users", other);
  db.create_all();
  ada->city = "london";
  session.add(Person{.name = "bob"});
  session.commit();
  EXPECT_TRUE(session.scalars(select<Person>()).empty()) << "the next transaction is on the new one";
  EXPECT_EQ(old->pool_statistics().idle + old->pool_statistics().in_use, 0u) << "the old pool is empty";
  session.rollback();
  db.replace_bind("users", users);
  EXPECT_EQ(db.session().scalars(select<Person>()).size(), 2u) << "both rows went to the old one";
}

TEST_P(DatabaseTest, threads_work_while_a_bind_is_replaced) {
  Database db = open(both());
  db.create_all();
  std::atomic<bool> stop{false};
  std::atomic<int> done{0}, failed{0};
  std::latch started(3);
  std::vector<std::jthread> workers;
  for (int i = 0; i < 3; ++i) {
    workers.emplace_back([&] {
      started.count_down();
      while (!stop) {
        try {
          auto session = db.session();
          session.scalars(select<Person>());
          session.commit();
          ++done;
        } catch (const BindError&) {
          // drained between finding the engine and borrowing: the next try finds the new one
        } catch (const std::exception&) {
          ++failed;
        }
      }
    });
  }
  started.wait();
  for (int i = 0; i < 10; ++i) {
    db.replace_bind("users", users);
    db.add_bind("extra", main);
    db.connect("extra").execute(sql("select 1"));
    db.remove_bind("extra");
    db.listen({.checkout = [](const ConnectionEvent&) {}});
  }
  for (const int before = done; done == before && failed == 0;) std::this_thread::yield();
  stop = true;
  workers.clear();
  EXPECT_EQ(failed, 0);
}

BINDERY_EVERY_BACKEND(DatabaseTest);

}  // namespace
}  // namespace bindery
