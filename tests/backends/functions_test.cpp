// Functions, arithmetic and casts on every database: the same answers.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using Ids = std::vector<std::int64_t>;

class Functions : public LibraryTest {};
BINDERY_EVERY_BACKEND(Functions);

constexpr auto pages = col<&Book::pages>;
constexpr auto price = col<&Book::price>;
constexpr auto title = col<&Book::title>;
constexpr auto rating = col<&Book::rating>;

// ---- numbers --------------------------------------------------------------------------------------------------

TEST_P(Functions, IntegersAreDividedAsInCpp) {
  EXPECT_EQ(of_book(2, pages / 2), 100);
  EXPECT_EQ(of_book(2, -pages / 2), -100);
  EXPECT_EQ(of_book(2, pages % 7), 201 % 7);
  EXPECT_EQ(of_book(2, -pages % 7), -201 % 7);
  EXPECT_EQ(of_book(2, (pages + 1) * 2 - 3), 401);
  EXPECT_EQ(db().scalar(select(sum(pages) / count())), 131);
  EXPECT_EQ(of_book(1, pages - -5), 105);
}

TEST_P(Functions, RealsAreDividedAsReals) {
  EXPECT_EQ(of_book(2, pages / 2.0), 100.5);
  EXPECT_EQ(of_book(1, rating / 2), 2.25);
  EXPECT_EQ(of_book(2, rating / 2), std::nullopt);
  EXPECT_EQ(of_book(2, pages * 0.1), 201 * 0.1);
  EXPECT_EQ(of_book(1, price * 0.5), 4.75);
}

TEST_P(Functions, DecimalsAreExact) {
  EXPECT_EQ(of_book(1, price + Decimal("0.01")), Decimal("9.51"));
  EXPECT_EQ(of_book(1, price * 3), Decimal("28.5"));
  EXPECT_EQ(of_book(4, price * price), Decimal("0.0025"));
  EXPECT_EQ(of_book(1, price - Decimal("9.49")), Decimal("0.01"));
  EXPECT_EQ(of_book(1, -price), Decimal("-9.5"));
  EXPECT_EQ(of_book(5, abs(price)), Decimal("3"));
  EXPECT_EQ(db().scalar(select(sum(price))), Decimal("116.80"));
}

TEST_P(Functions, DecimalsCompareAndSortByValue) {
  EXPECT_EQ(db().scalars(select(col<&Book::id>).order_by(price)).all(), (Ids{5, 4, 1, 2, 3}));
  EXPECT_EQ(db().scalars(select(col<&Book::id>).order_by(desc(price * 2))).all(), (Ids{3, 2, 1, 4, 5}));
  EXPECT_EQ(books(price > Decimal("9.5")), (Ids{2, 3}));
  EXPECT_EQ(books(price >= Decimal("9.500")), (Ids{1, 2, 3}));
  EXPECT_EQ(books(price * 10 > 99), (Ids{2, 3}));
  EXPECT_EQ(books(between(price, 0, 10)), (Ids{1, 2, 4}));
  EXPECT_EQ(books(price < 0), (Ids{5}));
  EXPECT_EQ(books(coalesce(price, 0) > 10), (Ids{3}));
  EXPECT_EQ(db().execute(select(min(price), max(price), max(price * 2))).one(),
            std::tuple(Decimal("-3"), Decimal("100.25"), Decimal("200.5")));
  EXPECT_EQ(
      db().execute(
              select(price, count()).where(price == Decimal("10")).group_by(price).having(sum(price) > 9))
          .one(),
      std::tuple(Decimal("10"), 1));
}

TEST_P(Functions, Averages) {
  EXPECT_DOUBLE_EQ(*db().scalar(select(avg(pages)).where(col<&Book::author_id> == 2)), 357.0 / 3);
  EXPECT_DOUBLE_EQ(*db().scalar(select(avg(pages)).where(in(col<&Book::id>, {1, 2, 4}))), 308.0 / 3);
  EXPECT_DOUBLE_EQ(*db().scalar(select(avg(rating))), 10.25 / 3);
  EXPECT_EQ(db().scalar(select(avg(price)).where(col<&Book::author_id> == 1)), Decimal("9.75"));
  EXPECT_EQ(db().scalar(select(round(avg(price), 3)).where(in(col<&Book::id>, {1, 2, 4}))), Decimal("6.517"));
}

TEST_P(Functions, HalvesAreRoundedAwayFromZero) {
  EXPECT_EQ(of_book(1, round(literal(2.5))), 3.0);
  EXPECT_EQ(of_book(1, round(literal(-2.5))), -3.0);
  EXPECT_EQ(of_book(1, round(literal(3.5))), 4.0);
  EXPECT_EQ(of_book(1, round(literal(1.25), 1)), 1.3);
  EXPECT_EQ(of_book(4, round(rating, 1)), 3.3);
  EXPECT_EQ(of_book(1, round(literal(1.25f), 1)), 1.3f);
  EXPECT_EQ(of_book(4, round(price, 1)), Decimal("0.1"));
  EXPECT_EQ(of_book(4, round(-price, 1)), Decimal("-0.1"));
  EXPECT_EQ(of_book(1, round(price)), Decimal("10"));
  EXPECT_EQ(of_book(1, round(price, 5)), Decimal("9.5"));
  EXPECT_EQ(of_book(2, round(pages)), 201);
}

