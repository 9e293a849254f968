// SELECT on every database: the same statement gives the same rows.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Ids = std::vector<std::int64_t>;

class Query : public LibraryTest {};
BINDERY_EVERY_BACKEND(Query);

TEST_P(Query, ModelsComeBackWhole) {
  const auto book = db().execute(select<Book>().where(col<&Book::id> == 1)).one();
  EXPECT_EQ(book.title, "Alpha");
  EXPECT_EQ(book.price, Decimal("9.50"));
  EXPECT_EQ(book.rating, 4.5);
  EXPECT_EQ(book.subtitle, "first");
  EXPECT_EQ(book.genre, Genre::novel);
  EXPECT_EQ(book.published, 2001y / 1 / 31);
}

TEST_P(Query, ColumnsComeAsTuples) {
  std::vector<std::string> lines;
  for (const auto& [title, pages] : db().execute(select(col<&Book::title>, col<&Book::pages>)
                                                     .where(col<&Book::author_id> == 1)
                                                     .order_by(col<&Book::id>))) {
    lines.push_back(title + " " + std::to_string(pages));
  }
  EXPECT_THAT(lines, ElementsAre("Alpha 100", "beta 201"));
}

TEST_P(Query, ConditionsOfEveryKind) {
  EXPECT_EQ(books(col<&Book::pages> >= 100 && col<&Book::pages> < 300), (Ids{1, 2}));
  EXPECT_EQ(books(col<&Book::pages> == 7 || col<&Book::title> == "Alpha"), (Ids{1, 4}));
  EXPECT_EQ(books(!(col<&Book::pages> == 7 || col<&Book::title> == "Alpha")), (Ids{2, 3, 5}));
  EXPECT_EQ(books(between(col<&Book::pages>, 50, 201)), (Ids{1, 2, 5}));
  EXPECT_EQ(books((col<&Book::pages> > 100) == (col<&Book::author_id> == 2)), (Ids{1, 3}));
}

TEST_P(Query, BooleansAreConditions) {
  EXPECT_EQ(books(col<&Book::lent>), (Ids{2, 4}));
  EXPECT_EQ(books(!col<&Book::lent>), (Ids{1, 3, 5}));
  EXPECT_EQ(books(col<&Book::lent> == true && col<&Book::pages> > 100), (Ids{2}));
  EXPECT_EQ(of_book(1, col<&Book::pages> > 50), true);
  EXPECT_EQ(of_book(1, !(col<&Book::pages> > 50)), false);
}

TEST_P(Query, NullIsNeitherEqualNorUnequal) {
  EXPECT_EQ(books(col<&Book::rating> == std::nullopt), (Ids{2, 5}));
  EXPECT_EQ(books(col<&Book::rating> != std::nullopt), (Ids{1, 3, 4}));
  EXPECT_EQ(books(col<&Book::rating> != 4.5), (Ids{3, 4}));
  EXPECT_EQ(books(!(col<&Book::rating> == 4.5)), (Ids{3, 4}));
  EXPECT_EQ(of_book(2, col<&Book::rating> > 1.0), std::nullopt);
}

TEST_P(Query, AnEmptyTextIsNotNull) {
  EXPECT_EQ(books(col<&Book::subtitle> == ""), (Ids{5}));
  EXPECT_EQ(books(col<&Book::subtitle> == std::nullopt), (Ids{2, 4}));
}

TEST_P(Query, TextComparesByItsCharactersCaseAndSpacesIncluded) {
  EXPECT_EQ(books(col<&Book::title> == "alpha"), Ids{});
  EXPECT_EQ(books(col<&Book::title> == "Alpha "), Ids{});
  EXPECT_EQ(books(col<&Book::subtitle> == "uber"), Ids{});
  EXPECT_EQ(books(col<&Book::title> == "Épsilon 🌍"), (Ids{5}));
}

