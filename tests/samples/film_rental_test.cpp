// The film rental: every report, typed, gives what hand-written SQL gives by the database's own client.
#include "film_rental/data.hpp"
#include "film_rental/models.hpp"
#include "sample_kit.hpp"

namespace bindery::test {
namespace {

const Sample rental{BINDERY_SAMPLES "/film_rental.sql", film_rental::all_models.tables, &film_rental::fill};

class FilmRental : public testing::TestWithParam<Backend> {
 protected:
  static void TearDownTestSuite() { forget_samples(); }
};
BINDERY_EVERY_BACKEND(FilmRental);

TEST_P(FilmRental, HasSixteenTablesAndAHundredThousandRows) {
  auto& sample = filled(rental, GetParam());
  std::size_t rows = 0;
  for (const TableFunction table : rental.tables) {
    const auto count = raw_rows(sample.url(), "select count(*) from " + table().name());
    EXPECT_NE(count[0][0], "0") << table().name();
    rows += std::stoul(*count[0][0]);
  }
  EXPECT_EQ(rental.tables.size(), 16);
  EXPECT_EQ(rows, sample.rows());
  EXPECT_GE(rows, 100'000);
}

}  // namespace
}  // namespace bindery::test
