// Reports over loaded objects: each names what it needs, and nothing is read behind its back.
#include "object_reports.hpp"

#include <map>
#include <utility>

namespace film_rental {

std::vector<FilmPage> film_pages(Session& session) {
  const auto films = session.scalars(
      select<Film>()
          .where(col<&Film::rating> == Rating::mature)
          .order_by(col<&Film::id>)
          .limit(40)
          .options(joined<&Film::language>, selectin<&Film::actors>, selectin<&Film::categories>));
  std::vector<FilmPage> pages;
  for (const auto& film : films) {
    std::string categories;
    for (const auto& category : film->categories) {
      categories += (categories.empty() ? "" : ", ") + category->name;
    }
    const auto first = film->actors.empty() ? std::nullopt : std::optional(film->actors[0]->last_name);
    pages.push_back({film->title, film->language->name, categories,
                     static_cast<std::int64_t>(film->actors.size()), first});
  }
  return pages;
}

std::vector<HistoryLine> histories(Session& session) {
  const auto customers =
      session.scalars(select<Customer>()
                          .where(any<&Customer::rentals>(col<&Rental::returned_at> == std::nullopt))
                          .order_by(col<&Customer::id>)
                          .limit(5)
                          .options(selectin<&Customer::rentals, &Rental::inventory, &Inventory::film>,
                                   selectin<&Customer::rentals, &Rental::payments>));
  std::vector<HistoryLine> lines;
  for (const auto& customer : customers) {
    for (const auto& rental : customer->rentals) {
      Decimal paid("0.00");
      for (const auto& payment : rental->payments) paid += payment->amount;
      lines.push_back({customer->last_name, rental->inventory->film->title, rental->rented_at, paid});
    }
  }
  return lines;
}

std::vector<CoStar> co_stars(Session& session) {
  const auto actors = session.scalars(
      select<Actor>().order_by(col<&Actor::id>).limit(3).options(selectin<&Actor::films, &Film::actors>));
  std::vector<CoStar> rows;
  for (const auto& actor : actors) {
    std::map<std::int64_t, std::pair<std::string, std::int64_t>> others;
    for (const auto& film : actor->films) {
      for (const auto& other : film->actors) {
        if (other == actor) continue;
        others[other->id].first = other->last_name;
        ++others[other->id].second;
      }
    }
    for (const auto& [id, other] : others) {
      if (other.second > 1) rows.push_back({actor->last_name, other.first, other.second});
    }
  }
  return rows;
}

}  // namespace film_rental
