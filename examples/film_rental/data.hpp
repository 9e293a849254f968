// Fills the film rental: the same rows every time.
#pragma once
#include <bindery/bindery.hpp>

namespace film_rental {

/// Some 110,000 rows in sixteen tables, in one transaction; returns how many. The tables must be empty.
std::size_t fill(bindery::Connection& connection);

}  // namespace film_rental
