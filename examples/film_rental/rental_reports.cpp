// What is rented, when, and what does not come back.
#include "reports.hpp"

namespace film_rental {

using namespace std::chrono_literals;

std::vector<LateReturns> late_returns(Connection& connection) {
  auto kept = days_between(date_of(col<&Rental::rented_at>), date_of(col<&Rental::returned_at>));
  return connection
      .execute(select(col<&Inventory::store_id>, col<&Film::rating>, count().as<"rentals">(),
                      max(kept - col<&Film::rental_days>).as<"most_days">())
                   .select_from<Rental>()
                   .join<Inventory>()
                   .join<Film>()
                   .where(kept > col<&Film::rental_days>)
                   .group_by(col<&Inventory::store_id>, col<&Film::rating>)
                   .order_by(col<&Inventory::store_id>, col<&Film::rating>)
                   .into<LateReturns>())
      .all();
}

std::vector<Overdue> overdue(Connection& connection, Time on) {
  return connection
      .execute(select(col<&Rental::id>, col<&Customer::last_name>.as<"customer">(), col<&Address::phone>,
                      col<&City::name>.as<"city">(), col<&Country::name>.as<"country">(), col<&Film::title>,
                      col<&Rental::rented_at>)
                   .join<Inventory>()
                   .join<Film>()
                   .join<Customer>(col<&Customer::id> == col<&Rental::customer_id>)
                   .join<Address>(col<&Address::id> == col<&Customer::address_id>)
                   .join<City>()
                   .join<Country>()
                   .where(col<&Rental::returned_at> == std::nullopt &&
                          col<&Rental::rented_at> + std::chrono::days(14) < on)
                   .order_by(col<&Rental::rented_at>, col<&Rental::id>)
                   .into<Overdue>())
      .all();
}

std::vector<Streak> longest_streaks(Connection& connection) {
  auto day = date_of(col<&Rental::rented_at>);
  auto days = select(col<&Rental::customer_id>, day.as<"day">()).distinct().as_table<"days">();
  auto number =
      row_number().over(window().partition_by(days.col<"customer_id">).order_by(asc(days.col<"day">)));
  // Days in a row have the same distance to their number.
  auto run = days_between(literal(Date{2023y / 1 / 1}), days.col<"day">) - number;
  auto runs =
      select(days.col<"customer_id">, days.col<"day">, run.as<"run">()).select_from(days).as_table<"runs">();
  auto first_day = min(runs.col<"day">);
  return connection
      .execute(select(runs.col<"customer_id">, first_day.as<"first_day">(), count().as<"days">())
                   .select_from(runs)
                   .group_by(runs.col<"customer_id">, runs.col<"run">)
                   .having(count() >= 4)
                   .order_by(desc(count()), asc(runs.col<"customer_id">), asc(first_day))
                   .into<Streak>())
      .all();
}

std::vector<CopiesOut> copies_out(Connection& connection) {
  auto open = select(col<&Rental::id>)
                  .where(col<&Rental::inventory_id> == col<&Inventory::id> &&
                         col<&Rental::returned_at> == std::nullopt);
  return connection
      .execute(select(col<&Inventory::store_id>, count().as<"copies">(),
                      sum(case_when(exists(open), 1).otherwise(0)).as<"out">())
                   .group_by(col<&Inventory::store_id>)
                   .order_by(col<&Inventory::store_id>)
                   .into<CopiesOut>())
      .all();
}

std::vector<FilmsOfCustomer> first_and_last_films(Connection& connection) {
  auto in_time = window()
                     .partition_by(col<&Rental::customer_id>)
                     .order_by(asc(col<&Rental::rented_at>), asc(col<&Rental::id>));
  auto whole = in_time.rows(unbounded_preceding, unbounded_following);
  return connection
      .execute(select(col<&Rental::customer_id>, first_value(col<&Film::title>).over(in_time).as<"first">(),
                      last_value(col<&Film::title>).over(whole).as<"last">(),
                      nth_value(col<&Film::title>, 2).over(whole).as<"second">())
                   .distinct()
                   .join<Inventory>()
                   .join<Film>()
                   .join<Customer>(col<&Customer::id> == col<&Rental::customer_id>)
                   .where(col<&Customer::joined> < Date{2023y / 3 / 1})
                   .order_by(col<&Rental::customer_id>)
                   .into<FilmsOfCustomer>())
      .all();
}

std::vector<BusyHour> busiest_hours(Connection& connection) {
  auto day = weekday(col<&Rental::rented_at>);
  auto at = hour(col<&Rental::rented_at>);
  return connection
      .execute(select(day.as<"weekday">(), at.as<"hour">(), count().as<"rentals">())
                   .group_by(day, at)
                   .order_by(desc(count()), asc(day), asc(at))
                   .limit(20)
                   .into<BusyHour>())
      .all();
}

std::vector<LatestRental> latest_rentals(Connection& connection) {
  auto latest_first = window()
                          .partition_by(col<&Rental::customer_id>)
                          .order_by(desc(col<&Rental::rented_at>), desc(col<&Rental::id>));
  auto placed = select(col<&Rental::customer_id>, col<&Rental::id>, col<&Rental::rented_at>,
                       row_number().over(latest_first).as<"place">())
                    .join<Customer>()
                    .where(col<&Customer::joined> >= Date{2024y / 1 / 1})
                    .as_table<"placed">();
  return connection
      .execute(select(placed.col<"customer_id">, placed.col<"id">, placed.col<"rented_at">)
                   .select_from(placed)
                   .where(placed.col<"place"> == 1)
                   .order_by(placed.col<"customer_id">)
                   .into<LatestRental>())
      .all();
}

std::vector<Favourite> favourites(Connection& connection) {
  constexpr auto again = alias<Rental, "again">;
  constexpr auto copy = alias<Inventory, "copy">;
  auto often = select(again.col<&Rental::customer_id>, copy.col<&Inventory::film_id>)
                   .join(copy, copy.col<&Inventory::id> == again.col<&Rental::inventory_id>)
                   .group_by(again.col<&Rental::customer_id>, copy.col<&Inventory::film_id>)
                   .having(count() >= 3);
  return connection
      .execute(select(col<&Rental::customer_id>, col<&Inventory::film_id>, col<&Rental::rented_at>)
                   .join<Inventory>()
                   .where(in(row(col<&Rental::customer_id>, col<&Inventory::film_id>), often))
                   .order_by(col<&Rental::customer_id>, col<&Inventory::film_id>, col<&Rental::rented_at>,
                             col<&Rental::id>)
                   .into<Favourite>())
      .all();
}

std::vector<QuietDay> quiet_days(Connection& connection) {
  auto start = recursive<"calendar">(select(literal(Date{2023y / 3 / 1}).as<"day">()));
  auto next_day = (start.col<"day"> + std::chrono::days(1)).as<"day">();
  auto calendar =
      start.union_all(select(next_day).select_from(start).where(start.col<"day"> < Date{2023y / 12 / 31}));
  auto day = date_of(col<&Rental::rented_at>);
  auto lent = cte<"lent">(select(day.as<"day">(), count().as<"rentals">())
                              .join<Inventory>()
                              .where(col<&Inventory::store_id> == 3)
                              .group_by(day));
  auto rentals = coalesce(lent.col<"rentals">, std::int64_t{0});
  return connection
      .execute(select(calendar.col<"day">, rentals.as<"rentals">())
                   .select_from(calendar)
                   .with(calendar, lent)
                   .left_join(lent, lent.col<"day"> == calendar.col<"day">)
                   .where(rentals <= 9)
                   .order_by(calendar.col<"day">)
                   .into<QuietDay>())
      .all();
}

}  // namespace film_rental
