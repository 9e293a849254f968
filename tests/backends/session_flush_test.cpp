// What a flush writes, and in which order: circles of keys, version columns, keys that change, ON DELETE and ON UPDATE.
#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

/// A tree whose keys the program gives.
struct Folder {
  std::string path;
  std::optional<std::string> parent = {};
  static constexpr auto columns() {
    return mapped(column<&Folder::path>(String{40}, primary_key),
                  column<&Folder::parent>(String{40}, references<&Folder::path>));
  }
};

/// Two tables that refer to each other: a team has a captain, who is one of its players.
struct Team {
  std::string name;
  std::optional<std::string> captain = {};
  static constexpr auto columns();
};
struct Player {
  std::string name;
  std::string team;
  static constexpr auto columns() {
    return mapped(column<&Player::name>(String{40}, primary_key),
                  column<&Player::team>(String{40}, references<&Team::name>));
  }
};
constexpr auto Team::columns() {
  return mapped(column<&Team::name>(String{40}, primary_key),
                column<&Team::captain>(String{40}, references<&Player::name>));
}

struct Country {
  std::string code;
  std::string name = {};
  static constexpr auto columns() {
    return mapped(column<&Country::code>(String{2}, primary_key), column<&Country::name>());
  }
};
struct City {
  std::int64_t id = 0;
  std::string name;
  std::string country;
  std::optional<std::string> twin = {};
  static constexpr auto columns() {
    return mapped(
        column<&City::id>(primary_key), column<&City::name>(),
        column<&City::country>(String{2}, references<&Country::code>, on_update_cascade, on_delete_cascade),
        column<&City::twin>(String{2}, references<&Country::code>, on_update_cascade, on_delete_set_null));
  }
};

struct Page {
  std::int64_t id = 0;
  std::string text;
  std::int32_t edition = 0;
  static constexpr auto columns() {
    return mapped(column<&Page::id>(primary_key), column<&Page::text>(), column<&Page::edition>(version));
  }
};

class SessionFlush : public EveryBackend {
 protected:
  SessionFlush()
      : db({.database_uri = fresh_url(), .record_queries = true},
           models<Folder, Team, Player, Country, City, Page>) {
    db.create_all();
  }
  template <class M> std::vector<M> stored() { return db.connect().execute(select<M>()).all(); }
  std::size_t count(std::string_view beginning) { return count_recorded(db, beginning); }

  Database db;
  Session session = db.session();
};

TEST_P(SessionFlush, rows_of_one_table_that_refer_to_each_other_are_written_parents_first) {
  auto folders = session.add_all(
      std::vector<Folder>{{"/a/b/c", "/a/b"}, {"/a/b", "/a"}, {"/x", "/"}, {"/a", "/"}, {"/", std::nullopt}});
  session.commit();
  EXPECT_EQ(count("INSERT"), 4u) << "one statement for each depth";
  EXPECT_EQ(stored<Folder>().size(), 5u);
  for (const auto& folder : {folders[4], folders[3], folders[0], folders[1], folders[2]})
    session.remove(folder);
  session.commit();
  EXPECT_EQ(stored<Folder>().size(), 0u);
}

TEST_P(SessionFlush, a_statement_takes_along_what_the_database_deletes_with_a_row_that_is_not_at_hand) {
  auto connection = db.connect();
  connection.execute(insert(Country{"uk", "United Kingdom"}));
  connection.execute(insert(City{.name = "Bath", .country = "uk"}));
  auto bath = session.scalars(select<City>()).one();
  session.execute(delete_from<Country>().where(col<&Country::code> == "uk"));
  EXPECT_EQ(bath.state(), EntityState::removed);
  session.rollback();
  EXPECT_EQ(bath.state(), EntityState::persistent);
}

TEST_P(SessionFlush, a_row_may_refer_to_itself) {
  auto root = session.add(Folder{"/", "/"});
  session.commit();
  EXPECT_EQ(root->parent, "/");
  session.remove(root);
  session.commit();
  EXPECT_EQ(stored<Folder>().size(), 0u);
}

