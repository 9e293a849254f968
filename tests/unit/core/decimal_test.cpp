// Decimal: text, scale, exact arithmetic, rounding, limits.
#include <bindery/core/types/decimal.hpp>

#include <limits>
#include <sstream>
#include <unordered_set>

#include "codec_support.hpp"

namespace bindery {
namespace {

using codec_test::read_cell;
using codec_test::read_refusal;
using codec_test::refusal;
using codec_test::write_cell;

const std::string nines(38, '9');

TEST(Decimal, KeepsItsOwnScale) {
  EXPECT_EQ(Decimal{"1.50"}.to_string(), "1.50");
  EXPECT_EQ(Decimal{"1.50"}.scale(), 2);
  EXPECT_EQ(Decimal{"1.50"}.precision(), 3);
  EXPECT_EQ(Decimal{"0.00"}.to_string(), "0.00");
  EXPECT_EQ(Decimal{"-0.05"}.to_string(), "-0.05");
  EXPECT_EQ(Decimal{}.to_string(), "0");
  EXPECT_EQ(Decimal{"-0"}.to_string(), "0");
}

TEST(Decimal, ReadsTextInAllForms) {
  EXPECT_EQ(Decimal{"1e3"}.to_string(), "1000");
  EXPECT_EQ(Decimal{"1.5E+3"}.to_string(), "1500");
  EXPECT_EQ(Decimal{"15e-3"}.to_string(), "0.015");
  EXPECT_EQ(Decimal{".5"}.to_string(), "0.5");
  EXPECT_EQ(Decimal{"5."}.to_string(), "5");
  EXPECT_EQ(Decimal{"+007.10"}.to_string(), "7.10");
  EXPECT_EQ(Decimal{"1e37"}.to_string(), "1" + std::string(37, '0'));
  EXPECT_EQ(Decimal{"1e-38"}.to_string(), "0." + std::string(37, '0') + "1");
  EXPECT_EQ(Decimal{"0e99999999999999999999"}, 0);
  EXPECT_EQ(Decimal{"1." + std::string(60, '0')}, 1);
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const char* bad : {"", ".", "-", "abc", "1..2", "1e", "1e+", "1e+-2", "1 ", " 1", "0x1", "NaN",
                          "Infinity", "1,5", "--1"}) {
    EXPECT_THROW(Decimal{bad}, DataError) << bad;
  }
  EXPECT_EQ(refusal([] { Decimal{"12x"}; }), "'12x' is not a decimal number");
}

TEST(Decimal, HoldsThirtyEightDigitsAndNoMore) {
  EXPECT_EQ(Decimal{nines}.to_string(), nines);
  EXPECT_EQ(Decimal{"-" + nines}.to_string(), "-" + nines);
  EXPECT_EQ(Decimal{"0." + nines}.to_string(), "0." + nines);
  EXPECT_EQ(Decimal{nines}.precision(), 38);
  EXPECT_THROW(Decimal{nines + "9"}, DataError);
  EXPECT_THROW(Decimal{"1e38"}, DataError);
  EXPECT_THROW(Decimal{"1e-39"}, DataError);
  EXPECT_THROW(Decimal{"1e99999999999999999999"}, DataError);
  EXPECT_THROW(Decimal{nines} + 1, DataError);
  EXPECT_THROW(Decimal{nines} * 2, DataError);
  EXPECT_THROW(Decimal{"-" + nines} - Decimal{nines}, DataError);
  EXPECT_THROW(Decimal{nines}.rounded(1), DataError);
  EXPECT_EQ(Decimal{nines} - Decimal{nines}, 0);
}

TEST(Decimal, ComparesAndHashesByValue) {
  EXPECT_EQ(Decimal{"1.5"}, Decimal{"1.50"});
  EXPECT_NE(Decimal{"1.5"}, Decimal{"-1.5"});
  EXPECT_LT(Decimal{"1.49"}, Decimal{"1.5"});
  EXPECT_LT(Decimal{"-1.5"}, Decimal{"-1.49"});
  EXPECT_LT(Decimal{"-0.1"}, Decimal{"0.01"});
  EXPECT_LT(Decimal{nines}.divided_by(10, 1), Decimal{nines});
  EXPECT_GT(Decimal{nines}, Decimal{"0." + nines});
  EXPECT_LT(Decimal{"0." + nines}, 1);
  const std::unordered_set<Decimal> set{Decimal{"1.5"}, Decimal{"1.50"}, Decimal{"1.500"}, 2};
  EXPECT_EQ(set.size(), 2u);
}

TEST(Decimal, AddsSubtractsAndMultipliesExactly) {
  EXPECT_EQ((Decimal{"0.1"} + Decimal{"0.2"}).to_string(), "0.3");
  EXPECT_EQ((Decimal{"1.50"} + 1).to_string(), "2.50");
  EXPECT_EQ((Decimal{"1"} - Decimal{"1.25"}).to_string(), "-0.25");
  EXPECT_EQ((Decimal{"12.50"} * Decimal{"0.9"}).to_string(), "11.250");
  EXPECT_EQ((-Decimal{"3.10"}).to_string(), "-3.10");
  Decimal total{"10.00"};
  total += Decimal{"2.50"};
  total -= 1;
  total *= 3;
  EXPECT_EQ(total.to_string(), "34.50");
}

TEST(Decimal, DropsZerosBehindThePointBeforeItGivesUp) {
  const Decimal wide{"1" + std::string(30, '0')};
  EXPECT_EQ(wide + Decimal{"0.5000000000"}, Decimal{"1" + std::string(30, '0') + ".5"});
  EXPECT_EQ(Decimal{"0.0" + std::string(37, '9')} - 1, Decimal{"-0.9" + std::string(36, '0') + "1"});
  const Decimal ones{"1." + std::string(37, '0')};
  EXPECT_EQ(ones * ones, 1);
  EXPECT_EQ(Decimal{"5e-20"} * Decimal{"2e-19"}, Decimal{"1e-38"});
  EXPECT_EQ(Decimal{"-50"} * Decimal{"-821660346814103400262201820910089787.5"},
            Decimal{"41083017340705170013110091045504489375"});
  EXPECT_THROW(Decimal{"1e-20"} * Decimal{"1e-19"}, DataError);
}

TEST(Decimal, RoundsHalfToEven) {
  EXPECT_EQ(Decimal{"2.5"}.rounded(0).to_string(), "2");
  EXPECT_EQ(Decimal{"3.5"}.rounded(0).to_string(), "4");
  EXPECT_EQ(Decimal{"-2.5"}.rounded(0).to_string(), "-2");
  EXPECT_EQ(Decimal{"2.51"}.rounded(0).to_string(), "3");
  EXPECT_EQ(Decimal{"1.005"}.rounded(2).to_string(), "1.00");
  EXPECT_EQ(Decimal{"1.5"}.rounded(3).to_string(), "1.500");
  EXPECT_EQ(Decimal{"0." + nines}.rounded(0).to_string(), "1");
  EXPECT_EQ(Decimal{"0.5"}.rounded(0).to_string(), "0");
  EXPECT_THROW(Decimal{"1"}.rounded(39), DataError);
  EXPECT_THROW(Decimal{"1"}.rounded(-1), DataError);
}

TEST(Decimal, DividesWithTheScaleAskedFor) {
  EXPECT_EQ(Decimal{"1"}.divided_by(3, 4).to_string(), "0.3333");
  EXPECT_EQ(Decimal{"2"}.divided_by(3, 4).to_string(), "0.6667");
  EXPECT_EQ(Decimal{"-2"}.divided_by(3, 4).to_string(), "-0.6667");
  EXPECT_EQ(Decimal{"1"}.divided_by(8, 2).to_string(), "0.12");
  EXPECT_EQ(Decimal{"3"}.divided_by(8, 2).to_string(), "0.38");
  EXPECT_EQ(Decimal{"10.00"}.divided_by(Decimal{"4"}, 0).to_string(), "2");
  EXPECT_EQ(Decimal{"1"}.divided_by(7, 38).to_string(), "0.14285714285714285714285714285714285714");
  EXPECT_EQ(Decimal{nines}.divided_by(Decimal{nines}, 37), 1);
  EXPECT_EQ(Decimal{"1e-38"}.divided_by(Decimal{nines}, 38), 0);
  EXPECT_EQ(Decimal{"2.5000000001"}.divided_by(1, 0).to_string(), "3");
  EXPECT_EQ(Decimal{"7.5"}.divided_by(3, 0).to_string(), "2");
  EXPECT_EQ(Decimal{"7.6"}.divided_by(3, 0).to_string(), "3");
  EXPECT_THROW(Decimal{"1"}.divided_by(0, 2), DataError);
  EXPECT_THROW(Decimal{nines}.divided_by(Decimal{"0.1"}, 2), DataError);
}

TEST(Decimal, MeetsIntegersAndDoubles) {
  EXPECT_EQ(Decimal(std::numeric_limits<std::int64_t>::min()).to_string(), "-9223372036854775808");
  EXPECT_EQ(Decimal(std::numeric_limits<std::uint64_t>::max()).to_string(), "18446744073709551615");
  EXPECT_EQ(Decimal{"-9223372036854775808.00"}.to_int64(), std::numeric_limits<std::int64_t>::min());
  EXPECT_THROW(static_cast<void>(Decimal{"9223372036854775808"}.to_int64()), DataError);
  EXPECT_THROW(static_cast<void>(Decimal{"1.5"}.to_int64()), DataError);
  EXPECT_EQ(Decimal{"0.1"}.to_double(), 0.1);
  EXPECT_EQ(Decimal::from_double(0.1, 20).to_string(), "0.10000000000000000555");
  EXPECT_EQ(Decimal::from_double(2.5, 0).to_string(), "2");
  EXPECT_EQ(Decimal::from_shortest(0.1).to_string(), "0.1");
  EXPECT_EQ(Decimal::from_shortest(1e20), Decimal{"1e20"});
  EXPECT_THROW(Decimal::from_double(std::numeric_limits<double>::quiet_NaN(), 2), DataError);
  EXPECT_THROW(Decimal::from_double(1e300, 2), DataError);
  EXPECT_THROW(Decimal::from_shortest(std::numeric_limits<double>::infinity()), DataError);
  static_assert(!std::is_convertible_v<double, Decimal> && !std::is_constructible_v<Decimal, double>);
  static_assert(!std::is_convertible_v<bool, Decimal> && !std::is_convertible_v<const char*, Decimal>);
}

TEST(Decimal, TravelsThroughWords) {
  for (const std::string& number :
       {std::string("0.00"), std::string("-1.5"), nines, "-" + nines, "-0." + nines}) {
    const Decimal value{number};
    EXPECT_EQ(Decimal::from_words(value.low(), value.high(), value.scale()).to_string(), number);
    EXPECT_EQ(read_cell<Decimal>(write_cell(value)).to_string(), number);
  }
  EXPECT_THROW(Decimal::from_words(0, std::numeric_limits<std::int64_t>::max(), 0), DataError);
  EXPECT_THROW(Decimal::from_words(0, std::numeric_limits<std::int64_t>::min(), 0), DataError);
  EXPECT_THROW(Decimal::from_words(1, 0, 39), DataError);
}

TEST(Decimal, IsReadFromEveryKindOfNumber) {
  EXPECT_EQ(read_cell<Decimal>(Cell::of_integer(-7)), -7);
  EXPECT_EQ(read_cell<Decimal>(Cell::of_unsigned(18446744073709551615u)).to_string(), "18446744073709551615");
  EXPECT_EQ(read_cell<Decimal>(codec_test::text("12.50")).to_string(), "12.50");
  EXPECT_EQ(read_cell<Decimal>(Cell::of_real(0.1)).to_string(), "0.1");
  EXPECT_EQ(read_refusal<Decimal>(Cell::of_boolean(true)), "boolean true cannot be read as a decimal");
  EXPECT_EQ(read_refusal<Decimal>(Cell::null()),
            "NULL cannot be stored in a member that is not std::optional");
}

TEST(Decimal, Prints) {
  std::ostringstream out;
  out << Decimal{"-12.340"};
  EXPECT_EQ(out.str(), "-12.340");
}

}  // namespace
}  // namespace bindery
