// Routing: which database a statement runs on. The reference's measured matrix, and SQLAlchemy's test_get_bind.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bindery/bindery.hpp>

#include <filesystem>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// In the default bind.
struct Draft {
  std::int64_t id = 0;
  std::string title{};
  static constexpr auto columns() { return mapped(column<&Draft::id>(primary_key), column<&Draft::title>()); }
};
/// In bind "a", as is the run-time table `tags`.
struct Page {
  static constexpr auto bind_key = "a";
  std::int64_t id = 0;
  std::string title{};
  static constexpr auto columns() {
    return mapped(column<&Page::id>(primary_key), column<&Page::title>(String{80}, unique));
  }
};
struct Remark {
  static constexpr auto bind_key = "a";
  std::int64_t id = 0;
  std::int64_t page_id = 0;
  static constexpr auto columns() {
    return mapped(column<&Remark::id>(primary_key), column<&Remark::page_id>(references<&Page::id>));
  }
};

/// A default bind and the bind "a", each a file.
class Routing : public testing::Test {
 protected:
  Routing() {
    database_.create_all();
    database_.clear_recorded_queries();
  }

  Table& tags() { return tags_; }
  Table& notes() { return notes_; }
  Session& session() { return session_; }
  Database& database() { return database_; }
  /// The binds that the statements since the last call went to; "" is the default bind.
  std::vector<std::string> binds() {
    std::vector<std::string> keys;
    for (const RecordedQuery& query : database_.recorded_queries()) {
      if (query.sql.starts_with("BEGIN")) continue;
      keys.push_back(query.bind_key);
    }
    database_.clear_recorded_queries();
    return keys;
  }
  template <class Q> std::string bind_of(const Q& statement, const ExecuteOptions& options = {}) {
    const auto engine = session_.engine_of(statement, options);
    session_.execute(statement, options);
    const auto used = binds();
    EXPECT_THAT(used, ElementsAre(engine->bind_key()));
    return used.empty() ? "none" : used.front();
  }
  /// The message of the BindError; nothing must have been sent.
  template <class Q> std::string refusal_of(const Q& statement, const ExecuteOptions& options = {}) {
    std::string message = "no error";
    try {
      session_.execute(statement, options);
    } catch (const BindError& error) {
      message = error.what();
    }
    EXPECT_THAT(binds(), ElementsAre());
    return message;
  }

 private:
  FreshDatabase first_{Backend::sqlite}, second_{Backend::sqlite};
  Database database_{
      Config{.database_uri = first_.url(), .binds = {{"a", second_.url()}}, .record_queries = true},
      models<Draft, Page, Remark>};
  Table& tags_ = database_.table(
      "tags", {Column{"id", BigInteger{}, primary_key}, Column{"page", BigInteger{}}}, {.bind_key = "a"});
  Table& notes_ =
      database_.table("notes", {Column{"id", BigInteger{}, primary_key}, Column{"page", BigInteger{}}});
  Session session_ = database_.session();
};

// ---- the matrix -----------------------------------------------------------------------------------------------

TEST_F(Routing, FSA_88_session_multiple_dbs) {
  session().add(Draft{.title = "d"});
  session().add(Page{.title = "p"});
  session().commit();
  EXPECT_THAT(binds(), testing::UnorderedElementsAre("", "a"));
  EXPECT_EQ(session().scalars(select<Draft>()).one()->title, "d");
  EXPECT_EQ(session().scalars(select<Page>()).one()->title, "p");
  EXPECT_THAT(binds(), ElementsAre("", "a"));
}

TEST_F(Routing, Matrix_select_of_models_and_their_columns) {
  EXPECT_EQ(bind_of(select<Draft>()), "");
  EXPECT_EQ(bind_of(select<Page>()), "a");
  EXPECT_EQ(bind_of(select(col<&Page::id>)), "a");
  EXPECT_EQ(bind_of(select(count()).select_from<Page>()), "a");
  EXPECT_EQ(bind_of(select(count(col<&Page::id>))), "a");
  EXPECT_EQ(bind_of(select(alias<Page, "p">)), "a");
  EXPECT_EQ(bind_of(select<Page>().dynamic().where(col<&Page::id> == 1)), "a");
}

TEST_F(Routing, Matrix_subqueries) {
  EXPECT_EQ(
      bind_of(select<Page>().where(exists(select<Remark>().where(col<&Remark::page_id> == col<&Page::id>)))),
      "a");
  EXPECT_EQ(bind_of(select<Page>().where(in(col<&Page::id>, select(col<&Remark::page_id>)))), "a");
  EXPECT_EQ(bind_of(select(scalar(select(count(col<&Page::id>))))), "a");
}

