// The rows of a table by their keys, beside a map of the standard library.
#include <orm/identity_map.hpp>

#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include <map>
#include <random>

namespace bindery::detail {
namespace {

struct Thing {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Thing::id>(primary_key)); }
};

RowKey key_of(std::int64_t number) {
  const Cell cell = Cell::of_integer(number);
  return RowKey({&cell, 1});
}
RowKey key_of(std::string_view text) {
  const Cell cell = Cell::of_text(text);
  return RowKey({&cell, 1});
}

TEST(IdentityMap, numbers_are_found_put_and_erased) {
  constexpr std::int64_t count = 100'000;
  std::mt19937_64 random(3);
  TrackedRows rows;
  std::map<std::int64_t, EntityPtr> expected;
  for (std::int64_t i = 0; i < 3 * count; ++i) {
    const auto key = static_cast<std::int64_t>(random() % count) * (random() % 2 == 0 ? 1 : -1'000'000'007);
    if (random() % 3 == 0) {
      rows.erase(key_of(key));
      expected.erase(key);
    } else {
      const EntityPtr entity = entity_type<Thing>().make();
      EXPECT_EQ(rows.at(key_of(key), entity), expected.try_emplace(key, entity).first->second);
    }
  }
  for (const auto& [key, entity] : expected) EXPECT_THAT(rows.find(key_of(key)), testing::Pointee(entity));
  std::size_t met = 0;
  rows.for_each([&](const EntityPtr&) { ++met; });
  EXPECT_EQ(met, expected.size());
  for (const auto& [key, entity] : expected) rows.erase(key_of(key));
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(rows.find(key_of(1)), nullptr);
}

TEST(IdentityMap, one_object_takes_the_place_of_another) {
  TrackedRows rows;
  const EntityPtr first = entity_type<Thing>().make(), second = entity_type<Thing>().make();
  for (const RowKey& key : {key_of(7), key_of("seven")}) {
    rows.put(key, first);
    EXPECT_EQ(rows.at(key, second), first);
    rows.put(key, second);
    EXPECT_THAT(rows.find(key), testing::Pointee(second));
  }
}

TEST(IdentityMap, keys_of_several_values_do_not_run_together) {
  const auto key = [](std::string_view a, std::string_view b) {
    const Cell cells[] = {Cell::of_text(a), Cell::of_text(b)};
    return RowKey(cells);
  };
  EXPECT_NE(key("ab", "c"), key("a", "bc"));
  EXPECT_NE(key("1'a", ""), key("", "1'a"));
  EXPECT_EQ(key("ab", "c"), key("ab", "c"));
  EXPECT_NE(key_of(5), key_of("5"));
}

}  // namespace
}  // namespace bindery::detail
