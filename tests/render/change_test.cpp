// UPDATE and DELETE that read other tables, and the upsert's words, as text.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

constexpr auto mentor = alias<Author, "mentor">;

TEST(UpdateFromText, JoinsByTheForeignKey) {
  EXPECT_EQ(
      texts_of(update<Book>()
                   .join<Author>()
                   .set(col<&Book::title> = col<&Author::name>, col<&Book::pages> = 5)
                   .where(col<&Author::id> == 7 || col<&Author::id> == 8)),
      (Texts{
          R"(UPDATE "book" SET "title" = "author"."name", "pages" = ? FROM "author" WHERE "book"."author_id" = "author"."id" AND ("author"."id" = ? OR "author"."id" = ?))",
          R"(UPDATE "book" SET "title" = "author"."name", "pages" = $1 FROM "author" WHERE "book"."author_id" = "author"."id" AND ("author"."id" = $2 OR "author"."id" = $3))",
          "UPDATE `book`, `author` SET `book`.`title` = `author`.`name`, `book`.`pages` = ? WHERE "
          "`book`.`author_id` = `author`.`id` AND (`author`.`id` = ? OR `author`.`id` = ?)"}));
}

TEST(UpdateFromText, SourcesWithConditionsAndAliases) {
  const auto statement = update<Author>()
                             .join(mentor, mentor.col<&Author::id> == col<&Author::mentor_id>)
                             .from<Book>()
                             .set(col<&Author::name> = mentor.col<&Author::name>)
                             .where(col<&Book::author_id> == col<&Author::id>);
  EXPECT_EQ(
      sql_of(statement, Backend::postgresql),
      R"(UPDATE "author" SET "name" = "mentor"."name" FROM "author" AS "mentor", "book" WHERE "mentor"."id" = "author"."mentor_id" AND "book"."author_id" = "author"."id")");
  EXPECT_THAT(sql_of(statement, Backend::mariadb),
              HasSubstr("UPDATE `author`, `author` AS `mentor`, `book` SET `author`.`name` = "));
}

TEST(UpdateFromText, OfRunTimeTables) {
  const Table& books = table_of<Book>();
  const Table& authors = table_of<Author>();
  EXPECT_EQ(
      sql_of(update(books)
                 .join(authors)
                 .set({{"pages", 1}})
                 .where(column_of(authors, "name") == "Ada")
                 .returning({"id"}),
             Backend::sqlite),
      R"(UPDATE "book" SET "pages" = ? FROM "author" WHERE "book"."author_id" = "author"."id" AND "author"."name" = ? RETURNING "book"."id")");
}

TEST(UpdateFromText, AJoinIsNoConditionOfTheStatement) {
  EXPECT_THAT(refusal_of(update<Book>().join<Author>().set(col<&Book::pages> = 1), Backend::sqlite),
              HasSubstr("would touch every row"));
}

TEST(UpdateFromText, ReturningOfOtherTablesIsPostgreSqlsAlone) {
  const auto statement = update<Book>()
                             .join<Author>()
                             .set(col<&Book::pages> = 1)
                             .all_rows()
                             .returning(col<&Book::id>, col<&Author::name>);
  EXPECT_THAT(sql_of(statement, Backend::postgresql), HasSubstr(R"(RETURNING "book"."id", "author"."name")"));
  EXPECT_THAT(refusal_of(statement, Backend::sqlite),
              HasSubstr("SQLite cannot return columns of another table from UPDATE"));
  EXPECT_THAT(refusal_of(statement, Backend::mariadb), HasSubstr("MariaDB cannot return rows from UPDATE"));
}

TEST(DeleteUsingText, InEachDatabasesWords) {
  const auto statement = delete_from<Book>().join<Author>().where(col<&Author::name> == "Ada");
  EXPECT_EQ(
      texts_of(statement),
      (Texts{
          R"(DELETE FROM "book" WHERE EXISTS (SELECT 1 FROM "author" WHERE "book"."author_id" = "author"."id" AND "author"."name" = ?))",
          R"(DELETE FROM "book" USING "author" WHERE "book"."author_id" = "author"."id" AND "author"."name" = $1)",
          "DELETE `book` FROM `book`, `author` WHERE `book`.`author_id` = `author`.`id` AND `author`.`name` "
          "= "
          "?"}));
}

TEST(DeleteUsingText, ReturningOnMariaDbNeedsOneTable) {
  auto unfinished = delete_from<Book>().using_<Author>();
  const auto statement =
      unfinished.where(col<&Author::id> == col<&Book::author_id>).returning(col<&Book::id>);
  EXPECT_EQ(
      sql_of(statement, Backend::mariadb),
      "DELETE FROM `book` WHERE EXISTS (SELECT 1 FROM `author` WHERE `author`.`id` = `book`.`author_id`) "
      "RETURNING `book`.`id`");
  EXPECT_THAT(
      refusal_of(delete_from<Book>().join<Author>().all_rows().returning(col<&Author::id>), Backend::mariadb),
      HasSubstr("MariaDB cannot return columns of another table from DELETE"));
}

