// Run-time tables: what they keep and what they refuse.
#include <bindery/core/error.hpp>
#include <bindery/schema/table.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery {
namespace {

using testing::HasSubstr;

std::string refusal_of(auto&& make) {
  try {
    make();
  } catch (const Error& error) {
    return error.message();
  }
  return "no error";
}

TEST(RuntimeTable, FSA_89_bind_key_default) {
  const Table table("user", {Column{"id", Integer{}, primary_key}});
  EXPECT_EQ(table.bind_key(), "");
  EXPECT_EQ(table.name(), "user");
  EXPECT_EQ(table.full_name(), "user");
}

TEST(RuntimeTable, FSA_90_bind_key_names_the_bind) {
  const Table table("user", {Column{"id", Integer{}, primary_key}}, {.bind_key = "other"});
  EXPECT_EQ(table.bind_key(), "other");
}

TEST(RuntimeTable, InfoNamesTheBindAsInFlaskSqlalchemy2) {
  const Table table("user", {Column{"id", Integer{}, primary_key}}, {.info = {{"bind_key", "users"}}});
  EXPECT_EQ(table.bind_key(), "users");
  EXPECT_EQ(table.info().at("bind_key"), "users");
}

TEST(RuntimeTable, FSA_92_explicit_bind_key_beats_info) {
  const Table table("user", {Column{"id", Integer{}, primary_key}},
                    {.bind_key = "explicit", .info = {{"bind_key", "from_info"}, {"owner", "ops"}}});
  EXPECT_EQ(table.bind_key(), "explicit");
  EXPECT_EQ(table.info().at("owner"), "ops");
}

TEST(RuntimeTable, SchemaIsPartOfTheFullName) {
  const Table table("user", {Column{"id", Integer{}, primary_key}}, {.schema = "accounts"});
  EXPECT_EQ(table.full_name(), "accounts.user");
}

TEST(RuntimeTable, ColumnsAreFoundByName) {
  const Table table("user", {Column{"id", Integer{}, primary_key}, Column{"label", String{40}, nullable}});
  EXPECT_EQ(table.find("label"), 1u);
  EXPECT_FALSE(table.find("Label"));
  EXPECT_TRUE(table.column(1).nullable);
  EXPECT_EQ(table.column(1).type.length, 40u);
  EXPECT_EQ(refusal_of([&] { table.position_of("lable"); }),
            "table 'user' has no column 'lable'; its columns are: id, label");
}

TEST(RuntimeTable, FSA_64_no_primary_key_is_allowed_at_run_time) {
  const Table table("favorites", {Column{"user_id", Integer{}}, Column{"label", Text{}}});
  EXPECT_TRUE(table.primary_key().empty());
  EXPECT_FALSE(table.generated_key());
}

TEST(RuntimeTable, FSA_61_key_over_several_columns) {
  const Table table("line", {Column{"shop", Integer{}, primary_key}, Column{"note", Text{}, nullable},
                             Column{"number", Integer{}, primary_key}});
  EXPECT_THAT(table.primary_key(), testing::ElementsAre(0u, 2u));
  EXPECT_FALSE(table.generated_key()) << "only a single integer key is generated";
}

TEST(RuntimeTable, OnlyASingleIntegerKeyOfItsOwnIsGenerated) {
  const auto generated = [](Column key) { return Table("t", {std::move(key)}).generated_key().has_value(); };
  EXPECT_TRUE(generated(Column{"id", Integer{}, primary_key}));
  EXPECT_TRUE(generated(Column{"id", BigInteger{}, primary_key}));
  EXPECT_TRUE(generated(Column{"id", Integer{}, primary_key, Link{"elsewhere.id"}}));
  EXPECT_FALSE(generated(Column{"id", Integer{}, primary_key, client_given}));
  EXPECT_FALSE(generated(Column{"id", Integer{}, primary_key, ForeignKey{"user.id"}}));
  EXPECT_FALSE(generated(Column{"id", Integer{}, primary_key, ServerDefault{"7"}}));
  EXPECT_FALSE(generated(Column{"id", String{20}, primary_key}));
  EXPECT_FALSE(generated(Column{"id", UuidType{}, primary_key}));
  EXPECT_FALSE(generated(Column{"id", Integer{}}));
}

TEST(RuntimeTable, DefaultsMakeColumnsOptionalInInserts) {
  EXPECT_TRUE((Column{"a", Integer{}, nullable}.has_default()));
  EXPECT_TRUE((Column{"a", Integer{}, ServerDefault{"42"}}.has_default()));
  EXPECT_TRUE((Column{"a", Timestamp{}, default_now}.has_default()));
  EXPECT_FALSE((Column{"a", Integer{}}.has_default()));
}

TEST(RuntimeTable, ReferencesAreTakenApart) {
  const Column plain{"user_id", Integer{}, ForeignKey{"user.id", ReferentialAction::cascade}};
  EXPECT_EQ(plain.reference->schema, "");
  EXPECT_EQ(plain.reference->table, "user");
  EXPECT_EQ(plain.reference->column, "id");
  EXPECT_EQ(plain.reference->on_delete, ReferentialAction::cascade);
  EXPECT_FALSE(plain.reference->logical);

  const Column elsewhere{"user_id", Integer{}, Link{"accounts.user.id"}};
  EXPECT_EQ(elsewhere.reference->schema, "accounts");
  EXPECT_EQ(elsewhere.reference->table, "user");
  EXPECT_EQ(elsewhere.reference->column, "id");
  EXPECT_TRUE(elsewhere.reference->logical);
}

TEST(RuntimeTable, RefusesWhatCanNotBe) {
  EXPECT_THROW(Table("", {Column{"id", Integer{}}}), MappingError);
  EXPECT_THROW(Table("t", {}), MappingError);
  EXPECT_THROW((Column{"", Integer{}}), MappingError);
  EXPECT_EQ(refusal_of([] { Table("t", {Column{"a", Integer{}}, Column{"a", Text{}}}); }),
            "table 't' has two columns named 'a'");
  EXPECT_EQ(refusal_of([] { Table("t", {Column{"a", Integer{}, primary_key, nullable}}); }),
            "column 't.a' is a primary key and may not be NULL");
  EXPECT_THAT(
      refusal_of([] { Table("t", {Column{"a", Integer{}}}, {.constraints = {unique_constraint({"b"})}}); }),
      HasSubstr("table 't' has no column 'b'"));
  for (const char* reference : {"user", ".id", "user."}) {
    EXPECT_THROW((Column{"a", Integer{}, ForeignKey{reference}}), MappingError) << reference;
  }
}

TEST(RuntimeTable, ConstraintNamesComeFromTheirColumns) {
  const Table table(
      "line", {Column{"a", Integer{}}, Column{"b", Integer{}}},
      {.constraints = {unique_constraint({"a", "b"}), index_constraint({"b", "a"}), check_constraint("a < b"),
                       check_constraint("a > 0", "positive"), check_constraint("b > 0"),
                       foreign_key_constraint({"a"}, "other", {"id"})}});
  std::vector<std::string> names;
  for (const Constraint& constraint : table.constraints())
    names.push_back(constraint_name(table, constraint));
  EXPECT_THAT(names, testing::ElementsAre("uq_line_a_b", "ix_line_b_a", "ck_line_1", "positive", "ck_line_3",
                                          "fk_line_a"));
}

}  // namespace
}  // namespace bindery