TEST_F(Routing, Matrix_changes_of_models) {
  EXPECT_EQ(bind_of(insert(Page{.title = "x"})), "a");
  EXPECT_EQ(bind_of(update<Page>().set(col<&Page::title> = "y").where(col<&Page::id> == 1)), "a");
  EXPECT_EQ(bind_of(delete_from<Page>().where(col<&Page::id> == 1)), "a");
  EXPECT_EQ(bind_of(insert_into<Remark>(col<&Remark::page_id>).from(select(col<&Page::id>))), "a");
  EXPECT_EQ(bind_of(insert(Page{.title = "x"}).on_conflict(col<&Page::title>).do_nothing()), "a");
  EXPECT_EQ(bind_of(insert(Draft{.title = "x"})), "");
  EXPECT_EQ(bind_of(delete_from<Draft>().all_rows()), "");
}

TEST_F(Routing, C1_core_select_of_a_bound_table) {
  EXPECT_EQ(bind_of(select(tags())), "a");
  EXPECT_EQ(bind_of(select({column_of(tags(), "page")})), "a");
  EXPECT_EQ(bind_of(select(notes())), "");
  EXPECT_EQ(bind_of(select(table_of<Page>())), "a");
}

TEST_F(Routing, C1_core_changes_of_a_bound_table) {
  EXPECT_EQ(bind_of(insert(tags()).values({{"page", 1}})), "a");
  EXPECT_EQ(bind_of(update(tags()).set({{"page", 2}}).all_rows()), "a");
  EXPECT_EQ(bind_of(delete_from(tags()).where(column_of(tags(), "page") == 2)), "a");
  EXPECT_EQ(bind_of(insert(notes()).values({{"page", 1}})), "");
}

TEST_F(Routing, C1_a_table_and_a_model_of_one_bind_join) {
  EXPECT_EQ(bind_of(select(tags()).join(table_of<Page>(),
                                        column_of(tags(), "page") == column_of(table_of<Page>(), "id"))),
            "a");
}

TEST_F(Routing, Objects_go_to_their_own_bind) {
  auto page = session().add(Page{.title = "p"});
  session().flush();
  page->title = "q";
  session().flush();
  session().refresh(page);
  session().remove(page);
  session().commit();
  for (const std::string& bind : binds()) EXPECT_EQ(bind, "a");
  EXPECT_FALSE(session().get<Page>(1));
  EXPECT_THAT(binds(), ElementsAre("a"));
}

TEST_F(Routing, Connections_by_bind) {
  EXPECT_EQ(session().connection().engine().bind_key(), "");
  EXPECT_EQ(session().connection("a").engine().bind_key(), "a");
  EXPECT_EQ(session().engine_of<Page>()->bind_key(), "a");
  EXPECT_EQ(session().engine_of<Draft>()->bind_key(), "");
}

TEST_F(Routing, FSA_91_unknown_bind_key) {
  EXPECT_THAT(refusal_of(select<Page>(), {.bind_key = "b"}),
              AllOf(HasSubstr("bind key 'b' is not configured"), HasSubstr("the default bind, 'a'")));
  EXPECT_THAT(refusal_of(sql("select 1").on("b")), HasSubstr("bind key 'b' is not configured"));
}

// ---- two binds in one statement -------------------------------------------------------------------------------
// (For models alone it does not compile: tests/compile_fail/c2_*.cpp.)

TEST_F(Routing, C2_join_over_two_binds_sends_nothing) {
  const std::string error =
      refusal_of(select(tags()).join(notes(), column_of(tags(), "id") == column_of(notes(), "id")));
  EXPECT_THAT(error,
              AllOf(HasSubstr("a statement runs on one database"), HasSubstr("table 'tags' is in bind 'a'"),
                    HasSubstr("table 'notes' in the default bind")));
}

TEST_F(Routing, C2_columns_of_two_binds_send_nothing) {
  EXPECT_THAT(refusal_of(select({column_of(notes(), "id"), column_of(tags(), "id")})),
              HasSubstr("table 'tags' in bind 'a'"));
  EXPECT_THAT(refusal_of(select(notes()).where(column_of(tags(), "id") == 1)),
              HasSubstr("a statement runs on one database"));
  EXPECT_THAT(refusal_of(select<Draft>().dynamic().where(column_of(tags(), "id") == 1)),
              HasSubstr("a statement runs on one database"));
}

TEST_F(Routing, C2_subqueries_of_other_binds_send_nothing) {
  const Condition foreign = in(col<&Draft::id>, select(col<&Page::id>));
  EXPECT_THAT(refusal_of(select<Draft>().where(foreign)), HasSubstr("table 'page' in bind 'a'"));
  EXPECT_THAT(refusal_of(update<Draft>().set(col<&Draft::title> = "x").where(foreign)),
              HasSubstr("table 'page' in bind 'a'"));
  EXPECT_THAT(refusal_of(delete_from<Draft>().where(foreign)), HasSubstr("table 'page' in bind 'a'"));
}

TEST_F(Routing, C2_models_joined_at_run_time_send_nothing) {
  auto query = select<Draft>().dynamic();
  query.join<Page>(col<&Page::id> == col<&Draft::id>);
  EXPECT_THAT(refusal_of(query), HasSubstr("table 'page' in bind 'a'"));
}

TEST_F(Routing, C2_an_explicit_bind_does_not_make_two_one) {
  EXPECT_THAT(refusal_of(select(tags()).join(notes(), column_of(tags(), "id") == column_of(notes(), "id")),
                         {.bind_key = "a"}),
              HasSubstr("a statement runs on one database"));
}

