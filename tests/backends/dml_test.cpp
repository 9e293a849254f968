// INSERT, UPDATE, DELETE and upsert on every database.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Ids = std::vector<std::int64_t>;

class Changes : public LibraryTest {
 protected:
  std::vector<std::string> authors() {
    return db().scalars(select(col<&Author::name>).order_by(col<&Author::id>)).all();
  }
};
BINDERY_EVERY_BACKEND(Changes);

TEST_P(Changes, InsertOneAndMany) {
  EXPECT_EQ(db().execute(insert(Author{10, "Dan", {}})).affected_rows(), 1);
  EXPECT_EQ(db().execute(insert(std::vector<Author>{{11, "Eve", 1}, {12, "Fay", {}}})).affected_rows(), 2);
  EXPECT_THAT(authors(), ElementsAre("Ada", "Bob", "Çelik", "Dan", "Eve", "Fay"));
}

TEST_P(Changes, InsertGivesRowsBack) {
  const Country italy = db().execute(insert(Country{"IT", "Italy", 3}).returning()).one();
  EXPECT_EQ(italy.name, "Italy");
  const auto ids =
      db().scalars(insert(std::vector<Visit>{{7, {}}, {8, {}}}).returning(col<&Visit::id>)).all();
  EXPECT_THAT(ids, testing::UnorderedElementsAre(7, 8));
}

TEST_P(Changes, TheDatabaseFillsInDefaults) {
  const auto before =
      std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
  const Visit visit = db().execute(insert(Visit{}).returning()).one();
  EXPECT_GT(visit.id, 0);
  EXPECT_LT(std::chrono::abs(visit.at - before), 1min);
}

TEST_P(Changes, InsertFromAQuery) {
  EXPECT_EQ(
      db().execute(insert_into<Author>(col<&Author::name>, col<&Author::mentor_id>)
                       .from(select(col<&Book::title>, col<&Book::author_id>).where(col<&Book::id> == 0)))
          .affected_rows(),
      0);
  db().execute(insert_into<Review>(col<&Review::body>, col<&Review::writer_id>, col<&Review::reader_id>)
                   .from(select(col<&Book::title>, col<&Book::author_id>, literal(std::int64_t{3}))
                             .where(col<&Book::pages> > 100)));
  EXPECT_THAT(db().scalars(select(col<&Review::body>).order_by(col<&Review::body>)).all(),
              ElementsAre("Gamma_50%", "beta"));
}

TEST_P(Changes, UpsertUpdatesTheRowThatIsThere) {
  const Author taught{2, "Bob", 3};
  if (backend() == Backend::mariadb) {
    EXPECT_THROW(
        db().execute(insert(taught).on_conflict(col<&Author::id>).do_update(col<&Author::mentor_id>)),
        ProgrammingError);
  }
  db().execute(
      insert(Author{0, "Bob", 3}).on_conflict(col<&Author::name>).do_update(col<&Author::mentor_id>));
  EXPECT_EQ(db().scalar(select(col<&Author::mentor_id>).where(col<&Author::name> == "Bob")), 3);
  db().execute(insert(Author{0, "Bob", 1}).on_conflict(col<&Author::name>).do_nothing());
  EXPECT_EQ(db().scalar(select(col<&Author::mentor_id>).where(col<&Author::name> == "Bob")), 3);
  EXPECT_THAT(authors(), ElementsAre("Ada", "Bob", "Çelik"));
}

TEST_P(Changes, UpsertInsertsARowThatIsNotThere) {
  db().execute(
      insert(Author{0, "Gus", 1}).on_conflict(col<&Author::name>).do_update(col<&Author::mentor_id>));
  EXPECT_EQ(authors().size(), 4u);
}

TEST_P(Changes, UpsertFromAQueryWithoutACondition) {
  db().execute(insert_into<Author>(col<&Author::name>)
                   .from(select(col<&Book::title>))
                   .on_conflict(col<&Author::name>)
                   .do_nothing());
  db().execute(insert_into<Author>(col<&Author::name>)
                   .from(select(col<&Book::title>))
                   .on_conflict(col<&Author::name>)
                   .do_nothing());
  EXPECT_EQ(authors().size(), 8u);
}

TEST_P(Changes, UpsertDoesNotHideOtherErrors) {
  EXPECT_THROW(db().execute(insert(Author{0, "Hal", 99}).on_conflict(col<&Author::name>).do_nothing()),
               ForeignKeyViolation);
}

