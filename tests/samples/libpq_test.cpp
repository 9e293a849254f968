// The music shop written on libpq alone, for comparison, does the same: its rows go in and its reports come out alike.
#include "music_shop_libpq/shop.hpp"

#include "music_shop/data.hpp"
#include "sample_kit.hpp"

namespace bindery::test {
namespace {

const Sample shop{BINDERY_SAMPLES "/music_shop.sql", music_shop::all_models.tables, &music_shop::fill};

template <class... M> void copy_all(Connection& from, music_shop_libpq::Shop& to) {
  (to.insert(from.execute(select<M>()).all()), ...);
}

TEST(MusicShopByLibpq, GivesTheSameReports) {
  FilledSample sample(shop, Backend::postgresql);
  auto connection = sample.db().connect();
  const FreshDatabase empty(Backend::postgresql);
  music_shop_libpq::Shop by_hand(std::string(empty.url().reveal().reveal()));
  by_hand.create_tables();
  by_hand.begin();
  using namespace music_shop;
  copy_all<Artist, Genre, MediaType, Album, Track, Playlist, PlaylistTrack, Employee, music_shop::Customer,
           Invoice, InvoiceLine>(connection, by_hand);
  by_hand.commit();
  EXPECT_EQ(text_rows(by_hand.top_customers()), text_rows(top_customers(connection)));
  EXPECT_EQ(text_rows(by_hand.chain_of_command()), text_rows(chain_of_command(connection)));
  EXPECT_EQ(text_rows(by_hand.buying_gaps()), text_rows(buying_gaps(connection)));
  EXPECT_EQ(text_rows(by_hand.bought_together()), text_rows(bought_together(connection)));
  EXPECT_EQ(text_rows(by_hand.album_listings()), text_rows(album_listings(connection)));
}

}  // namespace
}  // namespace bindery::test
