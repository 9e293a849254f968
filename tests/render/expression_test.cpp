// Expressions as text: operators and their order, comparisons, functions, casts.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

constexpr auto pages = col<&Book::pages>;
constexpr auto price = col<&Book::price>;
constexpr auto title = col<&Book::title>;
constexpr auto rating = col<&Book::rating>;

TEST(OperatorText, ConditionsKeepTheirOrder) {
  EXPECT_EQ(where_of((pages > 1 && pages < 9) || col<&Book::lent>),
            alike(R"("book"."pages" > ? AND "book"."pages" < ? OR "book"."lent")"));
  EXPECT_EQ(where_of(pages > 1 && (pages < 9 || col<&Book::lent>)),
            alike(R"("book"."pages" > ? AND ("book"."pages" < ? OR "book"."lent"))"));
  EXPECT_EQ(where_of(!(pages > 1 || pages <= 9)),
            alike(R"(NOT ("book"."pages" > ? OR "book"."pages" <= ?))"));
  EXPECT_EQ(where_of(!(pages >= 1) && title != "x"),
            alike(R"(NOT "book"."pages" >= ? AND "book"."title" <> ?)"));
  EXPECT_EQ(where_of(!!col<&Book::lent>), alike(R"(NOT (NOT "book"."lent"))"));
}

TEST(OperatorText, ComparisonsInsideComparisonsStandInParentheses) {
  EXPECT_EQ(where_of((pages > 1) == (pages < 9)), alike(R"(("book"."pages" > ?) = ("book"."pages" < ?))"));
  EXPECT_EQ(where_of((rating == std::nullopt) == col<&Book::lent>),
            alike(R"(("book"."rating" IS NULL) = "book"."lent")"));
  EXPECT_EQ(where_of(between(pages, 1, 9) == true), alike(R"(("book"."pages" BETWEEN ? AND ?) = ?)"));
}

TEST(OperatorText, ArithmeticKeepsItsOrder) {
  EXPECT_EQ(column_texts(pages + pages * pages),
            alike(R"("book"."pages" + "book"."pages" * "book"."pages")"));
  EXPECT_EQ(column_texts((pages + pages) * pages),
            alike(R"(("book"."pages" + "book"."pages") * "book"."pages")"));
  EXPECT_EQ(column_texts(pages - (pages - pages)),
            alike(R"("book"."pages" - ("book"."pages" - "book"."pages"))"));
  EXPECT_EQ(column_texts(pages % 7), alike(R"("book"."pages" % ?)"));
  EXPECT_EQ(column_texts(-(-pages)), alike(R"(-(-"book"."pages"))"));
}

TEST(OperatorText, IntegersAreDividedAsIntegers) {
  EXPECT_EQ(column_texts(pages / 2),
            (Texts{R"("book"."pages" / ?)", R"("book"."pages" / $1)", "`book`.`pages` DIV ?"}));
  EXPECT_EQ(column_texts(sum(pages) / count()),
            (Texts{R"(sum("book"."pages") / count(*))", R"(CAST(sum("book"."pages") AS BIGINT) / count(*))",
                   "sum(`book`.`pages`) DIV count(*)"}));
  EXPECT_EQ(column_texts(rating / 2), alike(R"("book"."rating" / ?)"));
}

TEST(OperatorText, DecimalsInSqliteGoThroughFunctions) {
  EXPECT_EQ(column_texts(price * 2 + price),
            (Texts{R"(decimal_add(decimal_mul("book"."price", ?), "book"."price"))",
                   R"("book"."price" * $1 + "book"."price")", "`book`.`price` * ? + `book`.`price`"}));
  EXPECT_EQ(column_texts(-price),
            (Texts{R"(decimal_sub(0, "book"."price"))", R"(-"book"."price")", "-`book`.`price`"}));
  EXPECT_EQ(where_of(price > Decimal("9.99")), alike(R"("book"."price" > ?)"));
  EXPECT_EQ(where_of(price > 9),
            (Texts{R"("book"."price" > decimal(?))", R"("book"."price" > $1)", "`book`.`price` > ?"}));
  EXPECT_EQ(where_of(price * 2 > 9), (Texts{R"(decimal_mul("book"."price", ?) COLLATE decimal > decimal(?))",
                                            R"("book"."price" * $1 > $2)", "`book`.`price` * ? > ?"}));
  EXPECT_EQ(
      where_of(between(price - 1, 2, pages)),
      (Texts{
          R"(decimal_sub("book"."price", ?) COLLATE decimal BETWEEN decimal(?) AND decimal("book"."pages"))",
          R"("book"."price" - $1 BETWEEN $2 AND "book"."pages")",
          "`book`.`price` - ? BETWEEN ? AND `book`.`pages`"}));
}

