// SELECT as text: clauses, joins, aliases, limits.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

TEST(SelectText, ColumnsAreNamedWithTheirTable) {
  EXPECT_EQ(texts_of(select(col<&Book::id>, col<&Book::title>)),
            alike(R"(SELECT "book"."id", "book"."title" FROM "book")"));
}

TEST(SelectText, AModelMeansAllItsColumns) {
  EXPECT_EQ(texts_of(select<Author>()),
            alike(R"(SELECT "author"."id", "author"."name", "author"."mentor_id" FROM "author")"));
}

TEST(SelectText, SeveralConditionsMustAllHold) {
  EXPECT_EQ(texts_of(select(col<&Book::id>).where(col<&Book::pages> > 10).where(col<&Book::lent>)),
            alike(R"(SELECT "book"."id" FROM "book" WHERE "book"."pages" > ? AND "book"."lent")"));
}

TEST(SelectText, OrderAndDistinct) {
  EXPECT_EQ(
      texts_of(select(col<&Book::title>)
                   .distinct()
                   .order_by(col<&Book::title>, desc(col<&Book::id>), asc(col<&Book::pages>))),
      alike(
          R"(SELECT DISTINCT "book"."title" FROM "book" ORDER BY "book"."title", "book"."id" DESC, "book"."pages" ASC)"));
}

TEST(SelectText, DecimalsInSqliteAreOrderedByTheirCollation) {
  EXPECT_EQ(
      sql_of(select(col<&Book::id>).order_by(desc(col<&Book::price>), col<&Book::price> + col<&Book::price>),
             Backend::sqlite),
      R"(SELECT "book"."id" FROM "book" ORDER BY "book"."price" DESC, decimal_add("book"."price", "book"."price") COLLATE decimal)");
}

TEST(SelectText, Limits) {
  const auto all = select(col<&Book::id>);
  EXPECT_EQ(texts_of(all.limit(5)), alike(R"(SELECT "book"."id" FROM "book" LIMIT ?)"));
  EXPECT_EQ(texts_of(all.limit(5, 10)), alike(R"(SELECT "book"."id" FROM "book" LIMIT ? OFFSET ?)"));
  EXPECT_EQ(texts_of(all.limit(5).offset(10)), alike(R"(SELECT "book"."id" FROM "book" LIMIT ? OFFSET ?)"));
}

TEST(SelectText, AnOffsetAloneNeedsALimitOnMostDatabases) {
  EXPECT_EQ(texts_of(select(col<&Book::id>).offset(10)),
            (Texts{R"(SELECT "book"."id" FROM "book" LIMIT -1 OFFSET ?)",
                   R"(SELECT "book"."id" FROM "book" OFFSET $1)",
                   "SELECT `book`.`id` FROM `book` LIMIT 18446744073709551615 OFFSET ?"}));
}

TEST(SelectText, GroupsAndTheirConditions) {
  EXPECT_EQ(
      texts_of(select(col<&Book::author_id>, count().as<"books">())
                   .group_by(col<&Book::author_id>)
                   .having(count() > 2)),
      alike(
          R"(SELECT "book"."author_id", count(*) AS "books" FROM "book" GROUP BY "book"."author_id" HAVING count(*) > ?)"));
}

