// Text, numbers, row values, ANY and ALL, collations, and the user's own functions, on every database.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using Ids = std::vector<std::int64_t>;

class Expressions : public LibraryTest {};
BINDERY_EVERY_BACKEND(Expressions);

constexpr auto id = col<&Book::id>;
constexpr auto pages = col<&Book::pages>;
constexpr auto price = col<&Book::price>;
constexpr auto title = col<&Book::title>;
constexpr auto rating = col<&Book::rating>;

TEST_P(Expressions, PartsOfText) {
  EXPECT_EQ(of_book(5, left(title, 2)), "Ép");
  EXPECT_EQ(of_book(5, right(title, 1)), "🌍");
  EXPECT_EQ(of_book(1, left(title, 0)), "");
  EXPECT_EQ(of_book(1, right(title, 0)), "");
  EXPECT_EQ(of_book(1, right(title, 99)), "Alpha");
  EXPECT_EQ(of_book(2, left(col<&Book::subtitle>, 1)), std::nullopt);
  EXPECT_EQ(of_book(5, position(title, "silon")), 3);
  EXPECT_EQ(of_book(1, position(title, "x")), 0);
  EXPECT_EQ(of_book(1, position(title, "")), 1);
  EXPECT_EQ(of_book(5, reverse(title)), "🌍 nolispÉ");
  EXPECT_EQ(of_book(1, ltrim(literal("  a b "))), "a b ");
  EXPECT_EQ(of_book(1, rtrim(literal("  a b "))), "  a b");
  EXPECT_EQ(books(left(title, 1) == "b"), (Ids{2}));
}

TEST_P(Expressions, TextIsFilledUp) {
  EXPECT_EQ(of_book(1, lpad(title, 8, "xy")), "xyxAlpha");
  EXPECT_EQ(of_book(1, rpad(title, 8, "é")), "Alphaééé");
  EXPECT_EQ(of_book(1, lpad(title, 3)), "Alp");
  EXPECT_EQ(of_book(5, rpad(title, 10)), "Épsilon 🌍 ");
  EXPECT_EQ(of_book(1, lpad(title, 0)), "");
  EXPECT_EQ(of_book(1, lpad(cast<std::string>(pages), 6, "0")), "000100");
  EXPECT_THROW(lpad(title, -1), ProgrammingError);
  EXPECT_THROW(lpad(title, 5, ""), ProgrammingError);
  EXPECT_THROW(right(title, -1), ProgrammingError);
}

TEST_P(Expressions, RegardlessOfCase) {
  EXPECT_EQ(books(case_insensitive(title) == "ALPHA"), (Ids{1}));
  EXPECT_EQ(books("BETA" == case_insensitive(title)), (Ids{2}));
  EXPECT_EQ(books(case_insensitive(title) == case_insensitive(upper(title)) && id < 3), (Ids{1, 2}));
  EXPECT_EQ(db().scalars(select(id).where(id < 4).order_by(desc(case_insensitive(title)))).all(),
            (Ids{3, 2, 1}));
}

TEST_P(Expressions, Collations) {
  switch (backend()) {
    case Backend::sqlite: EXPECT_EQ(books(collate<"nocase">(title) == "alpha"), (Ids{1})); break;
    case Backend::postgresql:
      EXPECT_EQ(db().scalars(select(id).where(id < 3).order_by(collate<"C">(title))).all(), (Ids{1, 2}));
      break;
    case Backend::mariadb: EXPECT_EQ(books(collate<"utf8mb4_general_ci">(title) == "alpha"), (Ids{1})); break;
  }
}

TEST_P(Expressions, Numbers) {
  EXPECT_EQ(of_book(4, ceil(rating)), 4.0);
  EXPECT_EQ(of_book(4, floor(-rating)), -4.0);
  EXPECT_EQ(of_book(2, floor(rating)), std::nullopt);
  EXPECT_EQ(of_book(1, ceil(price)), Decimal("10"));
  EXPECT_EQ(of_book(1, floor(price)), Decimal("9"));
  EXPECT_EQ(of_book(1, floor(-price)), Decimal("-10"));
  EXPECT_EQ(of_book(4, ceil(-price)), Decimal("0"));
  EXPECT_EQ(of_book(5, ceil(price)), Decimal("-3"));
  EXPECT_EQ(of_book(5, sign(price)), -1);
  EXPECT_EQ(of_book(1, sign(rating)), 1);
  EXPECT_EQ(of_book(1, sign(pages - 100)), 0);
  EXPECT_EQ(of_book(4, power(pages, 2)), 49.0);
  EXPECT_DOUBLE_EQ(of_book(1, power(price, 0.5)), std::sqrt(9.5));
  EXPECT_EQ(of_book(1, sqrt(pages)), 10.0);
}

