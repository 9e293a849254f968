// Fills the music shop: the same rows every time.
#pragma once
#include <bindery/bindery.hpp>

namespace music_shop {

/// Some 110,000 rows in eleven tables, in one transaction; returns how many. The tables must be empty.
std::size_t fill(bindery::Connection& connection);

}  // namespace music_shop
