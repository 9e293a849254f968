// Statements that are put together at run time, over models and over run-time tables, on every database.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using Names = std::vector<std::string>;
using Ids = std::vector<std::int64_t>;

class RunTimeStatements : public LibraryTest {
 protected:
  const Table& authors_ = table_of<Author>();
  const Table& books_ = table_of<Book>();
};
BINDERY_EVERY_BACKEND(RunTimeStatements);

struct Shown {
  std::string name;
  std::optional<std::int64_t> books;
};

TEST_P(RunTimeStatements, ColumnsAreAddedOneByOne) {
  auto query = select(col<&Book::title>).where(col<&Book::id> == 1).dynamic().untyped();
  std::vector<AnyExpression> more{col<&Book::pages>, (col<&Book::pages> * 2).as<"twice">(),
                                  column_of(books_, "price")};
  for (const AnyExpression& each : more) query.add_column(each);
  const auto row = db().execute(query).one();
  EXPECT_EQ(row.columns(), (Names{"title", "pages", "twice", "price"}));
  EXPECT_EQ(row.get<std::int32_t>("twice"), 200);
}

TEST_P(RunTimeStatements, GroupsAreAddedInALoop) {
  auto query = select({count().as<"books">()});
  query.select_from(books_);
  for (const std::string_view name : {"author_id", "lent"}) {
    query.add_column(column_of(books_, name)).group_by(column_of(books_, name));
    query.order_by(column_of(books_, name).ascending());
  }
  Names lines;
  for (const DynamicRow& row : db().execute(query)) {
    lines.push_back(std::to_string(row.get<std::int64_t>("author_id")) +
                    (row.get<bool>("lent") ? " lent " : " ") +
                    std::to_string(row.get<std::int64_t>("books")));
  }
  EXPECT_THAT(lines, ElementsAre("1 1", "1 lent 1", "2 2", "2 lent 1"));
  query.having(count() > 1);
  EXPECT_EQ(db().execute(query).one().get<std::int64_t>("books"), 2);
}

TEST_P(RunTimeStatements, AggregatesOfRunTimeTables) {
  const auto price = column_of(books_, "price"), pages = column_of(books_, "pages");
  const auto row =
      db().execute(select({count(pages).as("n"), count_distinct(column_of(books_, "author_id")).as("d"),
                           sum(price).as("worth"), min(pages).as("least"), max(price).as("dearest"),
                           avg(pages).as("mean"), (sum(pages) + 1).as("more")}))
          .one();
  EXPECT_EQ(row.get<std::int64_t>("n"), 5);
  EXPECT_EQ(row.get<std::int64_t>("d"), 2);
  EXPECT_EQ(row.get<Decimal>("worth"), Decimal("116.80"));
  EXPECT_EQ(row.get<std::int32_t>("least"), 7);
  EXPECT_EQ(row.get<Decimal>("dearest"), Decimal("100.25"));
  EXPECT_NEAR(row.get<double>("mean"), 131.6, 0.0001);
  EXPECT_EQ(row.get<std::int64_t>("more"), 659);
}

TEST_P(RunTimeStatements, GroupsOfRunTimeTablesHaveConditions) {
  const auto owner = column_of(books_, "author_id");
  auto query = select({owner, sum(column_of(books_, "price")).as("worth")});
  query.group_by(owner).having(sum(column_of(books_, "price")) > Decimal("50")).order_by(desc(owner));
  EXPECT_EQ(db().execute(query).one().get<std::int64_t>("author_id"), 2);
  auto by_rest = select({column_of(books_, "pages") % 100, count().as<"n">()});
  by_rest.group_by(column_of(books_, "pages") % 100).order_by(asc(column_of(books_, "pages") % 100));
  EXPECT_EQ(db().execute(by_rest).all().size(), 4u);
}

TEST_P(RunTimeStatements, ARunTimeTableIsJoinedUnderAnotherName) {
  const auto mentor = alias_of(authors_, "mentor");
  auto query = select({column_of(authors_, "name"), column_of(mentor, "name").as("mentor")});
  query.join(mentor, column_of(mentor, "id") == column_of(authors_, "mentor_id"))
      .order_by(column_of(authors_, "id").descending());
  const auto rows = db().execute(query).all();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[1].get<std::string>("name"), "Bob");
  EXPECT_EQ(rows[1].get<std::string>("mentor"), "Ada");
  EXPECT_EQ(db().execute(select(mentor).where(column_of(mentor, "name") == "Ada")).one().size(), 3u);
}

