// Value: what it can be made of, what it gives back, equality and printing.
#include <bindery/core/value.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <sstream>

#include "codec_support.hpp"

namespace bindery {
namespace {

using namespace std::chrono;
enum class Mood { calm, stormy };

TEST(Value, IsMadeOfAnyScalar) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_TRUE(Value(nullptr).is_null());
  EXPECT_TRUE(Value(std::nullopt).is_null());
  EXPECT_TRUE(Value(std::optional<int>()).is_null());
  EXPECT_TRUE(Value(static_cast<const char*>(nullptr)).is_null());
  EXPECT_EQ(Value(true).kind(), ValueKind::boolean);
  EXPECT_EQ(Value(short{3}).as<int>(), 3);
  EXPECT_EQ(Value(std::numeric_limits<std::uint64_t>::max()).as<std::uint64_t>(),
            std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(Value(1.5f).as<double>(), 1.5);
  EXPECT_EQ(Value("text").as<std::string>(), "text");
  EXPECT_EQ(Value(std::string_view("view")).as<std::string>(), "view");
  EXPECT_EQ(Value(std::string("own")).kind(), ValueKind::text);
  EXPECT_EQ(Value(Bytes{std::byte{1}}).as<Bytes>(), Bytes{std::byte{1}});
  EXPECT_EQ(Value(Decimal{"1.50"}).as<Decimal>().to_string(), "1.50");
  EXPECT_EQ(Value(Uuid{}).as<Uuid>(), Uuid{});
  EXPECT_EQ(Value(Json("[1]")).as<Json>(), Json("[1]"));
  EXPECT_EQ(Value(2024y / May / 1).as<sys_days>(), sys_days(2024y / May / 1));
  EXPECT_EQ(Value(sys_seconds(7s)).as<sys_seconds>(), sys_seconds(7s));
  EXPECT_EQ(Value(3s).as<milliseconds>(), 3000ms);
  EXPECT_EQ(Value(Mood::stormy).as<Mood>(), Mood::stormy);
  EXPECT_EQ(Value(std::optional(5)).as<std::optional<int>>(), 5);
  static_assert(!std::is_convertible_v<int*, Value> && !std::is_convertible_v<char, Value>);
}

TEST(Value, OwnsWhatItHolds) {
  std::string text = "a text that is too long for any small buffer in a string";
  const Value value{std::string_view(text)};
  const Value copy = value;
  text.assign(text.size(), '#');
  EXPECT_EQ(copy.cell().text(), "a text that is too long for any small buffer in a string");
  Value moved = Value("short");
  const Value other = std::move(moved);
  EXPECT_EQ(other.cell().text(), "short");
  EXPECT_EQ(Value(Cell::of_text("json", ValueKind::json)).kind(), ValueKind::json);
}

TEST(Value, ConvertsByTheRulesOfTheCodec) {
  EXPECT_EQ(Value("12").as<int>(), 12);
  EXPECT_EQ(Value(12).as<std::string>(), "12");
  EXPECT_THROW(Value(300).as<std::int8_t>(), DataError);
  EXPECT_THROW(Value().as<int>(), DataError);
  EXPECT_EQ(Value().as<std::optional<int>>(), std::nullopt);
  EXPECT_THROW(Value(2023y / February / 29), DataError);
}

TEST(Value, ComparesByContent) {
  EXPECT_EQ(Value(), Value(nullptr));
  EXPECT_NE(Value(), Value(0));
  EXPECT_EQ(Value(5), Value(std::uint64_t{5}));
  EXPECT_EQ(Value(5), Value(Decimal{"5.00"}));
  EXPECT_EQ(Value(5), 5.0);
  EXPECT_NE(Value(5), 5.5);
  EXPECT_NE(Value(-1), Value(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_NE(Value(1), Value(true));
  EXPECT_EQ(Value("a"), "a");
  EXPECT_NE(Value("1"), 1);
  EXPECT_EQ(Value(std::nan("")), Value(std::nan("")));
  EXPECT_EQ(Value(Json("[1]")), Value(Json("[ 1 ]")));
  EXPECT_NE(Value(sys_seconds(0s)), Value(local_seconds(0s)));
}

TEST(Value, PrintsForPeople) {
  EXPECT_EQ(Value().to_string(), "NULL");
  EXPECT_EQ(Value("it's").to_string(), "'it''s'");
  EXPECT_EQ(Value(-3).to_string(), "-3");
  EXPECT_EQ(Value(true).to_string(), "true");
  EXPECT_EQ(Value(Bytes{std::byte{0xab}, std::byte{0}}).to_string(), "x'ab00'");
  EXPECT_EQ(Value(sys_seconds(0s)).to_string(), "1970-01-01 00:00:00.000000");
  EXPECT_EQ(Value(Json("[1]")).to_string(), "[1]");
  std::ostringstream out;
  out << Value(Decimal{"1.50"}) << ' ' << Value("x");
  EXPECT_EQ(out.str(), "1.50 'x'");
}

TEST(Value, ItsCodecReadsAnyCell) {
  EXPECT_EQ(codec_test::read_cell<Value>(Cell::null()), Value());
  EXPECT_EQ(codec_test::read_cell<Value>(Cell::of_text("abc")), "abc");
  EXPECT_EQ(codec_test::read_cell<Value>(Cell::of_integer(3, ValueKind::date)).kind(), ValueKind::date);
  EXPECT_EQ(codec_test::round_trip(Value(Uuid{})), Value(Uuid{}));
  EXPECT_TRUE(value_codec.nullable);
}

}  // namespace
}  // namespace bindery
