// Decimals in columns of a declared scale: every database keeps the same digits, whatever statement brings them.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

struct Tariff {
  std::int64_t id = 0;
  Decimal price = {};
  std::optional<Decimal> rebate;

  static constexpr auto columns() {
    return mapped(column<&Tariff::id>(primary_key), column<&Tariff::price>(Numeric{6, 2}),
                  column<&Tariff::rebate>(Numeric{6, 2}));
  }
};

class Decimals : public EveryBackend {
 protected:
  void SetUp() override {
    database_ = std::make_unique<Database>(Config{.database_uri = fresh_url()}, models<Tariff>);
    database_->create_all();
    connection_.emplace(database_->connect());
    db().execute(insert(Tariff{1, Decimal("12.35"), Decimal("1")}));
  }
  void TearDown() override {
    connection_.reset();
    database_.reset();
  }
  Database& database() { return *database_; }
  Connection& db() { return *connection_; }
  std::string price(std::int64_t id) {
    return db().scalar(select(col<&Tariff::price>).where(col<&Tariff::id> == id)).to_string();
  }

 private:
  std::unique_ptr<Database> database_;
  std::optional<Connection> connection_;
};
BINDERY_EVERY_BACKEND(Decimals);

TEST_P(Decimals, AnAssignedProductHasTheScaleOfItsColumn) {
  db().execute(update<Tariff>().set(col<&Tariff::price> = col<&Tariff::price> * Decimal("0.9")).all_rows());
  EXPECT_EQ(price(1), "11.12");  // 11.115
  EXPECT_EQ(db().scalar(select(count(col<&Tariff::id>)).where(col<&Tariff::price> == Decimal("11.12"))), 1);
  db().execute(update<Tariff>().set(col<&Tariff::price> = col<&Tariff::price> * Decimal("-0.5")).all_rows());
  EXPECT_EQ(price(1), "-5.56");
  db().execute(
      update<Tariff>().set(col<&Tariff::price> = -col<&Tariff::price> * Decimal("0.125")).all_rows());
  EXPECT_EQ(price(1), "0.70");  // 0.695
}

TEST_P(Decimals, InsertedValuesHaveTheScaleOfTheirColumn) {
  db().execute(insert(Tariff{2, Decimal("1.005"), std::nullopt}));
  EXPECT_EQ(price(2), "1.01");
  std::vector<Tariff> many{{3, Decimal("-1.005"), {}}, {4, Decimal("7"), Decimal("0.004")}};
  db().insert_all(many);
  EXPECT_EQ(price(3), "-1.01");
  EXPECT_EQ(price(4), "7.00");
  const auto rebate = [&](std::int64_t id) {
    return db().scalar(select(col<&Tariff::rebate>).where(col<&Tariff::id> == id));
  };
  EXPECT_EQ(rebate(4), Decimal("0"));
  EXPECT_EQ(rebate(3), std::nullopt);
}

TEST_P(Decimals, RowsOfAQueryHaveTheScaleOfTheColumnsTheyGoInto) {
  db().execute(insert_into<Tariff>(col<&Tariff::id>, col<&Tariff::price>)
                   .from(select(col<&Tariff::id> + 10, col<&Tariff::price> * Decimal("0.1"))
                             .where(col<&Tariff::id> > 0)));
  EXPECT_EQ(price(11), "1.24");  // 1.235
  db().execute(insert(Tariff{11, Decimal("3"), {}})
                   .on_conflict(col<&Tariff::id>)
                   .do_update(col<&Tariff::price> = excluded<&Tariff::price> * Decimal("0.335")));
  EXPECT_EQ(price(11), "1.01");  // 1.005
}

TEST_P(Decimals, ValuesThatAreTooLongAreErrors) {
  EXPECT_THROW(db().execute(insert(Tariff{5, Decimal("10000"), {}})), DataError);
  EXPECT_THROW(db().execute(insert(Tariff{5, Decimal("9999.995"), {}})), DataError);
  EXPECT_THROW(
      db().execute(update<Tariff>().set(col<&Tariff::price> = col<&Tariff::price> * 1000).all_rows()),
      DataError);
  EXPECT_EQ(price(1), "12.35");
}

TEST_P(Decimals, TheSameValueWithOtherDigitsIsNoChangeOfAnObject) {
  Session session = database().session();
  const auto tariff = session.get<Tariff>(1);
  tariff->price = Decimal("12.3500");
  tariff->rebate = Decimal("1.00");
  EXPECT_FALSE(session.modified(tariff));
  tariff->rebate = Decimal("1.01");
  EXPECT_TRUE(session.modified(tariff));
  session.commit();
  EXPECT_EQ(db().scalar(select(col<&Tariff::rebate>).where(col<&Tariff::id> == 1)), Decimal("1.01"));
}

}  // namespace
}  // namespace bindery::test