TEST_P(RunTimeStatements, QueriesAreValuesInsideOthers) {
  const auto dearest = select({max(column_of(books_, "price"))});
  EXPECT_EQ(db().execute(select(books_).where(column_of(books_, "price") == scalar(dearest)))
                .one()
                .get<std::string>("title"),
            "Gamma_50%");
  auto thick = select(col<&Book::author_id>).dynamic();
  thick.where(col<&Book::pages> > 250);
  EXPECT_EQ(db().scalars(select(col<&Author::name>).where(in(col<&Author::id>, thick))).all(), Names{"Bob"});
  EXPECT_EQ(db().execute(select(authors_).where(not_in(column_of(authors_, "id"), thick))).all().size(), 2u);
  auto of_author = select(col<&Book::id>).dynamic();
  of_author.where(col<&Book::author_id> == col<&Author::id>);
  EXPECT_EQ(db().scalars(select(col<&Author::name>).where(not_exists(of_author))).all(), Names{"Çelik"});
  auto pages = select(max(col<&Book::pages>)).dynamic();
  pages.where(col<&Book::author_id> == col<&Author::id>);
  auto longest = select(col<&Author::name>).order_by(col<&Author::id>).dynamic().untyped();
  longest.add_column(scalar(pages).as("pages"));
  EXPECT_EQ(db().execute(longest).all().at(1).get<std::int32_t>("pages"), 300);
  EXPECT_EQ(db().scalars(select(col<&Book::id>).where(col<&Book::pages> == scalar(dearest) + Decimal("0.75")))
                .all(),
            Ids{});
  EXPECT_EQ(books(col<&Book::pages> < scalar(select({min(column_of(books_, "pages")) + 1}))), Ids{4});
}

TEST_P(RunTimeStatements, RowsBecomeStructsByName) {
  auto query = select(col<&Author::name>, count(col<&Book::id>).as<"books">()).left_join<Book>().dynamic();
  query.group_by(col<&Author::id>, col<&Author::name>).order_by(asc(col<&Author::id>));
  const auto rows = db().execute(query.into<Shown>()).all();
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_EQ(rows[2].name, "Çelik");
  EXPECT_EQ(rows[2].books, 0);
  try {
    db().execute(select(col<&Author::name>).dynamic().into<Shown>()).all();
    ADD_FAILURE() << "no error";
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("books"));
  }
}

TEST_P(RunTimeStatements, RowsOfSetOperationsBecomeStructs) {
  const auto named = select(col<&Author::name>, col<&Author::mentor_id>.as<"books">());
  const auto titled = select(col<&Book::title>, col<&Book::author_id>).where(col<&Book::id> == 1);
  const auto rows = db().execute(union_all(named, titled).order_by(label<"name">).into<Shown>()).all();
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[0].books, std::nullopt);
  EXPECT_EQ(rows[1].name, "Alpha");
  EXPECT_EQ(db().execute(union_of(named, titled).into_in_order<Shown>()).all().size(), 4u);
  EXPECT_EQ(db().execute(union_of(named, titled).dynamic().into<Shown>()).all().size(), 4u);
}

TEST_P(RunTimeStatements, ChangesOfRunTimeTablesGiveRowsBack) {
  const auto inserted =
      db().execute(insert(authors_).values({{"name", "Dora"}, {"mentor_id", 1}}).returning({"id", "name"}))
          .one();
  EXPECT_EQ(inserted.get<std::string>("name"), "Dora");
  const auto change =
      update(authors_).set({{"name", "Dorothy"}}).where(column_of(authors_, "name") == "Dora");
  if (GetParam() == Backend::mariadb) {
    EXPECT_THROW(db().execute(update(authors_).set({{"name", "x"}}).all_rows().returning()),
                 ProgrammingError);
    db().execute(change);
  } else {
    EXPECT_EQ(db().execute(update(authors_)
                               .set({{"name", "Dorothy"}})
                               .where(column_of(authors_, "name") == "Dora")
                               .returning({"name"}))
                  .one()
                  .get<std::string>("name"),
              "Dorothy");
  }
  const auto mentor = alias_of(authors_, "mentor");
  EXPECT_EQ(db().execute(delete_from(authors_).using_(mentor).where(
                             column_of(mentor, "id") == column_of(authors_, "mentor_id") &&
                             column_of(mentor, "name") == "Ada" && column_of(authors_, "name") == "Dorothy"))
                .affected_rows(),
            1);
}

}  // namespace
}  // namespace bindery::test
