// Windows, filtered aggregates and statistics on every database: the same answers.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using Optionals = std::vector<std::optional<std::int64_t>>;

class Windows : public LibraryTest {
 protected:
  /// A column for all books, in the order of their identifiers.
  template <class E> auto all(const E& expression) {
    return db().scalars(select(expression).template select_from<Book>().order_by(col<&Book::id>)).all();
  }
};
BINDERY_EVERY_BACKEND(Windows);

constexpr auto id = col<&Book::id>;
constexpr auto pages = col<&Book::pages>;
constexpr auto author = col<&Book::author_id>;
constexpr auto by_id = window().order_by(id);

// Pages of the books 1 to 5: 100, 201, 300, 7, 50; authors 1, 1, 2, 2, 2.
TEST_P(Windows, RunningTotals) {
  EXPECT_EQ(all(sum(pages).over(by_id)), (Optionals{100, 301, 601, 608, 658}));
  EXPECT_EQ(all(sum(pages).over(window().partition_by(author).order_by(id))),
            (Optionals{100, 301, 300, 307, 357}));
  EXPECT_EQ(all(sum(pages).over(window().partition_by(author))), (Optionals{301, 301, 357, 357, 357}));
  EXPECT_THAT(all(count().over(window())), ElementsAre(5, 5, 5, 5, 5));
  EXPECT_EQ(all(max(col<&Book::price>).over(by_id)).back(), Decimal("100.25"));
  EXPECT_EQ(all(sum(col<&Book::price>).over(by_id)).back(), Decimal("116.80"));
}

TEST_P(Windows, Frames) {
  EXPECT_EQ(all(sum(pages).over(by_id.rows(preceding<1>(), current_row))),
            (Optionals{100, 301, 501, 307, 57}));
  EXPECT_EQ(all(sum(pages).over(by_id.rows(following<1>(), unbounded_following))),
            (Optionals{558, 357, 57, 50, {}}));
  EXPECT_EQ(all(sum(pages).over(window().order_by(pages).range(preceding<100>(), current_row))),
            (Optionals{157, 201, 501, 7, 57}));
}

TEST_P(Windows, FramesWithDistancesOfTheProgram) {
  const auto of_program = sum(pages).over(by_id.rows(preceding(1), current_row));
  const auto of_groups = sum(pages).over(window().order_by(author).groups(preceding<1>(), current_row));
  if (backend() == Backend::mariadb) {
    EXPECT_THROW(all(of_program), ProgrammingError);
    EXPECT_THROW(all(of_groups), ProgrammingError);
  } else {
    EXPECT_EQ(all(of_program), (Optionals{100, 301, 501, 307, 57}));
    EXPECT_EQ(all(of_groups), (Optionals{301, 301, 658, 658, 658}));
  }
}

TEST_P(Windows, Ranks) {
  EXPECT_THAT(all(row_number().over(window().order_by(desc(pages)))), ElementsAre(3, 2, 1, 5, 4));
  EXPECT_THAT(all(rank().over(window().order_by(author))), ElementsAre(1, 1, 3, 3, 3));
  EXPECT_THAT(all(dense_rank().over(window().order_by(author))), ElementsAre(1, 1, 2, 2, 2));
  EXPECT_THAT(all(ntile(2).over(by_id)), ElementsAre(1, 1, 1, 2, 2));
  EXPECT_THAT(all(percent_rank().over(window().order_by(author))), ElementsAre(0, 0, 0.5, 0.5, 0.5));
  EXPECT_THAT(all(cume_dist().over(window().order_by(author))), ElementsAre(0.4, 0.4, 1, 1, 1));
}

TEST_P(Windows, Neighbours) {
  EXPECT_EQ(all(lag(cast<std::int64_t>(pages)).over(by_id)), (Optionals{{}, 100, 201, 300, 7}));
  EXPECT_EQ(all(lead(cast<std::int64_t>(pages), 2).over(by_id)), (Optionals{300, 7, 50, {}, {}}));
  EXPECT_THAT(all(lag(pages, 1, -1).over(by_id)), ElementsAre(-1, 100, 201, 300, 7));
  // The fallback is for rows that are missing, not for values that are NULL.
  EXPECT_EQ(all(lag(col<&Book::rating>, 1, 9.0).over(by_id)),
            (std::vector<std::optional<double>>{9.0, 4.5, {}, 2.5, 3.25}));
  EXPECT_EQ(all(lead(col<&Book::price>, 1, 0).over(by_id)).back(), Decimal("0"));
  EXPECT_EQ(all(first_value(author).over(window().order_by(desc(id)))), (Optionals{2, 2, 2, 2, 2}));
  EXPECT_EQ(all(last_value(id).over(by_id.rows(current_row, unbounded_following))),
            (Optionals{5, 5, 5, 5, 5}));
  EXPECT_EQ(all(nth_value(id, 2).over(by_id)), (Optionals{{}, 2, 2, 2, 2}));
}

TEST_P(Windows, AWindowOverGroups) {
  const auto rows = db().execute(select(author, sum(sum(pages)).over(window().order_by(author)))
                                     .group_by(author)
                                     .order_by(author))
                        .all();
  EXPECT_THAT(rows, ElementsAre(std::tuple(1, 301), std::tuple(2, 658)));
}

