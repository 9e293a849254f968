// Statements put together at run time, and tables without a class, as text.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

TEST(ConditionText, GrowsAtRunTime) {
  Condition all, any;
  for (int page : {10, 20}) {
    all = all && Condition(col<&Book::pages> != page);
    any = any || Condition(col<&Book::pages> == page);
  }
  EXPECT_EQ(
      where_of(all && any),
      alike(R"("book"."pages" <> ? AND "book"."pages" <> ? AND ("book"."pages" = ? OR "book"."pages" = ?))"));
  EXPECT_EQ(where_of(!any), alike(R"(NOT ("book"."pages" = ? OR "book"."pages" = ?))"));
  EXPECT_EQ(where_of(any && col<&Book::lent>),
            alike(R"(("book"."pages" = ? OR "book"."pages" = ?) AND "book"."lent")"));
}

TEST(ConditionText, AnEmptyOneChangesNothing) {
  EXPECT_TRUE((Condition() && Condition()).empty());
  EXPECT_TRUE((!Condition()).empty());
  EXPECT_EQ(texts_of(select(col<&Book::id>).where(Condition())), alike(R"(SELECT "book"."id" FROM "book")"));
}

TEST(ConditionText, OwnsItsValues) {
  Condition condition;
  {
    std::string name = "a name that is too long for the small string optimisation";
    condition = col<&Book::title> == name;
  }
  EXPECT_EQ(condition.fragment().values.at(0).as<std::string>(),
            "a name that is too long for the small string optimisation");
}

TEST(DynamicSelectText, GrowsClauseByClause) {
  auto query = select(col<&Book::author_id>, count()).where(col<&Book::pages> > 1).dynamic();
  query.where(col<&Book::lent>).group_by(col<&Book::author_id>).having(count() > 1).having(count() < 9);
  for (const Ordering& term : {Ordering(desc(count())), Ordering(col<&Book::author_id>)})
    query.order_by(term);
  query.limit(5).offset(10).limit(3).distinct();
  EXPECT_EQ(
      texts_of(query),
      alike(
          R"(SELECT DISTINCT "book"."author_id", count(*) FROM "book" WHERE "book"."pages" > ? AND "book"."lent" GROUP BY "book"."author_id" )"
          R"(HAVING count(*) > ? AND count(*) < ? ORDER BY count(*) DESC, "book"."author_id" LIMIT ? OFFSET ?)"));
  EXPECT_EQ(query.fragment().values.at(3).as<int>(), 3);
  EXPECT_EQ(query.fragment().values.at(4).as<int>(), 10);
}

TEST(DynamicSelectText, KeepsValuesWithTheirClausesWhateverComesFirst) {
  auto query = select(col<&Book::author_id>, count()).dynamic();
  query.limit(100).having(count() > 3).where(col<&Book::pages> > 1).group_by(col<&Book::author_id>);
  query.offset(6).where(col<&Book::pages> < 2).limit(5).having(count() < 4);
  query.join<Author>(col<&Author::id> != 0);
  EXPECT_EQ(sql_of(query, Backend::sqlite),
            R"(SELECT "book"."author_id", count(*) FROM "book" JOIN "author" ON "author"."id" <> ? )"
            R"(WHERE "book"."pages" > ? AND "book"."pages" < ? GROUP BY "book"."author_id" )"
            R"(HAVING count(*) > ? AND count(*) < ? LIMIT ? OFFSET ?)");
  const std::vector<Value> values = query.fragment().values;
  ASSERT_EQ(values.size(), 7u);
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(values[i].as<std::size_t>(), i);
}

TEST(DynamicSelectText, JoinsModels) {
  auto query = select<Book>().dynamic();
  query.join<Author>().where(col<&Author::name> == "x");
  EXPECT_THAT(
      sql_of(query, Backend::sqlite),
      HasSubstr(
          R"(FROM "book" JOIN "author" ON "book"."author_id" = "author"."id" WHERE "author"."name" = ?)"));
}

TEST(DynamicSelectText, EqualsTheTypedStatement) {
  const auto typed = select(col<&Author::name>)
                         .distinct()
                         .left_join<Book>()
                         .where(col<&Book::pages> > 1)
                         .order_by(col<&Author::name>)
                         .limit(1, 2);
  EXPECT_EQ(texts_of(typed.dynamic()), texts_of(typed));
}

class UntypedText : public testing::Test {
 protected:
  Table people_{"people",
                {Column{"id", BigInteger{}, primary_key}, Column{"name", String{40}, unique},
                 Column{"age", Integer{}, nullable}}};
  Table pets_{"pets",
              {Column{"id", BigInteger{}, primary_key},
               Column{"owner", BigInteger{}, ForeignKey{"people.id"}}, Column{"price", Numeric{8, 2}}}};
};

TEST_F(UntypedText, Select) {
  auto query =
      select(people_).where(column_of(people_, "name") == "ada" && column_of(people_, "age") != nullptr);
  query.order_by(column_of(people_, "age").descending())
      .order_by(column_of(people_, "id").ascending())
      .limit(3);
  EXPECT_EQ(
      texts_of(query),
      alike(
          R"(SELECT "people"."id", "people"."name", "people"."age" FROM "people" WHERE "people"."name" = ? )"
          R"(AND "people"."age" IS NOT NULL ORDER BY "people"."age" DESC, "people"."id" ASC LIMIT ?)"));
}

