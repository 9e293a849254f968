// UPDATE and DELETE that read other tables, and the upsert's words, on every database.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using Ids = std::vector<std::int64_t>;

class ChangesBesideOthers : public LibraryTest {
 protected:
  bool is(Backend wanted) const { return backend() == wanted; }
};
BINDERY_EVERY_BACKEND(ChangesBesideOthers);

TEST_P(ChangesBesideOthers, AnUpdateReadsAJoinedTable) {
  const auto changed = db().execute(
      update<Book>()
          .join<Author>()
          .set(col<&Book::title> = concat(col<&Author::name>, "'s"), col<&Book::subtitle> = col<&Book::title>)
          .where(col<&Author::name> == "Bob" && col<&Book::pages> > 0));
  EXPECT_EQ(changed.affected_rows(), 3);
  const auto rows =
      db().execute(select(col<&Book::title>, col<&Book::subtitle>).where(col<&Book::author_id> == 2));
  for (const auto& [title, subtitle] : rows) {
    EXPECT_EQ(title, "Bob's");
    EXPECT_NE(subtitle, "Bob's");  // the title as it was before, on every database
  }
}

TEST_P(ChangesBesideOthers, ARowThatSeveralMatchIsChangedOnce) {
  const auto changed = db().execute(update<Author>()
                                        .from<Book>()
                                        .set(col<&Author::name> = concat(col<&Author::name>, "!"))
                                        .where(col<&Book::author_id> == col<&Author::id>)
                                        .where(col<&Author::name> == "Bob"));
  EXPECT_EQ(changed.affected_rows(), 1);
  EXPECT_EQ(db().scalar(select(col<&Author::name>).where(col<&Author::id> == 2)), "Bob!");
}

TEST_P(ChangesBesideOthers, AnUpdateThroughAnAliasOfItsOwnTable) {
  constexpr auto mentor = alias<Author, "mentor">;
  db().execute(update<Author>().set(col<&Author::mentor_id> = 1).where(col<&Author::id> == 2));
  EXPECT_EQ(db().execute(update<Author>()
                             .join(mentor, mentor.col<&Author::id> == col<&Author::mentor_id>)
                             .set(col<&Author::name> = concat(mentor.col<&Author::name>, "'s pupil"))
                             .where(col<&Author::id> == 2))
                .affected_rows(),
            1);
  EXPECT_EQ(db().scalar(select(col<&Author::name>).where(col<&Author::id> == 2)), "Ada's pupil");
}

TEST_P(ChangesBesideOthers, AssignmentsSeeTheRowAsItWas) {
  db().execute(update<Book>()
                   .set(col<&Book::title> = concat(col<&Book::title>, "++"),
                        col<&Book::pages> = length(col<&Book::title>))
                   .where(col<&Book::id> == 1));
  EXPECT_EQ(db().scalar(select(col<&Book::pages>).where(col<&Book::id> == 1)), 5);
}

TEST_P(ChangesBesideOthers, ADeleteReadsAJoinedTable) {
  EXPECT_EQ(
      db().execute(delete_from<Book>().join<Author>().where(col<&Author::name> == "Bob")).affected_rows(), 3);
  EXPECT_TRUE(books(col<&Book::author_id> == 2).empty());
}

TEST_P(ChangesBesideOthers, ADeleteGivesRowsBack) {
  const auto gone = db().scalars(delete_from<Book>()
                                     .using_<Author>()
                                     .where(col<&Author::id> == col<&Book::author_id>)
                                     .where(col<&Author::name> == "Bob")
                                     .returning(col<&Book::id>))
                        .all();
  EXPECT_EQ(gone.size(), 3u);
  EXPECT_TRUE(books(col<&Book::author_id> == 2).empty());
}

TEST_P(ChangesBesideOthers, AnUpdateGivesRowsBackWhereTheDatabaseCan) {
  const auto statement = update<Book>()
                             .join<Author>()
                             .set(col<&Book::pages> = 1)
                             .where(col<&Author::name> == "Bob")
                             .returning(col<&Book::id>);
  if (is(Backend::mariadb)) {
    EXPECT_THROW(db().execute(statement), ProgrammingError);
  } else {
    EXPECT_EQ(db().execute(statement).size(), 3u);
  }
}

