// Five reports: the statement as text, and each column of each row read and converted by hand.
#include "shop.hpp"

#include <charconv>
#include <stdexcept>

namespace music_shop_libpq {

namespace {

/// One value of a result; the caller knows its type.
class Value {
 public:
  Value(const Result& result, int row, int column)
      : null_(PQgetisnull(result.get(), row, column) != 0),
        text_(PQgetvalue(result.get(), row, column),
              static_cast<std::size_t>(PQgetlength(result.get(), row, column))) {}

  std::string text() const { return std::string(checked()); }
  std::int64_t integer() const { return integer_of(checked()); }
  Decimal decimal() const { return Decimal(checked()); }
  Date date() const {
    const auto text = checked();
    if (text.size() != 10) throw std::runtime_error("not a date: " + std::string(text));
    return Date(std::chrono::year(static_cast<int>(integer_of(text.substr(0, 4)))),
                std::chrono::month(static_cast<unsigned>(integer_of(text.substr(5, 2)))),
                std::chrono::day(static_cast<unsigned>(integer_of(text.substr(8, 2)))));
  }
  template <class T> std::optional<T> unless_null(T (Value::*read)() const) const {
    return null_ ? std::nullopt : std::optional<T>((this->*read)());
  }

 private:
  std::string_view checked() const {
    if (null_) throw std::runtime_error("NULL where a value was expected");
    return text_;
  }
  static std::int64_t integer_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      throw std::runtime_error("not an integer: " + std::string(text));
    }
    return number;
  }

  bool null_;
  std::string_view text_;
};

}  // namespace

std::vector<TopCustomer> Shop::top_customers() {
  const Result result =
      run("with spent as ("
          "  select c.country, c.id, c.first_name, c.last_name, sum(i.total) as amount"
          "  from customer c join invoice i on i.customer_id = c.id"
          "  group by c.country, c.id, c.first_name, c.last_name),"
          "placed as (select spent.*, rank() over (partition by country order by amount desc) as place from "
          "spent) "
          "select country, place, id, first_name, last_name, amount from placed where place <= 3 "
          "order by country, place, id");
  std::vector<TopCustomer> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    rows.push_back({.country = Value(result, row, 0).text(),
                    .place = Value(result, row, 1).integer(),
                    .id = Value(result, row, 2).integer(),
                    .first_name = Value(result, row, 3).text(),
                    .last_name = Value(result, row, 4).text(),
                    .amount = Value(result, row, 5).unless_null(&Value::decimal)});
  }
  return rows;
}

std::vector<ChainLink> Shop::chain_of_command() {
  const Result result =
      run("with recursive chain(id, name, depth, path) as ("
          "  select id, last_name::text, 0::bigint, id::text from employee where manager_id is null"
          "  union all"
          "  select e.id, e.last_name, chain.depth + 1, chain.path || '/' || e.id"
          "  from employee e join chain on e.manager_id = chain.id) "
          "select id, name, depth, path from chain order by id");
  std::vector<ChainLink> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    rows.push_back({.id = Value(result, row, 0).integer(),
                    .name = Value(result, row, 1).text(),
                    .depth = Value(result, row, 2).integer(),
                    .path = Value(result, row, 3).text()});
  }
  return rows;
}

std::vector<BuyingGap> Shop::buying_gaps() {
  const Result result =
      run("with bought as ("
          "  select customer_id, billed, lag(billed) over (partition by customer_id order by billed, id) as "
          "before"
          "  from invoice) "
          "select customer_id, before, billed, billed - before as days from bought where before is not null "
          "order by days desc, customer_id, before limit 20");
  std::vector<BuyingGap> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    rows.push_back({.customer_id = Value(result, row, 0).integer(),
                    .before = Value(result, row, 1).unless_null(&Value::date),
                    .billed = Value(result, row, 2).date(),
                    .days = Value(result, row, 3).unless_null(&Value::integer)});
  }
  return rows;
}

std::vector<Pair> Shop::bought_together() {
  const std::vector<std::string> values{"8", "25"};
  const Result result = run(
      "select a.track_id, b.track_id, count(*) as times"
      " from invoice_line a join invoice_line b on b.invoice_id = a.invoice_id and b.track_id > a.track_id"
      " group by a.track_id, b.track_id having count(*) >= $1::bigint"
      " order by times desc, a.track_id, b.track_id limit $2::bigint",
      values);
  std::vector<Pair> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    rows.push_back({.first = Value(result, row, 0).integer(),
                    .second = Value(result, row, 1).integer(),
                    .times = Value(result, row, 2).integer()});
  }
  return rows;
}

std::vector<AlbumListing> Shop::album_listings() {
  const std::vector<std::string> values{"12"};
  const Result result = run(
      "select a.id, a.title, count(*), sum(t.milliseconds) / 60000, string_agg(t.name, '; ' order by t.id)"
      " from album a join track t on t.album_id = a.id where a.artist_id <= $1::bigint"
      " group by a.id, a.title order by a.id",
      values);
  std::vector<AlbumListing> rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    rows.push_back({.id = Value(result, row, 0).integer(),
                    .title = Value(result, row, 1).text(),
                    .tracks = Value(result, row, 2).integer(),
                    .minutes = Value(result, row, 3).unless_null(&Value::integer),
                    .names = Value(result, row, 4).unless_null(&Value::text)});
  }
  return rows;
}

}  // namespace music_shop_libpq