TEST_P(Expressions, TheGreatestOfValuesIsNullIfOneIs) {
  EXPECT_EQ(of_book(1, greatest(pages, 150)), 150);
  EXPECT_EQ(of_book(1, least(pages, 150, 20)), 20);
  EXPECT_EQ(of_book(1, greatest(rating, 4.0)), 4.5);
  EXPECT_EQ(of_book(2, greatest(rating, 4.0)), std::nullopt);
  EXPECT_EQ(of_book(2, least(4.0 + rating, rating, pages)), std::nullopt);
  EXPECT_EQ(of_book(1, greatest(price, 9)), Decimal("9.5"));
  EXPECT_EQ(of_book(3, least(price, Decimal("20"))), Decimal("20"));
  EXPECT_EQ(of_book(1, greatest(title, "Beta")), "Beta");
  EXPECT_EQ(of_book(1, least(col<&Book::published>, 2000y / 1 / 1)), 2000y / 1 / 1);
}

TEST_P(Expressions, RowValues) {
  const auto key = row(col<&Book::author_id>, pages);
  EXPECT_EQ(books(key == row(1, 201)), (Ids{2}));
  EXPECT_EQ(books(key > row(2, 50)), (Ids{3}));
  EXPECT_EQ(books(key <= row(2, 7)), (Ids{1, 2, 4}));
  EXPECT_EQ(books(row(price, id) < row(Decimal("9.5"), 2)), (Ids{1, 4, 5}));
  EXPECT_EQ(books(row(rating, id) == row(4.5, 1)), (Ids{1}));
  EXPECT_EQ(books(in(key, std::vector{std::tuple(1, 100), std::tuple(2, 7), std::tuple(9, 9)})), (Ids{1, 4}));
  EXPECT_EQ(books(not_in(key, std::vector{std::tuple(1, 100), std::tuple(2, 7)})), (Ids{2, 3, 5}));
  EXPECT_EQ(books(in(row(title, price), std::vector{std::tuple("Alpha", Decimal("9.5"))})), (Ids{1}));
  EXPECT_EQ(books(in(key, std::vector<std::tuple<int, int>>{})), (Ids{}));
}

TEST_P(Expressions, AnyAndAll) {
  const auto authors = select(col<&Author::id>).where(col<&Author::name> == "Bob");
  EXPECT_EQ(books(col<&Book::author_id> == any_of(authors)), (Ids{3, 4, 5}));
  EXPECT_EQ(books(col<&Book::author_id> != all_of(authors)), (Ids{1, 2}));
  const auto beyond = pages >= all_of(select(col<&Author::id> * 50));
  if (backend() == Backend::sqlite) {
    EXPECT_THROW(books(beyond), ProgrammingError);
  } else {
    EXPECT_EQ(books(beyond), (Ids{2, 3}));
    EXPECT_EQ(books(pages < any_of(select(col<&Author::id> * 50))), (Ids{1, 4, 5}));
  }
}

constexpr auto sql_upper = sql_function<"upper", std::string>;
constexpr auto sql_max = sql_aggregate<"max", std::int64_t>;
constexpr auto not_like_operator = sql_operator<"NOT LIKE", bool>;

TEST_P(Expressions, FunctionsOfTheUsersOwn) {
  EXPECT_EQ(of_book(1, sql_upper(title)), "ALPHA");
  EXPECT_EQ(of_book(2, sql_upper(col<&Book::subtitle>)), std::nullopt);
  EXPECT_EQ(db().scalar(select(sql_max(id).filter(pages > 150))), 3);
  EXPECT_EQ(books(not_like_operator(title, "%a%") && id < 5), (Ids{}));
  EXPECT_EQ(books(!not_like_operator(title, "Al%")), (Ids{1}));
}

}  // namespace
}  // namespace bindery::test
