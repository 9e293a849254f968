// Questions that are easier asked of objects: what belongs together is loaded, and then walked in plain C++.
#pragma once
#include "models.hpp"

#include <vector>

namespace film_rental {

struct FilmPage {
  std::string title;
  std::string language;
  std::string categories;  ///< by name, behind one another
  std::int64_t actors = 0;
  std::optional<std::string> first_actor;
};
/// What a page about a film shows: two many-to-many relations and a joined one.
std::vector<FilmPage> film_pages(Session& session);

struct HistoryLine {
  std::string customer;
  std::string film;
  Time rented_at{};
  Decimal paid;
};
/// What a few customers rented, and what they paid for it.
std::vector<HistoryLine> histories(Session& session);

struct CoStar {
  std::string actor;
  std::string co_star;
  std::int64_t films = 0;
};
/// With whom an actor played at least twice: from the actor to the films, and on to their actors.
std::vector<CoStar> co_stars(Session& session);

}  // namespace film_rental
