// Raw SQL: which colons are names of values.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

std::string text(std::string_view raw, RawValues values = {}) {
  return sql_of(sql(raw, values), Backend::postgresql);
}

TEST(RawText, NamesBecomePlaceholders) {
  EXPECT_EQ(texts_of(sql("select * from t where a = :a and b > :b_2", {{"b_2", 1}, {"a", "x"}})),
            alike("select * from t where a = ? and b > ?"));
}

TEST(RawText, ValuesFollowTheOrderOfTheText) {
  const auto statement = sql(":b :a :b", {{"a", 1}, {"b", 2}});
  EXPECT_EQ(sql_of(statement, Backend::postgresql), "$1 $2 $3");
  std::vector<int> values;
  for (const Value& value : statement.fragment().values) values.push_back(value.as<int>());
  EXPECT_THAT(values, testing::ElementsAre(2, 1, 2));
}

TEST(RawText, QuotesAreLeftAlone) {
  EXPECT_EQ(text("':a' \":a\" `:a` ':it''s' :a", {{"a", 1}}), "':a' \":a\" `:a` ':it''s' $1");
  EXPECT_EQ(text(R"('\' :a)", {{"a", 1}}), R"('\' $1)");
  EXPECT_EQ(text(R"(E'it\'s :b' :a)", {{"a", 1}}), R"(E'it\'s :b' $1)");
  EXPECT_EQ(text("':never closed"), "':never closed");
}

TEST(RawText, CommentsAreLeftAlone) {
  EXPECT_EQ(text("-- :a\n:a /* :a */", {{"a", 1}}), "-- :a\n$1 /* :a */");
  EXPECT_EQ(text("1 -- :a"), "1 -- :a");
}

TEST(RawText, CastsAndSlicesAreLeftAlone) {
  EXPECT_EQ(text("select x::text, :a::int, y[1:2], z := 3", {{"a", 1}}),
            "select x::text, $1::int, y[1:2], z := 3");
}

TEST(RawText, DollarQuotesAreLeftAlone) {
  EXPECT_EQ(text("$$ :a $$ :a $tag$ :a $$ $tag$", {{"a", 1}}), "$$ :a $$ $1 $tag$ :a $$ $tag$");
  EXPECT_EQ(text("a$b :a c$d", {{"a", 1}}), "a$b $1 c$d");
}

TEST(RawText, ANameWithoutAValueIsRefused) {
  try {
    text("select :a, :b", {{"a", 1}});
    FAIL();
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("names ':b', but no such value is given"));
  }
}

TEST(RawText, AValueWithoutItsNameIsRefused) {
  try {
    text("select 1", {{"a", 1}});
    FAIL();
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("does not use the value ':a'"));
  }
}

}  // namespace
}  // namespace bindery::test