TEST(OperatorText, SqliteCannotDivideDecimals) {
  const std::string error = refusal_of(select(price / 3), Backend::sqlite);
  EXPECT_THAT(error, HasSubstr("SQLite cannot divide decimals exactly"));
  EXPECT_THAT(error, HasSubstr("cast<double>"));
  EXPECT_EQ(sql_of(select(price / 3), Backend::postgresql), R"(SELECT "book"."price" / $1 FROM "book")");
}

// ---- parameters on PostgreSQL, which guesses their types from what stands beside them -------------------------

std::string postgresql(const auto& condition) { return where_of(condition).postgresql; }

TEST(ParameterText, AValueThatFitsTheColumnNeedsNoCast) {
  EXPECT_EQ(postgresql(col<&Book::id> == 7), R"("book"."id" = $1)");
  EXPECT_EQ(postgresql(rating > 3), R"("book"."rating" > $1)");
  EXPECT_EQ(postgresql(rating > 3.5f), R"("book"."rating" > $1)");
  EXPECT_EQ(postgresql(7 == pages), R"($1 = "book"."pages")");
}

TEST(ParameterText, AValueThatMayNotFitIsCast) {
  EXPECT_EQ(postgresql(pages == std::int64_t{7}), R"("book"."pages" = CAST($1 AS BIGINT))");
  EXPECT_EQ(postgresql(pages > 2.5), R"("book"."pages" > CAST($1 AS DOUBLE PRECISION))");
  EXPECT_EQ(postgresql(pages > Decimal("2.5")), R"("book"."pages" > CAST($1 AS NUMERIC))");
  EXPECT_EQ(postgresql(pages * 1.5 > 3), R"("book"."pages" * CAST($1 AS DOUBLE PRECISION) > $2)");
  EXPECT_EQ(postgresql(price * 1.5 > 3), R"("book"."price" * CAST($1 AS DOUBLE PRECISION) > $2)");
}

TEST(ParameterText, BetweenTwoValuesBothAreCast) {
  EXPECT_EQ(postgresql(literal(1) == 2), "CAST($1 AS INTEGER) = CAST($2 AS INTEGER)");
  EXPECT_EQ(postgresql(literal(1) + 2 > pages),
            R"(CAST($1 AS INTEGER) + CAST($2 AS INTEGER) > "book"."pages")");
}

// ---- predicates -----------------------------------------------------------------------------------------------

TEST(PredicateText, Null) {
  EXPECT_EQ(where_of(rating == std::nullopt), alike(R"("book"."rating" IS NULL)"));
  EXPECT_EQ(where_of(std::nullopt == rating), alike(R"("book"."rating" IS NULL)"));
  EXPECT_EQ(where_of(rating != nullptr), alike(R"("book"."rating" IS NOT NULL)"));
  EXPECT_EQ(where_of(is_null(rating) && is_not_null(pages)),
            alike(R"("book"."rating" IS NULL AND "book"."pages" IS NOT NULL)"));
}

TEST(PredicateText, Lists) {
  EXPECT_EQ(where_of(in(pages, {1, 2, 3})), alike(R"("book"."pages" IN (?, ?, ?))"));
  EXPECT_EQ(where_of(not_in(title, std::vector<std::string>{"a"})), alike(R"("book"."title" NOT IN (?))"));
  EXPECT_EQ(where_of(in(pages, std::vector<int>{})), alike("1 = 0"));
  EXPECT_EQ(where_of(not_in(pages, std::vector<int>{})), alike("1 = 1"));
  EXPECT_EQ(where_of(in(price, std::vector<Decimal>{Decimal("1.5")})), alike(R"("book"."price" IN (?))"));
  EXPECT_EQ(where_of(in(price, {1})).sqlite, R"("book"."price" IN (decimal(?)))");
}