TEST_P(ChangesBesideOthers, RunTimeTables) {
  const Table& book = table_of<Book>();
  const Table& author = table_of<Author>();
  EXPECT_EQ(
      db().execute(update(book).join(author).set({{"pages", 7}}).where(column_of(author, "name") == "Bob"))
          .affected_rows(),
      3);
  auto gone = db().execute(
      delete_from(book).join(author).where(column_of(author, "name") == "Bob").returning({"pages"}));
  ASSERT_EQ(gone.size(), 3u);
  EXPECT_EQ(gone[0].get<std::int32_t>("pages"), 7);
  const auto added =
      db().execute(insert(author).values({{"name", "Ida"}}).values({{"name", "Jon"}}).returning({"name"}))
          .all();
  EXPECT_EQ(added.size(), 2u);
  EXPECT_EQ(added[0].get<std::string>("name"), "Ida");
}

TEST_P(ChangesBesideOthers, AnUpsertComputesFromBothRows) {
  const auto add = [&](std::int32_t visits) {
    Country country{"IT", "Italy", visits};
    auto statement = insert(country);
    if (is(Backend::postgresql))
      statement.on_conflict(col<&Country::code>);
    else
      statement.on_conflict();
    db().execute(
        statement.do_update(col<&Country::visits> = col<&Country::visits> + excluded<&Country::visits>,
                            col<&Country::name> = cast<std::string>(col<&Country::visits>)));
  };
  add(5);
  add(7);
  const Country italy = db().execute(select<Country>()).one();
  EXPECT_EQ(italy.visits, 12);
  EXPECT_EQ(italy.name, "5");
}

TEST_P(ChangesBesideOthers, AnUpsertUnderACondition) {
  const auto upsert = [&](std::int32_t pages) {
    db().execute(insert(std::vector<Shelf>{{1, 1, "new"}, {1, 2, "new"}})
                     .on_conflict(col<&Shelf::room>, col<&Shelf::number>)
                     .do_update(col<&Shelf::label> = concat(excluded<&Shelf::label>, "er"))
                     .do_update_where(col<&Shelf::label> == "old" && col<&Shelf::number> < pages));
  };
  db().execute(insert(std::vector<Shelf>{{1, 1, "old"}, {1, 2, "kept"}}));
  upsert(1);
  EXPECT_THAT(db().scalars(select(col<&Shelf::label>).order_by(col<&Shelf::number>)).all(),
              ElementsAre("old", "kept"));
  upsert(9);
  EXPECT_THAT(db().scalars(select(col<&Shelf::label>).order_by(col<&Shelf::number>)).all(),
              ElementsAre("newer", "kept"));
}

TEST_P(ChangesBesideOthers, AnUpsertCountsRows) {
  const auto upsert = [&](std::int64_t mentor) {
    return db()
        .execute(insert(std::vector<Author>{{0, "Ada", mentor}, {0, "New", mentor}})
                     .on_conflict(col<&Author::name>)
                     .do_update(col<&Author::mentor_id>))
        .affected_rows();
  };
  EXPECT_EQ(upsert(2), 2);
  EXPECT_EQ(upsert(3), 2);
  EXPECT_EQ(upsert(3), 2);
}

TEST_P(ChangesBesideOthers, AnUpsertOnAPartialIndex) {
  if (is(Backend::mariadb)) return;
  db().run_script("create unique index one_open on book (title) where lent = FALSE and pages > 5");
  Book book{.title = "Once", .author_id = 1, .pages = 9};
  const auto statement = insert(book)
                             .on_conflict(col<&Book::title>)
                             .on_conflict_where(col<&Book::lent> == false && col<&Book::pages> > 5)
                             .do_nothing();
  EXPECT_EQ(db().execute(statement).affected_rows(), 1);
  EXPECT_EQ(db().execute(statement).affected_rows(), 0);
}

TEST_P(ChangesBesideOthers, ConflictsOnAnyKey) {
  const auto statement = [](Country country) { return insert(country).on_conflict().do_nothing(); };
  db().execute(statement({"IT", "Italy", 1}));
  db().execute(statement({"IT", "Italia", 1}));
  db().execute(statement({"XX", "Italy", 1}));
  EXPECT_THAT(db().scalars(select(col<&Country::code>)).all(), ElementsAre("IT"));
}

TEST_P(ChangesBesideOthers, DefaultsOnly) {
  EXPECT_GT(db().scalar(insert_defaults<Visit>().returning(col<&Visit::id>)), 0);
  EXPECT_EQ(db().execute(insert_defaults(table_of<Visit>())).affected_rows(), 1);
}

}  // namespace
}  // namespace bindery::test
