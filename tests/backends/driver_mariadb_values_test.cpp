// The MariaDB driver: every type there and back, extremes and NULL included.
#include <bindery/core/value.hpp>

#include <cmath>
#include <limits>

#include "driver_mariadb_kit.hpp"

namespace bindery::mariadb_test {

namespace {

constexpr std::int64_t day = 86'400'000'000;

class MariadbValues : public MariadbTest {
 protected:
  /// Stores the cell in a column of this type and reads it again.
  CursorPtr there_and_back(std::string_view type, const Cell& cell) {
    db().run(fmt::format("DROP TABLE IF EXISTS v; CREATE TABLE v (x {})", type));
    db().execute({.sql = "INSERT INTO v VALUES (?)", .parameters = {&cell, 1}});
    return db().execute({.sql = "SELECT x FROM v"});
  }
  void expect_integer(std::string_view type, Cell cell, ValueKind kind) {
    const auto cursor = there_and_back(type, cell);
    const Cell* row = cursor->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[0].kind, kind) << type;
    EXPECT_EQ(row[0].integer, cell.integer) << type;
  }
  void expect_integer(std::string_view type, std::int64_t value) {
    expect_integer(type, Cell::of_integer(value), ValueKind::integer);
  }
  void expect_text(std::string_view type, std::string_view value, ValueKind kind = ValueKind::text) {
    const auto cursor = there_and_back(type, Cell::of_text(value, kind));
    const Cell* row = cursor->next();
    ASSERT_NE(row, nullptr);
    EXPECT_EQ(row[0].kind, kind == ValueKind::bytes ? ValueKind::bytes : ValueKind::text) << type;
    EXPECT_EQ(row[0].text(), value) << type;
  }
  std::string refusal(const Cell& cell) {
    return error_of<DataError>([&] { db().execute({.sql = "SELECT ?", .parameters = {&cell, 1}}); }).what();
  }
};

}  // namespace

