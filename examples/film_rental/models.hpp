// A film rental: films and who plays in them, stores and their staff, customers, rentals, payments. Sixteen
// tables and a view.
#pragma once
#include <bindery/bindery.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace film_rental {

using namespace bindery;
using Time = std::chrono::sys_time<std::chrono::microseconds>;

enum class Rating { everybody, guided, teens, mature, adults };

struct Country {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Country::id>(primary_key), column<&Country::name>(String{60}, unique));
  }
};

struct City {
  std::int64_t id = 0;
  std::string name;
  std::int64_t country_id = 0;
  static constexpr auto columns() {
    return mapped(column<&City::id>(primary_key), column<&City::name>(String{60}),
                  column<&City::country_id>(references<&Country::id>, indexed),
                  unique_together<&City::country_id, &City::name>());
  }
};

struct Address {
  std::int64_t id = 0;
  std::string street;
  std::optional<std::string> district;
  std::int64_t city_id = 0;
  std::string phone;
  static constexpr auto columns() {
    return mapped(column<&Address::id>(primary_key), column<&Address::street>(String{120}),
                  column<&Address::district>(String{60}),
                  column<&Address::city_id>(references<&City::id>, indexed),
                  column<&Address::phone>(String{24}));
  }
};

struct Language {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Language::id>(primary_key), column<&Language::name>(String{30}, unique));
  }
};

struct FilmActor;
struct FilmCategory;

struct Film {
  std::int64_t id = 0;
  std::string title;
  std::int32_t released = 0;  ///< year
  std::int64_t language_id = 0;
  std::optional<std::int64_t> original_language_id;
  Rating rating = Rating::everybody;
  std::optional<std::int32_t> minutes;
  std::int32_t rental_days = 0;
  Decimal rental_rate;
  Decimal replacement_cost;
  Json details;  ///< {"studio": ..., "extras": {"trailers": n, "commentary": yes or no}}
  One<Language> language{};
  Many<struct Actor> actors{};
  Many<struct Category> categories{};
  static constexpr auto columns() {
    return mapped(column<&Film::id>(primary_key), column<&Film::title>(String{160}, indexed),
                  column<&Film::released>(), column<&Film::language_id>(references<&Language::id>, indexed),
                  column<&Film::original_language_id>(references<&Language::id>), column<&Film::rating>(),
                  column<&Film::minutes>(Check{"minutes > 0"}), column<&Film::rental_days>(),
                  column<&Film::rental_rate>(Numeric{5, 2}), column<&Film::replacement_cost>(Numeric{6, 2}),
                  column<&Film::details>(), relation<&Film::language>(by<&Film::language_id>),
                  relation<&Film::actors>(through<FilmActor>, ordered_by<"last_name", "id">),
                  relation<&Film::categories>(through<FilmCategory>, ordered_by<"name">));
  }
};

/// What is searched: a film's title and story.
struct FilmText {
  std::int64_t film_id = 0;
  std::string title;
  std::string description;
  static constexpr auto columns() {
    return mapped(
        column<&FilmText::film_id>(primary_key, client_given, references<&Film::id>, on_delete_cascade),
        column<&FilmText::title>(String{160}), column<&FilmText::description>(),
        full_text_index<&FilmText::title, &FilmText::description>());
  }
};

struct Actor {
  std::int64_t id = 0;
  std::string first_name;
  std::string last_name;
  Many<Film> films{};
  static constexpr auto columns() {
    return mapped(column<&Actor::id>(primary_key), column<&Actor::first_name>(String{40}),
                  column<&Actor::last_name>(String{40}, indexed),
                  relation<&Actor::films>(through<FilmActor>, ordered_by<"title", "id">));
  }
};

struct FilmActor {
  std::int64_t film_id = 0;
  std::int64_t actor_id = 0;
  static constexpr auto columns() {
    return mapped(
        column<&FilmActor::film_id>(primary_key, references<&Film::id>, on_delete_cascade),
        column<&FilmActor::actor_id>(primary_key, references<&Actor::id>, on_delete_cascade, indexed));
  }
};

struct Category {
  std::int64_t id = 0;
  std::string name;
  static constexpr auto columns() {
    return mapped(column<&Category::id>(primary_key), column<&Category::name>(String{30}, unique));
  }
};

struct FilmCategory {
  std::int64_t film_id = 0;
  std::int64_t category_id = 0;
  static constexpr auto columns() {
    return mapped(column<&FilmCategory::film_id>(primary_key, references<&Film::id>, on_delete_cascade),
                  column<&FilmCategory::category_id>(primary_key, references<&Category::id>, indexed));
  }
};