TEST_P(Windows, FilteredAggregates) {
  const auto row =
      db().execute(select(count().filter(col<&Book::lent>), sum(pages * 2).filter(pages > 100),
                          avg(col<&Book::price>).filter(author == 1),
                          count_distinct(author).filter(pages < 100), max(pages).filter(id > 99)))
          .one();
  EXPECT_EQ(row, std::tuple(2, 1002, Decimal("9.75"), 1, std::nullopt));
  EXPECT_EQ(all(sum(pages).filter(col<&Book::lent>).over(by_id)), (Optionals{{}, 201, 201, 208, 208}));
}

TEST_P(Windows, Booleans) {
  EXPECT_EQ(db().scalar(select(bool_and(pages > 5))), true);
  EXPECT_EQ(db().scalar(select(bool_and(col<&Book::lent>))), false);
  EXPECT_EQ(db().scalar(select(bool_or(col<&Book::rating> > 4.0))), true);
  EXPECT_EQ(db().scalar(select(bool_or(col<&Book::lent>)).where(id > 99)), std::nullopt);
}

TEST_P(Windows, Statistics) {
  const auto [sample, population, spread, narrow] =
      db().execute(select(stddev(pages), stddev_population(pages), variance(col<&Book::price>),
                          variance_population(col<&Book::rating>)))
          .one();
  EXPECT_NEAR(*sample, 118.6984, 1e-4);
  EXPECT_NEAR(*population, 106.1670, 1e-4);
  EXPECT_NEAR(*spread, 1880.21675, 1e-4);
  EXPECT_NEAR(*narrow, 0.680556, 1e-6);
  EXPECT_EQ(db().scalar(select(stddev(pages)).where(id == 1)), std::nullopt);
  EXPECT_EQ(db().scalar(select(stddev_population(pages)).where(id == 1)), 0.0);
  EXPECT_EQ(db().scalar(select(variance(pages)).where(id > 99)), std::nullopt);
  EXPECT_NEAR(*all(stddev_population(pages).over(by_id.rows(preceding<1>(), current_row)))[4], 21.5, 1e-9);
}

TEST_P(Windows, Percentiles) {
  const auto median = select(percentile_cont(0.5, pages));
  const auto quarter = select(percentile_cont(0.25, col<&Book::rating>)).where(id < 5);
  const auto none = select(percentile_cont(0.5, pages)).where(id > 99);
  if (backend() == Backend::mariadb) {
    EXPECT_THROW(db().scalar(median), ProgrammingError);
  } else {
    EXPECT_EQ(db().scalar(median), 100.0);
    EXPECT_EQ(db().scalar(quarter), 2.875);
    EXPECT_EQ(db().scalar(none), std::nullopt);
  }
  if (backend() == Backend::postgresql) {
    EXPECT_EQ(db().scalar(select(percentile_disc(0.3, pages))), 50);
  } else {
    EXPECT_THROW(db().scalar(select(percentile_disc(0.3, pages))), ProgrammingError);
  }
}

TEST_P(Windows, TextsAreGathered) {
  const auto title = col<&Book::title>;
  EXPECT_EQ(db().scalar(select(string_agg(title, ", ", desc(id)))),
            "Épsilon 🌍, delta, Gamma_50%, beta, Alpha");
  EXPECT_EQ(db().scalar(select(string_agg(title, "; ", author, desc(col<&Book::price>))).where(id < 5)),
            "beta; Alpha; Gamma_50%; delta");
  EXPECT_EQ(db().scalar(select(string_agg(col<&Book::subtitle>, "", asc(id)))), "firstüber");
  EXPECT_EQ(db().scalar(select(string_agg(title, "-", id).filter(pages > 150))), "beta-Gamma_50%");
  EXPECT_EQ(db().scalar(select(string_agg(title, ",")).where(id == 1)), "Alpha");
  EXPECT_EQ(db().scalar(select(string_agg(title, ",", id)).where(id > 99)), std::nullopt);
}

TEST_P(Windows, SeveralGroupingsAtOnce) {
  const auto rollups = select(author, sum(pages), grouping(author))
                           .group_by(rollup(author))
                           .order_by(grouping(author), author);
  if (backend() != Backend::postgresql) {
    EXPECT_THROW(db().execute(rollups), ProgrammingError);
    return;
  }
  using Rows = std::vector<Row<std::optional<std::int64_t>, std::optional<std::int64_t>, std::int32_t>>;
  EXPECT_EQ(db().execute(rollups).all(), (Rows{{1, 301, 0}, {2, 357, 0}, {{}, 658, 1}}));
  const auto sets = select(count()).select_from<Book>().group_by(
      grouping_sets(set(author, col<&Book::lent>), set(author), set()));
  EXPECT_EQ(db().scalars(sets).all().size(), 7);
  EXPECT_EQ(
      db().scalars(select(count()).select_from<Book>().group_by(cube(author, col<&Book::lent>))).all().size(),
      9);
}

}  // namespace
}  // namespace bindery::test
