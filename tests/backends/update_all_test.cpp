// Many plain objects written to the rows that have their keys: Connection::update_all.
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
using testing::HasSubstr;

struct Ware {
  std::int64_t id = 0;
  std::string name{};
  Decimal price{};
  std::optional<std::int32_t> stock = std::nullopt;
  Deferred<std::string> story{};
  std::optional<std::int32_t> doubled = std::nullopt;
  static constexpr auto columns() {
    return mapped(column<&Ware::id>(primary_key),
                  column<&Ware::name>(String{40}, validated([](const auto& s) { return s != "bad"; })),
                  column<&Ware::price>(Numeric{8, 2}), column<&Ware::stock>(),
                  column<&Ware::story>(String{80}, deferred), column<&Ware::doubled>(Computed{"stock * 2"}));
  }
};
struct Place {
  std::int32_t row = 0, seat = 0;
  std::string guest{};
  std::int32_t edition = 0;
  static constexpr auto columns() {
    return mapped(column<&Place::row>(primary_key), column<&Place::seat>(primary_key),
                  column<&Place::guest>(String{40}), column<&Place::edition>(version));
  }
};
enum class Kind { pet, dog };
struct Pet {
  std::int64_t id = 0;
  std::string name{};
  Kind kind = Kind::pet;
  static constexpr auto kinds = polymorphic<&Pet::kind, "pet">;
  static constexpr auto columns() {
    return mapped(column<&Pet::id>(primary_key), column<&Pet::name>(String{40}), column<&Pet::kind>());
  }
};
struct Dog : Pet {
  static constexpr auto inherits = joined_table<Pet, "dog">;
  std::string trick{};
  static constexpr auto columns() { return mapped(column<&Dog::trick>(String{40})); }
};

class UpdateAll : public EveryBackend {
 protected:
  UpdateAll() {
    db.create_all();
    std::vector<Ware> wares;
    for (int i = 1; i <= 4; ++i) {
      wares.push_back({.name = "ware " + std::to_string(i),
                       .price = Decimal(std::to_string(i)),
                       .stock = i,
                       .story = "story " + std::to_string(i)});
    }
    connection.insert_all(wares);
  }
  template <class Query> std::vector<Ware> copies_of(const Query& query) {
    Session session = db.session();
    std::vector<Ware> all;
    for (const auto& ware : session.scalars(query)) all.push_back(*ware);
    return all;
  }
  std::vector<Ware> wares() {
    return copies_of(select<Ware>().order_by(col<&Ware::id>).options(undefer<&Ware::story>));
  }
  std::vector<std::string> names() {
    return connection.scalars(select(col<&Ware::name>).order_by(col<&Ware::id>)).all();
  }

  Database db{Config{.database_uri = fresh_url()}, models<Ware, Place, Pet, Dog>};
  Connection connection = db.connect();
};
BINDERY_EVERY_BACKEND(UpdateAll);

TEST_P(UpdateAll, writes_all_columns_of_each_object) {
  std::vector<Ware> changed = wares();
  changed[0].name = "first";
  changed[1].price = Decimal("20.50");
  changed[2].stock = std::nullopt;
  changed[3].story = "another story";
  connection.update_all(changed);
  const auto now = wares();
  EXPECT_EQ(now[0].name, "first");
  EXPECT_EQ(now[1].price, Decimal("20.50"));
  EXPECT_EQ(now[2].stock, std::nullopt);
  EXPECT_EQ(*now[3].story, "another story");
  EXPECT_EQ(now[3].doubled, 8);
}

TEST_P(UpdateAll, writes_named_columns_alone) {
  std::vector<Ware> changed = wares();
  for (Ware& ware : changed) {
    ware.name += " of old";
    ware.stock = 7;
  }
  connection.update_all<&Ware::stock>(std::span(changed).first(2));
  EXPECT_THAT(names(), ElementsAre("ware 1", "ware 2", "ware 3", "ware 4"));
  const auto now = wares();
  EXPECT_EQ(now[1].stock, 7);
  EXPECT_EQ(now[1].doubled, 14);
  EXPECT_EQ(now[2].stock, 3);
}