TEST_P(SessionFlush, an_update_may_refer_to_a_new_row_of_the_same_table) {
  auto leaf = session.add(Folder{"/a/b", std::nullopt});
  session.commit();
  session.add(Folder{"/a", std::nullopt});
  leaf->parent = "/a";
  session.commit();
  EXPECT_EQ(session.get<Folder>("/a/b")->parent, "/a");
}

TEST_P(SessionFlush, a_circle_of_two_tables_is_closed_by_an_update_and_opened_by_another) {
  auto team = session.add(Team{"reds", "ada"});
  auto ada = session.add(Player{"ada", "reds"});
  auto bob = session.add(Player{"bob", "reds"});
  session.commit();
  EXPECT_EQ(team->captain, "ada");
  EXPECT_FALSE(session.modified(team));
  EXPECT_EQ(count("UPDATE"), 1u);
  EXPECT_EQ(stored<Team>().at(0).captain, "ada");
  session.remove(team);
  session.remove(ada);
  session.remove(bob);
  session.commit();
  EXPECT_EQ(stored<Team>().size() + stored<Player>().size(), 0u);
}

TEST_P(SessionFlush, a_failed_flush_gives_back_the_values_that_waited) {
  auto team = session.add(Team{"reds", "ada"});
  session.add(Player{"ada", "reds"});
  session.add(Player{"bob", "nobody"});
  EXPECT_THROW(session.flush(), ForeignKeyViolation);
  EXPECT_EQ(team->captain, "ada");
  EXPECT_EQ(team.state(), EntityState::transient);
}

TEST_P(SessionFlush, a_circle_of_two_rows_of_one_table) {
  auto a = session.add(Folder{"/a", "/b"});
  auto b = session.add(Folder{"/b", "/a"});
  session.commit();
  EXPECT_EQ(count("UPDATE"), 1u);
  session.remove(a);
  session.remove(b);
  session.commit();
  EXPECT_EQ(stored<Folder>().size(), 0u);
}

TEST_P(SessionFlush, a_changed_key_takes_the_objects_that_refer_to_it_along) {
  auto uk = session.add(Country{"uk", "United Kingdom"});
  auto london = session.add(City{.name = "London", .country = "uk"});
  auto paris = session.add(City{.name = "Paris", .country = "uk", .twin = "uk"});
  session.commit();
  uk->code = "gb";
  london->name = "Greater London";
  session.flush();
  EXPECT_EQ(london->country, "gb");
  EXPECT_EQ(paris->twin, "gb");
  EXPECT_FALSE(session.modified(london));
  EXPECT_EQ(session.get<Country>("gb"), uk);
  EXPECT_FALSE(session.get<Country>("uk"));
  session.rollback();
  EXPECT_EQ(uk->code, "uk");
  EXPECT_EQ(london->country, "uk");
  EXPECT_EQ(london->name, "London");
  uk->code = "gb";
  session.commit();
  const auto cities = stored<City>();
  EXPECT_EQ(cities.at(0).country, "gb");
  paris->name = "Lutetia";
  session.commit();
}

TEST_P(SessionFlush, a_deleted_row_takes_along_what_the_database_deletes_with_it) {
  auto uk = session.add(Country{"uk", "United Kingdom"});
  auto fr = session.add(Country{"fr", "France"});
  auto london = session.add(City{.name = "London", .country = "uk"});
  auto paris = session.add(City{.name = "Paris", .country = "fr", .twin = "uk"});
  session.commit();
  session.remove(uk);
  session.flush();
  EXPECT_EQ(london.state(), EntityState::removed);
  EXPECT_FALSE(session.get<City>(london->id));
  EXPECT_EQ(paris->twin, std::nullopt);
  EXPECT_FALSE(session.modified(paris));
  session.rollback();
  EXPECT_EQ(london.state(), EntityState::persistent);
  EXPECT_EQ(paris->twin, "uk");
  session.remove(uk);
  session.commit();
  EXPECT_EQ(london.state(), EntityState::transient);
  EXPECT_EQ(stored<City>().size(), 1u);
}

