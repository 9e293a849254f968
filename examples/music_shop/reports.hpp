// Twenty questions that a music shop asks its database. Each answer is a plain struct a row.
#pragma once
#include "models.hpp"

#include <vector>

namespace music_shop {

// ---- customers (customer_reports.cpp) -------------------------------------------------------------------------

struct TopCustomer {
  std::string country;
  std::int64_t place = 0;
  std::int64_t id = 0;
  std::string first_name;
  std::string last_name;
  std::optional<Decimal> amount;
};
/// The three customers of each country who spent most: a rank within a common table expression.
std::vector<TopCustomer> top_customers(Connection& connection);

struct Cohort {
  std::int32_t year = 0;
  std::int32_t month = 0;
  std::int32_t later = 0;  ///< months since the first invoice
  std::int64_t customers = 0;
};
/// How many of those who first bought in a month bought again so many months later.
std::vector<Cohort> cohorts(Connection& connection);

struct SpendingQuarter {
  std::int64_t part = 0;
  std::int64_t customers = 0;
  std::optional<Decimal> least, most, revenue;
};
/// Customers in four parts of equal size, by what they spent: ntile.
std::vector<SpendingQuarter> spending_quarters(Connection& connection);

struct BuyingGap {
  std::int64_t customer_id = 0;
  std::optional<Date> before;
  Date billed{};
  std::optional<std::int64_t> days;
};
/// The twenty longest times between two invoices of a customer: lag, and days between dates.
std::vector<BuyingGap> buying_gaps(Connection& connection);

struct Buyer {
  std::int64_t id = 0;
  std::string last_name;
};
/// Who bought of every media type: a division, by "there is no type that they have not bought".
std::vector<Buyer> buyers_of_every_medium(Connection& connection);

struct SupportShare {
  std::int64_t id = 0;
  std::string last_name;
  std::int64_t customers = 0;
  Decimal revenue;
  std::optional<double> percent;
};
/// What the customers of each employee spent, also in percent of all: outer joins, and a sum over the groups' sums.
std::vector<SupportShare> support_shares(Connection& connection);

struct ChainLink {
  std::int64_t id = 0;
  std::string name;
  std::int64_t depth = 0;
  std::string path;
};
/// Who reports to whom, from the top down: a recursive query.
std::vector<ChainLink> chain_of_command(Connection& connection);

// ---- money (revenue_reports.cpp) ------------------------------------------------------------------------------

struct MonthlyRevenue {
  Date month{};
  std::optional<Decimal> revenue, this_year;
};
/// Revenue by month, and the total of its year so far.
std::vector<MonthlyRevenue> running_totals(Connection& connection);

struct GenreYear {
  std::string name;
  std::int32_t year = 0;
  std::optional<std::int64_t> units, last_year, growth;
};
/// Units of each genre, beside the year before.
std::vector<GenreYear> genre_growth(Connection& connection);

struct InvoiceTrend {
  Date month{};
  std::int64_t invoices = 0;
  std::optional<double> smooth;
  std::optional<std::int64_t> record;
};
/// Invoices by month, smoothed over three months, and the best month before: frames.
std::vector<InvoiceTrend> moving_average(Connection& connection);

struct UnitsByMedia {
  std::string country;
  std::optional<std::int64_t> mp3, aac, lossless, things, units;
};
/// A pivot: a row for each country, a column for each kind of media.
std::vector<UnitsByMedia> units_by_media(Connection& connection);

struct Subtotal {
  std::optional<std::string> country, city;
  std::optional<Decimal> revenue;
};
/// Revenue by country and city with subtotals.
std::vector<Subtotal> revenue_rollup(Connection& connection);

struct MedianInvoice {
  std::string country;
  std::int64_t invoices = 0;
  std::optional<Decimal> median;
};
/// The invoice in the middle for each country: the average of the one or two middle rows.
std::vector<MedianInvoice> median_invoices(Connection& connection);

// ---- the catalogue (catalogue_reports.cpp) --------------------------------------------------------------------

struct Pair {
  std::int64_t first = 0, second = 0;
  std::int64_t times = 0;
};
/// Tracks that are often bought together: the lines of an invoice joined with themselves.
std::vector<Pair> bought_together(Connection& connection);

struct UnsoldTracks {
  std::string genre;
  std::int64_t tracks = 0;
  std::optional<std::int64_t> first_id;
};
/// Tracks that nobody has bought, by genre: an anti-join.
std::vector<UnsoldTracks> unsold_tracks(Connection& connection);

struct BestSeller {
  std::string genre;
  std::int64_t place = 0;
  std::int64_t id = 0;
  std::string name;
  std::optional<std::int64_t> units;
};
/// The three best-sold tracks of each genre.
std::vector<BestSeller> best_sellers(Connection& connection);

/// Tracks on early and on later playlists that nobody in Austria has bought: INTERSECT and EXCEPT.
std::vector<std::int64_t> shared_but_unsold_there(Connection& connection);

struct LongTrack {
  std::int64_t id = 0;
  std::string genre;
  std::int32_t milliseconds = 0;
  double standing = 0, share = 0;
};
/// The longest tracks of each genre: percent_rank and cume_dist.
std::vector<LongTrack> longest_tracks(Connection& connection);

struct AlbumListing {
  std::int64_t id = 0;
  std::string title;
  std::int64_t tracks = 0;
  std::optional<std::int64_t> minutes;
  std::optional<std::string> names;
};
/// Albums with their tracks in one text.
std::vector<AlbumListing> album_listings(Connection& connection);

struct LengthBucket {
  std::int64_t minute = 0;
  std::int64_t tracks = 0;
};
/// Tracks by whole minutes, the empty buckets too: a series of numbers as a table.
std::vector<LengthBucket> length_histogram(Connection& connection);

}  // namespace music_shop
