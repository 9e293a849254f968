// Secrets do not print themselves and leave nothing behind.
#include <bindery/core/secret.hpp>
#include <bindery/core/format.hpp>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <new>
#include <sstream>

namespace bindery {
namespace {

TEST(Secret, prints_as_stars) {
  const Secret secret("hunter2");
  std::ostringstream out;
  out << secret;
  EXPECT_EQ(out.str(), "***");
  EXPECT_EQ(fmt::format("<{:>5}>", secret), "<  ***>");
  EXPECT_EQ(secret.reveal(), "hunter2");
}

TEST(Secret, copies_compare_equal_and_are_independent) {
  Secret first("one");
  Secret second = first;
  EXPECT_EQ(first, second);
  second = Secret("two");
  EXPECT_EQ(first.reveal(), "one");
  EXPECT_EQ(second.reveal(), "two");
  first = second;
  EXPECT_EQ(first, second);
  first = *&first;
  EXPECT_EQ(first.reveal(), "two");
}

TEST(Secret, moving_empties_the_source) {
  for (const char* text : {"short", "a text that is too long for the small buffer of a string"}) {
    Secret from{std::string(text)};
    Secret to = std::move(from);
    EXPECT_EQ(to.reveal(), text);
    EXPECT_TRUE(from.empty());  // NOLINT: the state after the move is what is tested
    from = std::move(to);
    EXPECT_EQ(from.reveal(), text);
    EXPECT_TRUE(to.empty());
  }
}

TEST(Secret, is_wiped_when_destroyed) {
  alignas(Secret) unsigned char place[sizeof(Secret)];
  auto* secret = ::new (place) Secret(std::string("hunter2"));  // short: lives inside the object itself
  const auto* bytes = reinterpret_cast<const unsigned char*>(secret->reveal().data());
  const auto offset = static_cast<std::size_t>(bytes - place);
  ASSERT_LT(offset, sizeof place);
  secret->~Secret();
  const unsigned char* volatile after = place;
  EXPECT_NE(std::memcmp(const_cast<const unsigned char*>(after) + offset, "hunter2", 7), 0);
}

}  // namespace
}  // namespace bindery
