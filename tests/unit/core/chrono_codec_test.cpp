// Codecs of the <chrono> types.
#include <bindery/core/calendar.hpp>

#include <chrono>
#include <limits>

#include "codec_support.hpp"

namespace bindery {
namespace {

using namespace std::chrono;
using codec_test::read_cell;
using codec_test::read_refusal;
using codec_test::round_trip;
using codec_test::same;
using codec_test::text;
using codec_test::write_cell;
using codec_test::write_refusal;

Cell timestamp(std::int64_t value) { return Cell::of_integer(value, ValueKind::timestamp); }
Cell timestamp_tz(std::int64_t value) { return Cell::of_integer(value, ValueKind::timestamp_tz); }

constexpr auto leap_day = 2024y / February / 29;

TEST(DateCodec, ExtremesTravel) {
  for (const year_month_day date :
       {1y / January / 1, 1969y / December / 31, leap_day, 9999y / December / 31}) {
    EXPECT_EQ(round_trip(date), date);
    EXPECT_EQ(round_trip(sys_days(date)), sys_days(date));
  }
}

TEST(DateCodec, IsReadFromTextAndFromMidnight) {
  EXPECT_EQ(read_cell<year_month_day>(text("2024-02-29")), leap_day);
  EXPECT_EQ(read_cell<year_month_day>(text("2024-02-29 00:00:00")), leap_day);
  EXPECT_EQ(read_cell<sys_days>(timestamp(-microseconds_per_day)), sys_days(1969y / December / 31));
  EXPECT_EQ(read_refusal<sys_days>(timestamp(1)),
            "timestamp 1970-01-01 00:00:00.000001 is not at midnight and cannot be read as a date");
  EXPECT_EQ(read_refusal<year_month_day>(text("2023-02-29")), "text '2023-02-29' is not a date (YYYY-MM-DD)");
  EXPECT_EQ(read_refusal<year_month_day>(Cell::of_integer(3)), "integer 3 cannot be read as a date");
  EXPECT_THROW(read_cell<year_month_day>(Cell::null()), DataError);
  EXPECT_THROW(read_cell<year_month_day>(Cell::of_integer(20'000'000, ValueKind::date)), DataError);
}

TEST(DateCodec, RefusesToWriteWhatIsNoDate) {
  EXPECT_EQ(write_refusal(2023y / February / 29), "2023-02-29 is not a date of the calendar");
  EXPECT_THROW(write_cell(year_month_day{}), DataError);
  EXPECT_EQ(write_refusal(year_month_day(10000y / January / 1)),
            "a date or timestamp outside the years 1 to 9999 cannot be stored");
  EXPECT_THROW(write_cell(sys_days(0y / December / 31)), DataError);
}

TEST(TimeCodec, ExtremesTravel) {
  for (const auto span : {0us, 1us, microseconds(microseconds_per_day - 1)}) {
    EXPECT_EQ(round_trip(TimeOfDay(span)).to_duration(), span);
  }
  EXPECT_EQ(read_cell<TimeOfDay>(text("12:34:56.7")).to_duration(), 12h + 34min + 56s + 700ms);
  EXPECT_EQ(read_refusal<TimeOfDay>(text("25:00")), "text '25:00' is not a time of day (HH:MM:SS)");
  EXPECT_THROW(read_cell<TimeOfDay>(Cell::of_integer(-1, ValueKind::time)), DataError);
  EXPECT_THROW(write_cell(TimeOfDay(24h)), DataError);
  EXPECT_THROW(write_cell(TimeOfDay(-1us)), DataError);
}

TEST(TimeCodec, HasAnEqualityOfItsOwn) {
  EXPECT_TRUE(same(TimeOfDay(1s), TimeOfDay(1s)));
  EXPECT_FALSE(same(TimeOfDay(1s), TimeOfDay(2s)));
  EXPECT_TRUE(same(std::optional(TimeOfDay(1s)), std::optional(TimeOfDay(1s))));
  EXPECT_FALSE(same(std::optional(TimeOfDay(1s)), std::optional<TimeOfDay>()));
  EXPECT_EQ(round_trip(std::optional(TimeOfDay(1s)))->to_duration(), 1s);
}

TEST(TimestampCodec, ExtremesTravel) {
  const std::int64_t first = first_day * microseconds_per_day,
                     last = (last_day + 1) * microseconds_per_day - 1;
  for (const std::int64_t value : {first, std::int64_t{-1}, std::int64_t{0}, std::int64_t{1}, last}) {
    const microseconds span(value);
    EXPECT_EQ(round_trip(SysMicroseconds(span)), SysMicroseconds(span));
    EXPECT_EQ(round_trip(LocalMicroseconds(span)), LocalMicroseconds(span));
  }
  EXPECT_THROW(write_cell(SysMicroseconds(microseconds(first - 1))), DataError);
  EXPECT_THROW(write_cell(LocalMicroseconds(microseconds(last + 1))), DataError);
  EXPECT_THROW(write_cell(sys_seconds(seconds::max())), DataError);
  EXPECT_THROW(write_cell(sys_seconds(seconds::min())), DataError);
}

TEST(TimestampCodec, KindsTellZonesApart) {
  EXPECT_EQ(write_cell(SysMicroseconds()).kind, ValueKind::timestamp_tz);
  EXPECT_EQ(write_cell(LocalMicroseconds()).kind, ValueKind::timestamp);
  EXPECT_EQ(codec_for<sys_seconds>->type, TypeKind::timestamp_tz);
  EXPECT_EQ(codec_for<local_seconds>->type, TypeKind::timestamp);
  EXPECT_EQ(codec_for<sys_days>->type, TypeKind::date);
  EXPECT_EQ(read_cell<SysMicroseconds>(timestamp(5)).time_since_epoch(), 5us);
  EXPECT_EQ(read_refusal<LocalMicroseconds>(timestamp_tz(0)),
            "timestamp with zone 1970-01-01 00:00:00.000000 cannot be read as a local time: use "
            "std::chrono::sys_time");
}

TEST(TimestampCodec, IsReadFromText) {
  EXPECT_EQ(read_cell<sys_seconds>(text("1970-01-01T02:00:00+02:00")), sys_seconds(0s));
  EXPECT_EQ(read_cell<SysMicroseconds>(text("1970-01-01 00:00:00.25")), SysMicroseconds(250ms));
  EXPECT_EQ(read_cell<local_seconds>(text("1970-01-02")), local_seconds(24h));
  EXPECT_EQ(read_cell<local_seconds>(Cell::of_integer(1, ValueKind::date)), local_seconds(24h));
  EXPECT_THROW(read_cell<local_seconds>(text("1970-01-01 00:00:00Z")), DataError);
  EXPECT_THROW(read_cell<sys_seconds>(text("soon")), DataError);
  EXPECT_THROW(read_cell<sys_seconds>(Cell::of_integer(0)), DataError);
  EXPECT_THROW(read_cell<sys_seconds>(Cell::of_integer(1LL << 60, ValueKind::date)), DataError);
}

TEST(TimestampCodec, FinerValuesAreRefusedNotRounded) {
  EXPECT_EQ(read_cell<sys_seconds>(timestamp_tz(-2'000'000)), sys_seconds(-2s));
  EXPECT_EQ(read_refusal<sys_seconds>(timestamp_tz(1)),
            "timestamp with zone 1970-01-01 00:00:00.000001 is finer than the member's unit of time");
  EXPECT_THROW(read_cell<sys_time<milliseconds>>(timestamp_tz(1'001)), DataError);
  static_assert(!Storable<sys_time<nanoseconds>>);
}

TEST(IntervalCodec, TravelsInMicroseconds) {
  for (const auto span : {microseconds::min(), -1us, 0us, microseconds::max()})
    EXPECT_EQ(round_trip(span), span);
  EXPECT_EQ(write_cell(3s).integer, 3'000'000);
  EXPECT_EQ(write_cell(-2h).integer, -7'200'000'000);
  EXPECT_EQ(round_trip(90min), 90min);
  EXPECT_EQ(read_cell<milliseconds>(Cell::of_integer(5'000)), 5ms);
  EXPECT_THROW(read_cell<milliseconds>(Cell::of_integer(5'001)), DataError);
  EXPECT_THROW(read_cell<seconds>(text("1s")), DataError);
  EXPECT_EQ(write_refusal(seconds::max()), "an interval is too long for microseconds in 64 bits");
  EXPECT_THROW(write_cell(hours::min()), DataError);
}

}  // namespace
}  // namespace bindery
