// Json: checking, equality of documents, codec.
#include <bindery/core/types/json.hpp>

#include <string>

#include "codec_support.hpp"

namespace bindery {
namespace {

using codec_test::read_cell;
using codec_test::refusal;
using codec_test::same;

TEST(Json, KeepsItsText) {
  EXPECT_EQ(Json(R"( {"a" : [1, 2.50, "x"]} )").text(), R"( {"a" : [1, 2.50, "x"]} )");
  EXPECT_EQ(Json().text(), "null");
  EXPECT_TRUE(Json::null().is_null());
  EXPECT_FALSE(Json("0").is_null());
}

TEST(Json, RefusesOtherTextAndSaysWhere) {
  for (const char* bad :
       {"", "{", "[1,]", "{\"a\":}", "nul", "1 2", "'a'", "{a:1}", "\"\xff\"", "[1] x", "NaN", "01"}) {
    EXPECT_THROW(Json{bad}, DataError) << bad;
  }
  EXPECT_EQ(refusal([] { Json("[1, 2,, 3]"); }), "not JSON: syntax error at position 6 of 10");
}

TEST(Json, ComparesValues) {
  EXPECT_EQ(Json(R"({"a":1,"b":[true,null]})"), Json(R"({ "b": [true, null], "a": 1 })"));
  EXPECT_NE(Json("[1,2]"), Json("[2,1]"));
  EXPECT_NE(Json("1"), Json("\"1\""));
  EXPECT_EQ(Json(R"("A")"), Json("\"\\u0041\""));
  EXPECT_NE(Json(R"({"a":1})"), Json(R"({"a":1,"b":2})"));
}

TEST(Json, AnyChangeOfTheTextIsAChangeToStore) {
  EXPECT_FALSE(same(Json("[1]"), Json("[1 ]")));
  EXPECT_FALSE(same(std::optional(Json("[1]")), std::optional(Json("[1 ]"))));
  EXPECT_TRUE(same(std::optional(Json("[1]")), std::optional(Json("[1]"))));
  EXPECT_FALSE(same(std::optional(Json()), std::optional<Json>()));
}

TEST(Json, MayBeNestedDeeply) {
  const std::string deep = std::string(1000, '[').append(1000, ']');
  EXPECT_NO_THROW(Json{deep});
  EXPECT_THROW(Json(std::string(1001, '[') + std::string(1001, ']')), DataError);
  EXPECT_EQ(Json(deep), Json(std::string(deep).insert(1000, " ")));
}

TEST(Json, TravelsAsText) {
  const Json json(R"({"ключ": "値"})");
  EXPECT_EQ(codec_test::write_cell(json).kind, ValueKind::json);
  EXPECT_EQ(codec_test::round_trip(json).text(), json.text());
  EXPECT_EQ(read_cell<Json>(codec_test::text("[1]")), Json("[1]"));
  EXPECT_THROW(read_cell<Json>(codec_test::text("[1")), DataError);
  EXPECT_EQ(codec_test::read_refusal<Json>(Cell::of_integer(1)), "integer 1 cannot be read as JSON");
}

}  // namespace
}  // namespace bindery