/// A store has a manager, who works in a store: each refers to the other. A new store waits for its manager.
struct Store {
  std::int64_t id = 0;
  std::int64_t address_id = 0;
  std::optional<std::int64_t> manager_id;
  static constexpr auto columns();
};

struct Staff {
  std::int64_t id = 0;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::int64_t store_id = 0;
  bool active = true;
  static constexpr auto columns() {
    return mapped(column<&Staff::id>(primary_key), column<&Staff::first_name>(String{40}),
                  column<&Staff::last_name>(String{40}), column<&Staff::email>(String{100}, unique),
                  column<&Staff::store_id>(references<&Store::id>, indexed), column<&Staff::active>());
  }
};

constexpr auto Store::columns() {
  return mapped(column<&Store::id>(primary_key), column<&Store::address_id>(references<&Address::id>),
                column<&Store::manager_id>(references<&Staff::id>, unique));
}

/// One copy of a film in a store.
struct Inventory {
  std::int64_t id = 0;
  std::int64_t film_id = 0;
  std::int64_t store_id = 0;
  One<Film> film{};
  static constexpr auto columns() {
    return mapped(
        column<&Inventory::id>(primary_key), column<&Inventory::film_id>(references<&Film::id>, indexed),
        column<&Inventory::store_id>(references<&Store::id>, indexed), relation<&Inventory::film>());
  }
};

struct Customer {
  std::int64_t id = 0;
  std::string first_name;
  std::string last_name;
  std::string email;
  std::int64_t store_id = 0;
  std::int64_t address_id = 0;
  bool active = true;
  std::chrono::year_month_day joined{};
  Many<struct Rental> rentals{};
  static constexpr auto columns() {
    return mapped(column<&Customer::id>(primary_key), column<&Customer::first_name>(String{40}),
                  column<&Customer::last_name>(String{40}), column<&Customer::email>(String{100}, unique),
                  column<&Customer::store_id>(references<&Store::id>, indexed),
                  column<&Customer::address_id>(references<&Address::id>, indexed),
                  column<&Customer::active>(), column<&Customer::joined>(),
                  relation<&Customer::rentals>(ordered_by<"rented_at", "id">));
  }
};

struct Rental {
  std::int64_t id = 0;
  Time rented_at{};
  std::int64_t inventory_id = 0;
  std::int64_t customer_id = 0;
  std::int64_t staff_id = 0;
  std::optional<Time> returned_at;
  One<Inventory> inventory{};
  Many<struct Payment> payments{};
  static constexpr auto columns() {
    return mapped(column<&Rental::id>(primary_key), column<&Rental::rented_at>(indexed),
                  column<&Rental::inventory_id>(references<&Inventory::id>, indexed),
                  column<&Rental::customer_id>(references<&Customer::id>, indexed),
                  column<&Rental::staff_id>(references<&Staff::id>, indexed), column<&Rental::returned_at>(),
                  relation<&Rental::inventory>(), relation<&Rental::payments>(ordered_by<"id">));
  }
};

/// Money, for a rental or (without one) for a voucher.
struct Payment {
  std::int64_t id = 0;
  std::int64_t customer_id = 0;
  std::int64_t staff_id = 0;
  std::optional<std::int64_t> rental_id;
  Decimal amount;
  Time paid_at{};
  static constexpr auto columns() {
    return mapped(column<&Payment::id>(primary_key),
                  column<&Payment::customer_id>(references<&Customer::id>, indexed),
                  column<&Payment::staff_id>(references<&Staff::id>, indexed),
                  column<&Payment::rental_id>(references<&Rental::id>, indexed),
                  column<&Payment::amount>(Numeric{6, 2}), column<&Payment::paid_at>(indexed));
  }
};

/// A view: who works where.
struct StaffPlace {
  std::int64_t staff_id = 0;
  std::string last_name;
  std::int64_t store_id = 0;
  std::string city;
  std::string country;
  static auto view() {
    return select(col<&Staff::id>, col<&Staff::last_name>, col<&Store::id>, col<&City::name>,
                  col<&Country::name>)
        .join<Store>(col<&Store::id> == col<&Staff::store_id>)
        .join<Address>()
        .join<City>()
        .join<Country>();
  }
  static constexpr auto columns() {
    return mapped(column<&StaffPlace::staff_id>(primary_key), column<&StaffPlace::last_name>(String{40}),
                  column<&StaffPlace::store_id>(), column<&StaffPlace::city>(String{60}),
                  column<&StaffPlace::country>(String{60}));
  }
};

inline constexpr auto all_models =
    models<Country, City, Address, Language, Film, FilmText, Actor, FilmActor, Category, FilmCategory, Store,
           Staff, Inventory, Customer, Rental, Payment, StaffPlace>;

}  // namespace film_rental