TEST_P(Functions, Abs) {
  EXPECT_EQ(of_book(1, abs(-pages)), 100);
  EXPECT_EQ(of_book(3, abs(rating - 5.0)), 2.5);
}

TEST_P(Functions, ASumBeyond64BitsIsAnError) {
  EXPECT_EQ(db().scalar(select(sum(cast<std::int64_t>(pages) + std::int64_t{1'000'000'000'000}))),
            5'000'000'000'658);
  EXPECT_THROW(db().scalar(select(sum(cast<std::int64_t>(pages) + std::int64_t{4'000'000'000'000'000'000}))),
               Error);
}

TEST_P(Functions, Null) {
  EXPECT_EQ(of_book(2, coalesce(rating, 1.5)), 1.5);
  EXPECT_EQ(of_book(2, coalesce(col<&Book::subtitle>, title)), "beta");
  EXPECT_EQ(of_book(1, nullif(pages, 100)), std::nullopt);
  EXPECT_EQ(of_book(2, nullif(pages, 100)), 201);
  EXPECT_EQ(of_book(5, nullif(col<&Book::subtitle>, "")), std::nullopt);
  EXPECT_EQ(of_book(1, nullif(price, Decimal("9.5"))), std::nullopt);
}

// ---- text -----------------------------------------------------------------------------------------------------

TEST_P(Functions, TextIsMeasuredInCharacters) {
  EXPECT_EQ(of_book(5, length(title)), 9);
  EXPECT_EQ(of_book(5, length(col<&Book::subtitle>)), 0);
  EXPECT_EQ(of_book(2, length(col<&Book::subtitle>)), std::nullopt);
  EXPECT_EQ(of_book(5, substring(title, 1, 2)), "Ép");
  EXPECT_EQ(of_book(5, substring(title, 9, 5)), "🌍");
}

TEST_P(Functions, Text) {
  EXPECT_EQ(of_book(1, lower(title)), "alpha");
  EXPECT_EQ(of_book(1, upper(title)), "ALPHA");
  EXPECT_EQ(of_book(1, trim(literal("  a b "))), "a b");
  EXPECT_EQ(of_book(1, replace(title, "ph", "PH")), "AlPHa");
  EXPECT_EQ(of_book(1, concat(title, ": ", col<&Book::subtitle>, "!")), "Alpha: first!");
  EXPECT_EQ(of_book(2, concat(title, ": ", col<&Book::subtitle>)), std::nullopt);
  EXPECT_EQ(books(concat(title, "x") == "Alphax"), (Ids{1}));
}

// ---- CASE and casts -------------------------------------------------------------------------------------------

TEST_P(Functions, Case) {
  const auto size = case_when(pages >= 300, "long").when(pages >= 100, "middle").otherwise("short");
  EXPECT_THAT(db().scalars(select(size).order_by(col<&Book::id>)).all(),
              ElementsAre("middle", "middle", "long", "short", "short"));
  EXPECT_EQ(of_book(1, case_when(pages > 500, 1)), std::nullopt);
  EXPECT_EQ(of_book(1, case_when(col<&Book::lent>, price).otherwise(Decimal("1.5"))), Decimal("1.5"));
  EXPECT_EQ(db().scalar(select(sum(case_when(col<&Book::lent>, 1).otherwise(0)))), 2);
  EXPECT_EQ(books(case_when(col<&Book::lent>, price).otherwise(0) == 10), (Ids{2}));
}

TEST_P(Functions, CastsOfNumbers) {
  EXPECT_EQ(of_book(1, cast<double>(pages)), 100.0);
  EXPECT_EQ(of_book(3, cast<std::int32_t>(rating)), 2);
  EXPECT_EQ(of_book(1, cast<std::int64_t>(price)), 9);
  EXPECT_EQ(of_book(5, cast<std::int64_t>(price)), -3);
  EXPECT_EQ(of_book(1, cast<double>(price)), 9.5);
  EXPECT_EQ(of_book(1, cast<Decimal>(pages)), Decimal("100"));
  EXPECT_EQ(of_book(1, cast<Decimal>(rating)), Decimal("4.5"));
  EXPECT_EQ(of_book(2, cast<Decimal>(rating)), std::nullopt);
}

TEST_P(Functions, CastsOfOtherKinds) {
  EXPECT_EQ(of_book(1, cast<std::string>(pages)), "100");
  EXPECT_EQ(of_book(1, cast<std::int64_t>(literal("42"))), 42);
  EXPECT_EQ(of_book(1, cast<bool>(pages)), true);
  EXPECT_EQ(of_book(2, cast<std::int64_t>(col<&Book::lent>)), 1);
  EXPECT_EQ(of_book(2, cast<double>(col<&Book::lent>)), 1.0);
  EXPECT_EQ(of_book(1, cast<std::string>(col<&Book::published>)), "2001-01-31");
  EXPECT_EQ(of_book(1, cast<std::chrono::year_month_day>(literal("2020-02-29"))), 2020y / 2 / 29);
  const auto moment = std::chrono::sys_days(2001y / 1 / 31);
  EXPECT_EQ(of_book(1, cast<LocalMicroseconds>(col<&Book::published>)),
            LocalMicroseconds(moment.time_since_epoch()));
  EXPECT_EQ(of_book(1, cast<std::chrono::year_month_day>(cast<LocalMicroseconds>(col<&Book::published>))),
            2001y / 1 / 31);
}

}  // namespace
}  // namespace bindery::test
