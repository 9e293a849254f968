// SQLite's driver: every type there and back, and exact decimals inside the database.
#include "driver_sqlite.hpp"
#include <cmath>
#include <limits>

#include "drivers/sqlite/functions.hpp"

namespace bindery::sqlite_tests {
namespace {

class SqliteValues : public Fixture {};

// ---- values ---------------------------------------------------------------------------------------------------

template <class T> T round_trip(Connection& connection, const T& value) {
  connection.run("CREATE TABLE IF NOT EXISTS v(x)");
  touch(connection, "DELETE FROM v");
  touch(connection, "INSERT INTO v VALUES (?)", {Value(value).cell()});
  return one(connection, "SELECT x FROM v").as<T>();
}

TEST_F(SqliteValues, RoundTripsNumbersToTheirLimits) {
  const auto c = open();
  const auto same = [&](auto value) { EXPECT_EQ(round_trip(*c, value), value); };
  same(true), same(false);
  same(std::numeric_limits<std::int8_t>::min()), same(std::numeric_limits<std::uint8_t>::max());
  same(std::numeric_limits<std::int16_t>::min()), same(std::numeric_limits<std::uint16_t>::max());
  same(std::numeric_limits<std::int32_t>::min()), same(std::numeric_limits<std::uint32_t>::max());
  same(std::numeric_limits<std::int64_t>::min()), same(std::numeric_limits<std::int64_t>::max());
  same(std::uint64_t{9223372036854775807U});
  same(0.1F), same(std::numeric_limits<float>::max());
  same(0.1), same(std::numeric_limits<double>::max()), same(std::numeric_limits<double>::denorm_min());
  same(std::numeric_limits<double>::infinity()), same(-std::numeric_limits<double>::infinity());
}

TEST_F(SqliteValues, RoundTripsTextBytesAndTheRest) {
  const auto c = open();
  const auto same = [&](auto value) { EXPECT_EQ(round_trip(*c, value), value); };
  same(std::string()), same(std::string("grüße, 世界 \U0001F600")), same(std::string("a\0b", 3));
  same(std::string(3'000'000, 'x'));
  same(Bytes{}), same(Bytes{std::byte{0}, std::byte{255}, std::byte{39}});
  using std::chrono::sys_days;
  same(sys_days{2024y / 2 / 29}), same(sys_days{1y / 1 / 1}), same(sys_days{9999y / 12 / 31});
  same(SysMicroseconds{1us}), same(SysMicroseconds{-1us}),
      same(SysMicroseconds{sys_days{9999y / 12 / 31}} + 86399999999us);
  same(LocalMicroseconds{1706745599123456us});
  same(std::chrono::microseconds::max()), same(std::chrono::microseconds::min());
  same(Decimal("-12345678901234567890123456789012345.678")), same(Decimal("0.00")), same(Decimal("1.50"));
  same(Uuid::parse("01234567-89ab-cdef-0123-456789abcdef"));
  same(Json(R"({"a":[1,2,null]})"));
  EXPECT_EQ(round_trip(*c, TimeOfDay{86399999999us}).to_duration(), 86399999999us);
  EXPECT_EQ(round_trip(*c, TimeOfDay{0us}).to_duration(), 0us);
}

TEST_F(SqliteValues, StoresTheTextsThatOtherProgramsRead) {
  const auto c = open();
  const auto text = [&](const Value& value) {
    return one(*c, "SELECT typeof(?1) || ':' || ?1", {value.cell()});
  };
  EXPECT_EQ(text(std::chrono::sys_days{2024y / 1 / 31}), Value("text:2024-01-31"));
  EXPECT_EQ(text(TimeOfDay{12h}), Value("text:12:00:00.000000"));
  EXPECT_EQ(text(SysMicroseconds{1706745599123456us}), Value("text:2024-01-31 23:59:59.123456"));
  EXPECT_EQ(text(Uuid::parse("0123456789ABCDEF0123456789ABCDEF")),
            Value("text:01234567-89ab-cdef-0123-456789abcdef"));
  EXPECT_EQ(text(Decimal("1.50")), Value("text:1.50"));
  EXPECT_EQ(text(1500ms), Value("integer:1500000"));
  EXPECT_EQ(text(true), Value("integer:1"));
}

TEST_F(SqliteValues, NullsOfEveryKindAreNull) {
  const auto c = open();
  EXPECT_TRUE(one(*c, "SELECT ?", {Cell::null()}).is_null());
  EXPECT_EQ(one(*c, "SELECT typeof(?)", {Cell::of_text({})}), Value("text"));
  EXPECT_EQ(one(*c, "SELECT typeof(?)", {Cell::of_bytes({})}), Value("blob"));
}

TEST_F(SqliteValues, RefusesValuesThatItCannotStore) {
  const auto c = open();
  const auto nan = error_of<DataError>([&] { one(*c, "SELECT ?", {Cell::of_real(std::nan(""))}); });
  EXPECT_NE(nan.message().find("NaN"), std::string::npos);
  EXPECT_EQ(nan.details().bind, "bind 'tests'");
  EXPECT_EQ(nan.details().sql, "SELECT ?");
  const auto wide =
      error_of<DataError>([&] { one(*c, "SELECT ?, ?", {Cell::null(), Cell::of_unsigned(1ULL << 63)}); });
  EXPECT_NE(wide.message().find("parameter 2"), std::string::npos);
  EXPECT_EQ(wide.details().sqlstate, "22003");
  EXPECT_THROW(one(*c, "SELECT ?", {Cell::of_integer(99'999'999, ValueKind::date)}), DataError);
  EXPECT_EQ(number(*c, "SELECT ?", {Cell::of_integer(7)}), 7);  // the cached statement is still good
}

// ---- decimals -------------------------------------------------------------------------------------------------

TEST_F(SqliteValues, DecimalFunctionsAreExact) {
  const auto c = open();
  const auto text = [&](std::string_view expression) { return one(*c, "SELECT " + std::string(expression)); };
  EXPECT_EQ(text("decimal_add('0.10', '0.2')"), Value("0.30"));
  EXPECT_EQ(text("decimal_sub(1, '0.01')"), Value("0.99"));
  EXPECT_EQ(text("decimal_mul('99999999999999999.9', 2)"), Value("199999999999999999.8"));
  EXPECT_EQ(text("decimal(' -001.50 ')"), Value("-1.50"));
  EXPECT_EQ(text("decimal_cmp('1.0', '1.00') || decimal_cmp('2', '10') || decimal_cmp('-1', '-2')"),
            Value("0-11"));
  EXPECT_TRUE(text("decimal_add('1', NULL)").is_null());
  EXPECT_EQ(text("decimal_sum(value) FROM json_each('[\"0.1\",\"0.2\",null,\"0.30\"]')"), Value("0.60"));
  EXPECT_TRUE(text("decimal_sum(value) FROM json_each('[]')").is_null());
  const Rows running = rows_of(*c,
                               "SELECT decimal_sum(value) OVER (ORDER BY key ROWS 1 PRECEDING)"
                               " FROM json_each('[\"0.1\",\"0.2\",\"0.4\"]')");
  EXPECT_EQ(running, (Rows{{"0.1"}, {"0.3"}, {"0.6"}}));
  EXPECT_THROW(text("decimal_mul('99999999999999999999999999999999999999', '10')"), DataError);
}

TEST_F(SqliteValues, DecimalColumnsCompareByValue) {
  const auto c = open();
  c->run("CREATE TABLE t(d TEXT COLLATE decimal UNIQUE)");
  for (const char* text :
       {"10.00", "-0.5", "9.99", "-10", "0", "100000000000000000000000000000000000000000.5"})
    touch(*c, "INSERT INTO t VALUES (?)", {Cell::of_text(text)});
  EXPECT_EQ(
      rows_of(*c, "SELECT d FROM t ORDER BY d"),
      (Rows{
          {"-10"}, {"-0.5"}, {"0"}, {"9.99"}, {"10.00"}, {"100000000000000000000000000000000000000000.5"}}));
  EXPECT_EQ(one(*c, "SELECT d FROM t WHERE d = ?", {Value(Decimal("10")).cell()}), Value("10.00"));
  EXPECT_EQ(number(*c, "SELECT count(*) FROM t WHERE d > ?", {Value(Decimal("9.990")).cell()}), 2);
  EXPECT_EQ(one(*c, "SELECT min(d) FROM t"), Value("-10"));
  EXPECT_THROW(touch(*c, "INSERT INTO t VALUES ('-0.00')"), UniqueViolation);
}

TEST(SqliteDecimalCollation, OrdersAllTexts) {
  const std::string_view ordered[] = {"-100", "-99.5", "-1.01", "-1",    "-.5", "0",   "0.001", "0.01",
                                      "+1.5", "2",     "10",    "010.5", "",    "1e3", "abc"};
  for (std::size_t i = 0; i < std::size(ordered); ++i) {
    for (std::size_t j = 0; j < std::size(ordered); ++j) {
      const int order = drivers::sqlite::compare_decimal_texts(ordered[i], ordered[j]);
      EXPECT_EQ(order, i < j ? -1 : i > j ? 1 : 0) << ordered[i] << " and " << ordered[j];
    }
  }
  EXPECT_EQ(drivers::sqlite::compare_decimal_texts("-0", "0.00"), 0);
  EXPECT_EQ(drivers::sqlite::compare_decimal_texts("1.50", " 01.5 "), 0);
}

}  // namespace
}  // namespace bindery::sqlite_tests
