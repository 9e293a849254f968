// Sources other than tables, joins, WITH and set operations as text.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

const auto thick = [] {
  return select(col<&Book::author_id>, count().as<"books">())
      .where(col<&Book::pages> > 300)
      .group_by(col<&Book::author_id>);
};

TEST(JoinText, OuterJoinsSayTheirSide) {
  const auto on = col<&Author::id> == col<&Book::author_id>;
  const auto from = [](const auto& query) {
    Texts texts = texts_of(query);
    for (std::string* text : {&texts.sqlite, &texts.postgresql, &texts.mariadb})
      text->erase(0, text->find("FROM"));
    return texts;
  };
  EXPECT_EQ(from(select(col<&Book::id>).left_join<Author>(on)),
            alike(R"(FROM "book" LEFT JOIN "author" ON "author"."id" = "book"."author_id")"));
  EXPECT_EQ(from(select(col<&Book::id>).right_join<Author>(on)),
            alike(R"(FROM "book" RIGHT JOIN "author" ON "author"."id" = "book"."author_id")"));
  EXPECT_EQ(from(select(col<&Book::id>).cross_join<Author>()), alike(R"(FROM "book" CROSS JOIN "author")"));
  const auto full = select(col<&Book::id>).full_join<Author>(on);
  EXPECT_THAT(sql_of(full, Backend::sqlite), HasSubstr(R"(FULL JOIN "author" ON)"));
  EXPECT_THAT(sql_of(full, Backend::postgresql), HasSubstr(R"(FULL JOIN "author" ON)"));
  EXPECT_THAT(refusal_of(full, Backend::mariadb), HasSubstr("MariaDB cannot join both sides fully"));
}

TEST(DerivedTableText, StandsInParenthesesUnderItsName) {
  const auto table = thick().as_table<"thick">();
  EXPECT_EQ(texts_of(select(col<&Author::name>, table.col<"books">)
                         .join(table, table.col<&Book::author_id> == col<&Author::id>)),
            alike(R"(SELECT "author"."name", "thick"."books" FROM "author" JOIN )"
                  R"((SELECT "book"."author_id", count(*) AS "books" FROM "book" WHERE "book"."pages" > ? )"
                  R"(GROUP BY "book"."author_id") AS "thick" ON "thick"."author_id" = "author"."id")"));
}

TEST(DerivedTableText, LateralTablesArePostgresqls) {
  const auto table =
      select(col<&Book::title>).where(col<&Book::author_id> == col<&Author::id>).limit(1).as_table<"one">();
  const auto query =
      select(table.col<"title">).select_from<Author>().join_lateral(table, col<&Author::id> > 0);
  EXPECT_EQ(sql_of(query, Backend::postgresql),
            R"(SELECT "one"."title" FROM "author" JOIN LATERAL (SELECT "book"."title" FROM "book" )"
            R"(WHERE "book"."author_id" = "author"."id" LIMIT $1) AS "one" ON "author"."id" > $2)");
  EXPECT_THAT(refusal_of(query, Backend::sqlite),
              HasSubstr("SQLite cannot join a derived table that speaks"));
  EXPECT_THAT(refusal_of(query, Backend::mariadb),
              HasSubstr("MariaDB cannot join a derived table that speaks"));
}

TEST(CommonTableText, IsDefinedOnceAndReadUnderAnyName) {
  const auto table = cte<"thick">(thick());
  const auto other = table.as<"other">();
  EXPECT_EQ(
      texts_of(select(table.col<"books">)
                   .select_from(table)
                   .join(other, other.col<"books"> < table.col<"books">)
                   .with(table)),
      alike(R"(WITH "thick" AS (SELECT "book"."author_id", count(*) AS "books" FROM "book" )"
            R"(WHERE "book"."pages" > ? GROUP BY "book"."author_id") SELECT "thick"."books" FROM "thick" )"
            R"(JOIN "thick" AS "other" ON "other"."books" < "thick"."books")"));
}

TEST(CommonTableText, RecursionsStartWithWideColumns) {
  const auto start = recursive<"line">(
      select(col<&Author::name>, literal(0).as<"depth">()).where(col<&Author::mentor_id> == std::nullopt));
  const auto line = start.union_all(select(concat(start.col<"name">, "!"), start.col<"depth"> + 1)
                                        .select_from(start)
                                        .where(start.col<"depth"> < 3));
  const auto query = select(line.col<"name">).select_from(line).with(line);
  EXPECT_EQ(sql_of(query, Backend::sqlite),
            R"(WITH RECURSIVE "line" AS (SELECT "author"."name", ? AS "depth" FROM "author" )"
            R"(WHERE "author"."mentor_id" IS NULL UNION ALL SELECT "line"."name" || ?, "line"."depth" + ? )"
            R"(FROM "line" WHERE "line"."depth" < ?) SELECT "line"."name" FROM "line")");
  EXPECT_THAT(
      sql_of(query, Backend::postgresql),
      HasSubstr(
          R"(AS (SELECT CAST("author"."name" AS TEXT) AS "name", CAST($1 AS INTEGER) AS "depth" FROM)"));
  EXPECT_THAT(sql_of(query, Backend::mariadb),
              HasSubstr("AS (SELECT CAST(`author`.`name` AS CHAR(1000000)) AS `name`, ? AS `depth` FROM"));
}