TEST_F(UntypedText, Predicates) {
  const auto where = [&](const Condition& condition) {
    const std::string text = sql_of(select({column_of(people_, "id")}).where(condition), Backend::postgresql);
    return text.substr(text.find("WHERE ") + 6);
  };
  EXPECT_EQ(where(column_of(people_, "age").in({1, 2})), R"("people"."age" IN ($1, $2))");
  EXPECT_EQ(where(column_of(people_, "age").in({})), "1 = 0");
  const std::vector<Value> many(17, Value(1));
  EXPECT_EQ(where(column_of(people_, "id") == 3 && column_of(people_, "age").in(many) &&
                  column_of(people_, "id").not_in(many) && column_of(people_, "name") == "ada"),
            R"("people"."id" = $1 AND "people"."age" = ANY ($2) AND "people"."id" <> ALL ($3) AND )"
            R"("people"."name" = $4)");
  EXPECT_THAT(where(column_of(people_, "age").in(std::vector<Value>(17, Value(5'000'000'000)))),
              testing::StartsWith(R"("people"."age" IN (CAST($1 AS BIGINT), )"));
  EXPECT_EQ(where(column_of(people_, "name").like("a%")), R"("people"."name" LIKE $1)");
  EXPECT_EQ(where(column_of(people_, "age") == Value()), R"("people"."age" IS NULL)");
  EXPECT_EQ(where(column_of(people_, "age") < 2.5), R"("people"."age" < CAST($1 AS DOUBLE PRECISION))");
  EXPECT_EQ(where(column_of(people_, "age") < 5'000'000'000), R"("people"."age" < CAST($1 AS BIGINT))");
  EXPECT_EQ(where(column_of(people_, "age") == column_of(people_, "id")),
            R"("people"."age" = "people"."id")");
}

TEST_F(UntypedText, Joins) {
  EXPECT_EQ(
      texts_of(select({column_of(people_, "name"), column_of(pets_, "price")}).join(pets_)),
      alike(
          R"(SELECT "people"."name", "pets"."price" FROM "people" JOIN "pets" ON "pets"."owner" = "people"."id")"));
  EXPECT_EQ(texts_of(select({column_of(people_, "name")})
                         .left_join(pets_, column_of(pets_, "id") == column_of(people_, "id"))),
            alike(R"(SELECT "people"."name" FROM "people" LEFT JOIN "pets" ON "pets"."id" = "people"."id")"));
}

TEST_F(UntypedText, Changes) {
  EXPECT_EQ(
      texts_of(
          insert(people_).values({{"name", "ada"}, {"age", 3}}).values({{"name", "bob"}, {"age", nullptr}})),
      alike(R"(INSERT INTO "people" ("name", "age") VALUES (?, ?), (?, ?))"));
  EXPECT_EQ(
      texts_of(insert(people_).values({{"name", "ada"}, {"age", 3}}).on_conflict({"name"}).do_update({"age"}))
          .mariadb,
      "INSERT INTO `people` (`name`, `age`) VALUES (?, ?) ON DUPLICATE KEY UPDATE `age` = VALUES(`age`)");
  EXPECT_EQ(texts_of(update(people_).set({{"age", 4}}).where(column_of(people_, "name") == "ada")),
            alike(R"(UPDATE "people" SET "age" = ? WHERE "people"."name" = ?)"));
  EXPECT_EQ(texts_of(delete_from(people_).where(column_of(people_, "age") == nullptr)),
            alike(R"(DELETE FROM "people" WHERE "people"."age" IS NULL)"));
}

TEST_F(UntypedText, UnknownColumnsAreRefused) {
  EXPECT_THROW(column_of(people_, "nam"), ProgrammingError);
  EXPECT_THROW(insert(people_).values({{"nam", 1}}), ProgrammingError);
  EXPECT_THROW(update(people_).set({{"nam", 1}}), ProgrammingError);
}

// ---- texts are made once --------------------------------------------------------------------------------------

template <class Statement> const char* address_of_text(const Statement& statement, Backend backend) {
  const auto held = statement.statement();
  std::shared_ptr<const StatementText> owner;
  return text_of(held.ref(), dialect_of(backend), owner).sql.data();
}

TEST(TextCache, ATypedStatementIsRenderedOncePerDialect) {
  const auto with = [](int pages) { return select(col<&Book::id>).where(col<&Book::pages> == pages); };
  const char* text = address_of_text(with(1), Backend::sqlite);
  EXPECT_EQ(address_of_text(with(2), Backend::sqlite), text);
  EXPECT_NE(address_of_text(with(2), Backend::postgresql), text);
}

TEST(TextCache, RunTimeStatementsOfOneStructureShareTheirText) {
  const auto with = [](std::string_view name) {
    return select<Author>().dynamic().where(col<&Author::name> == name).order_by(col<&Author::id>);
  };
  const char* text = address_of_text(with("a"), Backend::mariadb);
  EXPECT_EQ(address_of_text(with("b"), Backend::mariadb), text);
  EXPECT_NE(address_of_text(with("b").limit(1), Backend::mariadb), text);
}

}  // namespace
}  // namespace bindery::test
