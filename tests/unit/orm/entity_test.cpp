// Entities: where their objects are.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

namespace bindery::detail {
namespace {

struct Narrow {
  std::int8_t id = 0;
  static constexpr auto columns() { return mapped(column<&Narrow::id>(primary_key)); }
};
struct alignas(64) Wide {
  std::int64_t id = 0;
  static constexpr auto columns() { return mapped(column<&Wide::id>(primary_key)); }
};

template <class T> void expect_object_in_place() {
  const auto entity = entity_type<T>().make();
  EXPECT_EQ(entity->object(), &static_cast<Tracked<T>&>(*entity).value);
  EXPECT_EQ(static_cast<T*>(entity->object())->id, 0);
}

TEST(Entity, its_object_is_found_whatever_its_alignment) {
  expect_object_in_place<Narrow>();
  expect_object_in_place<Wide>();
}

}  // namespace
}  // namespace bindery::detail
