// The film rental: every report, typed, gives what hand-written SQL gives by the database's own client.
#include "film_rental/data.hpp"
#include "film_rental/object_reports.hpp"
#include "film_rental/reports.hpp"
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
  std::size_t rows = 0, tables = 0;
  for (const TableFunction table : rental.tables) {
    const auto count = raw_rows(sample.url(), "select count(*) from " + table().name());
    EXPECT_NE(count[0][0], "0") << table().name();
    if (table().is_view()) continue;
    ++tables;
    rows += std::stoul(*count[0][0]);
  }
  EXPECT_EQ(tables, 16);
  EXPECT_EQ(rows, sample.rows());
  EXPECT_GE(rows, 100'000);
}

const TypedReport reports[] = {
    {"films_by_rating", run_report<film_rental::films_by_rating>},
    {"never_together", run_report<film_rental::never_together>},
    {"all_rounders", run_report<film_rental::all_rounders>},
    {"degrees_of_separation", run_report<film_rental::degrees_of_separation>},
    {"film_search", run_report<[](Connection& c) { return film_rental::film_search(c); }>},
    {"films_not_in_stock", run_report<film_rental::films_not_in_stock>},
    {"studios", run_report<film_rental::studios>},
    {"long_for_their_kind", run_report<film_rental::long_for_their_kind>},
    {"late_returns", run_report<film_rental::late_returns>},
    {"overdue", run_report<[](Connection& c) { return film_rental::overdue(c); }>},
    {"longest_streaks", run_report<film_rental::longest_streaks>},
    {"copies_out", run_report<film_rental::copies_out>},
    {"first_and_last_films", run_report<film_rental::first_and_last_films>},
    {"busiest_hours", run_report<film_rental::busiest_hours>},
    {"latest_rentals", run_report<film_rental::latest_rentals>},
    {"favourites", run_report<film_rental::favourites>},
    {"quiet_days", run_report<film_rental::quiet_days>},
    {"store_months", run_report<film_rental::store_months>},
    {"payment_statistics", run_report<film_rental::payment_statistics>},
    {"revenue_cube", run_report<film_rental::revenue_cube>},
    {"stores_and_managers", run_report<film_rental::stores_and_managers>},
    {"payment_brackets", run_report<film_rental::payment_brackets>},
    {"film_pages", run_report<film_rental::film_pages>, 3},
    {"histories", run_report<film_rental::histories>, 5},
    {"co_stars", run_report<film_rental::co_stars>, 3},
};

class FilmRentalReports : public testing::TestWithParam<std::tuple<Backend, TypedReport>> {
 protected:
  static void TearDownTestSuite() { forget_samples(); }
};
INSTANTIATE_TEST_SUITE_P(Every, FilmRentalReports,
                         testing::Combine(testing::ValuesIn(all_backends()), testing::ValuesIn(reports)),
                         report_test_name);

TEST_P(FilmRentalReports, GiveWhatHandWrittenSqlGives) {
  const auto& [backend, report] = GetParam();
  expect_same_rows(filled(rental, backend), report);
}

}  // namespace
}  // namespace bindery::test