TEST(CommonTableText, ChangesInsideArePostgresqls) {
  const auto gone = cte<"gone">(delete_from<Book>().where(col<&Book::id> == 1).returning(col<&Book::id>));
  const auto query = select(gone.col<"id", std::int64_t>).select_from(gone).with(gone);
  EXPECT_EQ(sql_of(query, Backend::postgresql),
            R"(WITH "gone" AS (DELETE FROM "book" WHERE "book"."id" = $1 RETURNING "book"."id") )"
            R"(SELECT "gone"."id" FROM "gone")");
  EXPECT_THAT(refusal_of(query, Backend::sqlite), HasSubstr("SQLite cannot change rows inside WITH"));
  EXPECT_THAT(refusal_of(query, Backend::mariadb), HasSubstr("MariaDB cannot change rows inside WITH"));
}

TEST(SetQueryText, OrdersByTheNamesOfTheFirstQuery) {
  const auto a = select(col<&Book::id>), b = select(col<&Book::id>);
  EXPECT_EQ(
      texts_of(union_all(a, b).order_by(desc(col<&Book::id>)).limit(2)),
      alike(R"(SELECT "book"."id" FROM "book" UNION ALL SELECT "book"."id" FROM "book" ORDER BY "id" DESC )"
            R"(LIMIT ?)"));
  EXPECT_EQ(texts_of(except(a, b)),
            alike(R"(SELECT "book"."id" FROM "book" EXCEPT SELECT "book"."id" FROM "book")"));
}

TEST(SetQueryText, WhatIsMoreThanASelectStandsForItself) {
  const auto one = select(col<&Book::id>).order_by(col<&Book::id>).limit(1);
  const auto query = intersect(select(col<&Book::id>), one);
  EXPECT_EQ(sql_of(query, Backend::sqlite),
            R"(SELECT "book"."id" FROM "book" INTERSECT SELECT * FROM (SELECT "book"."id" FROM "book" )"
            R"(ORDER BY "book"."id" LIMIT ?))");
  EXPECT_EQ(
      sql_of(query, Backend::postgresql),
      R"(SELECT "book"."id" FROM "book" INTERSECT (SELECT "book"."id" FROM "book" ORDER BY "book"."id" LIMIT $1))");
}

TEST(SetQueryText, SqliteCountsNoEqualRows) {
  const auto a = select(col<&Book::id>);
  EXPECT_THAT(sql_of(intersect_all(a, a), Backend::mariadb), HasSubstr(" INTERSECT ALL "));
  EXPECT_THAT(sql_of(except_all(a, a), Backend::postgresql), HasSubstr(" EXCEPT ALL "));
  EXPECT_THAT(refusal_of(intersect_all(a, a), Backend::sqlite), HasSubstr("SQLite cannot count equal rows"));
  EXPECT_THAT(refusal_of(except_all(a, a), Backend::sqlite), HasSubstr("SQLite cannot count equal rows"));
}

TEST(ValuesText, EachDatabaseNamesTheColumnsInItsWay) {
  const auto v =
      values<"v", "id", "note">(std::vector<std::tuple<std::int64_t, std::string>>{{1, "a"}, {2, "b"}});
  const auto query = select(v.col<"note">).select_from(v);
  EXPECT_EQ(
      texts_of(query),
      (Texts{
          R"(SELECT "v"."note" FROM (WITH "v" ("id", "note") AS (VALUES (?, ?), (?, ?)) SELECT * FROM "v") AS "v")",
          R"(SELECT "v"."note" FROM (VALUES (CAST($1 AS BIGINT), CAST($2 AS TEXT)), )"
          R"((CAST($3 AS BIGINT), CAST($4 AS TEXT))) AS "v" ("id", "note"))",
          "SELECT `v`.`note` FROM (SELECT ? AS `id`, ? AS `note` UNION ALL SELECT ?, ?) AS `v`"}));
}

TEST(SeriesText, IsARecursionWhereThereIsNoFunction) {
  const auto n = series<"n">(1, 9);
  const Texts texts = texts_of(select(n.col<"value">).select_from(n));
  EXPECT_EQ(
      texts.postgresql,
      R"(SELECT "n"."value" FROM generate_series(CAST($1 AS BIGINT), CAST($2 AS BIGINT)) AS "n" ("value"))");
  EXPECT_THAT(texts.sqlite,
              HasSubstr(R"(FROM (WITH RECURSIVE "n" ("value", "last") AS (SELECT ?, ? UNION ALL)"));
  EXPECT_THAT(texts.mariadb,
              HasSubstr("FROM (WITH RECURSIVE `n` (`value`, `last`) AS (SELECT ?, ? UNION ALL"));
}

TEST(TableFunctionText, IsCalledByItsOwnName) {
  const auto e = table_function<"json_each", "e", Field<"value", std::string>>(literal("[1]"));
  const auto query = select(e.template col<"value">).select_from(e);
  EXPECT_EQ(sql_of(query, Backend::sqlite), R"(SELECT "e"."value" FROM json_each(?) AS "e")");
  EXPECT_EQ(sql_of(query, Backend::postgresql),
            R"(SELECT "e"."value" FROM json_each(CAST($1 AS TEXT)) AS "e")");
  EXPECT_THAT(refusal_of(query, Backend::mariadb), HasSubstr("MariaDB cannot call a function in FROM"));
}

}  // namespace
}  // namespace bindery::test
