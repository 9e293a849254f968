// What sells, what does not, and what the catalogue is made of.
#include "reports.hpp"

namespace music_shop {

std::vector<Pair> bought_together(Connection& connection) {
  constexpr auto other = alias<InvoiceLine, "other">;
  auto first = col<&InvoiceLine::track_id>;
  auto second = other.col<&InvoiceLine::track_id>;
  return connection
      .execute(select(first.as<"first">(), second.as<"second">(), count().as<"times">())
                   .join(other, other.col<&InvoiceLine::invoice_id> == col<&InvoiceLine::invoice_id> &&
                                    second > first)
                   .group_by(first, second)
                   .having(count() >= 8)
                   .order_by(desc(count()), asc(first), asc(second))
                   .limit(25)
                   .into<Pair>())
      .all();
}

std::vector<UnsoldTracks> unsold_tracks(Connection& connection) {
  auto sold = select(col<&InvoiceLine::id>).where(col<&InvoiceLine::track_id> == col<&Track::id>);
  auto genre = coalesce(col<&Genre::name>, "(none)");
  return connection
      .execute(select(genre.as<"genre">(), count().as<"tracks">(), min(col<&Track::id>).as<"first_id">())
                   .select_from<Track>()
                   .left_join<Genre>()
                   .where(not_exists(sold))
                   .group_by(col<&Genre::name>)
                   .order_by(label<"genre">)
                   .into<UnsoldTracks>())
      .all();
}

std::vector<BestSeller> best_sellers(Connection& connection) {
  auto sold = cte<"sold">(select(col<&InvoiceLine::track_id>, sum(col<&InvoiceLine::quantity>).as<"units">())
                              .group_by(col<&InvoiceLine::track_id>));
  auto in_genre =
      window().partition_by(col<&Genre::id>).order_by(desc(sold.col<"units">), asc(col<&Track::id>));
  auto placed =
      cte<"placed">(select(col<&Genre::name>.as<"genre">(), row_number().over(in_genre).as<"place">(),
                           col<&Track::id>, col<&Track::name>, sold.col<"units">)
                        .join<Track>()
                        .join(sold, sold.col<"track_id"> == col<&Track::id>));
  return connection
      .execute(select(placed.col<"genre">, placed.col<"place">, placed.col<"id">, placed.col<"name">,
                      placed.col<"units">)
                   .select_from(placed)
                   .with(sold, placed)
                   .where(placed.col<"place"> <= 3)
                   .order_by(placed.col<"genre">, placed.col<"place">)
                   .into<BestSeller>())
      .all();
}

std::vector<std::int64_t> shared_but_unsold_there(Connection& connection) {
  auto track = col<&PlaylistTrack::track_id>;
  auto playlist = col<&PlaylistTrack::playlist_id>;
  auto early = select(track).where(playlist <= 6);
  auto later = select(track).where(between(playlist, 7, 12));
  auto in_austria =
      select(col<&InvoiceLine::track_id>).join<Invoice>().where(col<&Invoice::country> == "Austria");
  return connection
      .scalars(except(intersect(early, later), in_austria).order_by(desc(label<"track_id">)).limit(10))
      .all();
}

std::vector<LongTrack> longest_tracks(Connection& connection) {
  auto by_length = window().partition_by(col<&Track::genre_id>).order_by(asc(col<&Track::milliseconds>));
  auto placed =
      select(col<&Track::id>, col<&Genre::name>.as<"genre">(), col<&Track::milliseconds>,
             percent_rank().over(by_length).as<"standing">(), cume_dist().over(by_length).as<"share">())
          .join<Genre>()
          .as_table<"placed">();
  return connection
      .execute(select(placed.col<"id">, placed.col<"genre">, placed.col<"milliseconds">,
                      placed.col<"standing">, placed.col<"share">)
                   .select_from(placed)
                   .where(placed.col<"standing"> >= 0.995)
                   .order_by(placed.col<"genre">, placed.col<"milliseconds">, placed.col<"id">)
                   .into<LongTrack>())
      .all();
}

std::vector<AlbumListing> album_listings(Connection& connection) {
  return connection
      .execute(select(col<&Album::id>, col<&Album::title>, count().as<"tracks">(),
                      (sum(col<&Track::milliseconds>) / 60'000).as<"minutes">(),
                      string_agg(col<&Track::name>, "; ", asc(col<&Track::id>)).as<"names">())
                   .join<Track>()
                   .where(col<&Album::artist_id> <= 12)
                   .group_by(col<&Album::id>, col<&Album::title>)
                   .order_by(col<&Album::id>)
                   .into<AlbumListing>())
      .all();
}

std::vector<LengthBucket> length_histogram(Connection& connection) {
  auto minutes = series<"minutes">(0, 39);
  auto minute = minutes.col<"value">;
  return connection
      .execute(select(minute.as<"minute">(), count(col<&Track::id>).as<"tracks">())
                   .select_from(minutes)
                   .left_join<Track>(col<&Track::milliseconds> / 60'000 == minute)
                   .group_by(minute)
                   .order_by(minute)
                   .into<LengthBucket>())
      .all();
}

}  // namespace music_shop