TEST(SelectText, NamesAreQuoted) {
  Table odd("odd \"name`", {Column{"a`b\"c", Integer{}}});
  EXPECT_EQ(texts_of(select(odd)), (Texts{R"(SELECT "odd ""name`"."a`b""c" FROM "odd ""name`")",
                                          R"(SELECT "odd ""name`"."a`b""c" FROM "odd ""name`")",
                                          R"(SELECT `odd "name```.`a``b"c` FROM `odd "name```)"}));
}

TEST(SelectText, SchemasStandInFront) {
  Table table("visits", {Column{"id", Integer{}}}, {.schema = "stats"});
  EXPECT_EQ(texts_of(select(table)), alike(R"(SELECT "visits"."id" FROM "stats"."visits")"));
}

TEST(SelectText, ConstantsNeedNoTable) {
  EXPECT_EQ(texts_of(select(literal(1), literal("x"))),
            (Texts{"SELECT ?, ?", "SELECT CAST($1 AS INTEGER), CAST($2 AS TEXT)", "SELECT ?, ?"}));
}

TEST(SelectText, SelectFromStartsElsewhere) {
  EXPECT_EQ(texts_of(select(count()).select_from<Book>()), alike(R"(SELECT count(*) FROM "book")"));
}

// ---- joins ----------------------------------------------------------------------------------------------------

TEST(JoinText, ByTheForeignKey) {
  EXPECT_EQ(texts_of(select(col<&Book::id>).join<Author>()),
            alike(R"(SELECT "book"."id" FROM "book" JOIN "author" ON "book"."author_id" = "author"."id")"));
  EXPECT_EQ(
      texts_of(select(col<&Author::id>).left_join<Book>()),
      alike(R"(SELECT "author"."id" FROM "author" LEFT JOIN "book" ON "book"."author_id" = "author"."id")"));
}

TEST(JoinText, ByAForeignKeyOfSeveralColumns) {
  EXPECT_EQ(
      texts_of(select(col<&Copy::id>).join<Shelf>()),
      alike(
          R"(SELECT "copy"."id" FROM "copy" JOIN "shelf" ON "copy"."room" = "shelf"."room" AND "copy"."shelf" = "shelf"."number")"));
}

TEST(JoinText, ByACondition) {
  EXPECT_EQ(
      texts_of(
          select(col<&Book::id>)
              .left_join<Author>(col<&Author::id> == col<&Book::author_id> && col<&Author::name> != "x")),
      alike(
          R"(SELECT "book"."id" FROM "book" LEFT JOIN "author" ON "author"."id" = "book"."author_id" AND "author"."name" <> ?)"));
}

TEST(JoinText, WithoutAForeignKeyTheConditionMustBeGiven) {
  const std::string error = refusal_of(select(col<&Book::id>).join<Shelf>(), Backend::sqlite);
  EXPECT_THAT(error, HasSubstr("no foreign key connects table 'shelf' with the tables before it"));
  EXPECT_THAT(error, HasSubstr("give the join its condition"));
}

TEST(JoinText, WithSeveralForeignKeysTheConditionMustBeGiven) {
  EXPECT_THAT(refusal_of(select(col<&Review::id>).join<Author>(), Backend::mariadb),
              HasSubstr("several foreign keys connect table 'author' with the tables before it"));
}

TEST(JoinText, ThreeTables) {
  EXPECT_EQ(
      texts_of(select(col<&Review::body>)
                   .join<Author>(col<&Review::writer_id> == col<&Author::id>)
                   .join<Book>(col<&Book::author_id> == col<&Author::id>)),
      alike(
          R"(SELECT "review"."body" FROM "review" JOIN "author" ON "review"."writer_id" = "author"."id" JOIN "book" ON "book"."author_id" = "author"."id")"));
}

TEST(JoinText, AnAliasJoinsATableWithItself) {
  constexpr auto mentor = alias<Author, "mentor">;
  EXPECT_EQ(
      texts_of(select(col<&Author::name>, mentor.col<&Author::name>)
                   .left_join(mentor, col<&Author::mentor_id> == mentor.col<&Author::id>)),
      alike(
          R"(SELECT "author"."name", "mentor"."name" FROM "author" LEFT JOIN "author" AS "mentor" ON "author"."mentor_id" = "mentor"."id")"));
  EXPECT_EQ(
      texts_of(select(mentor).where(mentor.col<&Author::name> == "x")),
      alike(
          R"(SELECT "mentor"."id", "mentor"."name", "mentor"."mentor_id" FROM "author" AS "mentor" WHERE "mentor"."name" = ?)"));
}

TEST(JoinText, TwoAliasesOfOneTable) {
  constexpr auto writer = alias<Author, "w">;
  constexpr auto reader = alias<Author, "r">;
  EXPECT_EQ(
      texts_of(select(writer.col<&Author::name>, reader.col<&Author::name>)
                   .select_from<Review>()
                   .join(writer, writer.col<&Author::id> == col<&Review::writer_id>)
                   .join(reader, reader.col<&Author::id> == col<&Review::reader_id>)),
      alike(
          R"(SELECT "w"."name", "r"."name" FROM "review" JOIN "author" AS "w" ON "w"."id" = "review"."writer_id" JOIN "author" AS "r" ON "r"."id" = "review"."reader_id")"));
}

// ---- subqueries -----------------------------------------------------------------------------------------------

TEST(SubqueryText, InAndExistsSpeakOfTheOuterRow) {
  EXPECT_EQ(
      texts_of(select(col<&Author::id>)
                   .where(exists(select(col<&Book::id>).where(col<&Book::author_id> == col<&Author::id>)))),
      alike(
          R"(SELECT "author"."id" FROM "author" WHERE EXISTS (SELECT "book"."id" FROM "book" WHERE "book"."author_id" = "author"."id"))"));
  EXPECT_EQ(
      texts_of(select(col<&Author::id>).where(not_exists(select<Shelf>()))),
      alike(
          R"(SELECT "author"."id" FROM "author" WHERE NOT EXISTS (SELECT "shelf"."room", "shelf"."number", "shelf"."label" FROM "shelf"))"));
  EXPECT_EQ(
      texts_of(select(col<&Author::id>)
                   .where(in(col<&Author::id>, select(col<&Book::author_id>).where(col<&Book::pages> > 9)))),
      alike(
          R"(SELECT "author"."id" FROM "author" WHERE "author"."id" IN (SELECT "book"."author_id" FROM "book" WHERE "book"."pages" > ?))"));
  EXPECT_EQ(
      texts_of(select(col<&Author::id>)
                   .where(!in(col<&Author::id>, select(col<&Book::author_id>)) ||
                          not_in(col<&Author::id>, select(col<&Review::reader_id>)))),
      alike(
          R"(SELECT "author"."id" FROM "author" WHERE NOT "author"."id" IN (SELECT "book"."author_id" FROM "book") OR "author"."id" NOT IN (SELECT "review"."reader_id" FROM "review"))"));
}

TEST(SubqueryText, AScalarSubqueryIsAColumnOrAValue) {
  const auto books =
      scalar(select(count()).select_from<Book>().where(col<&Book::author_id> == col<&Author::id>));
  EXPECT_EQ(
      texts_of(select(col<&Author::name>, books.as<"books">()).where(books > 3)),
      alike(
          R"(SELECT "author"."name", (SELECT count(*) FROM "book" WHERE "book"."author_id" = "author"."id") AS "books" FROM "author" WHERE (SELECT count(*) FROM "book" WHERE "book"."author_id" = "author"."id") > ?)"));
}

TEST(SelectText, EqualValuesOfAGroupShareAPlaceholderOnPostgresql) {
  const auto by = [](int selected, int grouped) {
    return select(col<&Book::pages> % selected, count())
        .where(col<&Book::id> > 3)
        .group_by(col<&Book::pages>, col<&Book::pages> % grouped)
        .order_by(col<&Book::pages> % selected);
  };
  EXPECT_EQ(sql_of(by(10, 10), Backend::postgresql),
            R"(SELECT "book"."pages" % $1, count(*) FROM "book" WHERE "book"."id" > $2 )"
            R"(GROUP BY "book"."pages", "book"."pages" % $1 ORDER BY "book"."pages" % $1)");
  EXPECT_EQ(sql_of(by(10, 7), Backend::postgresql),
            R"(SELECT "book"."pages" % $1, count(*) FROM "book" WHERE "book"."id" > $2 )"
            R"(GROUP BY "book"."pages", "book"."pages" % $3 ORDER BY "book"."pages" % $4)");
  const auto wrong = select(col<&Book::pages> % 10).group_by(col<&Book::pages> % 7);
  EXPECT_THAT(refusal_of(wrong, Backend::sqlite), testing::HasSubstr("in its values alone"));
}

}  // namespace
}  // namespace bindery::test
