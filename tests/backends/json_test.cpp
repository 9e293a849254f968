// JSON documents inside statements: the same answers on every database.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

struct Profile {
  std::int64_t id = 0;
  Json data{};
  std::optional<Json> extra{};
  static constexpr auto columns() {
    return mapped(column<&Profile::id>(primary_key), column<&Profile::data>(), column<&Profile::extra>());
  }
};

constexpr auto data = col<&Profile::data>;
constexpr auto extra = col<&Profile::extra>;

class JsonFunctions : public EveryBackend {
 protected:
  void SetUp() override {
    db_ = std::make_unique<Database>(Config{.database_uri = fresh_url()}, models<Profile>);
    db().create_all();
    auto session = db().session();
    session.add(Profile{
        .data =
            Json(R"({"name": "Ünï \"x\"", "age": 41, "height": 1.75, "whole": 7.0, "big": 9007199254740993,
      "true": true, "no": false, "nothing": null, "word": "null", "yes": "true", "digits": "12",
      "list": [10, 20, {"deep": "here"}], "inner": {"city": "Rome"}, "odd key's": "odd"})")});
    session.commit();
  }
  Database& db() { return *db_; }
  template <class E> auto value(E expression) { return db().session().scalar(select(expression)); }
  template <class E> auto row(E condition) {
    return db().session().scalar(select(count()).select_from<Profile>().where(condition)) == 1;
  }

 private:
  std::unique_ptr<Database> db_;
};
BINDERY_EVERY_BACKEND(JsonFunctions);

TEST_P(JsonFunctions, TextIsTheValueAsTheProgramSeesIt) {
  EXPECT_EQ(value(json_text<"$.name">(data)), "Ünï \"x\"");
  EXPECT_EQ(value(json_text<"$.age">(data)), "41");
  EXPECT_EQ(value(json_text<"$.true">(data)), "true");
  EXPECT_EQ(value(json_text<"$.no">(data)), "false");
  EXPECT_EQ(value(json_text<"$.word">(data)), "null");
  EXPECT_EQ(value(json_text<"$.nothing">(data)), std::nullopt);
  EXPECT_EQ(value(json_text<"$.missing">(data)), std::nullopt);
  EXPECT_EQ(value(json_text<"$.list[2].deep">(data)), "here");
  EXPECT_EQ(value(json_text<"$.\"odd key's\"">(data)), "odd");
  EXPECT_EQ(value(json_text<"$.name">(extra)), std::nullopt);
}

TEST_P(JsonFunctions, NumbersAreNumbersOnly) {
  EXPECT_EQ(value(json_integer<"$.age">(data)), 41);
  EXPECT_EQ(value(json_integer<"$.whole">(data)), 7);
  EXPECT_EQ(value(json_integer<"$.big">(data)), 9007199254740993);
  EXPECT_EQ(value(json_integer<"$.height">(data)), std::nullopt);
  EXPECT_EQ(value(json_integer<"$.digits">(data)), std::nullopt);
  EXPECT_EQ(value(json_integer<"$.list">(data)), std::nullopt);
  EXPECT_EQ(value(json_number<"$.height">(data)), 1.75);
  EXPECT_EQ(value(json_number<"$.age">(data)), 41.0);
  EXPECT_EQ(value(json_number<"$.digits">(data)), std::nullopt);
  EXPECT_EQ(value(json_number<"$.true">(data)), std::nullopt);
  EXPECT_EQ(value(json_integer<"$.list[1]">(data) + 1), 21);
}

TEST_P(JsonFunctions, TruthValuesAreTruthValuesOnly) {
  EXPECT_EQ(value(json_boolean<"$.true">(data)), true);
  EXPECT_EQ(value(json_boolean<"$.no">(data)), false);
  EXPECT_EQ(value(json_boolean<"$.yes">(data)), std::nullopt);
  EXPECT_EQ(value(json_boolean<"$.age">(data)), std::nullopt);
}

TEST_P(JsonFunctions, PartsAreDocuments) {
  EXPECT_EQ(value(json_part<"$.inner">(data)), Json(R"({"city": "Rome"})"));
  EXPECT_EQ(value(json_part<"$.name">(data)), Json(R"("Ünï \"x\"")"));
  EXPECT_EQ(value(json_part<"$.nothing">(data)), Json::null());
  EXPECT_EQ(value(json_part<"$.missing">(data)), std::nullopt);
  EXPECT_EQ(value(json_text<"$.city">(json_part<"$.inner">(data))), "Rome");
}

TEST_P(JsonFunctions, ConditionsOverDocuments) {
  EXPECT_TRUE(row(json_text<"$.inner.city">(data) == "Rome"));
  EXPECT_FALSE(row(json_text<"$.inner.city">(data) == "Pisa"));
  EXPECT_TRUE(row(json_integer<"$.age">(data) > 40));
  EXPECT_TRUE(row(json_exists<"$.nothing">(data)));
  EXPECT_FALSE(row(json_exists<"$.missing.deeper">(data)));
  EXPECT_FALSE(row(json_exists<"$.a">(extra)));
}

TEST_P(JsonFunctions, ContainsIsPostgresqlsOwn) {
  const auto statement = select(count()).select_from<Profile>().where(
      json_contains(data, Json(R"({"inner": {"city": "Rome"}, "list": [20]})")));
  if (backend() == Backend::postgresql) {
    EXPECT_EQ(db().session().scalar(statement), 1);
    EXPECT_FALSE(row(json_contains(data, Json(R"({"list": [30]})"))));
    return;
  }
  EXPECT_THROW(db().session().scalar(statement), ProgrammingError);
}

TEST_P(JsonFunctions, SetChangesOneKey) {
  const auto set = [&](auto assignment) {
    auto session = db().session();
    session.execute(update<Profile>().set(assignment).all_rows());
    session.commit();
  };
  set(data = json_set<"$.inner.city">(data, Json(R"("Pisa")")));
  set(data = json_set<"$.new">(data, Json(R"([1, true])")));
  set(data = json_set<"$.no">(data, Json("true")));
  set(data = json_set<"$.missing.key">(data, Json("1")));
  EXPECT_EQ(value(json_text<"$.inner.city">(data)), "Pisa");
  EXPECT_EQ(value(json_part<"$.new">(data)), Json("[1, true]"));
  EXPECT_EQ(value(json_boolean<"$.no">(data)), true);
  EXPECT_FALSE(row(json_exists<"$.missing">(data)));
  EXPECT_EQ(value(json_integer<"$.age">(data)), 41);
}

}  // namespace
}  // namespace bindery::test
