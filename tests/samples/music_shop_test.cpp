// The music shop: every report, typed, gives what hand-written SQL gives by the database's own client.
#include "music_shop/data.hpp"
#include "music_shop/models.hpp"
#include "sample_kit.hpp"

namespace bindery::test {
namespace {

const Sample shop{BINDERY_SAMPLES "/music_shop.sql", music_shop::all_models.tables, &music_shop::fill};

class MusicShop : public testing::TestWithParam<Backend> {
 protected:
  static void TearDownTestSuite() { forget_samples(); }
};
BINDERY_EVERY_BACKEND(MusicShop);

TEST_P(MusicShop, HasElevenTablesAndAHundredThousandRows) {
  auto& sample = filled(shop, GetParam());
  std::size_t rows = 0;
  for (const TableFunction table : shop.tables) {
    const auto count = raw_rows(sample.url(), "select count(*) from " + table().name());
    EXPECT_NE(count[0][0], "0") << table().name();
    rows += std::stoul(*count[0][0]);
  }
  EXPECT_EQ(shop.tables.size(), 11);
  EXPECT_EQ(rows, sample.rows());
  EXPECT_GE(rows, 100'000);
}

}  // namespace
}  // namespace bindery::test
