// What a model says beside its columns, on every database: computed columns, rules that the program checks, and types
// that are stored as others.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "support/backends.hpp"

namespace bindery::test {

struct Email {
  std::string text;
  bool operator==(const Email&) const = default;
};

class Celsius {
 public:
  Celsius() = default;
  explicit Celsius(double degrees) : degrees_(degrees) {
    if (degrees < -273.15) throw DataError("there is nothing colder than -273.15 degrees");
  }
  double degrees() const { return degrees_; }
  bool operator==(const Celsius&) const = default;

 private:
  double degrees_ = 0;
};

}  // namespace bindery::test

template <>
struct bindery::CodecFor<bindery::test::Email> : StoredAs<std::string, &bindery::test::Email::text> {};
template <>
struct bindery::CodecFor<bindery::test::Celsius>
    : StoredAs<double, [](const bindery::test::Celsius& c) { return c.degrees(); },
               [](double degrees) { return bindery::test::Celsius(degrees); }> {};

namespace bindery::test {
namespace {

struct Line {
  std::int64_t id = 0;
  std::int32_t price = 0;
  std::int32_t quantity = 1;
  std::int32_t total = 0;
  std::optional<std::string> label;
  void validate() const {
    if (price > 100 && quantity > 100) throw ValidationError("quantity", "must be small for so dear a thing");
    if (price == 13) throw ValidationError("", "is unlucky");
  }
  static constexpr auto columns() {
    return mapped(
        column<&Line::id>(primary_key), column<&Line::price>(),
        column<&Line::quantity>(validated([](std::int32_t n) { return n > 0; }, "must be positive")),
        column<&Line::total>(computed("price * quantity"), indexed),
        column<&Line::label>(String{20}, validated([](const std::string& text) {
                               return text.empty() ? "must not be empty" : "";
                             })));
  }
};

struct Sensor {
  std::int64_t id = 0;
  Email owner;
  std::optional<Email> deputy;
  Celsius warmth;
  static constexpr auto columns() {
    return mapped(column<&Sensor::id>(primary_key), column<&Sensor::owner>(String{80}, unique),
                  column<&Sensor::deputy>(String{80}), column<&Sensor::warmth>());
  }
};

class ModelRules : public EveryBackend {
 protected:
  ModelRules() { db.create_all(); }
  Database db{Config{.database_uri = fresh_url()}, models<Line, Sensor>};
  Session session = db.session();
};
BINDERY_EVERY_BACKEND(ModelRules);

TEST_P(ModelRules, ComputedColumnsAreReadBackAndNeverWritten) {
  auto line = session.add(Line{.price = 7, .quantity = 6, .total = 1});
  session.flush();
  EXPECT_EQ(line->total, 42);
  line->quantity = 3;
  line->total = 99;
  session.flush();
  EXPECT_EQ(line->total, 21);
  EXPECT_FALSE(session.modified(line));
  line->total = 5;
  EXPECT_FALSE(session.modified(line)) << "a computed value is not the program's to change";
  session.commit();
  EXPECT_EQ(session.scalar(select(col<&Line::total>)), 21);
}

TEST_P(ModelRules, ComputedColumnsAreThereInBulk) {
  std::vector<Line> lines{{.price = 2, .quantity = 2}, {.price = 3, .quantity = 3}};
  Connection connection = db.connect();
  connection.insert_all(lines);
  connection.execute(insert(Line{.price = 4, .quantity = 4}));
  EXPECT_THAT(connection.scalars(select(col<&Line::total>).order_by(col<&Line::total>)).all(),
              testing::ElementsAre(4, 9, 16));
  EXPECT_EQ(connection.scalar(select(count()).select_from<Line>().where(col<&Line::total> > 4)), 2);
}

template <class Do> std::string refusal(Do what) {
  try {
    what();
  } catch (const ValidationError& error) {
    return error.model() + "|" + error.member() + "|" + error.reason();
  }
  return "no error";
}

TEST_P(ModelRules, RulesAreCheckedBeforeAnythingIsSent) {
  auto good = session.add(Line{.price = 1});
  session.flush();
  auto bad = session.add(Line{.price = 1, .quantity = 0});
  EXPECT_EQ(refusal([&] { session.flush(); }), "Line|quantity|must be positive");
  EXPECT_EQ(bad.state(), EntityState::pending) << "nothing was rolled back: it can be mended";
  bad->quantity = 2;
  session.flush();
  good->label = "";
  EXPECT_EQ(refusal([&] { session.flush(); }), "Line|label|must not be empty");
  good->label = std::nullopt;
  good->price = 13;
  EXPECT_EQ(refusal([&] { session.flush(); }), "Line||is unlucky");
  good->price = 14;
  session.commit();
  EXPECT_EQ(session.scalar(select(count()).select_from<Line>()), 2);
}

TEST_P(ModelRules, RulesHoldForPlainInsertsToo) {
  Connection connection = db.connect();
  std::vector<Line> lines{{.price = 1}, {.price = 101, .quantity = 101}};
  const std::string wanted = "Line|quantity|must be small for so dear a thing";
  EXPECT_EQ(refusal([&] { connection.insert_all(lines); }), wanted);
  EXPECT_EQ(refusal([&] { (void)insert(lines[1]); }), wanted);
  EXPECT_EQ(connection.scalar(select(count()).select_from<Line>()), 0);
}

TEST_P(ModelRules, TypesOfOnesOwn) {
  session.add(Sensor{.owner = {"ada@x.org"}, .deputy = Email{"bob@x.org"}, .warmth = Celsius(21.5)});
  session.add(Sensor{.owner = {"eve@x.org"}, .warmth = Celsius(-4)});
  session.commit();
  session.clear();
  auto found = session.scalars(select<Sensor>().where(col<&Sensor::owner> == Email{"ada@x.org"})).one();
  EXPECT_EQ(found->deputy, Email{"bob@x.org"});
  EXPECT_EQ(found->warmth, Celsius(21.5));
  EXPECT_EQ(session.scalar(select(col<&Sensor::owner>).where(col<&Sensor::deputy> == std::nullopt)),
            Email{"eve@x.org"});
  EXPECT_EQ(session.scalar(select(col<&Sensor::id>).where(col<&Sensor::warmth> < Celsius(0))), 2);
  EXPECT_EQ(session.scalar(select(count()).select_from<Sensor>().where(
                in(col<&Sensor::owner>, std::vector{Email{"ada@x.org"}, Email{"nobody"}}))),
            1);
  found->owner.text = "ada@y.org";
  session.execute(update<Sensor>().set(col<&Sensor::warmth> = Celsius(5)).where(col<&Sensor::id> == 2));
  session.commit();
  EXPECT_EQ(db.connect().scalar(select(col<&Sensor::owner>).where(col<&Sensor::id> == 1)),
            Email{"ada@y.org"});
}

TEST_P(ModelRules, ATypeOfOnesOwnRefusesWhatItCannotHold) {
  session.execute(sql("INSERT INTO sensor (owner, warmth) VALUES ('a', -300)").on(""));
  try {
    session.scalars(select<Sensor>());
    FAIL() << "no error";
  } catch (const DataError& error) {
    EXPECT_THAT(error.message(),
                testing::AllOf(testing::HasSubstr("nothing colder"), testing::HasSubstr("column 'warmth'")));
  }
}

}  // namespace
}  // namespace bindery::test
