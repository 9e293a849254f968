// Two years of a film rental, made up: each table is generated, inserted in bulk, and referred to by the next ones.
#include "data.hpp"

#include "models.hpp"
#include "sample_data/dice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace film_rental {

namespace {

using namespace std::chrono_literals;
using sample_data::Dice;

constexpr const char* languages[] = {"English", "French",   "German", "Hindi",
                                     "Italian", "Japanese", "Polish", "Spanish"};
constexpr const char* categories[] = {"Action", "Animation", "Children", "Classics", "Comedy", "Crime",
                                      "Drama",  "Family",    "Foreign",  "Games",    "Horror", "Music",
                                      "New",    "Sci-Fi",    "Sports",   "Travel"};
constexpr const char* studios[] = {"Lantern House", "Northern Light", "Paper Moon", "Quiet Ocean",
                                   "Red Door"};
constexpr Time opening = std::chrono::sys_days(2023y / 3 / 1);
constexpr Time closing = std::chrono::sys_days(2025y / 3 / 1);
constexpr int rentals = 45'000;

class Filler {
 public:
  explicit Filler(Connection& connection) : connection_(connection) {}

  std::size_t run() {
    auto transaction = connection_.begin();
    places();
    films();
    cast();
    stores();
    customers();
    lend();
    transaction.commit();
    return rows_;
  }

 private:
  template <class M> void insert(std::vector<M>& objects) {
    connection_.insert_all(objects);
    rows_ += objects.size();
  }

  void places() {
    std::vector<Country> countries;
    for (const auto& country : sample_data::countries())
      countries.push_back({.name = std::string(country.name)});
    insert(countries);
    std::vector<City> cities;
    for (std::size_t i = 0; i < countries.size(); ++i) {
      for (const auto& city : sample_data::countries()[i].cities) {
        cities.push_back({.name = std::string(city.name), .country_id = countries[i].id});
      }
    }
    insert(cities);
    for (std::size_t i = 0; i < 1'600; ++i) {
      const std::size_t city = dice_.uneven(cities.size());
      const auto district = sample_data::countries()[city / 4].cities[city % 4].region;
      addresses_.push_back(
          {.street = sample_data::street(dice_),
           .district = dice_.percent(20) ? std::nullopt : std::optional(std::string(district)),
           .city_id = cities[city].id,
           .phone = sample_data::phone(dice_)});
    }
    insert(addresses_);
  }

  Film film(const std::vector<Language>& spoken) {
    constexpr const char* rates[] = {"0.99", "2.99", "4.99"};
    const std::size_t language = dice_.uneven(spoken.size());
    return {.title = sample_data::title(dice_),
            .released = dice_.between(1955, 2024),
            .language_id = spoken[language].id,
            .original_language_id = dice_.percent(80) ? std::nullopt : std::optional(dice_.pick(spoken).id),
            .rating = static_cast<Rating>(dice_.below(5)),
            .minutes = dice_.percent(2) ? std::nullopt : std::optional(dice_.between(46, 185)),
            .rental_days = dice_.between(3, 7),
            .rental_rate = Decimal(rates[dice_.below(3)]),
            .replacement_cost = Decimal(fmt::format("{}.99", dice_.between(9, 29))),
            .details = Json{
                fmt::format(R"({{"studio": "{}", "extras": {{"trailers": {}, "commentary": {}}}}})",
                            studios[dice_.below(std::size(studios))], dice_.below(4), dice_.percent(40))}};
  }

