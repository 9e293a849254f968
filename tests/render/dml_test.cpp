// INSERT, UPDATE and DELETE as text.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

TEST(InsertText, LeavesOutWhatTheDatabaseFillsIn) {
  EXPECT_EQ(texts_of(insert(Author{.name = "Calvino"})),
            alike(R"(INSERT INTO "author" ("name", "mentor_id") VALUES (?, ?))"));
  EXPECT_EQ(texts_of(insert(Author{.id = 7, .name = "Calvino"})),
            alike(R"(INSERT INTO "author" ("id", "name", "mentor_id") VALUES (?, ?, ?))"));
}

TEST(InsertText, ManyRowsAreOneStatement) {
  EXPECT_EQ(texts_of(insert(std::vector<Author>{{.name = "a"}, {.name = "b"}})),
            alike(R"(INSERT INTO "author" ("name", "mentor_id") VALUES (?, ?), (?, ?))"));
}

TEST(InsertText, RowsThatNameDifferentColumnsAreRefused) {
  EXPECT_THROW(insert(std::vector<Author>{{.name = "a"}, {.id = 2, .name = "b"}}), ProgrammingError);
}

TEST(InsertText, DefaultsAlone) {
  EXPECT_EQ(texts_of(insert(Visit{})),
            (Texts{R"(INSERT INTO "visit" DEFAULT VALUES)", R"(INSERT INTO "visit" DEFAULT VALUES)",
                   "INSERT INTO `visit` () VALUES ()"}));
}

TEST(InsertText, FromAQuery) {
  EXPECT_EQ(
      texts_of(insert_into<Author>(col<&Author::name>)
                   .from(select(col<&Book::title>).where(col<&Book::pages> > 9))),
      alike(R"(INSERT INTO "author" ("name") SELECT "book"."title" FROM "book" WHERE "book"."pages" > ?)"));
  EXPECT_EQ(
      sql_of(insert_into<Author>(col<&Author::name>)
                 .from(select(col<&Book::title>))
                 .on_conflict(col<&Author::name>),
             Backend::sqlite),
      R"(INSERT INTO "author" ("name") SELECT "book"."title" FROM "book" WHERE true ON CONFLICT ("name") DO NOTHING)");
}

TEST(InsertText, GivesRowsBack) {
  EXPECT_EQ(texts_of(insert(Author{.name = "a"}).returning(col<&Author::id>)),
            alike(R"(INSERT INTO "author" ("name", "mentor_id") VALUES (?, ?) RETURNING "id")"));
  EXPECT_EQ(
      texts_of(insert(Author{.name = "a"}).returning()),
      alike(
          R"(INSERT INTO "author" ("name", "mentor_id") VALUES (?, ?) RETURNING "id", "name", "mentor_id")"));
}

TEST(UpsertText, InBothSyntaxes) {
  EXPECT_EQ(
      texts_of(
          insert(Author{.name = "a"}).on_conflict(col<&Author::name>).do_update(col<&Author::mentor_id>)),
      (Texts{
          R"(INSERT INTO "author" ("name", "mentor_id") VALUES (?, ?) ON CONFLICT ("name") DO UPDATE SET "mentor_id" = excluded."mentor_id")",
          R"(INSERT INTO "author" ("name", "mentor_id") VALUES ($1, $2) ON CONFLICT ("name") DO UPDATE SET "mentor_id" = excluded."mentor_id")",
          "INSERT INTO `author` (`name`, `mentor_id`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `mentor_id` = "
          "VALUES(`mentor_id`)"}));
  EXPECT_EQ(
      texts_of(insert(Author{.name = "a"}).on_conflict(col<&Author::name>).do_nothing()),
      (Texts{R"(INSERT INTO "author" ("name", "mentor_id") VALUES (?, ?) ON CONFLICT ("name") DO NOTHING)",
             R"(INSERT INTO "author" ("name", "mentor_id") VALUES ($1, $2) ON CONFLICT ("name") DO NOTHING)",
             "INSERT INTO `author` (`name`, `mentor_id`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `name` = "
             "`name`"}));
}