TEST(PredicateText, Between) {
  EXPECT_EQ(where_of(between(pages, 1, 9) && col<&Book::lent>),
            alike(R"("book"."pages" BETWEEN ? AND ? AND "book"."lent")"));
  EXPECT_EQ(where_of(!between(pages, 1, 9)), alike(R"(NOT "book"."pages" BETWEEN ? AND ?)"));
}

TEST(PredicateText, Patterns) {
  const Texts like_text{R"("book"."title" LIKE ? ESCAPE '\')", R"("book"."title" LIKE $1)",
                        "`book`.`title` LIKE ?"};
  EXPECT_EQ(where_of(like(title, "a%")), like_text);
  EXPECT_EQ(where_of(contains(title, "a")), like_text);
  EXPECT_EQ(where_of(not_like(title, "a%")),
            (Texts{R"(NOT "book"."title" LIKE ? ESCAPE '\')", R"(NOT "book"."title" LIKE $1)",
                   "NOT `book`.`title` LIKE ?"}));
  EXPECT_EQ(escape_like("50%_\\"), "50\\%\\_\\\\");
}

TEST(PredicateText, Case) {
  EXPECT_EQ(
      column_texts(case_when(pages > 500, "long").when(pages > 100, "middle").otherwise("short")),
      (Texts{
          R"(CASE WHEN "book"."pages" > ? THEN ? WHEN "book"."pages" > ? THEN ? ELSE ? END)",
          R"(CASE WHEN "book"."pages" > $1 THEN CAST($2 AS TEXT) WHEN "book"."pages" > $3 THEN CAST($4 AS TEXT) ELSE CAST($5 AS TEXT) END)",
          "CASE WHEN `book`.`pages` > ? THEN ? WHEN `book`.`pages` > ? THEN ? ELSE ? END"}));
  EXPECT_EQ(column_texts(case_when(pages > 500, pages)),
            alike(R"(CASE WHEN "book"."pages" > ? THEN "book"."pages" END)"));
}

// ---- functions ------------------------------------------------------------------------------------------------

TEST(FunctionText, OfText) {
  EXPECT_EQ(column_texts(lower(title)), alike(R"(lower("book"."title"))"));
  EXPECT_EQ(column_texts(upper(trim(title))), alike(R"(upper(trim("book"."title")))"));
  EXPECT_EQ(column_texts(length(title)),
            (Texts{R"(length("book"."title"))", R"(length("book"."title"))", "char_length(`book`.`title`)"}));
  EXPECT_EQ(column_texts(substring(title, 2, 3)),
            (Texts{R"(substr("book"."title", ?, ?))",
                   R"(substr("book"."title", CAST($1 AS INTEGER), CAST($2 AS INTEGER)))",
                   "substr(`book`.`title`, ?, ?)"}));
  EXPECT_EQ(column_texts(replace(title, "a", "b")),
            (Texts{R"(replace("book"."title", ?, ?))",
                   R"(replace("book"."title", CAST($1 AS TEXT), CAST($2 AS TEXT)))",
                   "replace(`book`.`title`, ?, ?)"}));
}

TEST(FunctionText, Concatenation) {
  EXPECT_EQ(column_texts(concat(title, ", ", col<&Book::subtitle>)),
            (Texts{R"("book"."title" || ? || "book"."subtitle")",
                   R"("book"."title" || CAST($1 AS TEXT) || "book"."subtitle")",
                   "CONCAT(CONCAT(`book`.`title`, ?), `book`.`subtitle`)"}));
  EXPECT_EQ(where_of(concat(title, title) == "aa"),
            (Texts{R"("book"."title" || "book"."title" = ?)", R"("book"."title" || "book"."title" = $1)",
                   "CONCAT(`book`.`title`, `book`.`title`) = ?"}));
}

