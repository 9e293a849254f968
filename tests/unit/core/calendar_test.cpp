// Dates and times as text and as numbers.
#include <bindery/core/calendar.hpp>
#include <bindery/core/error.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <limits>
#include <string>

namespace bindery {
namespace {

using namespace std::chrono;

std::string date_text(std::int64_t days) {
  char buffer[calendar_text_size];
  return std::string(format_date(days, buffer));
}
std::string time_text(std::int64_t microseconds) {
  char buffer[calendar_text_size];
  return std::string(format_time(microseconds, buffer));
}
std::string timestamp_text(std::int64_t microseconds) {
  char buffer[calendar_text_size];
  return std::string(format_timestamp(microseconds, buffer));
}
std::string interval_text(std::int64_t microseconds) {
  char buffer[calendar_text_size];
  return std::string(format_interval(microseconds, buffer));
}

TEST(Calendar, EveryDayOfTenThousandYearsSurvivesItsText) {
  for (std::int64_t day = first_day; day <= last_day; day += 13) ASSERT_EQ(parse_date(date_text(day)), day);
  EXPECT_EQ(date_text(first_day), "0001-01-01");
  EXPECT_EQ(date_text(last_day), "9999-12-31");
  EXPECT_EQ(date_text(0), "1970-01-01");
  EXPECT_THROW(date_text(first_day - 1), DataError);
  EXPECT_THROW(date_text(last_day + 1), DataError);
}

TEST(Calendar, RefusesDatesThatDoNotExist) {
  for (const char* bad :
       {"", "2024-1-01", "2023-02-29", "2024-13-01", "2024-00-10", "0000-01-01", "2024-01-01 ", "2024/01/01",
        "20240101", "-024-01-01", "2024-01-32", "10000-01-01"}) {
    EXPECT_FALSE(parse_date(bad)) << bad;
  }
  EXPECT_TRUE(parse_date("2024-02-29"));
}

TEST(Calendar, TimesOfDay) {
  EXPECT_EQ(parse_time("00:00"), 0);
  EXPECT_EQ(parse_time("23:59:59.999999"), microseconds_per_day - 1);
  EXPECT_EQ(parse_time("01:02:03.5"), 3'723'500'000);
  EXPECT_EQ(parse_time("01:02:03.000001"), 3'723'000'001);
  for (const char* bad :
       {"", "24:00:00", "12:60", "12:00:60", "1:00", "12:00:00.", "12:00:00.1234567", "12:00:00Z", "-1:00"}) {
    EXPECT_FALSE(parse_time(bad)) << bad;
  }
  EXPECT_EQ(time_text(0), "00:00:00.000000");
  EXPECT_EQ(time_text(microseconds_per_day - 1), "23:59:59.999999");
  EXPECT_THROW(time_text(-1), DataError);
  EXPECT_THROW(time_text(microseconds_per_day + 1), DataError);
}

TEST(Calendar, Timestamps) {
  EXPECT_EQ(parse_timestamp("1970-01-01 00:00:00"), 0);
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:01.5"), 1'500'000);
  EXPECT_EQ(parse_timestamp("1969-12-31 23:59:59.999999"), -1);
  EXPECT_EQ(parse_timestamp("1970-01-02"), microseconds_per_day);
  EXPECT_EQ(timestamp_text(-1), "1969-12-31 23:59:59.999999");
  EXPECT_EQ(timestamp_text(first_day * microseconds_per_day), "0001-01-01 00:00:00.000000");
  const auto last = (last_day + 1) * microseconds_per_day - 1;
  EXPECT_EQ(timestamp_text(last), "9999-12-31 23:59:59.999999");
  EXPECT_EQ(parse_timestamp(timestamp_text(last)), last);
  EXPECT_THROW(timestamp_text(last + 1), DataError);
  EXPECT_THROW(timestamp_text(std::numeric_limits<std::int64_t>::min()), DataError);
  EXPECT_THROW(timestamp_text(std::numeric_limits<std::int64_t>::max()), DataError);
}

TEST(Calendar, TimestampsWithOffsetsAreTurnedIntoUtc) {
  EXPECT_EQ(parse_timestamp("1970-01-01 02:00:00+02"), 0);
  EXPECT_EQ(parse_timestamp("1970-01-01 02:00:00+02:00"), 0);
  EXPECT_EQ(parse_timestamp("1969-12-31T18:30:00.000000-0530"), 0);
  EXPECT_EQ(parse_timestamp("1970-01-01T00:00:00Z"), 0);
  EXPECT_TRUE(parse_timestamp_offset("1970-01-01T00:00:00Z")->had_offset);
  EXPECT_FALSE(parse_timestamp_offset("1970-01-01T00:00:00")->had_offset);
  for (const char* bad : {"1970-01-01 00:00:00+2", "1970-01-01 00:00:00 +02", "1970-01-01 00:00:00+02:0",
                          "1970-01-01x00:00:00", "1970-01-01 00:00:00Zulu", "0001-01-01 00:00:00+01",
                          "9999-12-31 23:59:59-01", "1970-01-01T", "1970-01-01 00:00:00+99"}) {
    EXPECT_FALSE(parse_timestamp(bad)) << bad;
  }
}

TEST(Calendar, TheOrderOfTextsIsTheOrderOfTimes) {
  EXPECT_LT(timestamp_text(999'999), timestamp_text(1'000'000));
  EXPECT_LT(timestamp_text(-1), timestamp_text(0));
  EXPECT_LT(time_text(1), time_text(10));
}

TEST(Calendar, Intervals) {
  EXPECT_EQ(interval_text(0), "00:00:00.000000");
  EXPECT_EQ(interval_text(-1), "-00:00:00.000001");
  EXPECT_EQ(interval_text(90'061'000'002), "25:01:01.000002");
  EXPECT_EQ(interval_text(std::numeric_limits<std::int64_t>::min()), "-2562047788:00:54.775808");
}

// The form that Bindery writes is read by code of its own: each of its characters must matter.
TEST(Calendar, WhatIsNotQuiteTheWrittenFormIsNotRead) {
  const std::string good = "2024-02-29 23:59:58.123456";
  ASSERT_TRUE(parse_timestamp(good));
  for (std::size_t place = 0; place < good.size(); ++place) {
    for (const char wrong : {'x', '/', ':', '\0', '\xB5', ' '}) {
      std::string text = good;
      if (text[place] == wrong || (place == 10 && wrong == ' ')) continue;
      text[place] = wrong;
      EXPECT_FALSE(parse_timestamp(text)) << place << " " << int(wrong);
    }
  }
  for (const char* bad :
       {"2023-02-29 00:00:00.000000", "2024-13-01 00:00:00.000000", "2024-00-10 00:00:00.000000",
        "2024-01-01 24:00:00.000000", "2024-01-01 00:60:00.000000", "2024-01-01 00:00:60.000000",
        "0000-01-01 00:00:00.000000"})
    EXPECT_FALSE(parse_timestamp(bad)) << bad;
}

}  // namespace
}  // namespace bindery
