// Statements that write.
#include "changes.hpp"

namespace music_shop {

std::int64_t change_prices(Connection& connection, const std::string& genre, const Decimal& factor) {
  return connection
      .execute(update<Track>()
                   .join<Genre>()
                   .set(col<&Track::unit_price> = round(col<&Track::unit_price> * factor, 2))
                   .where(col<&Genre::name> == genre))
      .affected_rows();
}

std::int64_t add_genre(Connection& connection, std::int64_t playlist_id, const std::string& genre) {
  auto there = select(col<&PlaylistTrack::track_id>)
                   .where(col<&PlaylistTrack::playlist_id> == playlist_id &&
                          col<&PlaylistTrack::track_id> == col<&Track::id>);
  return connection
      .execute(insert_into<PlaylistTrack>(col<&PlaylistTrack::playlist_id>, col<&PlaylistTrack::track_id>)
                   .from(select(literal(playlist_id), col<&Track::id>)
                             .join<Genre>()
                             .where(col<&Genre::name> == genre && not_exists(there))))
      .affected_rows();
}

std::int64_t save_contact(Connection& connection, const Customer& customer) {
  return connection.scalar(insert(customer)
                               .on_conflict(col<&Customer::email>)
                               .do_update(col<&Customer::city>, col<&Customer::country>)
                               .returning(col<&Customer::id>));
}

std::int64_t drop_unsold(Connection& connection) {
  auto sold =
      select(col<&InvoiceLine::id>).where(col<&InvoiceLine::track_id> == col<&PlaylistTrack::track_id>);
  return connection.execute(delete_from<PlaylistTrack>().where(not_exists(sold))).affected_rows();
}

}  // namespace music_shop