TEST_P(SessionFlush, a_version_column_counts_the_changes_of_a_row) {
  auto page = session.add(Page{.text = "a"});
  session.commit();
  EXPECT_EQ(page->edition, 1);
  page->text = "b";
  session.commit();
  EXPECT_EQ(page->edition, 2);
  page->text = "b";
  session.commit();
  EXPECT_EQ(page->edition, 2);
  page->edition = 77;
  session.commit();
  EXPECT_EQ(stored<Page>().at(0).edition, 2) << "it is not for the program to set";
  page->text = "c";
  session.flush();
  EXPECT_EQ(page->edition, 3);
  session.rollback();
  EXPECT_EQ(page->edition, 2);
  session.remove(page);
  session.commit();
  EXPECT_EQ(stored<Page>().size(), 0u);
}

TEST_P(SessionFlush, StaleDataError_tells_which_version_was_expected) {
  auto pages = session.add_all(std::vector<Page>{{.text = "a"}, {.text = "b"}, {.text = "c"}});
  session.commit();
  auto other = db.session();
  other.get<Page>(2)->text = "theirs";
  other.commit();
  for (auto& page : pages) page->text += "!";
  try {
    session.commit();
    FAIL();
  } catch (const StaleDataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("<Page 2>: version 1 was expected, its row has version 2"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("<Page 1>")));
  }
  EXPECT_EQ(pages[0]->text, "a");
  EXPECT_EQ(stored<Page>().size(), 3u);
  session.remove(pages[1]);
  try {
    session.commit();
    FAIL();
  } catch (const StaleDataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("<Page 2>: version 1 was expected, its row has version 2"));
  }
  session.refresh(pages[1]);
  pages[1]->text = "mine";
  session.commit();
  EXPECT_EQ(pages[1]->edition, 3);
}

TEST_P(SessionFlush, StaleDataError_tells_which_row_is_gone) {
  auto pages = session.add_all(std::vector<Page>{{.text = "a"}, {.text = "b"}});
  session.commit();
  db.connect().execute(delete_from<Page>().where(col<&Page::id> == 2));
  for (auto& page : pages) page->text += "!";
  try {
    session.commit();
    FAIL();
  } catch (const StaleDataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("<Page 2>: its row is gone"));
  }
}

TEST_P(SessionFlush, merge_refuses_an_object_of_an_older_version) {
  auto page = session.add(Page{.text = "a"});
  session.commit();
  Page form = *page;
  page->text = "b";
  session.commit();
  form.text = "from a form";
  EXPECT_THROW(session.merge(form), StaleDataError);
  form.edition = 2;
  EXPECT_EQ(session.merge(form), page);
  session.commit();
  EXPECT_EQ(stored<Page>().at(0).edition, 3);
}

TEST_P(SessionFlush, changes_tell_columns_and_values) {
  auto watched = db.session({.track_changes = true});
  auto page = watched.add(Page{.text = "a"});
  watched.flush();
  page->text = "b";
  watched.flush();
  {
    auto part = watched.savepoint();
    page->text = "lost";
    watched.flush();
    part.rollback();
  }
  page->text = std::string("b");
  watched.flush();
  watched.remove(page);
  watched.flush();
  std::vector<std::string> told;
  for (const ChangeRecord& change : watched.changes()) told.push_back(change.to_string());
  EXPECT_THAT(told, ElementsAre("inserted <Page 1>", "updated <Page 1>: text 'a' -> 'b', edition 1 -> 2",
                                "deleted <Page 1>"));
  watched.commit();
  EXPECT_THAT(watched.changes(), testing::IsEmpty());
}

BINDERY_EVERY_BACKEND(SessionFlush);

}  // namespace
}  // namespace bindery
