// Dates and times on every database: moved, taken apart, cut, compared.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using namespace std::chrono;

struct Event {
  std::int64_t id = 0;
  year_month_day day{};
  sys_time<microseconds> at{};
  local_time<microseconds> shown{};
  std::optional<microseconds> lasts{};
  std::optional<year_month_day> ended{};
  TimeOfDay begins{microseconds(0)};
  static constexpr auto columns() {
    return mapped(column<&Event::id>(primary_key), column<&Event::day>(), column<&Event::at>(),
                  column<&Event::shown>(), column<&Event::lasts>(), column<&Event::ended>(),
                  column<&Event::begins>());
  }
};

constexpr auto moment = sys_days(2021y / 1 / 31) + 22h + 5min + 9s + 123456us;
constexpr local_time<microseconds> wall{moment.time_since_epoch()};

class Dates : public EveryBackend {
 protected:
  void SetUp() override {
    database_ = std::make_unique<Database>(Config{.database_uri = fresh_url()}, models<Event>);
    database_->create_all();
    connection_.emplace(database_->connect());
    std::vector<Event> events{
        {0, 2021y / 1 / 31, moment, wall, 90min, {}, TimeOfDay(7h + 8min + 9s)},
        {0,
         2024y / 2 / 29,
         sys_days(1969y / 12 / 31) + 23h,
         {},
         {},
         2024y / 3 / 1,
         TimeOfDay(microseconds(0))},
    };
    connection_->insert_all(events);
  }
  void TearDown() override {
    connection_.reset();
    database_.reset();
  }
  template <class E> auto of(std::int64_t id, const E& expression) {
    return connection_->scalar(select(expression).template select_from<Event>().where(col<&Event::id> == id));
  }

 private:
  std::unique_ptr<Database> database_;
  std::optional<Connection> connection_;
};
BINDERY_EVERY_BACKEND(Dates);

constexpr auto date = col<&Event::day>;
constexpr auto at = col<&Event::at>;
constexpr auto shown = col<&Event::shown>;

TEST_P(Dates, DaysMove) {
  EXPECT_EQ(of(1, date + days(1)), 2021y / 2 / 1);
  EXPECT_EQ(of(1, date - weeks(5)), 2020y / 12 / 27);
  EXPECT_EQ(of(1, days(29) + date), 2021y / 3 / 1);
  EXPECT_EQ(of(1, at + days(1)), moment + days(1));
  EXPECT_EQ(of(1, shown - days(31)), wall - days(31));
  EXPECT_EQ(of(1, col<&Event::ended> + days(1)), std::nullopt);
  EXPECT_EQ(of(2, col<&Event::ended> - days(1)), 2024y / 2 / 29);
}

TEST_P(Dates, MonthsEndOnTheirLastDay) {
  EXPECT_EQ(of(1, date + months(1)), 2021y / 2 / 28);
  EXPECT_EQ(of(1, date - months(2)), 2020y / 11 / 30);
  EXPECT_EQ(of(1, date + months(-11)), 2020y / 2 / 29);
  EXPECT_EQ(of(2, date + years(1)), 2025y / 2 / 28);
  EXPECT_EQ(of(2, date - years(4)), 2020y / 2 / 29);
  EXPECT_EQ(of(1, at + months(1)), sys_days(2021y / 2 / 28) + (moment - sys_days(2021y / 1 / 31)));
  EXPECT_EQ(of(1, shown + months(13)), wall + (sys_days(2022y / 2 / 28) - sys_days(2021y / 1 / 31)));
}

TEST_P(Dates, PointsInTimeMove) {
  EXPECT_EQ(of(1, at + 2h), moment + 2h);
  EXPECT_EQ(of(1, at - 1us), moment - 1us);
  EXPECT_EQ(of(2, at + 3600s), sys_days(1970y / 1 / 1));
  EXPECT_EQ(of(2, at - 1500ms), sys_days(1969y / 12 / 31) + 23h - 1500ms);
  EXPECT_EQ(of(1, shown + 30min), wall + 30min);
  EXPECT_EQ(of(1, at + col<&Event::lasts>), moment + 90min);
  EXPECT_EQ(of(1, at - col<&Event::lasts>), moment - 90min);
  EXPECT_EQ(of(2, at + col<&Event::lasts>), std::nullopt);
}

TEST_P(Dates, Parts) {
  EXPECT_EQ(of(1, bindery::year(date)), 2021);
  EXPECT_EQ(of(1, bindery::month(at)), 1);
  EXPECT_EQ(of(1, bindery::day(shown)), 31);
  EXPECT_EQ(of(1, bindery::hour(at)), 22);
  EXPECT_EQ(of(1, bindery::minute(at)), 5);
  EXPECT_EQ(of(1, bindery::second(shown)), 9);
  EXPECT_EQ(of(1, bindery::hour(col<&Event::begins>)), 7);
  EXPECT_EQ(of(1, bindery::weekday(date)), 0);
  EXPECT_EQ(of(2, bindery::weekday(at)), 3);
  EXPECT_EQ(of(1, bindery::year(col<&Event::ended>)), std::nullopt);
}

TEST_P(Dates, Starts) {
  EXPECT_EQ(of(1, start_of_month(date)), 2021y / 1 / 1);
  EXPECT_EQ(of(2, start_of_year(date)), 2024y / 1 / 1);
  EXPECT_EQ(of(1, start_of_day(at)), sys_days(2021y / 1 / 31));
  EXPECT_EQ(of(1, start_of_month(at)), sys_days(2021y / 1 / 1));
  EXPECT_EQ(of(1, start_of_year(shown)), local_days(2021y / 1 / 1));
  EXPECT_EQ(of(2, start_of_day(at)), sys_days(1969y / 12 / 31));
  EXPECT_EQ(of(1, date_of(at)), 2021y / 1 / 31);
  EXPECT_EQ(of(2, date_of(at)), 1969y / 12 / 31);
}

TEST_P(Dates, HowFarApart) {
  EXPECT_EQ(of(1, days_between(date, 2021y / 3 / 1)), 29);
  EXPECT_EQ(of(2, days_between(date, date_of(at))), -19783);
  EXPECT_EQ(of(2, days_between(date, col<&Event::ended>)), 1);
  EXPECT_EQ(of(1, days_between(date, col<&Event::ended>)), std::nullopt);
  EXPECT_EQ(of(1, days_between(at, at + 2h)), 1);
  EXPECT_EQ(of(1, at + 36h - at), microseconds(36h));
  EXPECT_EQ(of(1, shown - (shown + 1us)), microseconds(-1));
  EXPECT_EQ(of(1, col<&Event::lasts> + 30min), microseconds(2h));
}

TEST_P(Dates, InConditions) {
  EXPECT_EQ(of(1, case_when(at + 1h > moment, 1).otherwise(0)), 1);
  EXPECT_EQ(of(1, case_when(date + months(1) == 2021y / 2 / 28, 1).otherwise(0)), 1);
  EXPECT_EQ(of(1, case_when(now() - days(1) < now() && date < today(), 1).otherwise(0)), 1);
  EXPECT_EQ(of(2, case_when(bindery::year(date) == 2024 && start_of_month(date) < date, 1).otherwise(0)), 1);
}

TEST_P(Dates, NowIsTheClockOfTheDatabaseInUtc) {
  const auto difference = of(1, now()) - system_clock::now();
  EXPECT_LT(abs(duration_cast<minutes>(difference)), 5min);
}

}  // namespace
}  // namespace bindery::test
