// The text of windows, filters, dates, row values and other families, in all three dialects.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using namespace std::chrono_literals;

constexpr auto id = col<&Book::id>;
constexpr auto pages = col<&Book::pages>;
constexpr auto title = col<&Book::title>;
constexpr auto published = col<&Book::published>;
constexpr auto at = col<&Visit::at>;

TEST(WindowText, PartsStandInOrder) {
  EXPECT_EQ(
      column_texts(
          max(id).over(window().partition_by(title).order_by(desc(id)).rows(preceding<2>(), current_row))),
      alike(R"(max("book"."id") OVER (PARTITION BY "book"."title" ORDER BY "book"."id" DESC ROWS BETWEEN )"
            R"(2 PRECEDING AND CURRENT ROW))"));
  EXPECT_EQ(column_texts(sum(pages).over(window())).postgresql,
            R"(CAST(sum("book"."pages") OVER () AS BIGINT))");
}

TEST(WindowText, MariaDbFindsMissingRowsByCase) {
  const Texts texts = column_texts(lag(pages, 2, 0).over(window().order_by(id)));
  EXPECT_EQ(texts.sqlite, R"(lag("book"."pages", ?, ?) OVER (ORDER BY "book"."id"))");
  EXPECT_EQ(texts.mariadb,
            "CASE WHEN lag(1, ?) OVER (ORDER BY `book`.`id`) IS NULL THEN ? ELSE "
            "lag(`book`.`pages`, ?) OVER (ORDER BY `book`.`id`) END");
}

TEST(WindowText, WhatMariaDbAndSqliteRefuse) {
  const auto over = [](auto frame) { return select(sum(pages).over(frame)); };
  EXPECT_THAT(refusal_of(over(window().order_by(id).rows(preceding(2), current_row)), Backend::mariadb),
              testing::HasSubstr("MariaDB cannot take the distance of a frame as a value"));
  EXPECT_THAT(refusal_of(over(window().order_by(id).groups(preceding<2>(), current_row)), Backend::mariadb),
              testing::HasSubstr("MariaDB cannot frame a window by groups of equal rows"));
  EXPECT_THAT(
      refusal_of(over(window().order_by(published).range(preceding(24h), current_row)), Backend::sqlite),
      testing::HasSubstr("SQLite cannot frame a window by a range of dates, decimals or texts"));
  EXPECT_THAT(refusal_of(select(count()).select_from<Book>().group_by(rollup(title)), Backend::mariadb),
              testing::HasSubstr("MariaDB cannot group in several ways at once"));
  EXPECT_THAT(refusal_of(select(percentile_cont(0.5, pages)), Backend::mariadb),
              testing::HasSubstr("MariaDB cannot aggregate a percentile"));
}

TEST(FilterText, MariaDbFiltersByCase) {
  EXPECT_EQ(column_texts(max(pages * 2).filter(id > 1)),
            (Texts{R"(max("book"."pages" * ?) FILTER (WHERE "book"."id" > ?))",
                   R"(max("book"."pages" * $1) FILTER (WHERE "book"."id" > $2))",
                   "max(CASE WHEN `book`.`id` > ? THEN `book`.`pages` * ? END)"}));
}

TEST(DateText, PointsInTimeAreTakenInUtc) {
  EXPECT_EQ(
      column_texts(at + std::chrono::months(1)),
      (Texts{R"(bindery_add_months("visit"."at", ?))",
             R"(((("visit"."at" AT TIME ZONE 'UTC') + make_interval(months => CAST($1 AS INTEGER))) AT TIME )"
             R"(ZONE 'UTC'))",
             "DATE_ADD(`visit`.`at`, INTERVAL ? month)"}));
  EXPECT_EQ(column_texts(start_of_month(published)),
            (Texts{R"(strftime('%Y-%m-01', "book"."published"))",
                   R"(CAST(date_trunc('month', CAST("book"."published" AS TIMESTAMP)) AS DATE))",
                   "CAST(DATE_FORMAT(`book`.`published`, '%Y-%m-01') AS DATE)"}));
}

TEST(RowText, ElementsMeetElements) {
  EXPECT_EQ(where_of(row(id, title) < row(std::int64_t{1}, "x")),
            alike(R"(("book"."id", "book"."title") < (?, ?))"));
  EXPECT_EQ(where_of(in(row(id, pages), std::vector{std::tuple(std::int64_t{1}, 2)})).sqlite,
            R"(("book"."id", "book"."pages") IN (VALUES (?, ?)))");
}

TEST(ValueText, AValueThatIsNeededTwiceIsGivenOnce) {
  EXPECT_EQ(column_texts(right(title, 2)),
            (Texts{R"(substr("book"."title", -?, ?1))", R"(right("book"."title", CAST($1 AS INTEGER)))",
                   "right(`book`.`title`, ?)"}));
}

}  // namespace
}  // namespace bindery::test
