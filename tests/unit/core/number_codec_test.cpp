// Codecs of bool, integers and floating point numbers, extremes included.
#include <bindery/core/calendar.hpp>

#include <cmath>
#include <limits>

#include "codec_support.hpp"

namespace bindery {
namespace {

using codec_test::read_cell;
using codec_test::read_refusal;
using codec_test::round_trip;
using codec_test::same;
using codec_test::text;
using codec_test::write_cell;

template <class T> class IntegerCodec : public ::testing::Test {};
using Integers =
    ::testing::Types<std::int8_t, std::int16_t, std::int32_t, std::int64_t, long, long long, std::uint8_t,
                     std::uint16_t, std::uint32_t, std::uint64_t, unsigned long, unsigned long long>;
TYPED_TEST_SUITE(IntegerCodec, Integers);

TYPED_TEST(IntegerCodec, ExtremesTravelInEveryKind) {
  using Limits = std::numeric_limits<TypeParam>;
  for (const TypeParam value : {Limits::min(), TypeParam{0}, TypeParam{1}, Limits::max()}) {
    EXPECT_EQ(round_trip(value), value);
    EXPECT_EQ(round_trip(std::optional(value)), value);
    EXPECT_EQ(read_cell<TypeParam>(text(std::to_string(value))), value);
    EXPECT_EQ(read_cell<TypeParam>(Decimal(value).to_cell()), value);
  }
}

TYPED_TEST(IntegerCodec, OneBeyondIsRefused) {
  using Limits = std::numeric_limits<TypeParam>;
  EXPECT_THROW(read_cell<TypeParam>((Decimal(Limits::max()) + 1).to_cell()), DataError);
  EXPECT_THROW(read_cell<TypeParam>((Decimal(Limits::min()) - 1).to_cell()), DataError);
  EXPECT_THROW(read_cell<TypeParam>(text((Decimal(Limits::max()) + 1).to_string())), DataError);
}

TEST(NumberCodec, TypesFollowFromSizeAndSign) {
  EXPECT_EQ(codec_for<std::int8_t>->type, TypeKind::int8);
  EXPECT_EQ(codec_for<std::uint16_t>->type, TypeKind::uint16);
  EXPECT_EQ(codec_for<long>->type, TypeKind::int64);
  EXPECT_EQ(codec_for<long long>->type, TypeKind::int64);
  EXPECT_EQ(codec_for<const std::uint64_t>->type, TypeKind::uint64);
  EXPECT_EQ(codec_for<float>->type, TypeKind::float32);
  static_assert(!Storable<char> && !Storable<wchar_t> && !Storable<char8_t> && !Storable<int*> &&
                !Storable<long double>);
}

TEST(NumberCodec, SaysWhyAnIntegerIsRefused) {
  EXPECT_EQ(read_refusal<std::int16_t>(Cell::of_integer(70000)),
            "integer 70000 does not fit a 16-bit integer");
  EXPECT_EQ(read_refusal<std::uint64_t>(Cell::of_integer(-1)),
            "integer -1 does not fit an unsigned 64-bit integer");
  EXPECT_EQ(read_refusal<std::int64_t>(Cell::of_unsigned(9223372036854775808u)),
            "unsigned integer 9223372036854775808 does not fit a 64-bit integer");
  EXPECT_EQ(read_refusal<int>(text("7 apples")), "text '7 apples' cannot be read as a 32-bit integer");
  EXPECT_EQ(read_refusal<int>(text("")), "text '' cannot be read as a 32-bit integer");
  EXPECT_EQ(read_refusal<int>(Cell::of_real(1.5)), "real 1.5 cannot be read as a 32-bit integer");
  EXPECT_EQ(read_refusal<int>(Decimal{"1.5"}.to_cell()), "decimal 1.5 cannot be read as a 32-bit integer");
  EXPECT_EQ(read_refusal<int>(Cell::null()), "NULL cannot be stored in a member that is not std::optional");
  EXPECT_EQ(read_refusal<int>(Cell::of_integer(0, ValueKind::date)),
            "date 1970-01-01 cannot be read as a 32-bit integer");
  EXPECT_EQ(read_refusal<int>(Cell::of_integer(last_day + 1, ValueKind::date)),
            "date 2932897 cannot be read as a 32-bit integer");
}

TEST(NumberCodec, ReadsWholeRealsAndDecimalsAsIntegers) {
  EXPECT_EQ(read_cell<int>(Cell::of_real(-3.0)), -3);
  EXPECT_EQ(read_cell<int>(Decimal{"12.00"}.to_cell()), 12);
  EXPECT_EQ(read_cell<int>(Cell::of_boolean(true)), 1);
  EXPECT_EQ(read_cell<std::int64_t>(Cell::of_real(-9223372036854775808.0)),
            std::numeric_limits<std::int64_t>::min());
  EXPECT_THROW(read_cell<std::int64_t>(Cell::of_real(9223372036854775808.0)), DataError);
  EXPECT_THROW(read_cell<std::uint64_t>(Cell::of_real(18446744073709551616.0)), DataError);
  EXPECT_THROW(read_cell<std::uint64_t>(Cell::of_real(1e300)), DataError);
  EXPECT_THROW(read_cell<int>(Cell::of_real(std::nan(""))), DataError);
}

TEST(NumberCodec, BooleansAreReadFromNumbersAndWords) {
  EXPECT_TRUE(round_trip(true));
  EXPECT_FALSE(round_trip(false));
  EXPECT_EQ(write_cell(true).kind, ValueKind::boolean);
  EXPECT_TRUE(read_cell<bool>(Cell::of_integer(1)));
  EXPECT_FALSE(read_cell<bool>(text("false")));
  EXPECT_TRUE(read_cell<bool>(text("t")));
  EXPECT_TRUE(read_cell<bool>(text("1")));
  EXPECT_EQ(read_refusal<bool>(Cell::of_integer(2)), "integer 2 cannot be read as a boolean");
  EXPECT_THROW(read_cell<bool>(text("yes please")), DataError);
}

TEST(NumberCodec, FloatingPointExtremesTravel) {
  using Limits = std::numeric_limits<double>;
  for (const double value : {0.0, -0.0, Limits::min(), Limits::max(), Limits::lowest(), Limits::denorm_min(),
                             Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), 0.1}) {
    EXPECT_TRUE(same(round_trip(value), value)) << value;
    EXPECT_TRUE(same(round_trip(static_cast<float>(value)), static_cast<float>(value))) << value;
  }
}

TEST(NumberCodec, FloatingPointIsReadFromEveryKindOfNumber) {
  EXPECT_EQ(read_cell<double>(Cell::of_integer(-7)), -7.0);
  EXPECT_EQ(read_cell<double>(Cell::of_unsigned(1u << 31)), 2147483648.0);
  EXPECT_EQ(read_cell<double>(Decimal{"0.1"}.to_cell()), 0.1);
  EXPECT_EQ(read_cell<double>(text("1e-3")), 0.001);
  EXPECT_TRUE(std::isnan(read_cell<double>(text("NaN"))));
  EXPECT_EQ(read_cell<float>(Cell::of_real(0.1)), 0.1f);
  EXPECT_EQ(read_refusal<float>(Cell::of_real(1e300)),
            "real 1e+300 does not fit a 32-bit floating point number");
  EXPECT_EQ(read_refusal<double>(text("1.5x")), "text '1.5x' cannot be read as a floating point number");
  EXPECT_THROW(read_cell<double>(text("1e999")), DataError);
  EXPECT_THROW(read_cell<double>(Cell::null()), DataError);
}

TEST(NumberCodec, SameMeansStoredTheSame) {
  EXPECT_TRUE(same(std::nan(""), std::nan("")));
  EXPECT_FALSE(same(0.0, -0.0));
  EXPECT_TRUE(same(std::optional(std::nan("")), std::optional(std::nan(""))));
  EXPECT_FALSE(same(std::optional(0.0f), std::optional<float>()));
  EXPECT_TRUE(same(std::optional<float>(), std::optional<float>()));
}

TEST(NumberCodec, OptionalsReadNull) {
  std::optional<int> value = 3;
  codec_for<std::optional<int>>->read(*codec_for<std::optional<int>>, Cell::null(), &value);
  EXPECT_FALSE(value);
  EXPECT_TRUE(write_cell(std::optional<double>()).is_null());
  EXPECT_TRUE(codec_for<std::optional<int>>->nullable);
  EXPECT_EQ(codec_for<std::optional<int>>->type, TypeKind::int32);
}

}  // namespace
}  // namespace bindery
