// Filters of models, on every database: whatever a session does meets only the rows that they let through.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using Ids = std::vector<std::int64_t>;

class Filters : public LibraryTest {
 protected:
  Session session() {
    Session made = database().session();
    made.filter<Book>(col<&Book::lent> == false && col<&Book::pages> > 50);
    return made;  // lets books 1 and 3 through
  }
};
BINDERY_EVERY_BACKEND(Filters);

TEST_P(Filters, SelectsAndCounts) {
  Session s = session();
  EXPECT_EQ(s.scalars(select(col<&Book::id>).order_by(col<&Book::id>)).all(), (Ids{1, 3}));
  EXPECT_EQ(s.scalars(select(col<&Book::id>).where(col<&Book::id> < 3 || col<&Book::id> == 4)).all(),
            (Ids{1}));
  EXPECT_EQ(s.scalar(select(count(col<&Book::id>)).having(count() > 0)), 2);
  EXPECT_EQ(s.scalars(select(col<&Author::name>).order_by(col<&Author::id>)).all().size(), 3u);
}

TEST_P(Filters, TheWayRound) {
  Session s = session();
  EXPECT_EQ(s.scalar(select(count(col<&Book::id>)), {.unfiltered = {unfiltered<Book>}}), 5);
  EXPECT_EQ(s.scalar(select(count(col<&Book::id>)), {.unfiltered = {unfiltered_all}}), 5);
  EXPECT_EQ(s.scalar(select(count(col<&Book::id>)), {.unfiltered = {unfiltered<Author>}}), 2);
}

TEST_P(Filters, JoinsKeepRowsWithoutAPartner) {
  Session s = session();
  const auto counted = s.execute(select(col<&Author::name>, count(col<&Book::id>))
                                     .left_join<Book>()
                                     .where(col<&Author::id> > 0)
                                     .group_by(col<&Author::name>)
                                     .order_by(col<&Author::name>))
                           .all();
  EXPECT_THAT(counted, ElementsAre(std::tuple("Ada", 1), std::tuple("Bob", 1), std::tuple("Çelik", 0)));
  const auto by_condition =
      s.execute(select(col<&Author::name>, count(col<&Book::id>))
                    .left_join<Book>(col<&Book::author_id> == col<&Author::id> && col<&Book::pages> < 300)
                    .group_by(col<&Author::name>)
                    .order_by(col<&Author::name>))
          .all();
  EXPECT_THAT(by_condition, ElementsAre(std::tuple("Ada", 1), std::tuple("Bob", 0), std::tuple("Çelik", 0)));
  EXPECT_EQ(s.scalars(select(col<&Author::id>).join<Book>().order_by(col<&Author::id>)).all(), (Ids{1, 2}));
}

TEST_P(Filters, RightJoins) {
  Session s = session();
  // Author 3 has no books, and those that are filtered do not count as partners.
  const auto rows = s.execute(select(col<&Book::id>, col<&Author::id>)
                                  .right_join<Author>(col<&Book::author_id> == col<&Author::id>)
                                  .order_by(col<&Author::id>))
                        .all();
  EXPECT_THAT(rows, ElementsAre(std::tuple(std::optional<std::int64_t>(1), 1),
                                std::tuple(std::optional<std::int64_t>(3), 2), std::tuple(std::nullopt, 3)));
}

TEST_P(Filters, AFullJoinIsRefused) {
  Session s = session();
  EXPECT_THROW(s.execute(select(col<&Book::id>, col<&Author::id>)
                             .full_join<Author>(col<&Book::author_id> == col<&Author::id>)),
               ProgrammingError);
}

TEST_P(Filters, SubqueriesAndAliases) {
  Session s = session();
  constexpr auto other = alias<Book, "other">;
  EXPECT_EQ(
      s.scalars(select(col<&Author::id>)
                    .where(in(col<&Author::id>, select(col<&Book::author_id>).where(col<&Book::id> != 1))))
          .all(),
      (Ids{2}));
  EXPECT_EQ(s.scalar(select(count(col<&Book::id>)).join(other, other.col<&Book::id> != col<&Book::id>)), 2);
}

TEST_P(Filters, UpdatesAndDeletes) {
  Session s = session();
  EXPECT_EQ(s.execute(update<Book>().set(col<&Book::title> = "seen").all_rows()).affected_rows(), 2);
  EXPECT_EQ(s.execute(update<Author>()
                          .join<Book>()
                          .set(col<&Author::name> = col<&Book::title>)
                          .where(col<&Author::id> == 2))
                .affected_rows(),
            1);
  EXPECT_EQ(s.scalar(select(col<&Author::name>).where(col<&Author::id> == 2)), "seen");
  EXPECT_EQ(s.execute(delete_from<Book>().where(col<&Book::id> < 3)).affected_rows(), 1);
  s.commit();
  EXPECT_EQ(books(col<&Book::id> > 0), (Ids{2, 3, 4, 5}));
}

TEST_P(Filters, ObjectsByTheirKey) {
  Session s = session();
  EXPECT_TRUE(s.get<Book>(1));
  EXPECT_FALSE(s.get<Book>(2));
  EXPECT_TRUE(s.get_on<Book>({.unfiltered = {unfiltered<Book>}}, 2));
  EXPECT_TRUE(s.get<Book>(2));  // held by the session now
}

TEST_P(Filters, SeveralFiltersAndThoseOfTheDatabase) {
  database().filter<Book>(col<&Book::pages> > 100);
  database().filter<Author>(exists(select(col<&Book::id>).where(col<&Book::author_id> == col<&Author::id>)));
  Session s = database().session();
  EXPECT_EQ(s.scalars(select(col<&Author::id>).order_by(col<&Author::id>)).all(), (Ids{1, 2}));
  s.filter<Book>(col<&Book::lent> == false);
  EXPECT_EQ(s.scalars(select(col<&Book::id>)).all(), (Ids{3}));
  EXPECT_EQ(database().session().scalars(select(col<&Book::id>).order_by(col<&Book::id>)).all(), (Ids{2, 3}));
}

TEST_P(Filters, RunTimeTables) {
  Session s = database().session();
  const Table& table = table_of<Book>();
  s.filter(table, column_of(table, "pages") > 200);
  EXPECT_EQ(s.execute(select(table)).size(), 2u);
  EXPECT_EQ(s.execute(select<Book>()).size(), 2u);
}

TEST_P(Filters, AFilterSpeaksOfItsOwnTable) {
  Session s = database().session();
  EXPECT_THROW(s.filter<Book>(col<&Author::id> == 1), ProgrammingError);
}

}  // namespace
}  // namespace bindery::test
