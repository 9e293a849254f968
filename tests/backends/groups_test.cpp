// Groups by expressions with values of the program: the same rows on every database.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Groups : public LibraryTest {};
BINDERY_EVERY_BACKEND(Groups);

TEST_P(Groups, AnExpressionWithAValueIsSelectedAndOrderedBy) {
  const auto by_rest = [&](std::int32_t divisor) {
    const auto rest = col<&Book::pages> % divisor;
    return db()
        .execute(select(rest, count())
                     .where(col<&Book::pages> > 7)
                     .group_by(rest)
                     .having(rest != 50 && count() > 0)
                     .order_by(desc(rest)))
        .all();
  };
  using Counts = Row<std::int32_t, std::int64_t>;
  EXPECT_THAT(by_rest(10), ElementsAre(Counts(1, 1), Counts(0, 3)));
  EXPECT_THAT(by_rest(200), ElementsAre(Counts(100, 2), Counts(1, 1)));
}

TEST_P(Groups, TextsAndChoicesAreGroupedBy) {
  const auto shown = coalesce(col<&Book::subtitle>, "none");
  EXPECT_THAT(
      db().execute(select(shown, count()).group_by(shown).order_by(desc(count()), shown).limit(1)).all(),
      ElementsAre(Row<std::string, std::int64_t>("none", 2)));
  const auto size = case_when(col<&Book::pages> < 100, "thin").otherwise("thick");
  EXPECT_THAT(
      db().execute(select(size.as<"size">(), count()).group_by(size).order_by(size)).all(),
      ElementsAre(Row<std::string, std::int64_t>("thick", 3), Row<std::string, std::int64_t>("thin", 2)));
}

TEST_P(Groups, OneStatementServesEqualAndUnequalValues) {
  const auto by = [&](std::int32_t selected, std::int32_t grouped) {
    return db()
        .execute(select(col<&Book::pages> % selected, count())
                     .group_by(col<&Book::pages>, col<&Book::pages> % grouped)
                     .order_by(col<&Book::pages>))
        .all();
  };
  EXPECT_EQ(std::get<0>(by(10, 10).at(3)), 1);
  EXPECT_EQ(std::get<0>(by(100, 9).at(3)), 1);
  EXPECT_EQ(std::get<0>(by(9, 100).at(3)), 3);
  EXPECT_EQ(std::get<0>(by(10, 10).at(3)), 1);
}

TEST_P(Groups, AnExpressionWithAnotherValueIsNoGroup) {
  const auto by = [&](std::int32_t selected, std::int32_t grouped) {
    return db()
        .execute(select(col<&Book::pages> % selected, count()).group_by(col<&Book::pages> % grouped))
        .all()
        .size();
  };
  EXPECT_EQ(by(10, 10), 3u);
  try {
    by(10, 7);
    ADD_FAILURE() << "no error";
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("differs from one that it groups by in its values alone"));
  }
  EXPECT_EQ(
      db().execute(select(sum(col<&Book::pages> % 10), count()).group_by(col<&Book::pages> % 7)).all().size(),
      5u);
  const auto by_key = select(col<&Book::pages> % 10).group_by(col<&Book::id>, col<&Book::pages> % 7);
  EXPECT_EQ(db().execute(by_key).all().size(), 5u);
}

TEST_P(Groups, DistinctRowsAreOrderedByTheirExpressions) {
  const auto rest = col<&Book::pages> % 10;
  EXPECT_THAT(db().scalars(select(rest).distinct().order_by(rest)).all(), ElementsAre(0, 1, 7));
}

TEST_P(Groups, QueriesPutTogetherAtRunTimeGroupBySeveralExpressions) {
  auto query = select(col<&Book::pages> % 100, count()).dynamic();
  query.group_by(col<&Book::pages> % 100).order_by(asc(col<&Book::pages> % 100)).limit(2);
  using Counts = Row<std::int32_t, std::int64_t>;
  EXPECT_THAT(db().execute(query).all(), ElementsAre(Counts(0, 2), Counts(1, 1)));
}

TEST_P(Groups, ADerivedTableGroupsBesideTheValuesOfOthers) {
  const auto rest = col<&Book::pages> % 10;
  const auto table = select(rest.as<"rest">(), count().as<"n">())
                         .where(col<&Book::pages> > 1)
                         .group_by(rest)
                         .order_by(rest)
                         .limit(10)
                         .as_table<"rests">();
  const auto rests = [&](std::int64_t n) {
    return db().scalars(select(table.col<"rest">).select_from(table).where(table.col<"n"> > n)).all();
  };
  EXPECT_THAT(rests(1), ElementsAre(0));
  EXPECT_EQ(rests(0).size(), 3u);
}

TEST_P(Groups, TheFirstRowOfEachGroupIsPostgresqls) {
  const auto rest = col<&Book::pages> % 10;
  const auto query = select(col<&Book::id>).distinct_on(rest).order_by(rest, desc(col<&Book::id>));
  if (backend() == Backend::postgresql)
    EXPECT_THAT(db().scalars(query).all(), ElementsAre(5, 2, 4));
  else
    EXPECT_THROW(db().scalars(query), ProgrammingError);
}

}  // namespace
}  // namespace bindery::test
