// Stores, those who work there, and what they take.
#include "reports.hpp"

namespace film_rental {

std::vector<StoreMonth> store_months(Connection& connection) {
  auto month = date_of(start_of_month(col<&Payment::paid_at>));
  auto months = cte<"months">(
      select(col<&Staff::store_id>, month.as<"month">(), sum(col<&Payment::amount>).as<"revenue">())
          .select_from<Payment>()
          .join<Staff>()
          .group_by(col<&Staff::store_id>, month));
  auto place = rank().over(window().partition_by(months.col<"month">).order_by(desc(months.col<"revenue">)));
  auto so_far = sum(months.col<"revenue">)
                    .over(window()
                              .partition_by(months.col<"store_id">)
                              .order_by(asc(months.col<"month">))
                              .rows(unbounded_preceding, current_row));
  return connection
      .execute(select(months.col<"store_id">, months.col<"month">, months.col<"revenue">, place.as<"place">(),
                      so_far.as<"so_far">())
                   .select_from(months)
                   .with(months)
                   .order_by(months.col<"month">, months.col<"store_id">)
                   .into<StoreMonth>())
      .all();
}

std::vector<PaymentStatistics> payment_statistics(Connection& connection) {
  auto amount = col<&Payment::amount>;
  return connection
      .execute(select(col<&Staff::id>, count().as<"payments">(), sum(amount).as<"total">(),
                      min(amount).as<"least">(), max(amount).as<"most">(),
                      stddev(cast<double>(amount)).as<"deviation">())
                   .join<Payment>()
                   .group_by(col<&Staff::id>)
                   .order_by(col<&Staff::id>)
                   .into<PaymentStatistics>())
      .all();
}

std::vector<CubeCell> revenue_cube(Connection& connection) {
  auto rating = col<&Film::rating>;
  auto store = col<&Inventory::store_id>;
  auto rentals = count().as<"rentals">();
  auto of = [](const auto& columns) {
    return columns.template select_from<Rental>().template join<Inventory>().template join<Film>();
  };
  auto in_order = [&](const auto& cells) {
    auto level = cells.template col<"level">;
    auto by_rating = coalesce(cast<std::string>(cells.template col<"rating">), "");
    auto by_store = coalesce(cells.template col<"store_id">, std::int64_t{0});
    return connection
        .execute(select(cells.template col<"rating">, cells.template col<"store_id">,
                        cells.template col<"rentals">, level)
                     .select_from(cells)
                     .order_by(level, by_rating, by_store)
                     .template into<CubeCell>())
        .all();
  };
  if (connection.engine().dialect().backend == Backend::postgresql) {
    return in_order(of(select(rating, store, rentals, grouping(rating, store).as<"level">()))
                        .group_by(cube(rating, store))
                        .template as_table<"cells">());
  }
  // The other databases have no CUBE: four groupings, one behind the other.
  auto no_rating = cast<std::optional<Rating>>(literal(std::nullopt));
  auto no_store = cast<std::optional<std::int64_t>>(literal(std::nullopt));
  return in_order(
      union_all(of(select(rating.as<"rating">(), store.as<"store_id">(), rentals, literal(0).as<"level">()))
                    .group_by(rating, store),
                of(select(rating, no_store, rentals, literal(1))).group_by(rating),
                of(select(no_rating, store, rentals, literal(2))).group_by(store),
                of(select(no_rating, no_store, rentals, literal(3))))
          .template as_table<"cells">());
}

std::vector<StoreOverview> stores_and_managers(Connection& connection) {
  constexpr auto manager = alias<Staff, "manager">;
  constexpr auto worker = alias<Staff, "worker">;
  auto at_home = manager.col<&Staff::store_id> == col<&Store::id>;
  return connection
      .execute(select(col<&Store::id>, col<&City::name>.as<"city">(), col<&Country::name>.as<"country">(),
                      manager.col<&Staff::last_name>.as<"manager">(), at_home.as<"at_home">(),
                      count(worker.col<&Staff::id>).as<"staff">(),
                      sum(case_when(worker.col<&Staff::active>, 1).otherwise(0)).as<"active">())
                   .join<Address>()
                   .join<City>()
                   .join<Country>()
                   .left_join(manager, manager.col<&Staff::id> == col<&Store::manager_id>)
                   .left_join(worker, worker.col<&Staff::store_id> == col<&Store::id>)
                   .group_by(col<&Store::id>, col<&City::name>, col<&Country::name>,
                             manager.col<&Staff::last_name>, manager.col<&Staff::store_id>)
                   .order_by(col<&Store::id>)
                   .into<StoreOverview>())
      .all();
}

std::vector<PaymentBracket> payment_brackets(Connection& connection) {
  using Bracket = std::tuple<Decimal, Decimal, std::string>;
  auto brackets = values<"bracket", "low", "high", "name">(
      std::vector<Bracket>{{Decimal("0"), Decimal("2"), "small"},
                           {Decimal("2"), Decimal("5"), "medium"},
                           {Decimal("5"), Decimal("20"), "large"},
                           {Decimal("20"), Decimal("100"), "voucher"}});
  // How many rows the list has is known at run time only: from here on the statement grows at run time.
  auto query =
      select(brackets.col<"name">, count(col<&Payment::id>), count_distinct(col<&Payment::customer_id>))
          .select_from(brackets)
          .left_join<Payment>(col<&Payment::amount> >= brackets.col<"low"> &&
                              col<&Payment::amount> < brackets.col<"high">);
  query.group_by(brackets.col<"name">).group_by(brackets.col<"low">).order_by(asc(brackets.col<"low">));
  std::vector<PaymentBracket> rows;
  for (const auto& [name, payments, customers] : connection.execute(query))
    rows.push_back({name, payments, customers});
  return rows;
}

}  // namespace film_rental
