// JSON, arrays and full text as SQL text.
#include "sql_text.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

struct Film {
  std::int64_t id = 0;
  std::string title{};
  std::string plot{};
  Json facts{};
  static constexpr auto columns() {
    return mapped(column<&Film::id>(primary_key), column<&Film::title>(String{100}), column<&Film::plot>(),
                  column<&Film::facts>(), full_text_index<&Film::title, &Film::plot>());
  }
};
struct Post {
  std::int64_t id = 0;
  Array<std::string> tags{};
  static constexpr auto columns() { return mapped(column<&Post::id>(primary_key), column<&Post::tags>()); }
};

constexpr auto facts = col<&Film::facts>;

TEST(JsonText, ValuesAtAPath) {
  EXPECT_EQ(
      column_texts(json_text<"$.cast[0].name">(facts)),
      (Texts{
          R"((SELECT CASE type WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE CAST(value AS TEXT) END)",
          R"(("film"."facts" #>> '{"cast",0,"name"}'))",
          "JSON_UNQUOTE(NULLIF(CONCAT(JSON_EXTRACT(`film`.`facts`, '$.\"cast\"[0].\"name\"')), 'null'))"}));
  EXPECT_EQ(column_texts(json_part<"$.cast">(facts)),
            (Texts{R"(("film"."facts" -> '$."cast"'))", R"(("film"."facts" #> '{"cast"}'))",
                   "JSON_EXTRACT(`film`.`facts`, '$.\"cast\"')"}));
  EXPECT_EQ(column_texts(json_exists<"$.cast">(facts)),
            (Texts{R"((json_type("film"."facts", '$."cast"') IS NOT NULL))",
                   R"((("film"."facts" #> '{"cast"}') IS NOT NULL))",
                   "JSON_EXISTS(`film`.`facts`, '$.\"cast\"')"}));
}

TEST(JsonText, ContainsIsPostgresqls) {
  const auto query = select<Film>().where(json_contains(facts, Json(R"({"a": 1})")));
  EXPECT_THAT(sql_of(query, Backend::postgresql), HasSubstr(R"(WHERE ("film"."facts" @> $1))"));
  EXPECT_THAT(refusal_of(query, Backend::sqlite), HasSubstr("SQLite cannot tell whether one JSON document"));
  EXPECT_THAT(refusal_of(query, Backend::mariadb),
              HasSubstr("MariaDB cannot tell whether one JSON document"));
}

TEST(JsonText, SetMakesNoStepButTheLast) {
  const auto set = [](auto value) { return update<Film>().set(facts = value).all_rows(); };
  EXPECT_EQ(
      texts_of(set(json_set<"$.year">(facts, Json("1999")))),
      (Texts{R"(UPDATE "film" SET "facts" = json_set("film"."facts", '$."year"', json(?)))",
             R"(UPDATE "film" SET "facts" = jsonb_set("film"."facts", '{"year"}', $1))",
             "UPDATE `film` SET `facts` = JSON_SET(`film`.`facts`, '$.\"year\"', JSON_EXTRACT(?, '$'))"}));
  EXPECT_THAT(
      sql_of(set(json_set<"$.a.b">(facts, Json("1"))), Backend::sqlite),
      HasSubstr(
          R"(CASE WHEN json_type("film"."facts", '$."a"') IS NULL THEN "film"."facts" ELSE json_set()"));
}

TEST(ArrayText, OperatorsArePostgresqls) {
  const auto where = [](const auto& condition) {
    const std::string text = sql_of(select<Post>().where(condition), Backend::postgresql);
    return text.substr(text.find("WHERE ") + 6);
  };
  constexpr auto tags = col<&Post::tags>;
  EXPECT_EQ(where(has(tags, "sql")), R"((CAST($1 AS TEXT) = ANY ("post"."tags")))");
  EXPECT_EQ(where(overlaps(tags, Array<std::string>{"a"})), R"(("post"."tags" && $1))");
  EXPECT_EQ(where(contains_all(tags, Array<std::string>{"a"})), R"(("post"."tags" @> $1))");
  EXPECT_EQ(where(array_length(tags) > 2), R"(CAST(cardinality("post"."tags") AS BIGINT) > $1)");
  EXPECT_THAT(refusal_of(select<Post>().where(has(tags, "sql")), Backend::sqlite),
              HasSubstr("SQLite cannot work with arrays"));
  EXPECT_THAT(refusal_of(select<Post>().where(has(tags, "sql")), Backend::mariadb),
              HasSubstr("MariaDB cannot work with arrays"));
}

TEST(FullTextText, GoesToEachDatabasesIndex) {
  const Texts texts =
      texts_of(select(col<&Film::id>).where(matches("night", col<&Film::title>, col<&Film::plot>)));
  EXPECT_THAT(texts.sqlite, HasSubstr(R"("film"."id" IN (SELECT rowid FROM )"));
  EXPECT_THAT(texts.postgresql, HasSubstr(R"( @@ plainto_tsquery('simple', $1)))"));
  EXPECT_THAT(texts.mariadb, HasSubstr("IN BOOLEAN MODE)"));
  const auto other = select(col<&Film::id>).where(matches("night", col<&Film::plot>));
  for (const Backend backend : {Backend::sqlite, Backend::postgresql, Backend::mariadb})
    EXPECT_THAT(refusal_of(other, backend), HasSubstr("has no full-text index over plot"));
}

}  // namespace
}  // namespace bindery::test
