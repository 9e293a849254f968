// The music shop: every report, typed, gives what hand-written SQL gives by the database's own client.
#include "music_shop/changes.hpp"
#include "music_shop/data.hpp"
#include "music_shop/object_reports.hpp"
#include "music_shop/reports.hpp"
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
  std::size_t rows = 0, tables = 0;
  for (const TableFunction table : shop.tables) {
    const auto count = raw_rows(sample.url(), "select count(*) from " + table().name());
    EXPECT_NE(count[0][0], "0") << table().name();
    if (table().is_view()) continue;
    ++tables;
    rows += std::stoul(*count[0][0]);
  }
  EXPECT_EQ(tables, 11);
  EXPECT_EQ(rows, sample.rows());
  EXPECT_GE(rows, 100'000);
}

/// The one number that a hand-written query gives.
std::string number(FilledSample& sample, const std::string& sql) {
  return *raw_rows(sample.url(), sql).at(0).at(0);
}

TEST_P(MusicShop, PricesChangeByGenre) {
  auto& sample = filled(shop, GetParam());
  auto connection = sample.db().connect();
  const std::string cents =
      "select sum(cast(round(unit_price * 100) as integer)) from track t join genre g on g.id = t.genre_id "
      "where g.name = 'Jazz'";
  const auto before = std::stol(number(sample, cents));
  const auto tracks = music_shop::change_prices(connection, "Jazz", Decimal("2"));
  EXPECT_EQ(std::stol(number(sample, cents)), 2 * before);
  EXPECT_EQ(std::to_string(tracks), number(sample,
                                           "select count(*) from track t join genre g on g.id = t.genre_id "
                                           "where g.name = 'Jazz'"));
}

TEST_P(MusicShop, AGenreGoesOnAPlaylistOnce) {
  auto& sample = filled(shop, GetParam());
  auto connection = sample.db().connect();
  EXPECT_GT(music_shop::add_genre(connection, 1, "Opera"), 0);
  EXPECT_EQ(music_shop::add_genre(connection, 1, "Opera"), 0);
  EXPECT_EQ(
      number(sample,
             "select count(*) from track t join genre g on g.id = t.genre_id where g.name = 'Opera' and "
             "not exists (select 1 from playlist_track p where p.playlist_id = 1 and p.track_id = t.id)"),
      "0");
}

TEST_P(MusicShop, AContactIsMadeOnceAndThenKeptUpToDate) {
  auto& sample = filled(shop, GetParam());
  auto connection = sample.db().connect();
  music_shop::Customer pia{.first_name = "Pia",
                           .last_name = "Holm",
                           .email = "pia@example.org",
                           .city = "Ribe",
                           .country = "Denmark"};
  const auto id = music_shop::save_contact(connection, pia);
  pia.city = "Odense";
  EXPECT_EQ(music_shop::save_contact(connection, pia), id);
  EXPECT_EQ(number(sample, "select city from customer where email = 'pia@example.org'"), "Odense");
}

TEST_P(MusicShop, UnsoldTracksLeaveThePlaylists) {
  auto& sample = filled(shop, GetParam());
  auto connection = sample.db().connect();
  const std::string unsold =
      "select count(*) from playlist_track p where p.track_id not in (select track_id from invoice_line)";
  const auto before = number(sample, unsold);
  EXPECT_EQ(std::to_string(music_shop::drop_unsold(connection)), before);
  EXPECT_NE(before, "0");
  EXPECT_EQ(number(sample, unsold), "0");
}

const TypedReport reports[] = {
    {"top_customers", run_report<music_shop::top_customers>},
    {"cohorts", run_report<music_shop::cohorts>},
    {"spending_quarters", run_report<music_shop::spending_quarters>},
    {"buying_gaps", run_report<music_shop::buying_gaps>},
    {"buyers_of_every_medium", run_report<music_shop::buyers_of_every_medium>},
    {"support_shares", run_report<music_shop::support_shares>},
    {"chain_of_command", run_report<music_shop::chain_of_command>},
    {"running_totals", run_report<music_shop::running_totals>},
    {"genre_growth", run_report<music_shop::genre_growth>},
    {"moving_average", run_report<music_shop::moving_average>},
    {"units_by_media", run_report<music_shop::units_by_media>},
    {"revenue_rollup", run_report<music_shop::revenue_rollup>},
    {"median_invoices", run_report<music_shop::median_invoices>},
    {"bought_together", run_report<music_shop::bought_together>},
    {"unsold_tracks", run_report<music_shop::unsold_tracks>},
    {"best_sellers", run_report<music_shop::best_sellers>},
    {"shared_but_unsold_there", run_report<music_shop::shared_but_unsold_there>},
    {"longest_tracks", run_report<music_shop::longest_tracks>},
    {"album_listings", run_report<music_shop::album_listings>},
    {"length_histogram", run_report<music_shop::length_histogram>},
    {"accounts", run_report<music_shop::accounts>, 5},
    {"discographies", run_report<music_shop::discographies>, 3},
    {"teams", run_report<music_shop::teams>, 4},
    {"mixes", run_report<music_shop::mixes>, 3},
};

class MusicShopReports : public testing::TestWithParam<std::tuple<Backend, TypedReport>> {
 protected:
  static void TearDownTestSuite() { forget_samples(); }
};
INSTANTIATE_TEST_SUITE_P(Every, MusicShopReports,
                         testing::Combine(testing::ValuesIn(all_backends()), testing::ValuesIn(reports)),
                         report_test_name);

TEST_P(MusicShopReports, GiveWhatHandWrittenSqlGives) {
  const auto& [backend, report] = GetParam();
  expect_same_rows(filled(shop, backend), report);
}

}  // namespace
}  // namespace bindery::test