// ---- text -----------------------------------------------------------------------------------------------------

TEST_F(Routing, C3_text_names_its_bind_when_there_are_several) {
  EXPECT_THAT(refusal_of(sql("select * from page")),
              AllOf(HasSubstr("SQL text tells no tables"), HasSubstr(".on(")));
  EXPECT_EQ(bind_of(sql("select * from page").on("a")), "a");
  EXPECT_EQ(bind_of(sql("select * from draft").on("")), "");
  EXPECT_EQ(bind_of(sql("select * from page"), {.bind_key = "a"}), "a");
  EXPECT_EQ(bind_of(sql("select id, title from page").on("a").models<Page>()), "a");
}

TEST(RoutingOfText, C3_one_bind_needs_no_name) {
  const FreshDatabase file(Backend::sqlite);
  Database database{Config{.binds = {{"only", file.url()}}}};
  auto session = database.session();
  EXPECT_EQ(std::get<0>(session.execute(sql("select 1").rows<int>()).one()), 1);
  EXPECT_EQ(session.engine_of(sql("select 1"))->bind_key(), "only");
}

// ---- SQLAlchemy's test_get_bind -------------------------------------------------------------------------------

TEST_F(Routing, SA_124_get_bind_nothing_known_is_the_default) { EXPECT_EQ(bind_of(select(literal(1))), ""); }

TEST_F(Routing, SA_124_get_bind_an_explicit_bind_wins) {
  database().engine()->connect().run_script("create table page (id integer, title text)");
  database().clear_recorded_queries();
  EXPECT_EQ(bind_of(select(col<&Page::id>), {.bind_key = ""}), "");
  EXPECT_EQ(bind_of(select(literal(1)), {.bind_key = "a"}), "a");
  EXPECT_EQ(bind_of(sql("select 1").on("a"), {.bind_key = ""}), "");
}

TEST_F(Routing, SA_124_get_bind_sees_joins_and_subqueries) {
  EXPECT_EQ(bind_of(select<Page>().join<Remark>()), "a");
  EXPECT_EQ(bind_of(select(literal(1)).select_from<Remark>().join<Page>()), "a");
  EXPECT_EQ(bind_of(select(literal(1)).select_from<Page>().where(col<&Page::title> == "ed")), "a");
  EXPECT_EQ(bind_of(select(literal(1)).where(exists(select<Page>()))), "a");
}

TEST_F(Routing, C4_one_key_in_two_engines_is_two_objects) {
  database().engine()->connect().run_script(
      "create table page (id integer, title text); insert into page values (1, 'default')");
  session().execute(insert(Page{1, "a"}));
  const auto here = session().get<Page>(1);
  const auto there = session().get_on<Page>({.bind_key = ""}, 1);
  EXPECT_FALSE(here == there);
  EXPECT_EQ(here->title, "a");
  EXPECT_EQ(there->title, "default");
}

TEST(RoutingWithoutDefault, AModelOfTheDefaultBindIsRefused) {
  const FreshDatabase file(Backend::sqlite);
  Database database{Config{.binds = {{"a", file.url()}}}};
  auto session = database.session();
  try {
    session.execute(select<Draft>());
    FAIL();
  } catch (const BindError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("there is no default bind"), HasSubstr("'a'")));
  }
}

// ---- three databases ------------------------------------------------------------------------------------------

struct InPostgresql {
  static constexpr auto bind_key = "pg";
  std::int64_t id = 0;
  std::string text{};
  static constexpr auto columns() {
    return mapped(column<&InPostgresql::id>(primary_key), column<&InPostgresql::text>());
  }
};
struct InMariadb {
  static constexpr auto bind_key = "maria";
  std::int64_t id = 0;
  std::string text{};
  static constexpr auto columns() {
    return mapped(column<&InMariadb::id>(primary_key), column<&InMariadb::text>());
  }
};

TEST(RoutingOverThreeBackends, EachStatementFindsItsDatabase) {
  const FreshDatabase sqlite(Backend::sqlite), postgresql(Backend::postgresql), mariadb(Backend::mariadb);
  Database database{
      Config{.database_uri = sqlite.url(), .binds = {{"pg", postgresql.url()}, {"maria", mariadb.url()}}},
      models<Draft, InPostgresql, InMariadb>};
  database.create_all();
  auto session = database.session();
  session.add(Draft{.title = "one"});
  session.add(InPostgresql{.text = "two"});
  session.add(InMariadb{.text = "three"});
  session.commit();
  EXPECT_EQ(session.scalar(select(col<&Draft::title>)), "one");
  EXPECT_EQ(session.scalar(select(col<&InPostgresql::text>)), "two");
  EXPECT_EQ(session.scalar(select(col<&InMariadb::text>)), "three");
  EXPECT_EQ(session.engine_of(select<InPostgresql>())->url().backend(), Backend::postgresql);
  EXPECT_EQ(session.engine_of(select<InMariadb>())->url().backend(), Backend::mariadb);
}

}  // namespace
}  // namespace bindery::test
