// Entities: where their objects are.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

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

struct Named {
  std::int64_t id = 0;
  std::string name{};
  static constexpr auto columns() { return mapped(column<&Named::id>(primary_key), column<&Named::name>()); }
};

template <class T> std::vector<std::shared_ptr<Entity>> make_many(std::size_t count) {
  EntityBlocks blocks;
  std::vector<std::shared_ptr<Entity>> entities;
  for (std::size_t i = 0; i < count; ++i) {
    entities.push_back(entity_type<T>().make(blocks));
    static_cast<T*>(entities.back()->object())->id = static_cast<std::int64_t>(i);
  }
  return entities;
}

template <class T> std::int64_t id_of(const std::shared_ptr<Entity>& entity) {
  return static_cast<T*>(entity->object())->id;
}

TEST(Entity, many_lie_side_by_side_and_each_lives_as_long_as_it_is_held) {
  auto entities = make_many<Named>(1000);
  const std::weak_ptr<Entity> watched = entities[500];
  const auto kept = entities[777];
  static_cast<Named*>(kept->object())->name = std::string(100, 'x');
  entities.clear();
  EXPECT_TRUE(watched.expired());
  EXPECT_EQ(id_of<Named>(kept), 777);
  EXPECT_EQ(static_cast<Named*>(kept->object())->name, std::string(100, 'x'));
}

TEST(Entity, of_many_with_a_wide_alignment_each_has_it) {
  for (const auto& entity : make_many<Wide>(20))
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(entity->object()) % alignof(Wide), 0u);
}

TEST(Entity, many_may_be_let_go_by_other_threads_while_others_are_made) {
  EntityBlocks blocks;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) {
    std::vector<std::shared_ptr<Entity>> some;
    for (int n = 0; n < 100; ++n) some.push_back(entity_type<Named>().make(blocks));
    threads.emplace_back([mine = std::move(some)]() mutable { mine.clear(); });
  }
  const auto last = entity_type<Named>().make(blocks);
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(id_of<Named>(last), 0);
}

}  // namespace
}  // namespace bindery::detail