TEST_P(Query, Lists) {
  EXPECT_EQ(books(in(col<&Book::id>, {5, 1, 99})), (Ids{1, 5}));
  EXPECT_EQ(books(not_in(col<&Book::title>, std::vector<std::string>{"Alpha", "delta"})), (Ids{2, 3, 5}));
  EXPECT_EQ(books(in(col<&Book::id>, Ids{})), Ids{});
  EXPECT_EQ(books(not_in(col<&Book::id>, Ids{})), (Ids{1, 2, 3, 4, 5}));
  EXPECT_EQ(books(in(col<&Book::pages>, {5'000'000'000, std::int64_t{7}})), (Ids{4}));
  EXPECT_EQ(books(in(col<&Book::genre>, {Genre::essay, Genre::poetry})), (Ids{2, 3}));
  EXPECT_EQ(books(in(col<&Book::price>, std::vector<Decimal>{Decimal("9.5"), Decimal("10")})), (Ids{1, 2}));
}

TEST_P(Query, PatternsTellCaseAndTakeEscapes) {
  EXPECT_EQ(books(like(col<&Book::title>, "%a")), (Ids{1, 2, 4}));
  EXPECT_EQ(books(like(col<&Book::title>, "A%")), (Ids{1}));
  EXPECT_EQ(books(like(col<&Book::title>, "a%")), Ids{});
  EXPECT_EQ(books(like(col<&Book::title>, "_eta")), (Ids{2}));
  EXPECT_EQ(books(like(col<&Book::title>, "_psilon _")), (Ids{5}));
  EXPECT_EQ(books(like(col<&Book::title>, "%\\_50\\%")), (Ids{3}));
  EXPECT_EQ(books(not_like(col<&Book::title>, "%a%")), (Ids{5}));
  EXPECT_EQ(books(contains(col<&Book::title>, "0%")), (Ids{3}));
  EXPECT_EQ(books(starts_with(col<&Book::title>, "Gamma_")), (Ids{3}));
  EXPECT_EQ(books(ends_with(col<&Book::title>, "_50%")), (Ids{3}));
}

TEST_P(Query, ValuesOfOtherNumberTypesCompareByValue) {
  EXPECT_EQ(books(col<&Book::pages> > 99.5), (Ids{1, 2, 3}));
  EXPECT_EQ(books(col<&Book::pages> == Decimal("7.0")), (Ids{4}));
  EXPECT_EQ(books(col<&Book::pages> < 5'000'000'000), (Ids{1, 2, 3, 4, 5}));
  EXPECT_EQ(books(col<&Book::rating> > 3), (Ids{1, 4}));
  EXPECT_EQ(books(col<&Book::price> > 9), (Ids{1, 2, 3}));
  EXPECT_EQ(books(col<&Book::price> == 9.5), (Ids{1}));
  EXPECT_EQ(books(col<&Book::price> > col<&Book::pages>), Ids{});
  EXPECT_EQ(books(literal(1) == 2), Ids{});
}

TEST_P(Query, DatesCompareAndSort) {
  EXPECT_EQ(books(col<&Book::published> > 2001y / 1 / 30), (Ids{1, 3, 5}));
  EXPECT_EQ(books(between(col<&Book::published>, 1850y / 5 / 4, 1999y / 12 / 31)), (Ids{2, 4}));
  EXPECT_EQ(db().scalars(select(col<&Book::id>).order_by(desc(col<&Book::published>))).all(),
            (Ids{5, 3, 1, 2, 4}));
  EXPECT_EQ(db().scalar(select(min(col<&Book::published>))), 1850y / 5 / 4);
}

TEST_P(Query, OrderLimitAndOffset) {
  const auto sorted = select(col<&Book::id>).order_by(col<&Book::lent>, desc(col<&Book::pages>));
  EXPECT_EQ(db().scalars(sorted).all(), (Ids{3, 1, 5, 2, 4}));
  EXPECT_EQ(db().scalars(sorted.limit(2)).all(), (Ids{3, 1}));
  EXPECT_EQ(db().scalars(sorted.limit(2, 3)).all(), (Ids{2, 4}));
  EXPECT_EQ(db().scalars(sorted.offset(4)).all(), (Ids{4}));
  EXPECT_EQ(db().scalars(sorted.limit(0)).all(), Ids{});
}

TEST_P(Query, Distinct) {
  EXPECT_EQ(db().scalars(select(col<&Book::author_id>).distinct().order_by(col<&Book::author_id>)).all(),
            (Ids{1, 2}));
}

// ---- joins ----------------------------------------------------------------------------------------------------

TEST_P(Query, InnerJoin) {
  EXPECT_EQ(db().scalars(select(col<&Book::id>)
                             .join<Author>()
                             .where(col<&Author::name> == "Bob")
                             .order_by(col<&Book::id>))
                .all(),
            (Ids{3, 4, 5}));
}

TEST_P(Query, LeftJoinGivesOptionals) {
  const auto rows =
      db().execute(select(col<&Author::name>, col<&Book::title>)
                       .left_join<Book>(col<&Book::author_id> == col<&Author::id> && col<&Book::pages> > 250)
                       .order_by(col<&Author::id>))
          .all();
  static_assert(
      std::same_as<decltype(rows)::value_type, std::tuple<std::string, std::optional<std::string>>>);
  EXPECT_THAT(rows, ElementsAre(std::tuple("Ada", std::nullopt), std::tuple("Bob", "Gamma_50%"),
                                std::tuple("Çelik", std::nullopt)));
}

TEST_P(Query, ATableJoinsItselfThroughAnAlias) {
  constexpr auto mentor = alias<Author, "mentor">;
  const auto rows = db().execute(select(col<&Author::name>, mentor.col<&Author::name>)
                                     .left_join(mentor, col<&Author::mentor_id> == mentor.col<&Author::id>)
                                     .order_by(col<&Author::id>))
                        .all();
  EXPECT_THAT(rows, ElementsAre(std::tuple("Ada", std::nullopt), std::tuple("Bob", "Ada"),
                                std::tuple("Çelik", "Ada")));
}

TEST_P(Query, ModelsComeThroughAJoin) {
  const auto authors = db().execute(select<Author>().join<Book>().where(col<&Book::title> == "Alpha")).all();
  ASSERT_EQ(authors.size(), 1u);
  EXPECT_EQ(authors[0].name, "Ada");
}

// ---- groups ---------------------------------------------------------------------------------------------------

TEST_P(Query, GroupsAndTheirConditions) {
  const auto rows =
      db().execute(select(col<&Book::author_id>, count(), sum(col<&Book::pages>), max(col<&Book::title>))
                       .group_by(col<&Book::author_id>)
                       .having(count() > 1 && sum(col<&Book::pages>) < 350)
                       .order_by(desc(count())))
          .all();
  EXPECT_THAT(rows, ElementsAre(std::tuple(1, 2, 301, "beta")));
}

TEST_P(Query, AggregatesOfNothing) {
  const auto none = select(count(), sum(col<&Book::pages>), max(col<&Book::title>), avg(col<&Book::price>))
                        .where(col<&Book::id> == 0);
  EXPECT_EQ(db().execute(none).one(), std::tuple(0, std::nullopt, std::nullopt, std::nullopt));
}

TEST_P(Query, CountsLeaveOutNull) {
  EXPECT_EQ(
      db().execute(select(count(), count(col<&Book::rating>), count_distinct(col<&Book::author_id>))).one(),
      std::tuple(5, 3, 2));
}

// ---- subqueries -----------------------------------------------------------------------------------------------

TEST_P(Query, SubqueriesSpeakOfTheOuterRow) {
  const auto names = [&](const auto& condition) {
    return db().scalars(select(col<&Author::name>).where(condition).order_by(col<&Author::id>)).all();
  };
  const auto own_books = select(col<&Book::id>).where(col<&Book::author_id> == col<&Author::id>);
  EXPECT_THAT(names(exists(own_books)), ElementsAre("Ada", "Bob"));
  EXPECT_THAT(names(not_exists(own_books)), ElementsAre("Çelik"));
  EXPECT_THAT(names(in(col<&Author::id>, select(col<&Book::author_id>).where(col<&Book::pages> == 300))),
              ElementsAre("Bob"));
  EXPECT_THAT(names(not_in(col<&Author::id>, select(col<&Book::author_id>))), ElementsAre("Çelik"));
  EXPECT_THAT(
      names(scalar(select(count()).select_from<Book>().where(col<&Book::author_id> == col<&Author::id>)) > 2),
      ElementsAre("Bob"));
}

TEST_P(Query, AScalarSubqueryIsAColumn) {
  const auto longest =
      scalar(select(max(col<&Book::pages>)).where(col<&Book::author_id> == col<&Author::id>));
  EXPECT_THAT(db().execute(select(col<&Author::id>, longest).order_by(col<&Author::id>)).all(),
              ElementsAre(std::tuple(1, 201), std::tuple(2, 300), std::tuple(3, std::nullopt)));
}

// ---- results --------------------------------------------------------------------------------------------------

TEST_P(Query, ExpectationsAboutTheNumberOfRows) {
  const auto of = [](std::int64_t author) {
    return select<Book>().where(col<&Book::author_id> == author).order_by(col<&Book::id>);
  };
  EXPECT_THROW(db().execute(of(3)).one(), NoResultFound);
  EXPECT_THROW(db().execute(of(1)).one(), MultipleResultsFound);
  EXPECT_THROW(db().execute(of(1)).one_or_none(), MultipleResultsFound);
  EXPECT_FALSE(db().execute(of(3)).one_or_none());
  EXPECT_FALSE(db().execute(of(3)).first());
  EXPECT_EQ(db().execute(of(1)).first()->id, 1);
}

TEST_P(Query, StreamsMayEndEarly) {
  Ids seen;
  for (auto& [id, title] : db().stream(select(col<&Book::id>, col<&Book::title>).order_by(col<&Book::id>))) {
    seen.push_back(id);
    if (id == 2) break;
  }
  EXPECT_EQ(seen, (Ids{1, 2}));
  EXPECT_EQ(db().scalar(select(count()).select_from<Book>()), 5);
  for (Book& book : db().stream(select<Book>().where(col<&Book::id> > 3).order_by(col<&Book::id>)))
    seen.push_back(book.id);
  EXPECT_EQ(seen, (Ids{1, 2, 4, 5}));
}

TEST_P(Query, NullInAMemberThatCannotHoldItNamesColumnAndRow) {
  const auto statement = sql("select title, rating from book order by id").rows<std::string, double>();
  try {
    db().execute(statement);
    FAIL();
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), testing::AllOf(testing::HasSubstr("rating"), testing::HasSubstr("row 2"),
                                             testing::HasSubstr("optional")));
  }
}

TEST_P(Query, ConditionsMadeAtRunTime) {
  Condition any;
  for (const std::string_view title : {"Alpha", "delta"}) any = any || Condition(col<&Book::title> == title);
  EXPECT_EQ(books(any), (Ids{1, 4}));
  EXPECT_EQ(books(!any && Condition(col<&Book::lent>)), (Ids{2}));
  auto query = select<Book>().dynamic();
  query.join<Author>().where(col<&Author::name> == "Bob").order_by(desc(col<&Book::pages>)).limit(2);
  Ids ids;
  for (const Book& book : db().execute(query)) ids.push_back(book.id);
  EXPECT_EQ(ids, (Ids{3, 5}));
}

TEST_P(Query, AStoredStatementOwnsItsValues) {
  const auto by_title = [] {
    const std::string title = "Gamma" + std::string("_50%");
    return select(col<&Book::id>).where(col<&Book::title> == title);
  }();
  EXPECT_EQ(db().scalar(by_title), 3);
}

TEST_P(Query, UntypedRows) {
  const Table& table = table_of<Book>();
  const auto row = db().execute(select(table).where(column_of(table, "title") == "Alpha")).one();
  EXPECT_EQ(row["price"].as<Decimal>(), Decimal("9.5"));
  EXPECT_EQ(row.get<std::int64_t>("pages"), 100);
  EXPECT_THROW(row["nothing"], ProgrammingError);
  const auto names = select({column_of(table_of<Author>(), "name")})
                         .join(table, Condition())
                         .where(column_of(table, "pages") > 200);
  std::vector<std::string> found;
  for (const DynamicRow& each : db().execute(names)) found.push_back(each.get<std::string>("name"));
  EXPECT_THAT(found, testing::UnorderedElementsAre("Ada", "Bob"));
}

}  // namespace
}  // namespace bindery::test
