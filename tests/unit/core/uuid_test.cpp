// Uuid: text forms, randomness, order, codec.
#include <bindery/core/types/uuid.hpp>

#include <set>
#include <unordered_set>

#include "codec_support.hpp"

namespace bindery {
namespace {

using codec_test::read_cell;
using codec_test::read_refusal;
using codec_test::round_trip;

constexpr std::string_view sample = "00112233-4455-6677-8899-aabbccddeeff";

TEST(Uuid, ReadsAndWritesText) {
  EXPECT_EQ(Uuid::parse(sample).to_string(), sample);
  EXPECT_EQ(Uuid::parse("00112233445566778899AABBCCDDEEFF").to_string(), sample);
  EXPECT_EQ(Uuid::parse(sample).bytes[15], std::byte{0xff});
  EXPECT_TRUE(Uuid{}.is_nil());
  EXPECT_EQ(Uuid{}.to_string(), "00000000-0000-0000-0000-000000000000");
}

TEST(Uuid, RefusesOtherText) {
  for (const char* bad : {"", "0011", "00112233-4455-6677-8899-aabbccddeef",
                          "00112233-4455-6677-8899-aabbccddeefg", "001122334-455-6677-8899-aabbccddeeff",
                          "{00112233445566778899aabbccddee}", "00112233445566778899aabbccddeeffff"}) {
    EXPECT_THROW(Uuid::parse(bad), DataError) << bad;
  }
}

TEST(Uuid, RandomOnesAreVersionFourAndDiffer) {
  std::unordered_set<Uuid> seen;
  for (int i = 0; i < 1000; ++i) {
    const auto uuid = Uuid::random();
    EXPECT_EQ(uuid.to_string()[14], '4');
    EXPECT_EQ(uuid.bytes[8] & std::byte{0xc0}, std::byte{0x80});
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 1000u);
}

TEST(Uuid, IsOrderedAsItsText) {
  const auto low = Uuid::parse("00000000-0000-0000-0000-0000000000ff"), high = Uuid::parse(sample);
  EXPECT_LT(low, high);
  EXPECT_EQ(std::set<Uuid>({high, low, high}).size(), 2u);
}

TEST(Uuid, TravelsAsSixteenBytes) {
  const auto uuid = Uuid::parse(sample);
  EXPECT_EQ(codec_test::write_cell(uuid).view.size, 16u);
  EXPECT_EQ(round_trip(uuid), uuid);
  EXPECT_EQ(read_cell<Uuid>(Cell::of_bytes(uuid.bytes)), uuid);
  EXPECT_EQ(read_cell<Uuid>(codec_test::text(sample)), uuid);
  EXPECT_EQ(read_refusal<Uuid>(codec_test::text("x")), "text 'x' cannot be read as a UUID");
  EXPECT_EQ(read_refusal<Uuid>(Cell::of_bytes(std::span(uuid.bytes).first(8))),
            "bytes (8) cannot be read as a UUID");
  EXPECT_EQ(read_refusal<Uuid>(Cell::of_integer(1)), "integer 1 cannot be read as a UUID");
}

}  // namespace
}  // namespace bindery
