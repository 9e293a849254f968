// Many values in one statement, and many objects in one flush: the same rows on every database, exactly counted.
#include <bindery/bindery.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

enum class Stone { granite, slate, chalk };

struct Block {
  std::int64_t id = 0;
  Stone stone = Stone::granite;
  std::optional<std::string> label{};
  Decimal weight{};
  std::optional<Json> origin{};
  std::optional<Bytes> seal{};
  std::optional<Uuid> token{};
  std::chrono::sys_time<std::chrono::microseconds> cut{};
  std::optional<std::chrono::year_month_day> laid{};
  bool used = false;
  std::int32_t edition = 0;
  static constexpr auto columns() {
    return mapped(column<&Block::id>(primary_key), column<&Block::stone>(), column<&Block::label>(String{80}),
                  column<&Block::weight>(Numeric{12, 3}), column<&Block::origin>(), column<&Block::seal>(),
                  column<&Block::token>(), column<&Block::cut>(), column<&Block::laid>(),
                  column<&Block::used>(), column<&Block::edition>(version));
  }
};

class ManyValues : public EveryBackend {
 protected:
  ManyValues() : db({.database_uri = fresh_url()}, models<Block>) { db.create_all(); }

  void fill(std::size_t count) {
    std::vector<Block> blocks(count);
    for (std::size_t i = 0; i < count; ++i) {
      blocks[i].id = static_cast<std::int64_t>(i + 1);
      blocks[i].stone = static_cast<Stone>(i % 3);
      if (i % 4 != 0) blocks[i].label = fmt::format("block {}", i + 1);
      blocks[i].weight = Decimal(fmt::format("{}.5", i + 1));
      blocks[i].edition = 1;
    }
    db.connect().insert_all(blocks);
  }
  template <class E> std::size_t count_of(const E& condition) {
    return db.connect().execute(select<Block>().where(condition)).size();
  }

  Database db;
};
BINDERY_EVERY_BACKEND(ManyValues);

std::vector<std::int64_t> numbers(std::int64_t count) {
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) all[static_cast<std::size_t>(i)] = 2 * (i + 1);
  return all;
}

TEST_P(ManyValues, ListsOfAnyLength) {
  fill(3'000);
  auto connection = db.connect();
  for (const std::int64_t size : {0, 1, 16, 17, 18, 1'000, 1'001, by_backend(30'000, 70'000, 60'000)}) {
    const auto keys = numbers(size);
    const auto expected = static_cast<std::size_t>(std::min<std::int64_t>(size, 1'500));
    EXPECT_EQ(connection.execute(select<Block>().where(in(col<&Block::id>, keys))).size(), expected) << size;
    EXPECT_EQ(connection.execute(select<Block>().where(not_in(col<&Block::id>, keys))).size(),
              3'000 - expected)
        << size;
  }
}

TEST_P(ManyValues, ListsOfEveryTypeBesideOtherValues) {
  fill(200);
  auto connection = db.connect();
  std::vector<std::string> labels;
  std::vector<Decimal> weights;
  std::vector<Stone> stones;
  for (int i = 0; i < 40; ++i) {
    labels.push_back(i % 2 == 0 ? fmt::format("block {}", i) : fmt::format("a \"b\" \\ {{{}}}, NULL", i));
    weights.emplace_back(fmt::format("{}.5", i));
    stones.push_back(i % 2 == 0 ? Stone::slate : Stone::chalk);
  }
  const auto found =
      connection
          .execute(select<Block>()
                       .where(col<&Block::id> > 3 && in(col<&Block::label>, labels) && col<&Block::id> < 30 &&
                              in(col<&Block::weight>, weights) && in(col<&Block::stone>, stones))
                       .order_by(col<&Block::id>))
          .all();
  std::vector<std::int64_t> ids;
  for (const Block& block : found) ids.push_back(block.id);
  EXPECT_THAT(ids, testing::ElementsAre(6, 8, 12, 14, 18, 20, 24, 26));
}

TEST_P(ManyValues, NullIsInNoListAndOutsideOfNone) {
  fill(100);
  const Table& table = table_of<Block>();
  std::vector<Value> labels;
  for (int i = 0; i < 30; ++i) labels.emplace_back(fmt::format("block {}", i));
  const auto counted = [&](const Condition& condition) {
    return db.connect().execute(select(table).where(condition)).size();
  };
  const auto label = column_of(table, "label");
  EXPECT_EQ(counted(label.in(labels)), 21u);
  EXPECT_EQ(counted(label.not_in(labels)), 54u);
  labels.emplace_back();
  EXPECT_EQ(counted(label.in(labels)), 21u);
  EXPECT_EQ(counted(label.not_in(labels)), 0u);
}

TEST_P(ManyValues, AFlushWritesEveryTypeIntoManyRows) {
  fill(2'600);
  const Uuid token = Uuid::parse("01234567-89ab-4def-8123-456789abcdef");
  const auto moment =
      std::chrono::sys_days(std::chrono::year(2024) / 2 / 29) + std::chrono::microseconds(123'456);
  auto session = db.session();
  for (const auto& block : session.execute(select<Block>().order_by(col<&Block::id>)).all()) {
    const bool even = block->id % 2 == 0;
    block->stone = Stone::chalk;
    block->label = even ? std::optional<std::string>() : fmt::format("new \"{}\"", block->id);
    block->weight = Decimal("-7.125");
    if (even) block->origin = Json(R"({"from": ["a", 1]})");
    if (even) block->seal = Bytes{std::byte{0}, std::byte{255}};
    block->token = token;
    block->cut = moment;
    block->laid = std::chrono::year(2024) / 2 / 29;
    block->used = true;
  }
  session.commit();
  std::int64_t id = 0;
  for (const Block& block : db.connect().execute(select<Block>().order_by(col<&Block::id>))) {
    const bool even = ++id % 2 == 0;
    ASSERT_EQ(block.id, id);
    ASSERT_EQ(block.stone, Stone::chalk);
    ASSERT_EQ(block.label, even ? std::optional<std::string>() : fmt::format("new \"{}\"", id));
    ASSERT_EQ(block.weight, Decimal("-7.125"));
    ASSERT_EQ(block.origin.has_value(), even);
    ASSERT_EQ(block.seal.has_value(), even);
    ASSERT_EQ(block.token, token);
    ASSERT_EQ(block.cut, moment);
    ASSERT_EQ(block.laid, std::chrono::year(2024) / 2 / 29);
    ASSERT_TRUE(block.used);
    ASSERT_EQ(block.edition, 2);
  }
  EXPECT_EQ(id, 2'600);
}

TEST_P(ManyValues, AFlushCountsTheRowsThatItFound) {
  fill(1'500);
  auto session = db.session();
  const auto blocks = session.execute(select<Block>()).all();
  session.commit();
  db.connect().run_script("DELETE FROM block WHERE id IN (3, 1200)");
  for (const auto& block : blocks) block->label = "changed";
  try {
    session.flush();
    FAIL() << "two rows are gone";
  } catch (const StaleDataError& error) {
    EXPECT_THAT(error.what(), HasSubstr("of 1500 objects of table 'block' matched 1498 rows"));
  }
  session.rollback();
  EXPECT_EQ(count_of(col<&Block::label> == "changed"), 0u);
}

}  // namespace
}  // namespace bindery::test