TEST(UpsertWords, ExpressionsOverBothRows) {
  EXPECT_EQ(
      texts_of(insert(Shelf{1, 2, "a"})
                   .on_conflict(col<&Shelf::room>, col<&Shelf::number>)
                   .do_update(col<&Shelf::label> = concat(col<&Shelf::label>, excluded<&Shelf::label>))),
      (Texts{
          R"(INSERT INTO "shelf" ("room", "number", "label") VALUES (?, ?, ?) ON CONFLICT ("room", "number") DO UPDATE SET "label" = "shelf"."label" || excluded."label")",
          R"(INSERT INTO "shelf" ("room", "number", "label") VALUES ($1, $2, $3) ON CONFLICT ("room", "number") DO UPDATE SET "label" = "shelf"."label" || excluded."label")",
          "INSERT INTO `shelf` (`room`, `number`, `label`) VALUES (?, ?, ?) ON DUPLICATE KEY UPDATE `label` "
          "= "
          "CONCAT(`shelf`.`label`, VALUES(`label`))"}));
}

TEST(UpsertWords, ConditionsWhereTheDatabaseHasThem) {
  const auto statement = insert(Author{.name = "a"})
                             .on_conflict(col<&Author::name>)
                             .do_update(col<&Author::mentor_id>)
                             .do_update_where(col<&Author::mentor_id> != 5);
  EXPECT_THAT(
      sql_of(statement, Backend::postgresql),
      HasSubstr(R"(DO UPDATE SET "mentor_id" = excluded."mentor_id" WHERE "author"."mentor_id" <> $3)"));
  EXPECT_THAT(
      sql_of(statement, Backend::mariadb),
      HasSubstr("ON DUPLICATE KEY UPDATE `mentor_id` = IF(`author`.`mentor_id` <> ?, VALUES(`mentor_id`), "
                "`author`.`mentor_id`)"));
  EXPECT_THAT(refusal_of(insert(Author{.name = "a"})
                             .on_conflict(col<&Author::name>)
                             .do_update_where(col<&Author::mentor_id> != 5),
                         Backend::sqlite),
              HasSubstr("says do_update_where, but not what to update"));
}

TEST(UpsertWords, PartialIndexesAreNamedByLiterals) {
  const auto statement = insert(Book{.title = "a"})
                             .on_conflict(col<&Book::title>)
                             .on_conflict_where(col<&Book::lent> == false && col<&Book::subtitle> == "it's" &&
                                                col<&Book::pages> > 5);
  EXPECT_THAT(
      sql_of(statement, Backend::sqlite),
      HasSubstr(
          R"( ON CONFLICT ("title") WHERE "lent" = FALSE AND "subtitle" = 'it''s' AND "pages" > 5 DO NOTHING)"));
  EXPECT_THAT(refusal_of(statement, Backend::mariadb), HasSubstr("MariaDB cannot have partial indexes"));
}

TEST(UpsertWords, ConstraintsAndAnyKey) {
  const auto by_name = insert(Author{.name = "a"}).on_constraint("uq_author_name").do_nothing();
  EXPECT_THAT(sql_of(by_name, Backend::postgresql),
              HasSubstr(R"( ON CONFLICT ON CONSTRAINT "uq_author_name" DO NOTHING)"));
  EXPECT_THAT(refusal_of(by_name, Backend::sqlite),
              HasSubstr("SQLite cannot name a constraint in an INSERT"));
  const auto any = insert(Country{"IT", "Italy", 1}).on_conflict().do_nothing();
  EXPECT_THAT(sql_of(any, Backend::postgresql), HasSubstr(" ON CONFLICT DO NOTHING"));
  EXPECT_THAT(sql_of(any, Backend::mariadb), HasSubstr("ON DUPLICATE KEY UPDATE `code` = `code`"));
  const auto any_updated = insert(Country{"IT", "Italy", 1}).on_conflict().do_update(col<&Country::visits>);
  EXPECT_THAT(sql_of(any_updated, Backend::sqlite), HasSubstr(" ON CONFLICT DO UPDATE SET"));
  EXPECT_THAT(refusal_of(any_updated, Backend::postgresql),
              HasSubstr("PostgreSQL cannot update on a conflict without knowing its key"));
}

TEST(UpsertWords, AnUpdateNeedsItsConflict) {
  EXPECT_THAT(refusal_of(insert(Author{.name = "a"}).do_update(col<&Author::name>), Backend::sqlite),
              HasSubstr("says do_update, but not on which conflict"));
}

TEST(InsertText, DefaultsOnly) {
  EXPECT_EQ(sql_of(insert_defaults<Visit>().returning(col<&Visit::id>), Backend::postgresql),
            R"(INSERT INTO "visit" DEFAULT VALUES RETURNING "id")");
  EXPECT_EQ(sql_of(insert_defaults(table_of<Visit>()), Backend::mariadb), "INSERT INTO `visit` () VALUES ()");
}

TEST(InsertText, RunTimeTablesGiveRowsBack) {
  EXPECT_EQ(texts_of(insert(table_of<Author>()).values({{"name", "a"}}).returning({"id", "name"})),
            alike(R"(INSERT INTO "author" ("name") VALUES (?) RETURNING "id", "name")"));
}

TEST(InsertText, FromAWholeModel) {
  EXPECT_THAT(sql_of(insert_into<Shelf>(col<&Shelf::room>, col<&Shelf::number>, col<&Shelf::label>)
                         .from(select<Shelf>().where(col<&Shelf::room> > 1).dynamic()),
                     Backend::sqlite),
              HasSubstr(R"(SELECT "shelf"."room", "shelf"."number", "shelf"."label" FROM "shelf" WHERE)"));
}

}  // namespace
}  // namespace bindery::test