TEST_F(MariadbValues, integers_at_their_ends) {
  for (std::int64_t value : {-128, 0, 127}) expect_integer("TINYINT", value);
  for (std::int64_t value : {0, 255}) expect_integer("TINYINT UNSIGNED", value);
  for (std::int64_t value : {-32768, 32767}) expect_integer("SMALLINT", value);
  expect_integer("SMALLINT UNSIGNED", 65535);
  for (std::int64_t value : {-8388608, 8388607}) expect_integer("MEDIUMINT", value);
  expect_integer("MEDIUMINT UNSIGNED", 16777215);
  for (std::int64_t value : {-2147483648LL, 2147483647LL}) expect_integer("INT", value);
  expect_integer("INT UNSIGNED", 4294967295LL);
  expect_integer("BIGINT", INT64_MIN);
  expect_integer("BIGINT", INT64_MAX);
  expect_integer("BIGINT UNSIGNED", Cell::of_unsigned(UINT64_MAX), ValueKind::unsigned_integer);
  expect_integer("BOOLEAN", Cell::of_boolean(true), ValueKind::integer);
  expect_integer("YEAR", 2155);
  expect_integer("BIT(5)", 21);
  expect_integer("BIT(64)", Cell::of_unsigned(UINT64_MAX), ValueKind::unsigned_integer);
  expect_integer("BIGINT", Cell::of_integer(-86'399'999'999, ValueKind::interval), ValueKind::integer);
  EXPECT_THROW(there_and_back("TINYINT", Cell::of_integer(128)), DataError);
  EXPECT_THROW(there_and_back("BIGINT UNSIGNED", Cell::of_integer(-1)), DataError);
}

TEST_F(MariadbValues, reals_are_exact_and_must_be_finite) {
  for (double value :
       {0.1, -1e308, std::numeric_limits<double>::min(), 5e-324, std::numeric_limits<double>::max()}) {
    const auto cursor = there_and_back("DOUBLE", Cell::of_real(value));
    EXPECT_EQ(cursor->next()[0].real, value);
  }
  const auto cursor = there_and_back("FLOAT", Cell::of_real(static_cast<double>(0.1f)));
  EXPECT_EQ(cursor->next()[0].real, static_cast<double>(0.1f));
  EXPECT_NE(refusal(Cell::of_real(std::nan(""))).find("parameter 1"), std::string::npos);
  EXPECT_NE(refusal(Cell::of_real(-HUGE_VAL)).find("infinit"), std::string::npos);
}

TEST_F(MariadbValues, text_and_bytes_of_any_length) {
  expect_text("VARCHAR(20)", "");
  expect_text("VARCHAR(20)", "a\0b \xF0\x9F\x98\x80 \xC3\xA9'\"\\`");
  for (std::size_t size : {250u, 251u, 65'535u, 65'536u, 1'000'000u}) {
    expect_text("LONGTEXT", std::string(size, 'x'));
    expect_text("LONGBLOB", std::string(size, '\xFF'), ValueKind::bytes);
  }
  expect_text("LONGBLOB", std::string("\0\x01\xFE\xFF", 4), ValueKind::bytes);
  expect_text("JSON", R"({"a": [1, 2, null]})", ValueKind::json);
  expect_text("VARBINARY(10)", "", ValueKind::bytes);
  EXPECT_THROW(there_and_back("VARCHAR(3)", Cell::of_text("four")), DataError);
  EXPECT_THROW(there_and_back("VARCHAR(30)", Cell::of_text("\xFF\xFE")), DataError);
}

TEST_F(MariadbValues, packets_of_more_than_16_megabytes) {
  admin().run("SET GLOBAL max_allowed_packet = 67108864");
  const auto wide = connect();
  const std::string big(20'000'000, 'y');
  const Cell cell = Cell::of_text(big);
  const auto cursor = wide->execute({.sql = "SELECT CONCAT(?, 'z')", .parameters = {&cell, 1}});
  EXPECT_EQ(cursor->next()[0].text().size(), big.size() + 1);
}

TEST_F(MariadbValues, uuids_and_decimals) {
  const std::string uuid = "\x12\x34\x56\x78\x9a\xbc\x4e\xf0\x81\x23\x45\x67\x89\xab\xcd\xef";
  const auto cursor = there_and_back("UUID", Cell::of_text(uuid, ValueKind::uuid));
  EXPECT_EQ(cursor->next()[0].text(), "12345678-9abc-4ef0-8123-456789abcdef");
  const auto expect = [&](std::string_view type, const Decimal& value) {
    const auto rows = there_and_back(type, value.to_cell());
    const Cell* row = rows->next();
    ASSERT_EQ(row[0].kind, ValueKind::decimal);
    EXPECT_EQ(Decimal::from_cell(row[0]).to_string(), value.to_string());
  };
  expect("DECIMAL(10, 2)", Decimal("12345678.90"));
  expect("DECIMAL(10, 2)", Decimal("-0.01"));
  expect("DECIMAL(38, 0)", Decimal("99999999999999999999999999999999999999"));
  expect("DECIMAL(38, 38)", Decimal("-0.00000000000000000000000000000000000001"));
  const auto wide = db().execute({.sql = "SELECT CAST(REPEAT('9', 60) AS DECIMAL(65, 0))"});
  const Cell* row = wide->next();
  EXPECT_EQ(row[0].kind, ValueKind::text);
  EXPECT_EQ(row[0].text(), std::string(60, '9'));
  EXPECT_THROW(there_and_back("DECIMAL(4, 2)", Decimal("123.45").to_cell()), DataError);
}

TEST_F(MariadbValues, dates_and_times) {
  const auto expect = [&](std::string_view type, ValueKind sent, std::int64_t value, ValueKind got) {
    expect_integer(type, Cell::of_integer(value, sent), got);
  };
  for (std::int64_t days : {-719'162LL, -1LL, 0LL, 19'753LL, 2'932'896LL}) {
    expect("DATE", ValueKind::date, days, ValueKind::date);
  }
  for (std::int64_t at : {std::int64_t{0}, day - 1, std::int64_t{1}, day / 2}) {
    expect("TIME(6)", ValueKind::time, at, ValueKind::time);
  }
  for (std::int64_t at :
       {std::int64_t{-1}, std::int64_t{0}, 1'706'702'400'123'456, -719'162 * day, 2'932'897 * day - 1}) {
    expect("DATETIME(6)", ValueKind::timestamp, at, ValueKind::timestamp);
    expect("DATETIME(6)", ValueKind::timestamp_tz, at, ValueKind::timestamp);
  }
  expect("TIMESTAMP(6)", ValueKind::timestamp_tz, 1'706'702'400'123'456, ValueKind::timestamp);
  EXPECT_EQ(one("SELECT CAST(? AS CHAR)", {Cell::of_integer(1'706'702'400'123'456, ValueKind::timestamp)}),
            "2024-01-31 12:00:00.123456");
  EXPECT_NE(refusal(Cell::of_integer(2'932'897, ValueKind::date)).find("9999"), std::string::npos);
  EXPECT_NE(refusal(Cell::of_integer(day, ValueKind::time)).find("23:59"), std::string::npos);
}

TEST_F(MariadbValues, times_that_are_no_time_of_day_are_intervals) {
  const auto cursor = db().execute({.sql = "SELECT TIME('-00:00:01.5'), TIME('100:00:00')"});
  const Cell* row = cursor->next();
  EXPECT_EQ(row[0].kind, ValueKind::interval);
  EXPECT_EQ(row[0].integer, -1'500'000);
  EXPECT_EQ(row[1].kind, ValueKind::interval);
  EXPECT_EQ(row[1].integer, 360'000'000'000);
}

TEST_F(MariadbValues, zero_dates_are_refused_by_column) {
  db().run(
      "CREATE TABLE z (id INT, born DATE, seen DATETIME); SET sql_mode = '';"
      "INSERT INTO z VALUES (1, '0000-00-00', NULL), (2, '2024-00-10', NULL), (3, '2024-01-10', NULL)");
  const auto cursor = db().execute({.sql = "SELECT id, born FROM z ORDER BY id"});
  for (int i = 0; i < 2; ++i) {
    const auto error = error_of<DataError>([&] { cursor->next(); });
    EXPECT_EQ(error.details().column, "born");
    EXPECT_EQ(error.details().phase, Phase::decode);
  }
  EXPECT_EQ(cursor->next()[0].integer, 3);
}

TEST_F(MariadbValues, null_goes_into_and_comes_out_of_every_type) {
  for (const char* type :
       {"TINYINT", "BIGINT UNSIGNED", "FLOAT", "DOUBLE", "DECIMAL(10,2)", "VARCHAR(5)", "LONGTEXT",
        "LONGBLOB", "DATE", "TIME(6)", "DATETIME(6)", "JSON", "UUID", "BIT(3)"}) {
    const auto cursor = there_and_back(type, Cell::null());
    const Cell* row = cursor->next();
    ASSERT_NE(row, nullptr) << type;
    EXPECT_TRUE(row[0].is_null()) << type;
  }
  EXPECT_EQ(one("SELECT ?, NULL, ? IS NULL", {Cell::null(), Cell::null()}), "NULL|NULL|1");
}

TEST_F(MariadbValues, parameters_may_change_their_kind_between_runs) {
  const char* const sql = "SELECT CONCAT('', ?)";
  EXPECT_EQ(one(sql, {number(7)}), "7");
  EXPECT_EQ(one(sql, {text("seven")}), "seven");
  EXPECT_EQ(one(sql, {Cell::null()}), "NULL");
  EXPECT_EQ(one(sql, {Cell::of_integer(0, ValueKind::date)}), "1970-01-01");
  EXPECT_EQ(one(sql, {Cell::of_real(1.5)}), "1.5");
}

TEST_F(MariadbValues, types_that_the_server_was_told_hold_until_they_change) {
  db().run("CREATE TABLE t (id INT PRIMARY KEY, v VARCHAR(20))");
  const char* const sql = "INSERT INTO t VALUES (?, ?)";
  change(db(), sql, {number(1), text("a")});
  EXPECT_THROW(change(db(), sql, {number(1), text("again")}), Error);
  change(db(), sql, {number(2), text("")});
  change(db(), sql, {number(3), number(33)});
  change(db(), sql, {number(4), number(-44)});
  change(db(), sql, {Cell::of_unsigned(5), Cell::null()});
  EXPECT_THROW(change(db(), sql, {number(6), Cell::of_real(NAN)}), DataError);
  change(db(), sql, {number(6), text("six")});
  const std::vector<Cell> many{number(7), Cell::of_real(1.5), number(8), Cell::of_real(2.5)};
  EXPECT_EQ(db().execute_many(sql, many, 2), 2);
  change(db(), sql, {number(9), text("nine")});
  admin().run(fmt::format("ALTER TABLE {}.t ADD COLUMN w INT DEFAULT 0 FIRST, MODIFY id BIGINT", database()));
  EXPECT_THROW(change(db(), sql, {number(10), text("ten")}), Error);  // three columns now
  admin().run(fmt::format("ALTER TABLE {}.t DROP COLUMN w", database()));
  change(db(), sql, {number(10), text("ten")});
  EXPECT_EQ(query(db(), "SELECT * FROM t ORDER BY id"),
            (std::vector<std::string>{"1|a", "2|", "3|33", "4|-44", "5|NULL", "6|six", "7|1.5", "8|2.5",
                                      "9|nine", "10|ten"}));
}

TEST_F(MariadbValues, many_columns_and_null_bits) {
  std::string sql = "SELECT 0";
  for (int i = 1; i < 40; ++i) sql += i % 3 == 0 ? ", NULL" : fmt::format(", {}", i);
  const auto cursor = db().execute({.sql = sql});
  const Cell* row = cursor->next();
  for (int i = 1; i < 40; ++i) EXPECT_EQ(shown(row[i]), i % 3 == 0 ? "NULL" : std::to_string(i));
}

}  // namespace bindery::mariadb_test
