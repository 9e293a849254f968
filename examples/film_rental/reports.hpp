// Twenty-two questions that a film rental asks its database. Each answer is a plain struct a row.
#pragma once
#include "models.hpp"

#include <vector>

namespace film_rental {

using Date = std::chrono::year_month_day;

// ---- films and actors (film_reports.cpp) ----------------------------------------------------------------------

struct RatingRow {
  std::string language;
  std::int64_t films = 0, everybody = 0, teens = 0, adults = 0;
  std::optional<std::int32_t> longest_for_adults;
};
/// Films of each language by rating: a pivot by filtered aggregates.
std::vector<RatingRow> films_by_rating(Connection& connection);

struct Strangers {
  std::int64_t first = 0, second = 0;
  std::int64_t films = 0;  ///< of both together
};
/// Busy actors who have never played in the same film: a table joined with itself, and NOT EXISTS.
std::vector<Strangers> never_together(Connection& connection);

struct AllRounder {
  std::int64_t id = 0;
  std::string first_name, last_name;
  std::int64_t films = 0;
};
/// Actors who have played in films of every category: counts compared with a subquery in HAVING.
std::vector<AllRounder> all_rounders(Connection& connection);

struct Degree {
  std::int64_t degree = 0;
  std::int64_t actors = 0;
  std::optional<std::int64_t> last_id;
};
/// How many actors are one and two films away from the first one: recursion over a graph.
std::vector<Degree> degrees_of_separation(Connection& connection);

struct FoundFilm {
  std::int64_t film_id = 0;
  std::string title;
};
/// Films whose title or story speaks of these words: full text search.
std::vector<FoundFilm> film_search(Connection& connection, const std::string& words = "silent captain");

struct MissingFilm {
  std::string title;
  std::int32_t released = 0;
};
/// Films that no store has: a set operation as the list of IN.
std::vector<MissingFilm> films_not_in_stock(Connection& connection);

struct Studio {
  std::optional<std::string> studio;
  std::int64_t films = 0;
  std::optional<std::int64_t> trailers;
  std::int64_t commented = 0;
};
/// Films by studio, and their extras: values inside JSON documents.
std::vector<Studio> studios(Connection& connection);

struct LongFilm {
  std::int64_t id = 0;
  std::string title;
  std::optional<std::int32_t> minutes;
};
/// Films much longer than their rating's average, and longer than every film of 1955: scalar subqueries.
std::vector<LongFilm> long_for_their_kind(Connection& connection);

// ---- rentals (rental_reports.cpp) -----------------------------------------------------------------------------

struct LateReturns {
  std::int64_t store_id = 0;
  Rating rating{};
  std::int64_t rentals = 0;
  std::optional<std::int64_t> most_days;
};
/// What came back late: days between dates.
std::vector<LateReturns> late_returns(Connection& connection);

struct Overdue {
  std::int64_t id = 0;
  std::string customer, phone, city, country, title;
  Time rented_at{};
};
/// What was out for more than two weeks on a day and never came back, and whom to call: seven tables.
std::vector<Overdue> overdue(Connection& connection,
                             Time on = std::chrono::sys_days(std::chrono::year(2024) / 3 / 1));

struct Streak {
  std::int64_t customer_id = 0;
  std::optional<Date> first_day;
  std::int64_t days = 0;
};
/// Customers who rented on four or more days in a row: gaps and islands.
std::vector<Streak> longest_streaks(Connection& connection);

struct CopiesOut {
  std::int64_t store_id = 0;
  std::int64_t copies = 0;
  std::optional<std::int64_t> out;
};
/// Copies of each store, and how many are out: CASE over EXISTS.
std::vector<CopiesOut> copies_out(Connection& connection);

struct FilmsOfCustomer {
  std::int64_t customer_id = 0;
  std::optional<std::string> first, last, second;
};
/// The first, last and second film of the earliest customers.
std::vector<FilmsOfCustomer> first_and_last_films(Connection& connection);

struct BusyHour {
  std::int32_t weekday = 0;  ///< 0 is Sunday
  std::int32_t hour = 0;
  std::int64_t rentals = 0;
};
/// The twenty busiest hours of the week.
std::vector<BusyHour> busiest_hours(Connection& connection);

struct LatestRental {
  std::int64_t customer_id = 0;
  std::int64_t id = 0;
  Time rented_at{};
};
/// The latest rental of each recent customer.
std::vector<LatestRental> latest_rentals(Connection& connection);

struct Favourite {
  std::int64_t customer_id = 0;
  std::int64_t film_id = 0;
  Time rented_at{};
};
/// All rentals of films that a customer rented three times or more: pairs of values in a subquery.
std::vector<Favourite> favourites(Connection& connection);

struct QuietDay {
  Date day{};
  std::int64_t rentals = 0;
};
/// Days of 2023 with hardly a rental in a store, those without any too: a calendar as a table.
std::vector<QuietDay> quiet_days(Connection& connection);

// ---- stores and money (store_reports.cpp) ---------------------------------------------------------------------

struct StoreMonth {
  std::int64_t store_id = 0;
  Date month{};
  std::optional<Decimal> revenue;
  std::int64_t place = 0;
  std::optional<Decimal> so_far;
};
/// Revenue of each store by month, its place among the stores, and its total so far.
std::vector<StoreMonth> store_months(Connection& connection);

struct PaymentStatistics {
  std::int64_t id = 0;
  std::int64_t payments = 0;
  std::optional<Decimal> total, least, most;
  std::optional<double> deviation;
};
/// Payments that each member of the staff took.
std::vector<PaymentStatistics> payment_statistics(Connection& connection);

struct CubeCell {
  std::optional<Rating> rating;
  std::optional<std::int64_t> store_id;
  std::int64_t rentals = 0;
  std::int32_t level = 0;  ///< 1: of all stores, 2: of all ratings, 3: both
};
/// Rentals by rating and store, by each alone, and in all.
std::vector<CubeCell> revenue_cube(Connection& connection);

struct StoreOverview {
  std::int64_t id = 0;
  std::string city, country;
  std::optional<std::string> manager;
  std::optional<bool> at_home;  ///< the manager works in the store
  std::int64_t staff = 0;
  std::optional<std::int64_t> active;
};
/// Stores, where they are and who works there: two tables that refer to each other.
std::vector<StoreOverview> stores_and_managers(Connection& connection);

struct PaymentBracket {
  std::string name;
  std::int64_t payments = 0;
  std::int64_t customers = 0;
};
/// Payments by size, in brackets that the program gives: a list of values as a table.
std::vector<PaymentBracket> payment_brackets(Connection& connection);

}  // namespace film_rental