TEST(FunctionText, Aggregates) {
  EXPECT_EQ(column_texts(count(rating)), alike(R"(count("book"."rating"))"));
  EXPECT_EQ(column_texts(count_distinct(title)), alike(R"(count(DISTINCT "book"."title"))"));
  EXPECT_EQ(column_texts(max(title)), alike(R"(max("book"."title"))"));
  EXPECT_EQ(
      column_texts(sum(pages)),
      (Texts{R"(sum("book"."pages"))", R"(CAST(sum("book"."pages") AS BIGINT))", "sum(`book`.`pages`)"}));
  EXPECT_EQ(column_texts(avg(pages)), (Texts{R"(avg("book"."pages"))", R"(avg("book"."pages"))",
                                             "avg(CAST(`book`.`pages` AS DOUBLE))"}));
  EXPECT_EQ(column_texts(sum(price)),
            (Texts{R"(decimal_sum("book"."price"))", R"(sum("book"."price"))", "sum(`book`.`price`)"}));
  EXPECT_EQ(column_texts(avg(price)),
            (Texts{R"(decimal_avg("book"."price"))", R"(avg("book"."price"))", "avg(`book`.`price`)"}));
  EXPECT_EQ(column_texts(min(price * 2)).sqlite, R"(min(decimal_mul("book"."price", ?) COLLATE decimal))");
}

TEST(FunctionText, NumbersAndNull) {
  EXPECT_EQ(column_texts(abs(pages)), alike(R"(abs("book"."pages"))"));
  EXPECT_EQ(column_texts(abs(price)).sqlite, R"(decimal_abs("book"."price"))");
  EXPECT_EQ(column_texts(round(pages)), alike(R"("book"."pages")"));
  EXPECT_EQ(column_texts(round(price, 1)),
            (Texts{R"(decimal_round("book"."price", ?))", R"(round("book"."price", CAST($1 AS INTEGER)))",
                   "round(`book`.`price`, ?)"}));
  EXPECT_EQ(
      column_texts(round(rating, 1)),
      (Texts{R"(round("book"."rating", ?))",
             R"(CAST(round(CAST("book"."rating" AS NUMERIC), CAST($1 AS INTEGER)) AS DOUBLE PRECISION))",
             "CAST(round(CAST(`book`.`rating` AS DECIMAL(65, 18)), ?) AS DOUBLE)"}));
  EXPECT_EQ(
      column_texts(coalesce(rating, 0.0)),
      (Texts{R"(coalesce("book"."rating", ?))", R"(coalesce("book"."rating", CAST($1 AS DOUBLE PRECISION)))",
             "coalesce(`book`.`rating`, ?)"}));
  EXPECT_EQ(column_texts(nullif(title, "")),
            (Texts{R"(nullif("book"."title", ?))", R"(nullif("book"."title", CAST($1 AS TEXT)))",
                   "nullif(`book`.`title`, ?)"}));
}

TEST(CastText, BetweenKinds) {
  EXPECT_EQ(column_texts(cast<double>(pages)),
            (Texts{R"(CAST("book"."pages" AS REAL))", R"(CAST("book"."pages" AS DOUBLE PRECISION))",
                   "CAST(`book`.`pages` AS DOUBLE)"}));
  EXPECT_EQ(column_texts(cast<std::string>(pages)),
            (Texts{R"(CAST("book"."pages" AS TEXT))", R"(CAST("book"."pages" AS TEXT))",
                   "CAST(`book`.`pages` AS CHAR)"}));
  EXPECT_EQ(column_texts(cast<std::int64_t>(rating)),
            (Texts{R"(CAST("book"."rating" AS INTEGER))", R"(CAST(trunc("book"."rating") AS BIGINT))",
                   "CAST(truncate(`book`.`rating`, 0) AS SIGNED)"}));
  EXPECT_EQ(column_texts(cast<bool>(pages)), alike(R"(("book"."pages" <> 0))"));
  EXPECT_EQ(column_texts(cast<std::int64_t>(col<&Book::lent>)),
            (Texts{R"(CAST("book"."lent" AS INTEGER))", R"(CAST(CAST("book"."lent" AS INTEGER) AS BIGINT))",
                   "CAST(`book`.`lent` AS SIGNED)"}));
  EXPECT_EQ(column_texts(cast<Decimal>(pages)),
            (Texts{R"(decimal("book"."pages"))", R"(CAST("book"."pages" AS NUMERIC))",
                   "CAST(`book`.`pages` AS DECIMAL(65, 18))"}));
}

}  // namespace
}  // namespace bindery::test