  void films() {
    std::vector<Language> spoken;
    for (const char* name : languages) spoken.push_back({.name = name});
    insert(spoken);
    for (int i = 0; i < 1'200; ++i) films_.push_back(film(spoken));
    insert(films_);
    std::vector<FilmText> texts;
    for (const Film& film : films_) {
      texts.push_back(
          {.film_id = film.id, .title = film.title, .description = sample_data::sentence(dice_, 12)});
    }
    insert(texts);
  }

  void cast() {
    std::vector<Actor> actors;
    for (int i = 0; i < 300; ++i) {
      actors.push_back(
          {.first_name = sample_data::first_name(dice_), .last_name = sample_data::last_name(dice_)});
    }
    insert(actors);
    std::vector<Category> kinds;
    for (const char* name : categories) kinds.push_back({.name = name});
    insert(kinds);
    std::vector<FilmActor> roles;
    std::vector<FilmCategory> kinds_of_films;
    for (const Film& film : films_) {
      std::set<std::int64_t> playing, belonging;
      for (int i = dice_.between(2, 9); i > 0; --i) playing.insert(actors[dice_.uneven(actors.size())].id);
      for (int i = dice_.between(1, 2); i > 0; --i) belonging.insert(dice_.pick(kinds).id);
      for (const auto actor : playing) roles.push_back({.film_id = film.id, .actor_id = actor});
      for (const auto kind : belonging) kinds_of_films.push_back({.film_id = film.id, .category_id = kind});
    }
    insert(roles), insert(kinds_of_films);
  }

  /// Stores first, then their staff, then the stores' managers.
  void stores() {
    for (std::size_t i = 0; i < 4; ++i) stores_.push_back({.address_id = addresses_[i].id});
    insert(stores_);
    for (std::size_t i = 0; i < 24; ++i) {
      const auto first = sample_data::first_name(dice_), last = sample_data::last_name(dice_);
      staff_.push_back({.first_name = first,
                        .last_name = last,
                        .email = sample_data::email(first, last, i + 1),
                        .store_id = stores_[i % 4].id,
                        .active = i % 9 != 8});
    }
    insert(staff_);
    for (std::size_t i = 0; i < 4; ++i) {
      connection_.execute(update<Store>()
                              .set(col<&Store::manager_id> = staff_[i].id)
                              .where(col<&Store::id> == stores_[i].id));
    }
    for (std::size_t i = 0; i < 6'000; ++i) {  // the last fifty films are in no store
      store_index_.push_back(dice_.below(stores_.size()));
      inventory_.push_back({.film_id = films_[dice_.uneven(films_.size() - 50)].id,
                            .store_id = stores_[store_index_.back()].id});
    }
    insert(inventory_);
  }

  void customers() {
    for (std::size_t i = 0; i < 1'500; ++i) {
      const auto first = sample_data::first_name(dice_), last = sample_data::last_name(dice_);
      customers_.push_back({.first_name = first,
                            .last_name = last,
                            .email = sample_data::email(first, last, i + 1),
                            .store_id = stores_[dice_.below(4)].id,
                            .address_id = addresses_[4 + i].id,
                            .active = !dice_.percent(4),
                            .joined = sample_data::day_after(2023y / 2 / 1, static_cast<int>(i) / 4)});
    }
    insert(customers_);
  }

  /// A copy is lent to one customer at a time; a few never come back, and some are still out when the books close.
  void lend() {
    std::map<std::int64_t, const Film*> film_of;
    for (const Film& film : films_) film_of[film.id] = &film;
    std::vector<Time> free_at(inventory_.size(), opening);
    std::vector<Rental> lent;
    std::vector<Payment> paid;
    for (int i = 0; i < rentals; ++i) {
      const Time now = opening + std::chrono::floor<std::chrono::seconds>((closing - opening) / rentals * i) +
                       std::chrono::seconds(dice_.between(0, 1'300));
      std::size_t copy = dice_.below(inventory_.size());
      while (free_at[copy] > now) copy = (copy + 1) % inventory_.size();
      const Film& film = *film_of.at(inventory_[copy].film_id);
      const auto kept = std::chrono::minutes(dice_.between(20 * 60, (film.rental_days + 3) * 24 * 60));
      const bool back = !dice_.percent(1) && now + kept < closing;
      free_at[copy] = back ? now + kept : closing;
      const auto& clerk =
          staff_[store_index_[copy] + stores_.size() * dice_.below(staff_.size() / stores_.size())];
      lent.push_back({.rented_at = now,
                      .inventory_id = inventory_[copy].id,
                      .customer_id = customers_[dice_.uneven(customers_.size())].id,
                      .staff_id = clerk.id,
                      .returned_at = back ? std::optional(now + kept) : std::nullopt});
      const auto late = std::chrono::floor<std::chrono::days>(kept).count() - film.rental_days;
      paid.push_back(
          {.amount = film.rental_rate + Decimal(back && late > 0 ? late : 0), .paid_at = now + 3min});
    }
    insert(lent);
    pay(lent, paid);
  }

  void pay(const std::vector<Rental>& lent, std::vector<Payment>& paid) {
    for (std::size_t i = 0; i < lent.size(); ++i) {
      paid[i].customer_id = lent[i].customer_id;
      paid[i].staff_id = lent[i].staff_id;
      paid[i].rental_id = lent[i].id;
    }
    for (std::size_t i = 0; i < 1'500; ++i) {
      const Rental& rental = lent[i * 29];
      paid.push_back({.customer_id = rental.customer_id,
                      .staff_id = rental.staff_id,
                      .rental_id = std::nullopt,
                      .amount = Decimal("25.00"),
                      .paid_at = rental.rented_at + 5min});
    }
    insert(paid);
  }

  Connection& connection_;
  Dice dice_{20'230'301};
  std::size_t rows_ = 0;
  std::vector<Address> addresses_;
  std::vector<Film> films_;
  std::vector<Store> stores_;
  std::vector<Staff> staff_;
  std::vector<Inventory> inventory_;
  std::vector<std::size_t> store_index_;  // of each copy
  std::vector<Customer> customers_;
};

}  // namespace

std::size_t fill(Connection& connection) { return Filler(connection).run(); }

}  // namespace film_rental
