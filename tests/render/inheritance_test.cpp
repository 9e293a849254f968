// Families of models and views as text: their tables, and how statements name them.
#include <bindery/bindery.hpp>
#include <bindery/sql/ddl.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

struct Animal {
  std::int64_t id = 0;
  std::string name, kind;
  static constexpr auto kinds = polymorphic<&Animal::kind, "animal">;
  static constexpr auto columns() {
    return mapped(column<&Animal::id>(primary_key), column<&Animal::name>(String{40}),
                  column<&Animal::kind>(String{20}));
  }
};
struct Dog : Animal {
  static constexpr auto inherits = single_table<Animal, "dog">;
  std::int32_t tricks = 0;
  static constexpr auto columns() { return mapped(column<&Dog::tricks>(indexed)); }
};
struct Puppy : Dog {
  static constexpr auto inherits = single_table<Dog, "puppy">;
};
struct Horse : Animal {
  static constexpr auto inherits = joined_table<Animal, "horse">;
  std::int32_t height = 0;
  static constexpr auto columns() { return mapped(column<&Horse::height>()); }
};

std::vector<std::string> tables_of(const Metadata& metadata) {
  std::vector<std::string> sql;
  for (const Table* table : metadata.creation_order().tables) {
    for (std::string& text : create_table_sql(*table, metadata, dialect_of(Backend::postgresql)))
      sql.push_back(text);
  }
  return sql;
}

TEST(Families, AreStoredInTheTablesOfTheirLevels) {
  Metadata metadata;
  metadata.add(table_of<Horse>());
  metadata.add(table_of<Dog>());
  metadata.add(table_of<Animal>());
  metadata.add(table_of<Puppy>());
  const std::vector<std::string> sql = tables_of(metadata);
  ASSERT_EQ(sql.size(), 3u);
  EXPECT_THAT(sql[0], testing::AllOf(HasSubstr("CREATE TABLE \"animal\""), HasSubstr("\"tricks\" INTEGER,"),
                                     Not(HasSubstr("height"))));
  EXPECT_THAT(sql[1], HasSubstr("CREATE INDEX \"ix_animal_tricks\" ON \"animal\" (\"tricks\")"));
  EXPECT_THAT(sql[2], testing::AllOf(HasSubstr("CREATE TABLE \"horse\" (\n  \"id\" BIGINT NOT NULL"),
                                     HasSubstr("\"height\" INTEGER NOT NULL"),
                                     HasSubstr("REFERENCES \"animal\" (\"id\") ON DELETE CASCADE"),
                                     Not(HasSubstr("name"))));
}

TEST(Families, TablesKnowTheirPlace) {
  const Table& horse = table_of<Horse>();
  EXPECT_EQ(horse.part_count(), 2u);
  EXPECT_EQ(horse.part(0).name(), "animal");
  EXPECT_EQ(horse.part(1).name(), "horse");
  EXPECT_EQ(horse.generated_key(), 0u);
  EXPECT_EQ(horse.part(1).generated_key(), std::nullopt);
  EXPECT_EQ(&horse.root(), &table_of<Animal>());
  EXPECT_TRUE(table_of<Puppy>().is_a(table_of<Dog>()));
  EXPECT_FALSE(table_of<Dog>().is_a(table_of<Puppy>()));
  EXPECT_THAT(table_of<Dog>().kinds(), ElementsAre("dog", "puppy"));
  EXPECT_EQ(table_of<Animal>().table_of_kind("horse"), &horse);
  EXPECT_EQ(table_of<Animal>().table_of_kind("cow"), nullptr);
  EXPECT_EQ(table_of<Puppy>().columns().size(), 4u) << "it has the columns of its parents";
}

TEST(Families, AChildIsASourceOfItsOwn) {
  EXPECT_EQ(
      to_sql(select(col<&Dog::tricks>), Backend::sqlite),
      R"(SELECT "dog"."tricks" FROM (SELECT "animal"."id", "animal"."name", "animal"."kind", "animal"."tricks" )"
      R"(FROM "animal" WHERE "animal"."kind" IN ('dog', 'puppy')) AS "dog")");
  constexpr auto other = alias<Horse, "other">;
  EXPECT_EQ(
      to_sql(select(other.col<&Horse::height>).where(other.col<&Animal::name> == "x"), Backend::sqlite),
      R"(SELECT "other"."height" FROM (SELECT "animal"."id", "animal"."name", "animal"."kind", "horse"."height" )"
      R"(FROM "animal" JOIN "horse" ON "horse"."id" = "animal"."id") AS "other" WHERE "other"."name" = ?)");
}

TEST(Families, ChangesTouchTheirKindAlone) {
  EXPECT_EQ(
      to_sql(update<Dog>().set(col<&Dog::tricks> = 1).where(col<&Animal::name> == "x"), Backend::sqlite),
      R"(UPDATE "animal" SET "tricks" = ? WHERE "animal"."kind" IN ('dog', 'puppy') AND "animal"."name" = ?)");
  EXPECT_EQ(to_sql(delete_from<Puppy>().all_rows(), Backend::sqlite),
            R"(DELETE FROM "animal" WHERE "animal"."kind" IN ('puppy'))");
}

struct Tricks {
  std::string name;
  std::int64_t tricks = 0;
  static auto view() {
    return select(col<&Animal::name>, col<&Dog::tricks>)
        .select_from<Dog>()
        .where(col<&Animal::name> != "it's");
  }
  static constexpr auto columns() {
    return mapped(column<&Tricks::name>(primary_key), column<&Tricks::tricks>());
  }
};
struct Names {
  std::string name;
  static constexpr auto view = "SELECT DISTINCT name FROM animal";
  static constexpr auto columns() { return mapped(column<&Names::name>(primary_key)); }
};

TEST(Views, AreMadeBehindTheTablesAndDropped) {
  Metadata metadata;
  metadata.add(table_of<Names>());
  metadata.add(table_of<Tricks>());
  metadata.add(table_of<Animal>());
  const CreationOrder order = metadata.creation_order();
  EXPECT_THAT(order.tables.back(), &table_of<Tricks>());
  for (const Backend backend : {Backend::sqlite, Backend::postgresql, Backend::mariadb}) {
    const Dialect& dialect = dialect_of(backend);
    EXPECT_THAT(create_table_sql(table_of<Names>(), metadata, dialect),
                ElementsAre(HasSubstr(") AS SELECT DISTINCT name FROM animal")));
    EXPECT_THAT(create_table_sql(table_of<Tricks>(), metadata, dialect),
                ElementsAre(testing::AllOf(testing::StartsWith("CREATE VIEW "), HasSubstr("'it''s'"))));
    EXPECT_THAT(drop_table_sql(table_of<Names>(), dialect), ElementsAre(testing::StartsWith("DROP VIEW ")));
  }
}

}  // namespace
}  // namespace bindery
