// Codecs of text and bytes.
#include "codec_support.hpp"

namespace bindery {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;
using codec_test::read_cell;
using codec_test::round_trip;
using codec_test::text;
using codec_test::write_cell;

TEST(TextCodec, AnyTextTravels) {
  for (const std::string& value :
       {""s, "plain"s, "Žluťoučký kůň 値 🦄"s, "with\0nul"s, std::string(100'000, 'x')}) {
    EXPECT_EQ(round_trip(value), value);
  }
}

TEST(TextCodec, OtherKindsAreReadAsTheyPrint) {
  EXPECT_EQ(read_cell<std::string>(Cell::of_integer(-12)), "-12");
  EXPECT_EQ(read_cell<std::string>(Cell::of_unsigned(18446744073709551615u)), "18446744073709551615");
  EXPECT_EQ(read_cell<std::string>(Cell::of_real(0.1)), "0.1");
  EXPECT_EQ(read_cell<std::string>(Cell::of_boolean(true)), "true");
  EXPECT_EQ(read_cell<std::string>(Decimal{"1.50"}.to_cell()), "1.50");
  EXPECT_EQ(read_cell<std::string>(Cell::of_integer(-1, ValueKind::timestamp)), "1969-12-31 23:59:59.999999");
  EXPECT_EQ(read_cell<std::string>(Cell::of_text("[1]", ValueKind::json)), "[1]");
  EXPECT_EQ(read_cell<std::string>(write_cell(Uuid{})), "00000000-0000-0000-0000-000000000000");
  EXPECT_EQ(codec_test::read_refusal<std::string>(Cell::null()),
            "NULL cannot be stored in a member that is not std::optional");
}

TEST(TextCodec, LiteralsAreWriteOnly) {
  EXPECT_EQ(write_cell("abc"sv).text(), "abc");
  const char* literal = "abc";
  EXPECT_EQ(write_cell(literal).text(), "abc");
  literal = nullptr;
  EXPECT_TRUE(write_cell(literal).is_null());
  EXPECT_TRUE(write_cell(nullptr).is_null());
  EXPECT_TRUE(write_cell(std::nullopt).is_null());
  static_assert(Writable<std::string_view> && !Storable<std::string_view>);
  static_assert(Writable<const char*> && !Storable<const char*>);
  static_assert(Writable<std::string> && Writable<int> && !Writable<int*>);
  const char* to = nullptr;
  const Codec& codec = *writer_for<const char*>;
  EXPECT_THROW(codec.read(codec, text("abc"), &to), DataError);
}

TEST(TextCodec, ViewsShowTheTextOfTheirRow) {
  static_assert(Mappable<std::string_view> && Mappable<std::optional<std::string_view>> &&
                !Mappable<const char*>);
  const Codec& codec = *ViewFor<std::string_view>::codec;
  std::string_view view;
  codec.read(codec, text("abc"), &view);
  EXPECT_EQ(view, "abc");
  EXPECT_THROW(codec.read(codec, Cell::null(), &view), DataError);
  EXPECT_THROW(codec.read(codec, Cell::of_integer(1), &view), DataError);
}

TEST(BytesCodec, AnyBytesTravel) {
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);
  EXPECT_EQ(round_trip(all), all);
  EXPECT_EQ(round_trip(Bytes{}), Bytes{});
  EXPECT_EQ(read_cell<Bytes>(text("ab")), (Bytes{std::byte{'a'}, std::byte{'b'}}));
  EXPECT_EQ(codec_test::read_refusal<Bytes>(Cell::of_integer(1)), "integer 1 cannot be read as bytes");
  EXPECT_THROW(read_cell<Bytes>(Cell::null()), DataError);
}

TEST(Codec, KindsHaveNames) {
  EXPECT_EQ(name_of(TypeKind::boolean), "boolean");
  EXPECT_EQ(name_of(TypeKind::enumeration), "enumeration");
  EXPECT_EQ(name_of(TypeKind::timestamp_tz), "timestamp_tz");
  EXPECT_EQ(name_of(ValueKind::null), "NULL");
  EXPECT_EQ(name_of(ValueKind::json), "json");
}

TEST(Codec, RefusalsCutLongText) {
  const auto message = codec_test::read_refusal<int>(text(std::string(1000, 'x')));
  EXPECT_EQ(message, "text '" + std::string(60, 'x') + "...' cannot be read as a 32-bit integer");
}

/// A user's own type is taught to Bindery in the same way.
struct Celsius {
  double degrees = 0;
  bool operator==(const Celsius&) const = default;
};

}  // namespace

template <> struct CodecFor<Celsius> {
  static void read(const Codec&, const Cell& cell, void* field) {
    codec_for<double>->read(*codec_for<double>, cell, &static_cast<Celsius*>(field)->degrees);
  }
  static void write(const Codec&, const void* field, Cell& cell) {
    cell = Cell::of_real(static_cast<const Celsius*>(field)->degrees);
  }
  static constexpr Codec own{
      TypeKind::float64, false, read, write, detail::equal_values<Celsius>, detail::assign_values<Celsius>};
  static constexpr const Codec* codec = &own;
};

namespace {

TEST(Codec, UsersTypesAreEquals) {
  EXPECT_EQ(round_trip(Celsius{21.5}).degrees, 21.5);
  EXPECT_EQ(round_trip(std::optional(Celsius{1})), Celsius{1});
  EXPECT_EQ(codec_for<std::optional<Celsius>>->type, TypeKind::float64);
}

}  // namespace
}  // namespace bindery
