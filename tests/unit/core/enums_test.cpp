// Enumerations: names found at compile time, stored and read by name.
#include <bindery/core/enums.hpp>

#include "codec_support.hpp"

namespace bindery {
namespace test_enums {

enum class Mood { calm, stormy };
enum class Gaps : std::int8_t { one = 1, seven = 7, last = 63 };
enum class Wide : std::uint16_t { small = 3, big = 150 };
enum class Switch : bool { off, on };
enum class Tiny : std::uint8_t { first };
enum class Signed { below = -1, zero };
enum Plain { plain_value };

template <class A, class B> struct Holder {
  enum class Inner { left, right };
};

}  // namespace test_enums

template <> inline constexpr int enum_limit<test_enums::Wide> = 200;
template <> inline constexpr int enum_limit<test_enums::Tiny> = 1000;

namespace {

using namespace test_enums;
using codec_test::read_cell;
using codec_test::read_refusal;
using codec_test::text;
using codec_test::write_cell;
using codec_test::write_refusal;

enum class Hidden { here, there };

static_assert(enum_names<Mood>.size() == 2 && enum_names<Mood>[0].name == "calm" &&
              enum_names<Mood>[1].name == "stormy");
static_assert(enum_names<Gaps>.size() == 3 && enum_names<Gaps>[2].name == "last" &&
              enum_names<Gaps>[2].value == 63);
static_assert(enum_names<Wide>.size() == 2 && enum_names<Wide>[1].name == "big" &&
              enum_names<Wide>[1].value == 150);
static_assert(enum_names<Switch>.size() == 2 && enum_names<Switch>[1].name == "on");
static_assert(enum_names<Tiny>.size() == 1 && enum_names<Tiny>[0].name == "first");
static_assert(enum_names<Hidden>.size() == 2 && enum_names<Hidden>[0].name == "here");
// Clang defines an enumeration of a class template when one of its names is first used.
using Inner = Holder<int, Holder<char, long>>::Inner;
static_assert(Inner::left != Inner::right);
static_assert(enum_names<Inner>.size() == 2 && enum_names<Inner>[1].name == "right");
static_assert(!Storable<Plain> && !Storable<std::byte>);
static_assert(codec_for<Mood>->type == TypeKind::enumeration && codec_for<Mood>->names.size() == 2);
static_assert(codec_for<std::optional<Mood>>->type == TypeKind::enumeration &&
              codec_for<std::optional<Mood>>->names.size() == 2);

TEST(Enumeration, NamesOfValues) {
  EXPECT_EQ(enum_name(Mood::stormy), "stormy");
  EXPECT_EQ(enum_name(Gaps::seven), "seven");
  EXPECT_EQ(enum_name(Gaps{5}), "");
  EXPECT_EQ(enum_name(Signed::below), "");
  enum class Local { within };
  EXPECT_EQ(enum_name(Local::within), "within");
}

TEST(Enumeration, TravelsByName) {
  EXPECT_EQ(write_cell(Mood::stormy).text(), "stormy");
  EXPECT_EQ(codec_test::round_trip(Gaps::last), Gaps::last);
  EXPECT_EQ(codec_test::round_trip(Wide::big), Wide::big);
  EXPECT_EQ(codec_test::round_trip(Switch::on), Switch::on);
  EXPECT_EQ(read_cell<std::optional<Mood>>(text("calm")), Mood::calm);
  EXPECT_EQ(read_cell<std::optional<Mood>>(Cell::null()), std::nullopt);
}

TEST(Enumeration, RefusesUnknownNamesAndValues) {
  EXPECT_EQ(read_refusal<Mood>(text("x")), "'x' is not a value of Mood (calm, stormy)");
  EXPECT_EQ(read_refusal<Mood>(text("Calm")), "'Calm' is not a value of Mood (calm, stormy)");
  EXPECT_EQ(read_refusal<Mood>(Cell::of_integer(1)), "integer 1 cannot be read as a name of Mood");
  EXPECT_EQ(read_refusal<Mood>(Cell::null()), "NULL cannot be stored in a member that is not std::optional");
  EXPECT_EQ(write_refusal(Mood{7}),
            "value 7 of Mood has no name (calm, stormy); names are found below bindery::enum_limit<Mood>");
  EXPECT_THROW(write_cell(Signed::below), DataError);
}

}  // namespace
}  // namespace bindery
