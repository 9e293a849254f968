// Composite values, hybrids and views on every database.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;

struct Address {
  std::string street;
  std::string city;
  std::optional<std::string> zip = std::nullopt;
  bool operator==(const Address&) const = default;
  static constexpr auto parts() {
    return mapped(column<&Address::street>(String{80}), column<&Address::city>(String{60}),
                  column<&Address::zip>(String{10}));
  }
};
struct Customer {
  std::int64_t id = 0;
  std::string name;
  std::int32_t orders = 0;
  std::int32_t returns = 0;
  Address home = {};
  std::optional<Address> delivery = std::nullopt;
  static constexpr auto kept = hybrid([] { return col<&Customer::orders> - col<&Customer::returns>; });
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), column<&Customer::name>(String{40}),
                  column<&Customer::orders>(), column<&Customer::returns>(), embedded<&Customer::home>(),
                  embedded<&Customer::delivery, "to_">());
  }
};
struct CustomersOfCity {
  std::string city;
  std::int64_t customers = 0;
  static auto view() {
    return select(col<&Customer::home, &Address::city>, count())
        .where(col<&Customer::name> != "it's nobody")
        .group_by(col<&Customer::home, &Address::city>);
  }
  static constexpr auto columns() {
    return mapped(column<&CustomersOfCity::city>(String{60}, primary_key),
                  column<&CustomersOfCity::customers>());
  }
};

class ModelValues : public EveryBackend {
 protected:
  ModelValues() {
    db.create_all();
    session.add(Customer{.name = "Ada", .orders = 9, .returns = 2, .home = {"Elm 1", "Ulm", "89073"}});
    session.add(
        Customer{.name = "Bob", .orders = 3, .home = {"Oak 2", "Bonn"}, .delivery = Address{"Fir 3", "Ulm"}});
    session.commit();
    session.clear();
  }
  Database db{Config{.database_uri = fresh_url()}, models<CustomersOfCity, Customer>};
  Session session = db.session();
};
BINDERY_EVERY_BACKEND(ModelValues);

TEST_P(ModelValues, CompositesComeBackWhole) {
  auto all = session.scalars(select<Customer>().order_by(col<&Customer::id>)).all();
  EXPECT_EQ(all[0]->home, (Address{"Elm 1", "Ulm", "89073"}));
  EXPECT_EQ(all[0]->delivery, std::nullopt);
  EXPECT_EQ(all[1]->delivery, (Address{"Fir 3", "Ulm"}));
}

TEST_P(ModelValues, CompositesAreFoundByPartsAndAsAWhole) {
  const auto names = [&](const auto& condition) {
    return session.scalars(select(col<&Customer::name>).where(condition)).all();
  };
  EXPECT_THAT(names(col<&Customer::home, &Address::city> == "Bonn"), ElementsAre("Bob"));
  EXPECT_THAT(names(col<&Customer::home> == Address{"Oak 2", "Bonn"}), ElementsAre("Bob"));
  EXPECT_THAT(names(col<&Customer::home> == Address{"Elm 1", "Ulm"}), ElementsAre()) << "the zip differs";
  EXPECT_THAT(names(col<&Customer::delivery> == std::nullopt), ElementsAre("Ada"));
  EXPECT_THAT(names(col<&Customer::delivery> != std::nullopt), ElementsAre("Bob"));
}

TEST_P(ModelValues, CompositesChangeByPartsAndComeAndGo) {
  auto ada = session.get<Customer>(1);
  auto bob = session.get<Customer>(2);
  ada->home.city = "Jena";
  ada->delivery = Address{"Ash 4", "Ulm", "1"};
  bob->delivery.reset();
  session.commit();
  session.clear();
  EXPECT_EQ(session.get<Customer>(1)->home, (Address{"Elm 1", "Jena", "89073"}));
  EXPECT_EQ(session.get<Customer>(1)->delivery, (Address{"Ash 4", "Ulm", "1"}));
  EXPECT_EQ(session.get<Customer>(2)->delivery, std::nullopt);
  session.execute(
      update<Customer>().set(col<&Customer::home> = Address{"X", "Y"}).where(col<&Customer::id> == 2));
  session.commit();
  EXPECT_EQ(db.connect().execute(select<Customer>().where(col<&Customer::id> == 2)).one().home,
            (Address{"X", "Y"}));
}

TEST_P(ModelValues, RollbackGivesCompositesBack) {
  auto bob = session.get<Customer>(2);
  bob->delivery.reset();
  bob->home.street = "Z";
  session.flush();
  session.rollback();
  EXPECT_EQ(bob->delivery, (Address{"Fir 3", "Ulm"}));
  EXPECT_EQ(bob->home.street, "Oak 2");
}

TEST_P(ModelValues, HybridsAgreeWithTheDatabase) {
  for (const auto& customer : session.scalars(select<Customer>().where(Customer::kept() >= 3)).all()) {
    EXPECT_EQ(session.scalar(select(Customer::kept()).where(col<&Customer::id> == customer->id)),
              Customer::kept(*customer));
  }
  EXPECT_EQ(session.scalar(select(col<&Customer::name>).order_by(desc(Customer::kept())).limit(1)), "Ada");
}

TEST_P(ModelValues, ViewsAreReadAndNotWritten) {
  auto cities = session.scalars(select<CustomersOfCity>().order_by(col<&CustomersOfCity::city>)).all();
  ASSERT_EQ(cities.size(), 2u);
  EXPECT_EQ(cities[1]->city, "Ulm");
  EXPECT_EQ(cities[1]->customers, 1);
  EXPECT_EQ(session.get<CustomersOfCity>("Bonn")->customers, 1);
  EXPECT_EQ(db.create_all().count(SchemaAction::existed), 2u);
  cities[1]->customers = 7;
  EXPECT_THROW(session.flush(), ProgrammingError);
  session.rollback();
  EXPECT_EQ(db.drop_all().count(SchemaAction::dropped), 2u);
  EXPECT_EQ(db.create_all().count(SchemaAction::created), 2u);
}

}  // namespace
}  // namespace bindery::test
