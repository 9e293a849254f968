// The PostgreSQL driver: every type there and back, by parameters and by COPY, in binary and in text results.
#include "driver_postgresql_kit.hpp"

#include <cmath>
#include <limits>

namespace bindery::postgresql_test {

namespace {

constexpr std::int64_t day = 86'400'000'000;

Cell cell(std::int64_t value, ValueKind kind) { return Cell::of_integer(value, kind); }
Cell viewed(std::string_view value, ValueKind kind) { return Cell::of_text(value, kind); }

struct Trip {
  std::string type;
  Cell sent;
  std::string read;
};

const std::string long_text(100'000, 'x');
constexpr std::string_view uuid_bytes("\x01\x23\x45\x67\x89\xab\xcd\xef\x01\x23\x45\x67\x89\xab\xcd\xef", 16);
constexpr std::string_view some_bytes("a\0\xff\\b", 5);

std::vector<Trip> numbers() {
  constexpr auto least = std::numeric_limits<std::int64_t>::min(),
                 most = std::numeric_limits<std::int64_t>::max();
  return {
      {"boolean", Cell::of_boolean(true), "true"},
      {"boolean", Cell::of_boolean(false), "false"},
      {"boolean", number(1), "true"},
      {"boolean", text("false"), "false"},
      {"smallint", number(-32768), "-32768"},
      {"smallint", number(32767), "32767"},
      {"integer", number(-2147483648LL), "-2147483648"},
      {"integer", Cell::of_unsigned(2147483647), "2147483647"},
      {"integer", Cell::of_real(7.0), "7"},
      {"integer", decimal("12.00"), "12"},
      {"integer", text("42"), "42"},
      {"bigint", number(least), std::to_string(least)},
      {"bigint", number(most), std::to_string(most)},
      {"oid", number(4294967295LL), "4294967295"},
      {"real", Cell::of_real(1.5), "real 1.5"},
      {"real", Cell::of_real(std::numeric_limits<float>::max()),
       fmt::format("real {}", static_cast<double>(std::numeric_limits<float>::max()))},
      {"double precision", Cell::of_real(0.1), "real 0.1"},
      {"double precision", Cell::of_real(std::numeric_limits<double>::denorm_min()), "real 5e-324"},
      {"double precision", Cell::of_real(std::numeric_limits<double>::max()), "real 1.7976931348623157e+308"},
      {"double precision", Cell::of_real(-std::numeric_limits<double>::infinity()), "real -inf"},
      {"double precision", Cell::of_real(std::nan("")), "real nan"},
      {"double precision", number(3), "real 3"},
      {"double precision", decimal("2.25"), "real 2.25"},
      {"numeric", decimal("0"), "decimal 0"},
      {"numeric", decimal("0.00"), "decimal 0.00"},
      {"numeric", decimal("1.50"), "decimal 1.50"},
      {"numeric", decimal("-12345.6789"), "decimal -12345.6789"},
      {"numeric", decimal("10000"), "decimal 10000"},
      {"numeric", decimal("100000000"), "decimal 100000000"},
      {"numeric", decimal("0.0001"), "decimal 0.0001"},
      {"numeric", decimal("0.00001"), "decimal 0.00001"},
      {"numeric", decimal("99999999999999999999999999999999999999"),
       "decimal 99999999999999999999999999999999999999"},
      {"numeric", decimal("-9999999999999999999.9999999999999999999"),
       "decimal -9999999999999999999.9999999999999999999"},
      {"numeric", decimal("0.00000000000000000000000000000000000001"),
       "decimal 0.00000000000000000000000000000000000001"},
      {"numeric(10,2)", decimal("12.345"), "decimal 12.35"},
      {"numeric", Cell::of_unsigned(18446744073709551615u), "decimal 18446744073709551615"},
      {"numeric", number(least), fmt::format("decimal {}", least)},
      {"numeric", Cell::of_real(0.1), "decimal 0.1"},
      {"numeric", Cell::of_real(-1e20), "decimal -100000000000000000000"},
      {"numeric", Cell::of_real(123.456), "decimal 123.456"},
      {"numeric", Cell::of_real(1e-7), "decimal 0.0000001"},
      {"numeric", Cell::of_real(0.0), "decimal 0"},
      {"numeric", text("7.70"), "decimal 7.70"},
      {"numeric", text("1e5"), "decimal 100000"},
      {"numeric", Cell::of_real(std::nan("")), "text NaN"},
      {"numeric", text("-Infinity"), "text -Infinity"},
      {"numeric", text("123456789012345678901234567890123456789"),
       "text 123456789012345678901234567890123456789"},
      {"numeric", text("-0.000000000000000000000000000000000000001"),
       "text -0.000000000000000000000000000000000000001"},
      {"numeric", text("10000000000000000000000000000000000000.0"),
       "decimal 10000000000000000000000000000000000000"},
  };
}

std::vector<Trip> texts() {
  return {
      {"text", text(""), "text "},
      {"text", Cell::of_text({}), "text "},
      {"text", text("Grüße, 世界 🌍"), "text Grüße, 世界 🌍"},
      {"text", text(long_text), "text " + long_text},
      {"varchar(5)", text("abc"), "text abc"},
      {"char(5)", text("abc"), "text abc  "},
      {"name", text("abc"), "text abc"},
      {"text", number(-5), "text -5"},
      {"text", Cell::of_unsigned(18446744073709551615u), "text 18446744073709551615"},
      {"text", Cell::of_real(0.1), "text 0.1"},
      {"text", Cell::of_boolean(true), "text true"},
      {"text", decimal("1.50"), "text 1.50"},
      {"text", cell(19753, ValueKind::date), "text 2024-01-31"},
      {"text", cell(day / 2, ValueKind::time), "text 12:00:00.000000"},
      {"text", cell(19753 * day + 1, ValueKind::timestamp), "text 2024-01-31 00:00:00.000001"},
      {"text", viewed(uuid_bytes, ValueKind::uuid), "text 01234567-89ab-cdef-0123-456789abcdef"},
      {"text", viewed(some_bytes, ValueKind::bytes), "text \\x6100ff5c62"},
      {"bytea", viewed(some_bytes, ValueKind::bytes), "bytes 6100ff5c62"},
      {"bytea", viewed({}, ValueKind::bytes), "bytes "},
      {"bytea", text("a\\b"), "bytes 615c62"},
      {"uuid", viewed(uuid_bytes, ValueKind::uuid), "uuid 01234567-89ab-cdef-0123-456789abcdef"},
      {"uuid", text("01234567-89AB-CDEF-0123-456789abcdef"), "uuid 01234567-89ab-cdef-0123-456789abcdef"},
      {"json", viewed("{\"a\": [1]}", ValueKind::json), "json {\"a\": [1]}"},
      {"json", text("[1,2]"), "json [1,2]"},
      {"jsonb", viewed("{\"b\":1,\"a\":null}", ValueKind::json), "json {\"a\": null, \"b\": 1}"},
      {"jsonb", number(5), "json 5"},
      {"xml", text("<a/>"), "text <a/>"},
      {"\"char\"", text("c"), "text c"},
  };
}

std::vector<Trip> times() {
  return {
      {"date", cell(0, ValueKind::date), "date 0"},
      {"date", cell(-719162, ValueKind::date), "date -719162"},
      {"date", cell(2932896, ValueKind::date), "date 2932896"},
      {"date", cell(19753 * day, ValueKind::timestamp), "date 19753"},
      {"date", text("2024-01-31"), "date 19753"},
      {"time", cell(0, ValueKind::time), "time 0"},
      {"time", cell(day - 1, ValueKind::time), fmt::format("time {}", day - 1)},
      {"time", text("12:30"), fmt::format("time {}", day / 2 + 1800'000'000)},
      {"timestamp", cell(-1, ValueKind::timestamp), "timestamp -1"},
      {"timestamp", cell(-719162 * day, ValueKind::timestamp), fmt::format("timestamp {}", -719162 * day)},
      {"timestamp", cell(2932897 * day - 1, ValueKind::timestamp_tz),
       fmt::format("timestamp {}", 2932897 * day - 1)},
      {"timestamp", cell(1, ValueKind::date), fmt::format("timestamp {}", day)},
      {"timestamp", text("2024-01-31 00:00:00.000001"), fmt::format("timestamp {}", 19753 * day + 1)},
      {"timestamptz", cell(1706659200123456, ValueKind::timestamp_tz),
       "timestamp with zone 1706659200123456"},
      {"timestamptz", text("1970-01-01 01:00:00+01"), "timestamp with zone 0"},
      {"interval", cell(-1, ValueKind::interval), "interval -1"},
      {"interval", cell(INT64_MAX, ValueKind::interval), fmt::format("interval {}", INT64_MAX)},
      {"interval", text("2 days 00:00:01"), fmt::format("interval {}", 2 * day + 1'000'000)},
  };
}

std::vector<Trip> all_trips() {
  std::vector<Trip> all = numbers();
  for (auto* more : {&texts, &times}) {
    for (Trip& trip : (*more)()) all.push_back(std::move(trip));
  }
  return all;
}

}  // namespace

class PostgresqlTypes : public PostgresqlTest {};

TEST_F(PostgresqlTypes, GoThereAndBackAsParameters) {
  for (const Trip& trip : all_trips()) {
    EXPECT_EQ(one(fmt::format("SELECT CAST($1 AS {})", trip.type), {trip.sent}), trip.read)
        << trip.type << " from " << shown(trip.sent).substr(0, 100);
  }
}

TEST_F(PostgresqlTypes, GoThereAndBackThroughATable) {
  int number_of_table = 0;
  for (const Trip& trip : all_trips()) {
    const std::string table = fmt::format("t{}", ++number_of_table);
    run(fmt::format("CREATE TABLE {} (v {})", table, trip.type));
    // COPY for the many rows, INSERT for the few.
    const Table described(table, {Column{"v", Text{}, nullable}});
    const std::vector<std::size_t> columns{0};
    const std::vector<Cell> many(99, trip.sent);
    db().insert_rows({.table = described, .columns = columns, .cells = many, .returned_key = {}});
    change(fmt::format("INSERT INTO {} VALUES ($1)", table), {trip.sent});
    const auto rows = query(fmt::format("SELECT v FROM {}", table));
    EXPECT_EQ(rows, std::vector<std::string>(100, trip.read))
        << trip.type << " from " << shown(trip.sent).substr(0, 100);
  }
}

TEST_F(PostgresqlTypes, ReadTheSameWhenTheResultIsText) {
  // The inet beside it has no binary form here, so that the whole result comes as text.
  for (const Trip& trip : all_trips()) {
    const auto expected =
        trip.type == "interval" ? one("SELECT CAST(CAST($1 AS interval) AS text)", {trip.sent}) : trip.read;
    EXPECT_EQ(one(fmt::format("SELECT CAST($1 AS {}), inet '10.0.0.1'", trip.type), {trip.sent}),
              expected + "|text 10.0.0.1")
        << trip.type << " from " << shown(trip.sent).substr(0, 100);
  }
  run("SET bytea_output = 'escape'");
  EXPECT_EQ(one("SELECT $1::bytea, inet '::1'", {viewed(some_bytes, ValueKind::bytes)}),
            "bytes 6100ff5c62|text ::1");
}

TEST_F(PostgresqlTypes, OthersTravelAsText) {
  run("CREATE TYPE mood AS ENUM ('sad', 'happy')");
  EXPECT_EQ(one("SELECT $1::mood, $2::bigint[], $3::inet", {text("sad"), text("{1,2}"), text("10.0.0.1/8")}),
            "text sad|text {1,2}|text 10.0.0.1/8");
  run("CREATE TABLE t (m mood, n int); ");
  EXPECT_EQ(change("INSERT INTO t VALUES ($1, $2)", {text("happy"), number(1)}), 1);
  EXPECT_EQ(one("SELECT m, n FROM t WHERE m = $1", {text("happy")}), "text happy|1");
  EXPECT_EQ(one("SELECT id FROM (VALUES (1), (5)) v(id) WHERE id = ANY($1)", {text("{5,6}")}), "5");
}

TEST_F(PostgresqlTypes, NullOfEveryType) {
  for (const Trip& trip : all_trips()) {
    EXPECT_EQ(one(fmt::format("SELECT CAST($1 AS {})", trip.type), {Cell::null()}), "NULL") << trip.type;
  }
  EXPECT_EQ(one("SELECT $1", {Cell::null()}), "NULL");
}

TEST_F(PostgresqlTypes, RefuseWhatDoesNotFitBeforeItIsSent) {
  const std::vector<std::pair<std::string, Cell>> misfits{
      {"smallint", number(32768)},
      {"integer", number(-2147483649LL)},
      {"integer", Cell::of_real(1.5)},
      {"integer", decimal("1.5")},
      {"integer", cell(1, ValueKind::date)},
      {"bigint", Cell::of_unsigned(9223372036854775808u)},
      {"bigint", Cell::of_real(9.3e18)},
      {"bigint", Cell::of_real(std::nan(""))},
      {"boolean", number(2)},
      {"real", Cell::of_real(1e39)},
      {"oid", number(-1)},
      {"numeric", cell(1, ValueKind::time)},
      {"text", Cell::of_text({"a\0b", 3})},
      {"varchar", Cell::of_text({"\0", 1})},
      {"jsonb", viewed({"\"\0\"", 3}, ValueKind::json)},
      {"jsonb", Cell::of_real(std::nan(""))},
      {"inet", Cell::of_text({"\0", 1})},
      {"date", cell(1LL << 40, ValueKind::date)},
      {"date", cell(1, ValueKind::timestamp)},
      {"date", cell(1, ValueKind::time)},
      {"time", cell(day + 1, ValueKind::time)},
      {"time", cell(-1, ValueKind::time)},
      {"timestamp", cell(INT64_MIN, ValueKind::timestamp)},
      {"timestamp", cell(1LL << 40, ValueKind::date)},
      {"interval", number(5)},
      {"uuid", viewed("short", ValueKind::bytes)},
      {"uuid", number(5)},
      {"bytea", number(5)},
  };
  db().begin({});
  for (const auto& [type, value] : misfits) {
    const auto error = error_of<DataError>([&] { one(fmt::format("SELECT CAST($1 AS {})", type), {value}); });
    EXPECT_TRUE(error.message().starts_with("parameter 1: ")) << error.what();
    EXPECT_EQ(error.details().bind, "bind 'test'");
    EXPECT_FALSE(error.details().sql.empty());
    EXPECT_EQ(db().transaction_state(), TransactionState::active) << "the server has not heard of it";
  }
  db().rollback();
}

TEST_F(PostgresqlTypes, RefuseToReadWhatACellCannotSay) {
  for (const char* value : {"timestamp 'infinity'", "timestamptz '-infinity'", "date 'infinity'",
                            "interval '1 month'", "interval '1 year 2 days'", "interval '178000000 years'",
                            "timestamp '294276-12-31 23:59:59.999999'"}) {
    const auto error = error_of<DataError>([&] { one(fmt::format("SELECT 1, {} AS late", value)); });
    EXPECT_TRUE(error.message().starts_with("column 'late', row 1: ")) << error.what();
    EXPECT_EQ(error.details().phase, Phase::decode);
    EXPECT_EQ(one("SELECT 1"), "1");
  }
}

TEST_F(PostgresqlTypes, TheServersZoneDoesNotMatter) {
  for (const char* zone : {"UTC", "America/New_York", "Asia/Kathmandu"}) {
    run(fmt::format("SET TIME ZONE '{}'", zone));
    const Cell moment = cell(1706659200123456, ValueKind::timestamp_tz);
    EXPECT_EQ(one("SELECT $1::timestamptz", {moment}), "timestamp with zone 1706659200123456");
    EXPECT_EQ(one("SELECT $1::timestamptz, inet '::1'", {moment}),
              "timestamp with zone 1706659200123456|text ::1");
  }
}

}  // namespace bindery::postgresql_test
