// Rows in few bytes: every type there and back, and what counts as unchanged.
#include <orm/row_copy.hpp>

#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace bindery::detail {
namespace {

using namespace std::chrono_literals;

template <class T> struct Box {
  std::int64_t id = 0;
  T value{};
  std::optional<T> perhaps{};
  static constexpr auto columns() {
    return mapped(column<&Box::id>(primary_key), column<&Box::value>(), column<&Box::perhaps>());
  }
};

template <class T> bool same(const T& a, const T& b) { return codec_for<T>->equal(&a, &b); }

/// Each value goes there and back, and is told from each other one.
template <class T> void there_and_back(const std::vector<T>& values) {
  const Table& table = table_of<Box<T>>();
  for (const T& value : values) {
    for (const bool is_there : {true, false}) {
      Box<T> box{-7, value, is_there ? std::optional<T>(value) : std::nullopt};
      const RowCopy copy = copy_row(table, &box);
      EXPECT_TRUE(is_as_copied(table, copy.get(), &box));
      Box<T> back{99, {}, T{}};
      restore_row(table, copy.get(), &back);
      EXPECT_EQ(back.id, -7);
      EXPECT_TRUE(same(back.value, value));
      EXPECT_EQ(back.perhaps.has_value(), is_there);
      EXPECT_TRUE(!is_there || same(*back.perhaps, value));
      for (const T& other : values) {
        back.value = other;
        EXPECT_EQ(is_as_copied(table, copy.get(), &back), same(other, value));
      }
      back.value = value;
      back.perhaps = is_there ? std::nullopt : std::optional<T>(value);
      EXPECT_FALSE(is_as_copied(table, copy.get(), &back));
    }
  }
}

template <class T> std::vector<T> extremes() {
  using Limits = std::numeric_limits<T>;
  return {Limits::lowest(), T(0), T(1), T(63), T(64), T(100), Limits::max()};
}

enum class Color : std::uint8_t { red, green };

TEST(RowCopy, numbers) {
  there_and_back(extremes<std::int64_t>());
  there_and_back<std::int64_t>({-1, -64, -65, 1'000'000'007, -1'000'000'007});
  there_and_back(std::vector<std::uint64_t>{0, 127, 128, std::numeric_limits<std::uint64_t>::max()});
  there_and_back(extremes<std::int8_t>());
  there_and_back(extremes<double>());
  there_and_back<double>({0.1, -0.1, 1e-300, std::numeric_limits<double>::infinity()});
  there_and_back(extremes<float>());
  there_and_back<bool>({true, false});
  there_and_back<Decimal>(
      {Decimal("0"), Decimal("-12.50"), Decimal("99999999999999999999999999999999999999")});
}

TEST(RowCopy, a_number_that_is_none) {
  const Table& table = table_of<Box<double>>();
  Box<double> box{1, std::nan(""), {}};
  const RowCopy copy = copy_row(table, &box);
  EXPECT_TRUE(is_as_copied(table, copy.get(), &box));
  box.value = 0;
  restore_row(table, copy.get(), &box);
  EXPECT_TRUE(std::isnan(box.value));
}

TEST(RowCopy, texts_and_what_looks_like_them) {
  there_and_back<std::string>({"", "a", std::string("\0b", 2), std::string(127, 'x'), std::string(128, 'x'),
                               std::string(100'000, 'y')});
  there_and_back<Bytes>({Bytes{}, Bytes{std::byte{0}}, Bytes(300, std::byte{255})});
  there_and_back<Json>({Json("{\"a\": [1, 2]}"), Json("null"), Json("\"text\"")});
  there_and_back<Color>({Color::red, Color::green});
  there_and_back<Array<std::int32_t>>({{}, {1, -2}, {3}});
  there_and_back<Uuid>({Uuid{}, Uuid::parse("0190163d-8694-739b-aea5-966c26f8ad91")});
}

struct Mixed {
  std::int64_t id = 0;
  std::string name{};
  double share = 0;
  Decimal price{};
  std::optional<std::string> note{};
  static constexpr auto columns() {
    return mapped(column<&Mixed::id>(primary_key), column<&Mixed::name>(), column<&Mixed::share>(),
                  column<&Mixed::price>(), column<&Mixed::note>());
  }
};

std::vector<std::size_t> differences(Mixed a, Mixed b) {
  const Table& table = table_of<Mixed>();
  const RowCopy one = copy_row(table, &a), other = copy_row(table, &b);
  CopiedCells cells(one.get()), others(other.get());
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < table.columns().size(); ++i) {
    if (!cells.next_is_same(others)) found.push_back(i);
  }
  return found;
}

TEST(RowCopy, two_copies_are_compared_cell_by_cell) {
  using testing::ElementsAre;
  const Mixed row{7, "name", 0.5, Decimal("1.50"), "note"};
  EXPECT_THAT(differences(row, row), ElementsAre());
  EXPECT_THAT(differences(row, {8, "name", 0.5, Decimal("1.50"), "note"}), ElementsAre(0));
  EXPECT_THAT(differences(row, {7, "same", 0.5, Decimal("1.50"), "note"}), ElementsAre(1));
  EXPECT_THAT(differences(row, {70'000, "longer name", 0.25, Decimal("1.50"), "note"}), ElementsAre(0, 1, 2));
  EXPECT_THAT(differences(row, {7, "", 0.5, Decimal("2.50"), std::nullopt}), ElementsAre(1, 3, 4));
  EXPECT_THAT(differences({.share = std::nan("1")}, {.share = std::nan("2")}), ElementsAre());
  EXPECT_THAT(differences({.share = 0.0}, {.share = -0.0}), ElementsAre(2));
}

TEST(RowCopy, a_cell_is_found_by_its_column) {
  Mixed row{-7, std::string(300, 'n'), -0.5, Decimal("-1.50"), "note"};
  const RowCopy copy = copy_row(table_of<Mixed>(), &row);
  EXPECT_EQ(cell_in(copy.get(), 0).integer, -7);
  EXPECT_EQ(cell_in(copy.get(), 1).text(), row.name);
  EXPECT_EQ(cell_in(copy.get(), 2).real, -0.5);
  EXPECT_EQ(Value(cell_in(copy.get(), 3)).as<Decimal>(), row.price);
  EXPECT_EQ(cell_in(copy.get(), 4).text(), "note");
}

TEST(RowCopy, many_copies_lie_in_blocks_which_the_last_of_them_keeps) {
  const Table& table = table_of<Mixed>();
  std::vector<RowCopy> copies;
  {
    EntityBlocks blocks;
    for (std::int64_t i = 0; i < 1000; ++i) {
      Mixed row{i, std::string(static_cast<std::size_t>(i), 'x')};
      copies.push_back(copy_row(table, &row, &blocks));
    }
  }
  for (std::int64_t i = 0; i < 1000; ++i) {
    Mixed back;
    restore_row(table, copies[static_cast<std::size_t>(i)].get(), &back);
    EXPECT_EQ(back.id, i);
    EXPECT_EQ(back.name.size(), static_cast<std::size_t>(i));
    copies[static_cast<std::size_t>(i)].reset();
  }
}

TEST(RowCopy, moments) {
  using std::chrono::days;
  using std::chrono::microseconds;
  there_and_back<std::chrono::sys_time<microseconds>>(
      {std::chrono::sys_time<microseconds>(-1us),
       std::chrono::sys_time<microseconds>(1'700'000'000'123'456us)});
  there_and_back<std::chrono::local_time<microseconds>>({std::chrono::local_time<microseconds>(5us), {}});
  there_and_back<std::chrono::sys_days>(
      {std::chrono::sys_days(days(-1)), std::chrono::sys_days(days(20'000))});
  there_and_back<TimeOfDay>({TimeOfDay(0us), TimeOfDay(86'399'999'999us)});
  there_and_back<microseconds>({-1us, 3'600'000'000us});
}

struct Long {
  std::int64_t id = 0;
  Deferred<std::string> body{};
  static constexpr auto columns() { return mapped(column<&Long::id>(primary_key), column<&Long::body>()); }
};

TEST(RowCopy, what_was_not_read_stays_unread) {
  const Table& table = table_of<Long>();
  Long row{.id = 4}, back{.id = 5, .body = "text"};
  const Column& body = table.column(1);
  body.leave_unread(&row.body);
  const RowCopy copy = copy_row(table, &row);
  EXPECT_TRUE(is_as_copied(table, copy.get(), &row));
  EXPECT_FALSE(is_as_copied(table, copy.get(), &back));
  restore_row(table, copy.get(), &back);
  EXPECT_EQ(back.id, 4);
  EXPECT_FALSE(back.body.is_loaded());
  back.body = "";
  EXPECT_FALSE(is_as_copied(table, copy.get(), &back));
}

}  // namespace
}  // namespace bindery::detail