TEST_P(Changes, UpdateSetsExpressions) {
  const auto changed = db().execute(
      update<Book>()
          .set(col<&Book::pages> = col<&Book::pages> * 2 + 1, col<&Book::price> = col<&Book::price> * 2,
               col<&Book::subtitle> = std::nullopt, col<&Book::title> = concat(col<&Book::title>, "!"))
          .where(col<&Book::id> == 1));
  EXPECT_EQ(changed.affected_rows(), 1);
  const Book book = db().execute(select<Book>().where(col<&Book::id> == 1)).one();
  EXPECT_EQ(book.pages, 201);
  EXPECT_EQ(book.price, Decimal("19.00"));
  EXPECT_EQ(book.subtitle, std::nullopt);
  EXPECT_EQ(book.title, "Alpha!");
}

TEST_P(Changes, AnUpdateCountsTheRowsThatItMatched) {
  EXPECT_EQ(db().execute(update<Book>().set(col<&Book::lent> = true).where(col<&Book::lent>)).affected_rows(),
            2);
  EXPECT_EQ(
      db().execute(update<Book>().set(col<&Book::lent> = true).where(col<&Book::id> == 99)).affected_rows(),
      0);
}

TEST_P(Changes, UpdateByASubqueryAndByConditionsMadeAtRunTime) {
  Condition condition = col<&Book::pages> > 0;
  condition = condition && Condition(in(col<&Book::author_id>,
                                        select(col<&Author::id>).where(col<&Author::name> == "Bob")));
  EXPECT_EQ(
      db().execute(update<Book>().set(col<&Book::genre> = Genre::essay).where(condition)).affected_rows(), 3);
  EXPECT_EQ(books(col<&Book::genre> == Genre::essay), (Ids{2, 3, 4, 5}));
}

TEST_P(Changes, UpdateGivesRowsBackWhereTheDatabaseCan) {
  const auto statement =
      update<Author>().set(col<&Author::name> = "Zed").where(col<&Author::id> == 3).returning();
  if (backend() == Backend::mariadb) {
    try {
      db().execute(statement);
      FAIL();
    } catch (const ProgrammingError& error) {
      EXPECT_THAT(error.what(), HasSubstr("MariaDB cannot return rows from UPDATE"));
    }
    EXPECT_EQ(authors().back(), "Çelik");
    return;
  }
  EXPECT_EQ(db().execute(statement).one().name, "Zed");
}

TEST_P(Changes, Delete) {
  EXPECT_EQ(db().execute(delete_from<Book>().where(col<&Book::pages> < 100)).affected_rows(), 2);
  const auto gone = db().execute(delete_from<Author>()
                                     .where(col<&Author::id> == 3)
                                     .returning(col<&Author::id>, col<&Author::name>))
                        .one();
  EXPECT_EQ(gone, std::tuple(3, "Çelik"));
  EXPECT_EQ(db().execute(delete_from<Book>().all_rows()).affected_rows(), 3);
}

TEST_P(Changes, WithoutAConditionNothingIsSent) {
  database().clear_recorded_queries();
  EXPECT_THROW(db().execute(delete_from<Book>()), ProgrammingError);
  EXPECT_THROW(db().execute(update<Book>().set(col<&Book::pages> = 0)), ProgrammingError);
  EXPECT_TRUE(database().recorded_queries().empty());
}

TEST_P(Changes, ViolationsHaveTheirClass) {
  EXPECT_THROW(db().execute(insert(Author{0, "Ada", {}})), UniqueViolation);
  EXPECT_THROW(db().execute(insert(Author{0, "New", 77})), ForeignKeyViolation);
  EXPECT_THROW(db().execute(delete_from<Author>().where(col<&Author::id> == 1)), ForeignKeyViolation);
  EXPECT_THROW(db().execute(insert(table_of<Author>()).values({{"name", nullptr}})), NotNullViolation);
}

TEST_P(Changes, UntypedRows) {
  const Table& authors_table = table_of<Author>();
  EXPECT_EQ(db().execute(insert(authors_table)
                             .values({{"name", "Ida"}, {"mentor_id", 1}})
                             .values({{"name", "Jon"}, {"mentor_id", nullptr}}))
                .affected_rows(),
            2);
  EXPECT_EQ(db().execute(update(authors_table)
                             .set({{"mentor_id", 2}})
                             .where(column_of(authors_table, "mentor_id") == nullptr))
                .affected_rows(),
            2);
  db().execute(insert(authors_table)
                   .values({{"name", "Jon"}, {"mentor_id", 3}})
                   .on_conflict({"name"})
                   .do_update({"mentor_id"}));
  EXPECT_EQ(db().scalar(select(col<&Author::mentor_id>).where(col<&Author::name> == "Jon")), 3);
  EXPECT_EQ(
      db().execute(delete_from(authors_table).where(column_of(authors_table, "name").in({"Ida", "Jon"})))
          .affected_rows(),
      2);
}

}  // namespace
}  // namespace bindery::test