TEST_P(UpdateAll, leaves_columns_as_they_are_that_an_object_was_read_without) {
  std::vector<Ware> changed = copies_of(select<Ware>().order_by(col<&Ware::id>));
  for (Ware& ware : changed) ware.name = "w";
  changed[1].story = "told anew";
  connection.update_all(changed);
  const auto now = wares();
  EXPECT_EQ(*now[0].story, "story 1");
  EXPECT_EQ(*now[1].story, "told anew");
  EXPECT_EQ(now[1].name, "w");
  EXPECT_THROW(connection.update_all<&Ware::story>(changed), NotLoaded);
}

TEST_P(UpdateAll, finds_rows_by_all_parts_of_a_key_and_counts_versions) {
  std::vector<Place> places{{1, 1, "Ann"}, {1, 2, "Bob"}};
  connection.insert_all(places);
  places = connection.execute(select<Place>().order_by(col<&Place::seat>)).all();
  const auto edition = places[0].edition;
  places[0].guest = "Ada";
  places[1].guest = "Ben";
  connection.update_all(places);
  EXPECT_EQ(places[1].edition, edition + 1);
  EXPECT_EQ(connection.scalar(select(col<&Place::guest>).where(col<&Place::seat> == 2)), "Ben");
  EXPECT_EQ(connection.scalar(select(col<&Place::edition>).where(col<&Place::seat> == 2)), edition + 1);
  --places[1].edition;
  places[0].guest = "Eve";
  try {
    connection.update_all(places);
    FAIL();
  } catch (const StaleDataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("the update of 2 objects of table 'place' matched 1 row"));
  }
  EXPECT_EQ(connection.scalar(select(col<&Place::guest>).where(col<&Place::seat> == 1)), "Ada");
  EXPECT_EQ(places[0].edition, edition + 1);
}

TEST_P(UpdateAll, changes_nothing_if_a_row_is_gone) {
  std::vector<Ware> changed = wares();
  for (Ware& ware : changed) ware.name = "changed";
  connection.execute(delete_from<Ware>().where(col<&Ware::id> == changed[2].id));
  EXPECT_THROW(connection.update_all(changed), StaleDataError);
  EXPECT_THAT(names(), ElementsAre("ware 1", "ware 2", "ware 4"));
  Transaction outer = connection.begin();
  connection.execute(update<Ware>().set(col<&Ware::name> = "kept").where(col<&Ware::id> == changed[0].id));
  EXPECT_THROW(connection.update_all(changed), StaleDataError);
  outer.commit();
  EXPECT_THAT(names(), ElementsAre("kept", "ware 2", "ware 4"));
}

TEST_P(UpdateAll, writes_all_tables_of_a_child_model) {
  std::vector<Dog> dogs(2);
  dogs[0].name = "Rex";
  dogs[1].name = "Bello";
  for (Dog& dog : dogs) dog.trick = "sit";
  connection.insert_all(dogs);
  dogs[0].trick = "roll";
  dogs[1].name = "Bella";
  connection.update_all(dogs);
  connection.update_all<&Pet::name>(std::span(dogs).first(1));
  const auto now = connection.execute(select<Dog>().order_by(col<&Dog::id>)).all();
  EXPECT_EQ(now[0].trick, "roll");
  EXPECT_EQ(now[1].name, "Bella");
  EXPECT_EQ(now[1].kind, Kind::dog);
}

TEST_P(UpdateAll, refuses_what_can_not_be_set) {
  std::vector<Ware> changed = wares();
  EXPECT_THROW(connection.update_all<&Ware::id>(changed), ProgrammingError);
  EXPECT_THROW(connection.update_all<&Ware::doubled>(changed), ProgrammingError);
  changed[0].name = "good";
  changed[3].name = "bad";
  EXPECT_THROW(connection.update_all(changed), ValidationError);
  EXPECT_EQ(names().front(), "ware 1");
  std::vector<Ware> none;
  connection.update_all(none);
}

TEST_P(UpdateAll, writes_more_rows_than_one_batch_holds) {
  std::vector<Place> places;
  for (std::int32_t i = 0; i < 20'000; ++i) places.push_back({i / 100, i % 100, "nobody"});
  connection.insert_all(places);
  places = connection.execute(select<Place>()).all();
  for (Place& place : places) place.guest = std::to_string(place.row * 100 + place.seat);
  connection.update_all<&Place::guest>(places);
  const auto now = connection.execute(select<Place>()).all();
  for (const Place& place : now) ASSERT_EQ(place.guest, std::to_string(place.row * 100 + place.seat));
}

}  // namespace
}  // namespace bindery::test
