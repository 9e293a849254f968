// Money over time and over the map.
#include "reports.hpp"

namespace music_shop {

std::vector<MonthlyRevenue> running_totals(Connection& connection) {
  auto month = start_of_month(col<&Invoice::billed>);
  auto months =
      select(month.as<"month">(), sum(col<&Invoice::total>).as<"revenue">()).group_by(month).as_table<"m">();
  auto so_far =
      sum(months.col<"revenue">)
          .over(window().partition_by(year(months.col<"month">)).order_by(asc(months.col<"month">)));
  return connection
      .execute(select(months.col<"month">, months.col<"revenue">, so_far.as<"this_year">())
                   .select_from(months)
                   .order_by(months.col<"month">)
                   .into<MonthlyRevenue>())
      .all();
}

std::vector<GenreYear> genre_growth(Connection& connection) {
  auto sold = cte<"sold">(select(col<&Genre::name>, year(col<&Invoice::billed>).as<"year">(),
                                 sum(col<&InvoiceLine::quantity>).as<"units">())
                              .select_from<InvoiceLine>()
                              .join<Invoice>()
                              .join<Track>()
                              .join<Genre>()
                              .group_by(col<&Genre::name>, year(col<&Invoice::billed>)));
  auto units = sold.col<"units">;
  auto last_year = lag(units).over(window().partition_by(sold.col<"name">).order_by(asc(sold.col<"year">)));
  return connection
      .execute(select(sold.col<"name">, sold.col<"year">, units, last_year.as<"last_year">(),
                      (units - last_year).as<"growth">())
                   .select_from(sold)
                   .with(sold)
                   .order_by(sold.col<"name">, sold.col<"year">)
                   .into<GenreYear>())
      .all();
}

std::vector<InvoiceTrend> moving_average(Connection& connection) {
  auto month = start_of_month(col<&Invoice::billed>);
  auto months = cte<"months">(select(month.as<"month">(), count().as<"invoices">()).group_by(month));
  auto invoices = months.col<"invoices">;
  auto in_order = window().order_by(asc(months.col<"month">));
  return connection
      .execute(select(months.col<"month">, invoices,
                      avg(invoices).over(in_order.rows(preceding<1>(), following<1>())).as<"smooth">(),
                      max(invoices).over(in_order.rows(unbounded_preceding, preceding<1>())).as<"record">())
                   .select_from(months)
                   .with(months)
                   .order_by(months.col<"month">)
                   .into<InvoiceTrend>())
      .all();
}

std::vector<UnitsByMedia> units_by_media(Connection& connection) {
  auto units = [](const char* medium) {
    return sum(case_when(col<&MediaType::name> == medium, col<&InvoiceLine::quantity>).otherwise(0));
  };
  auto things = sum(col<&InvoiceLine::quantity>)
                    .filter(col<&MediaType::name> == "Vinyl" || col<&MediaType::name> == "Cassette");
  return connection
      .execute(select(col<&Invoice::country>, units("MP3 file").as<"mp3">(), units("AAC file").as<"aac">(),
                      units("Lossless file").as<"lossless">(), things.as<"things">(),
                      sum(col<&InvoiceLine::quantity>).as<"units">())
                   .join<InvoiceLine>()
                   .join<Track>()
                   .join<MediaType>()
                   .group_by(col<&Invoice::country>)
                   .order_by(col<&Invoice::country>)
                   .into<UnitsByMedia>())
      .all();
}

std::vector<Subtotal> revenue_rollup(Connection& connection) {
  auto country = col<&Invoice::country>;
  auto city = col<&Invoice::city>;
  auto revenue = sum(col<&Invoice::total>).as<"revenue">();
  auto in_order = [&](const auto& totals) {
    return connection
        .execute(select(totals.template col<"country">, totals.template col<"city">,
                        totals.template col<"revenue">)
                     .select_from(totals)
                     .order_by(coalesce(totals.template col<"country">, ""),
                               coalesce(totals.template col<"city">, ""))
                     .template into<Subtotal>())
        .all();
  };
  if (connection.engine().dialect().backend == Backend::postgresql) {
    return in_order(select(country, city, revenue).group_by(rollup(country, city)).as_table<"totals">());
  }
  // The other databases have no ROLLUP of this meaning: three groupings, one behind the other.
  auto nothing = cast<std::optional<std::string>>(literal(std::nullopt));
  return in_order(
      union_all(select(country.as<"country">(), city.as<"city">(), revenue).group_by(country, city),
                select(country, nothing, revenue).group_by(country),
                select(nothing, nothing, revenue).select_from<Invoice>())
          .as_table<"totals">());
}

std::vector<MedianInvoice> median_invoices(Connection& connection) {
  auto of_country = window().partition_by(col<&Invoice::country>);
  auto placed =
      select(col<&Invoice::country>, col<&Invoice::total>, count().over(of_country).as<"invoices">(),
             row_number().over(of_country.order_by(asc(col<&Invoice::total>))).as<"place">())
          .as_table<"placed">();
  auto invoices = placed.col<"invoices">;
  return connection
      .execute(select(placed.col<"country">, invoices, avg(placed.col<"total">).as<"median">())
                   .select_from(placed)
                   .where(between(2 * placed.col<"place">, invoices, invoices + 2))
                   .group_by(placed.col<"country">, invoices)
                   .order_by(placed.col<"country">)
                   .into<MedianInvoice>())
      .all();
}

}  // namespace music_shop
