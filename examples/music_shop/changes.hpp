// What the shop does with its rows: statements that write, some of them reading other tables.
#pragma once
#include "models.hpp"

namespace music_shop {

/// Multiplies the prices of a genre's tracks: an UPDATE that reads other tables. Returns how many tracks.
std::int64_t change_prices(Connection& connection, const std::string& genre, const Decimal& factor);

/// Puts all tracks of a genre on a playlist that are not on it yet: INSERT from a query. Returns how many.
std::int64_t add_genre(Connection& connection, std::int64_t playlist_id, const std::string& genre);

/// A new customer, or the new address of one with this email: an upsert that gives the row's key back.
std::int64_t save_contact(Connection& connection, const Customer& customer);

/// Takes tracks that nobody has bought off all playlists: a DELETE under NOT EXISTS. Returns how many rows.
std::int64_t drop_unsold(Connection& connection);

}  // namespace music_shop