TEST(UpsertText, MariaDbCannotTellOneKeyFromAnother) {
  const auto upsert =
      insert(Country{"IT", "Italy", 1}).on_conflict(col<&Country::code>).do_update(col<&Country::visits>);
  const std::string error = refusal_of(upsert, Backend::mariadb);
  EXPECT_THAT(error,
              HasSubstr("MariaDB cannot tell a conflict on (code) from one on (name) of table 'country'"));
  EXPECT_THAT(error, HasSubstr("leave the other key's columns out"));
  EXPECT_THAT(sql_of(upsert, Backend::postgresql), HasSubstr(R"(ON CONFLICT ("code") DO UPDATE SET)"));
}

TEST(UpdateText, SetsExpressions) {
  EXPECT_EQ(
      texts_of(update<Book>()
                   .set(col<&Book::pages> = col<&Book::pages> + 1, col<&Book::subtitle> = std::nullopt)
                   .where(col<&Book::id> == 7)),
      alike(R"(UPDATE "book" SET "pages" = "book"."pages" + ?, "subtitle" = NULL WHERE "book"."id" = ?)"));
  EXPECT_EQ(sql_of(update<Book>().set(col<&Book::price> = col<&Book::price> * 2).all_rows(), Backend::sqlite),
            R"(UPDATE "book" SET "price" = bindery_numeric(decimal_mul("book"."price", ?), 12, 2))");
}

TEST(UpdateText, WithoutAConditionMustSayAllRows) {
  EXPECT_THAT(refusal_of(update<Book>().set(col<&Book::pages> = 1), Backend::sqlite),
              HasSubstr("UPDATE of table 'book' without a condition would touch every row"));
  EXPECT_THAT(refusal_of(delete_from<Book>(), Backend::sqlite), HasSubstr("say all_rows() if that is meant"));
  EXPECT_EQ(texts_of(delete_from<Book>().all_rows()), alike(R"(DELETE FROM "book")"));
}

TEST(UpdateText, MustSetSomething) {
  EXPECT_THAT(refusal_of(update<Book>().all_rows(), Backend::sqlite),
              HasSubstr("UPDATE of table 'book' sets nothing"));
}

TEST(UpdateText, MariaDbGivesNoRowsBack) {
  const auto statement =
      update<Author>().set(col<&Author::name> = "x").where(col<&Author::id> == 1).returning(col<&Author::id>);
  EXPECT_EQ(sql_of(statement, Backend::postgresql),
            R"(UPDATE "author" SET "name" = $1 WHERE "author"."id" = $2 RETURNING "author"."id")");
  EXPECT_THAT(refusal_of(statement, Backend::mariadb), HasSubstr("MariaDB cannot return rows from UPDATE"));
}

TEST(DeleteText, WithConditionsAndRows) {
  EXPECT_EQ(
      texts_of(delete_from<Book>()
                   .where(col<&Book::pages> < 5)
                   .where(in(col<&Book::author_id>, select(col<&Author::id>)))),
      alike(
          R"(DELETE FROM "book" WHERE "book"."pages" < ? AND "book"."author_id" IN (SELECT "author"."id" FROM "author"))"));
  EXPECT_EQ(
      texts_of(delete_from<Author>().where(col<&Author::id> == 1).returning()),
      alike(
          R"(DELETE FROM "author" WHERE "author"."id" = ? RETURNING "author"."id", "author"."name", "author"."mentor_id")"));
}

TEST(DeleteText, AColumnOfAnotherModelIsRefused) {
  EXPECT_THAT(refusal_of(delete_from<Book>().where(col<&Author::id> == 1), Backend::sqlite),
              HasSubstr("uses a column of a model that it does not select from"));
}

}  // namespace
}  // namespace bindery::test
