// Statements over composite values and hybrids, as text.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bindery {
namespace {

using testing::HasSubstr;

struct Address {
  std::string street, city;
  bool operator==(const Address&) const = default;
  static constexpr auto parts() {
    return mapped(column<&Address::street>(String{80}), column<&Address::city>(Named{"town"}));
  }
};
struct Place {
  std::string name;
  std::optional<double> height = std::nullopt;
  static constexpr auto parts() { return mapped(column<&Place::name>(), column<&Place::height>()); }
};
struct Customer {
  std::int64_t id = 0;
  Address home;
  std::optional<Address> work;
  Place place;
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), embedded<&Customer::home>(),
                  embedded<&Customer::work, "at_">(), embedded<&Customer::place, "">(),
                  unique_together<&Customer::id, part<&Customer::home, &Address::city>>());
  }
};

TEST(Composites, ColumnsHaveThePrefix) {
  std::vector<std::string> names;
  for (const Column& column : table_of<Customer>().columns()) names.push_back(column.name);
  EXPECT_THAT(names, testing::ElementsAre("id", "home_street", "home_town", "at_street", "at_town", "name",
                                          "height"));
  EXPECT_FALSE(table_of<Customer>().column(1).nullable);
  EXPECT_TRUE(table_of<Customer>().column(3).nullable);
  EXPECT_EQ(table_of<Customer>().column(3).type.length, 80u);
  EXPECT_THAT(table_of<Customer>().constraints()[0].columns, testing::ElementsAre("id", "home_town"));
}

TEST(Composites, PartsAreColumns) {
  EXPECT_EQ(
      to_sql(
          select(col<&Customer::home, &Address::city>).where(col<&Customer::work, &Address::city> == "Ulm"),
          Backend::sqlite),
      R"(SELECT "customer"."home_town" FROM "customer" WHERE "customer"."at_town" = ?)");
  constexpr auto other = alias<Customer, "other">;
  EXPECT_THAT(to_sql(select(other.col<&Customer::home, &Address::city>), Backend::sqlite),
              HasSubstr(R"("other"."home_town")"));
  static_assert(
      std::same_as<decltype(col<&Customer::work, &Address::city>)::type, std::optional<std::string>>);
}

TEST(Composites, TheWholeIsComparedPartByPart) {
  const auto where = [](const auto& condition) {
    const std::string sql =
        to_sql(select(col<&Customer::id>).where(condition), Backend::sqlite, Values::shown);
    return sql.substr(sql.find("WHERE ") + 6);
  };
  EXPECT_EQ(where(col<&Customer::home> == Address{"A", "B"}),
            R"("customer"."home_street" = 'A' AND "customer"."home_town" = 'B')");
  EXPECT_THAT(where(col<&Customer::home> != Address{"A", "B"}), HasSubstr("NOT ("));
  EXPECT_EQ(where(col<&Customer::work> == std::nullopt), R"("customer"."at_street" IS NULL)");
  EXPECT_EQ(where(col<&Customer::place> == Place{"x"}),
            R"("customer"."name" = 'x' AND "customer"."height" IS NULL)");
}

TEST(Composites, TheWholeIsAssignedPartByPart) {
  EXPECT_EQ(
      to_sql(update<Customer>().set(col<&Customer::home> = Address{"A", "B"}).where(col<&Customer::id> == 1),
             Backend::sqlite, Values::shown),
      R"(UPDATE "customer" SET "home_street" = 'A', "home_town" = 'B' WHERE "customer"."id" = 1)");
}

struct Line {
  std::int32_t price = 0, quantity = 0;
  std::optional<std::int32_t> off = std::nullopt;
  std::string first = {}, last = {};
  Decimal weight = {};
  static constexpr auto total =
      hybrid([] { return col<&Line::price> * col<&Line::quantity> - coalesce(col<&Line::off>, 0); });
  static constexpr auto heavy = hybrid([] { return col<&Line::weight> * 2 >= Decimal{"3"}; });
  static constexpr auto name = hybrid([] { return concat(col<&Line::first>, " ", col<&Line::last>); });
  static constexpr auto half_off = hybrid([] { return col<&Line::off> / 2 > 3; });
  static constexpr auto unknown_or_dear =
      hybrid([] { return col<&Line::off> > 3 || col<&Line::price> > 10; });
  static constexpr auto size = hybrid([] {
    return case_when(col<&Line::quantity> > 10, "many")
        .when(between(col<&Line::quantity>, 2, 10), "some")
        .otherwise("few");
  });
  static constexpr auto loud =
      hybrid([] { return upper(col<&Line::first>); }, [](const auto& line) { return line.first + "!"; });
  static constexpr auto columns() {
    return mapped(column<&Line::price>(primary_key, client_given), column<&Line::quantity>(),
                  column<&Line::off>(), column<&Line::first>(), column<&Line::last>(),
                  column<&Line::weight>(Numeric{10, 2}));
  }
};

TEST(Hybrids, AreExpressionsInStatements) {
  EXPECT_EQ(to_sql(select(Line::total()).where(Line::name() == "A B").order_by(desc(Line::total())),
                   Backend::sqlite, Values::shown),
            R"(SELECT "line"."price" * "line"."quantity" - coalesce("line"."off", 0) FROM "line" )"
            R"(WHERE "line"."first" || ' ' || "line"."last" = 'A B' )"
            R"(ORDER BY "line"."price" * "line"."quantity" - coalesce("line"."off", 0) DESC)");
}

TEST(Hybrids, AreComputedOnObjectsBySqlsRules) {
  const Line line{.price = 11, .quantity = 2, .off = 9, .first = "A", .last = "B", .weight = Decimal{"1.5"}};
  EXPECT_EQ(Line::total(line), 13);
  EXPECT_TRUE(Line::heavy(line));
  EXPECT_EQ(Line::name(line), "A B");
  EXPECT_EQ(Line::half_off(line), true) << "9 / 2 is cut to 4";
  EXPECT_EQ(Line::size(line), "some");
  EXPECT_EQ(Line::loud(line), "A!");
  const Line plain{.price = 5, .quantity = 1};
  EXPECT_EQ(Line::total(plain), 5);
  EXPECT_EQ(Line::half_off(plain), std::nullopt) << "NULL";
  EXPECT_EQ(Line::unknown_or_dear(plain), std::nullopt);
  EXPECT_EQ(Line::unknown_or_dear(Line{.price = 11}), true) << "one side decides";
  EXPECT_EQ(Line::size(plain), "few");
  static_assert(std::same_as<decltype(Line::total(line)), std::int32_t>);
}

}  // namespace
}  // namespace bindery
