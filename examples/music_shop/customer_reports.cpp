// What the shop wants to know of its customers and of those who look after them.
#include "reports.hpp"

namespace music_shop {

std::vector<TopCustomer> top_customers(Connection& connection) {
  auto spent = cte<"spent">(select(col<&Customer::country>, col<&Customer::id>, col<&Customer::first_name>,
                                   col<&Customer::last_name>, sum(col<&Invoice::total>).as<"amount">())
                                .join<Invoice>()
                                .group_by(col<&Customer::country>, col<&Customer::id>,
                                          col<&Customer::first_name>, col<&Customer::last_name>));
  auto place = rank().over(window().partition_by(spent.col<"country">).order_by(desc(spent.col<"amount">)));
  auto placed = cte<"placed">(select(spent.col<"country">, place.as<"place">(), spent.col<"id">,
                                     spent.col<"first_name">, spent.col<"last_name">, spent.col<"amount">)
                                  .select_from(spent));
  return connection
      .execute(select(placed.col<"country">, placed.col<"place">, placed.col<"id">, placed.col<"first_name">,
                      placed.col<"last_name">, placed.col<"amount">)
                   .select_from(placed)
                   .with(spent, placed)
                   .where(placed.col<"place"> <= 3)
                   .order_by(asc(placed.col<"country">), asc(placed.col<"place">), asc(placed.col<"id">))
                   .into<TopCustomer>())
      .all();
}

std::vector<Cohort> cohorts(Connection& connection) {
  constexpr auto month_number = year(col<&Invoice::billed>) * 12 + month(col<&Invoice::billed>);
  auto first = select(col<&Invoice::customer_id>, coalesce(min(month_number), 0).as<"first">())
                   .group_by(col<&Invoice::customer_id>)
                   .as_table<"first_month">();
  auto bought = select(first.col<"first">, (month_number - first.col<"first">).as<"later">(),
                       col<&Invoice::customer_id>)
                    .select_from<Invoice>()
                    .join(first, first.col<&Invoice::customer_id> == col<&Invoice::customer_id>)
                    .as_table<"bought">();
  auto start = bought.col<"first">;
  auto later = bought.col<"later">;
  return connection
      .execute(select(((start - 1) / 12).as<"year">(), ((start - 1) % 12 + 1).as<"month">(), later,
                      count_distinct(bought.col<"customer_id">).as<"customers">())
                   .select_from(bought)
                   .group_by(start, later)
                   .order_by(start, later)
                   .into<Cohort>())
      .all();
}

std::vector<SpendingQuarter> spending_quarters(Connection& connection) {
  auto spent = select(col<&Invoice::customer_id>, sum(col<&Invoice::total>).as<"amount">())
                   .group_by(col<&Invoice::customer_id>)
                   .as_table<"spent">();
  auto part = ntile(4).over(window().order_by(desc(spent.col<"amount">), asc(spent.col<"customer_id">)));
  auto parts = select(spent.col<"amount">, part.as<"part">()).select_from(spent).as_table<"parts">();
  auto amount = parts.col<"amount">;
  return connection
      .execute(select(parts.col<"part">, count().as<"customers">(), min(amount).as<"least">(),
                      max(amount).as<"most">(), sum(amount).as<"revenue">())
                   .select_from(parts)
                   .group_by(parts.col<"part">)
                   .order_by(parts.col<"part">)
                   .into<SpendingQuarter>())
      .all();
}

std::vector<BuyingGap> buying_gaps(Connection& connection) {
  auto before = lag(col<&Invoice::billed>)
                    .over(window()
                              .partition_by(col<&Invoice::customer_id>)
                              .order_by(asc(col<&Invoice::billed>), asc(col<&Invoice::id>)));
  auto bought =
      select(col<&Invoice::customer_id>, col<&Invoice::billed>, before.as<"before">()).as_table<"bought">();
  auto days = days_between(bought.col<"before">, bought.col<"billed">);
  return connection
      .execute(
          select(bought.col<"customer_id">, bought.col<"before">, bought.col<"billed">, days.as<"days">())
              .select_from(bought)
              .where(bought.col<"before"> != std::nullopt)
              .order_by(desc(days), asc(bought.col<"customer_id">), asc(bought.col<"before">))
              .limit(20)
              .into<BuyingGap>())
      .all();
}

std::vector<Buyer> buyers_of_every_medium(Connection& connection) {
  auto bought_it = select(col<&InvoiceLine::id>)
                       .join<Invoice>()
                       .join<Track>()
                       .where(col<&Invoice::customer_id> == col<&Customer::id> &&
                              col<&Track::media_type_id> == col<&MediaType::id>);
  auto missing = select(col<&MediaType::id>).where(not_exists(bought_it));
  return connection
      .execute(select(col<&Customer::id>, col<&Customer::last_name>)
                   .where(not_exists(missing))
                   .order_by(col<&Customer::id>)
                   .into<Buyer>())
      .all();
}

std::vector<SupportShare> support_shares(Connection& connection) {
  // Grouped first, and shared out then: MariaDB loses the order of a statement that does both.
  auto totals = cte<"totals">(select(col<&Employee::id>, col<&Employee::last_name>,
                                     count_distinct(col<&Customer::id>).as<"customers">(),
                                     coalesce(sum(col<&Invoice::total>), Decimal("0")).as<"revenue">())
                                  .left_join<Customer>()
                                  .left_join<Invoice>()
                                  .group_by(col<&Employee::id>, col<&Employee::last_name>));
  auto share = cast<double>(totals.col<"revenue">);
  return connection
      .execute(select(totals.col<"id">, totals.col<"last_name">, totals.col<"customers">,
                      totals.col<"revenue">,
                      round(100 * share / sum(share).over(window()), 1).as<"percent">())
                   .select_from(totals)
                   .with(totals)
                   .order_by(totals.col<"id">)
                   .into<SupportShare>())
      .all();
}

std::vector<ChainLink> chain_of_command(Connection& connection) {
  auto top = recursive<"chain">(select(col<&Employee::id>, col<&Employee::last_name>.as<"name">(),
                                       literal(std::int64_t{0}).as<"depth">(),
                                       cast<std::string>(col<&Employee::id>).as<"path">())
                                    .where(col<&Employee::manager_id> == std::nullopt));
  auto chain = top.union_all(select(col<&Employee::id>, col<&Employee::last_name>, top.col<"depth"> + 1,
                                    concat(top.col<"path">, "/", cast<std::string>(col<&Employee::id>)))
                                 .join(top, col<&Employee::manager_id> == top.col<"id">));
  return connection
      .execute(select(chain.col<"id">, chain.col<"name">, chain.col<"depth">, chain.col<"path">)
                   .select_from(chain)
                   .with(chain)
                   .order_by(chain.col<"id">)
                   .into<ChainLink>())
      .all();
}

}  // namespace music_shop
