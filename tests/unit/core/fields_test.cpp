// Members of plain structs, found without a declaration.
#include <bindery/core/codecs.hpp>
#include <bindery/core/fields.hpp>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace bindery::test {
namespace {

struct Line {
  std::string title;
  std::int64_t number = 7;
  std::optional<double> rating = {};
  std::optional<std::string> note = {};
  std::vector<std::byte> bytes = {};
  std::chrono::year_month_day day = {};
};
template <class T> struct Box {
  T content;
};
struct Two {
  Line first, second;
};
struct Empty {};
struct Closed {
  Closed(int);
};
struct Wide {
  int a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y, z, a2, b2, c2, d2, e2, f2;
};

static_assert(PlainStruct<Line> && PlainStruct<Box<int>> && PlainStruct<Two> && PlainStruct<Wide>);
static_assert(!PlainStruct<Empty> && !PlainStruct<Closed> && !PlainStruct<int> && !PlainStruct<std::string>);
static_assert(field_count<Line> == 6);
static_assert(field_count<Two> == 2);
static_assert(field_count<Wide> == 32);
static_assert(field_name<Line, 0> == "title");
static_assert(field_name<Line, 3> == "note");
static_assert(field_name<Line, 5> == "day");
static_assert(field_name<Box<std::optional<int>>, 0> == "content");
static_assert(field_name<Two, 1> == "second");
static_assert(field_name<Wide, 31> == "f2");
static_assert(std::is_same_v<FieldType<Line, 2>, std::optional<double>>);
static_assert(std::is_same_v<FieldType<Two, 0>, Line>);

TEST(Fields, AreReachedByPosition) {
  Line line{.title = "first"};
  EXPECT_EQ(&field_at<0>(line), &line.title);
  field_at<1>(line) = 8;
  EXPECT_EQ(line.number, 8);
}

TEST(Fields, HaveNamesInsideOfFunctionsToo) {
  struct Local {
    int inner;
    std::string other;
  };
  static_assert(field_name<Local, 0> == "inner");
  static_assert(field_name<Local, 1> == "other");
}

}  // namespace
}  // namespace bindery::test
