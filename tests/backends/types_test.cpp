// Every C++ type as a model's member, on every database: there and back without loss, or a clear refusal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bindery/bindery.hpp>

#include <cmath>
#include <limits>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;

/// One column of a type, NULL-able, in a table of its own.
template <class T> struct Box {
  std::int64_t id = 0;
  std::optional<T> value{};
  static constexpr auto table_name = "box";
  static constexpr auto columns() { return mapped(column<&Box::id>(primary_key), column<&Box::value>()); }
};

template <class T> bool same(const T& a, const T& b) { return a == b; }
bool same(const TimeOfDay& a, const TimeOfDay& b) { return a.to_duration() == b.to_duration(); }
bool same(double a, double b) { return a == b && std::signbit(a) == std::signbit(b); }

class Types : public EveryBackend {
 protected:
  template <class M> std::unique_ptr<Database> database_with() {
    auto database = std::make_unique<Database>(Config{.database_uri = fresh_url()}, models<M>);
    database->create_all();
    return database;
  }

  /// By an INSERT, by insert_all and by a value in a condition.
  template <class T> void round_trip(std::vector<T> values, bool comparable = true) {
    auto database = database_with<Box<T>>();
    Connection db = database->connect();
    std::vector<Box<T>> boxes;
    std::int64_t id = 0;
    for (const T& value : values) {
      db.execute(insert(Box<T>{++id, value}));
      boxes.push_back({id + 1000, value});
    }
    db.execute(insert(Box<T>{++id, std::nullopt}));
    boxes.push_back({id + 1000, std::nullopt});
    db.insert_all(boxes);

    for (std::size_t i = 0; i <= values.size(); ++i) {
      const auto number = static_cast<std::int64_t>(i) + 1;
      const auto found =
          db.execute(select<Box<T>>().where(in(col<&Box<T>::id>, {number, number + 1000}))).all();
      ASSERT_EQ(found.size(), 2u);
      for (const Box<T>& box : found) {
        ASSERT_EQ(box.value.has_value(), i < values.size()) << "value " << i << ", id " << box.id;
        if (!box.value) continue;
        EXPECT_TRUE(same(*box.value, static_cast<T>(values[i]))) << "value " << i << ", id " << box.id;
      }
    }
    flush_many(*database, values);
    if (!comparable) return;
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto equal = db.scalars(select(col<&Box<T>::id>)
                                        .where(col<&Box<T>::value> == static_cast<T>(values[i]))
                                        .order_by(col<&Box<T>::id>))
                             .all();
      EXPECT_THAT(equal, testing::Contains(static_cast<std::int64_t>(i) + 1)) << "value " << i;
      EXPECT_EQ(equal.size() % 2, 0u) << "value " << i;
    }
  }
  /// So many objects at once that drivers write them in their own ways.
  template <class T> void flush_many(Database& database, const std::vector<T>& values) {
    constexpr std::int64_t first = 2001;
    std::vector<Box<T>> boxes;
    for (std::int64_t i = 0; i < 12; ++i) boxes.push_back({first + i, std::nullopt});
    database.connect().insert_all(boxes);
    const auto written = select<Box<T>>().where(col<&Box<T>::id> >= first).order_by(col<&Box<T>::id>);
    auto session = database.session();
    const auto value = [&](std::size_t i) { return static_cast<T>(values[i % values.size()]); };
    std::size_t count = 0;
    for (const auto& box : session.execute(written).all()) box->value = value(count++);
    session.commit();
    count = 0;
    for (const Box<T>& box : database.connect().execute(written)) {
      ASSERT_TRUE(box.value.has_value()) << "id " << box.id;
      EXPECT_TRUE(same(*box.value, value(count))) << "value " << count << ", id " << box.id;
      ++count;
    }
    database.connect().execute(delete_from<Box<T>>().where(col<&Box<T>::id> >= first));
  }
  template <std::integral T> void round_trip_integer() {
    using Limits = std::numeric_limits<T>;
    round_trip<T>({Limits::min(), Limits::max(), T{0}, T{1}, static_cast<T>(Limits::max() - 1)});
  }

  /// Inserts what can't be stored: an Error of one of these kinds, and no row.
  template <class T> ErrorKind refusal_of(const T& value) {
    auto database = database_with<Box<T>>();
    Connection db = database->connect();
    ErrorKind kind = ErrorKind::config;
    try {
      db.execute(insert(Box<T>{1, value}));
      ADD_FAILURE() << "it was stored";
    } catch (const Error& error) {
      kind = error.kind();
    }
    EXPECT_EQ(db.scalar(select(count()).template select_from<Box<T>>()), 0);
    return kind;
  }
};
BINDERY_EVERY_BACKEND(Types);

// ---- numbers --------------------------------------------------------------------------------------------------

TEST_P(Types, Boolean) { round_trip<bool>({true, false}); }
TEST_P(Types, Int8) { round_trip_integer<std::int8_t>(); }
TEST_P(Types, Int16) { round_trip_integer<std::int16_t>(); }
TEST_P(Types, Int32) { round_trip_integer<std::int32_t>(); }
TEST_P(Types, Int64) { round_trip_integer<std::int64_t>(); }
TEST_P(Types, Uint8) { round_trip_integer<std::uint8_t>(); }
TEST_P(Types, Uint16) { round_trip_integer<std::uint16_t>(); }
TEST_P(Types, Uint32) { round_trip_integer<std::uint32_t>(); }

TEST_P(Types, Uint64) {
  if (backend() != Backend::sqlite) return round_trip_integer<std::uint64_t>();
  round_trip<std::uint64_t>({0, 1, 9223372036854775807u});
  EXPECT_EQ(refusal_of<std::uint64_t>(9223372036854775808u), ErrorKind::data);
}

TEST_P(Types, Float) {
  using Limits = std::numeric_limits<float>;
  round_trip<float>({0.0f, 0.1f, -1.5f, Limits::max(), Limits::lowest(), Limits::min(), 16777217.0f}, false);
}

TEST_P(Types, Double) {
  using Limits = std::numeric_limits<double>;
  round_trip<double>(
      {0.0, 0.1, -1.0 / 3, 9007199254740993.0, 1e-300, Limits::max(), Limits::lowest(), Limits::min()});
}

TEST_P(Types, NanAndInfinitiesAreForPostgresql) {
  const double infinity = std::numeric_limits<double>::infinity();
  if (backend() == Backend::postgresql) {
    round_trip<double>({infinity, -infinity});
    auto database = database_with<Box<double>>();
    Connection db = database->connect();
    db.execute(insert(Box<double>{1, std::nan("")}));
    EXPECT_TRUE(std::isnan(*db.scalar(select(col<&Box<double>::value>))));
    return;
  }
  if (backend() == Backend::sqlite) {
    round_trip<double>({infinity, -infinity});
  } else {
    EXPECT_EQ(refusal_of(infinity), ErrorKind::data);
  }
  EXPECT_EQ(refusal_of(std::nan("")), ErrorKind::data);
}

struct Amount {
  std::int64_t id = 0;
  Decimal value{};
  static constexpr auto columns() {
    return mapped(column<&Amount::id>(primary_key), column<&Amount::value>(Numeric{38, 10}));
  }
};

TEST_P(Types, Decimals) {
  auto database = database_with<Amount>();
  Connection db = database->connect();
  const std::vector<std::string> texts{"0",
                                       "0.1",
                                       "-0.0000000001",
                                       "1.50",
                                       "9999999999999999999999999999.9999999999",
                                       "-9999999999999999999999999999.9999999999",
                                       "12345678901234567890.0123456789",
                                       "100"};
  std::vector<Amount> amounts;
  for (const std::string& text : texts) amounts.push_back({0, Decimal(text)});
  db.insert_all(amounts);
  for (const std::string& text : texts) {
    EXPECT_EQ(db.scalars(select(col<&Amount::value>).where(col<&Amount::value> == Decimal(text))).all(),
              std::vector{Decimal(text)})
        << text;
  }
  EXPECT_EQ(db.scalars(select(col<&Amount::id>)
                           .where(col<&Amount::value> > Decimal("9999999999999999999999999999.9999999998")))
                .all(),
            std::vector<std::int64_t>{5});
}

TEST_P(Types, DecimalsWithoutMeasuresHoldWhatTheDatabaseCan) {
  round_trip<Decimal>(
      {Decimal("0"), Decimal("-1.5"), Decimal("99999999999999999999"), Decimal("0.000000000000000001")});
}

// ---- text and bytes -------------------------------------------------------------------------------------------

TEST_P(Types, Text) {
  round_trip<std::string>({"", "plain", "Grüße 世界 🌍𝄞", "it's \"quoted\" \\ `x`", " spaces ", "tab\tline\n",
                           std::string(70'000, 'x')});
}

TEST_P(Types, NulBytesInText) {
  const std::string text("a\0b", 3);
  if (backend() == Backend::postgresql) {
    EXPECT_EQ(refusal_of(text), ErrorKind::data);
  } else {
    round_trip<std::string>({text});
  }
}

struct Label {
  std::int64_t id = 0;
  std::string short_text{};
  std::string code{"AB"};
  static constexpr auto columns() {
    return mapped(column<&Label::id>(primary_key), column<&Label::short_text>(String{4}),
                  column<&Label::code>(Char{2}));
  }
};

TEST_P(Types, TextOfLimitedLength) {
  auto database = database_with<Label>();
  Connection db = database->connect();
  const auto kind_of = [&](const Label& label) {
    try {
      db.execute(insert(label));
    } catch (const Error& error) {
      return error.kind();
    }
    return ErrorKind::config;
  };
  const auto refused = testing::AnyOf(ErrorKind::data, ErrorKind::check_violation);
  EXPECT_EQ(kind_of({1, "ÄÖÜ🌍", "CD"}), ErrorKind::config);
  EXPECT_THAT(kind_of({2, "ÄÖÜ🌍x", "CD"}), refused);
  EXPECT_THAT(kind_of({3, "ok", "CDE"}), refused);
  EXPECT_THAT(kind_of({4, "ok", "C"}), refused);
  EXPECT_THAT(kind_of({5, "ok", ""}), refused);
  const Label label = db.execute(select<Label>()).one();
  EXPECT_EQ(label.short_text, "ÄÖÜ🌍");
  EXPECT_EQ(label.code, "CD");
}

TEST_P(Types, BytesOfAllValues) {
  Bytes all(256);
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<std::byte>(i);
  round_trip<Bytes>({Bytes{}, Bytes{std::byte{0}}, all});
}

// ---- dates and times ------------------------------------------------------------------------------------------

TEST_P(Types, Dates) {
  round_trip<std::chrono::year_month_day>(
      {1y / 1 / 1, 9999y / 12 / 31, 1970y / 1 / 1, 2024y / 2 / 29, 1582y / 10 / 10});
  round_trip<std::chrono::sys_days>(
      {std::chrono::sys_days(1y / 1 / 1), std::chrono::sys_days(9999y / 12 / 31)});
}

TEST_P(Types, ADateThatDoesNotExistIsRefused) {
  EXPECT_EQ(refusal_of(std::chrono::year_month_day(2023y / 2 / 30)), ErrorKind::data);
}

TEST_P(Types, TimesOfDay) {
  round_trip<TimeOfDay>({TimeOfDay(0us), TimeOfDay(86'399'999'999us), TimeOfDay(12h + 30min + 1us)}, false);
}

template <class T> std::vector<T> moments() {
  const auto at = [](std::chrono::sys_days day, std::chrono::microseconds time) {
    return T(day.time_since_epoch() + time);
  };
  return {at(1y / 1 / 1, 0us), at(9999y / 12 / 31, 24h - 1us), at(1970y / 1 / 1, 0us),
          at(1969y / 12 / 31, 24h - 1us), at(2024y / 3 / 31, 2h + 30min + 123456us)};
}
TEST_P(Types, LocalTimestamps) { round_trip<LocalMicroseconds>(moments<LocalMicroseconds>()); }
TEST_P(Types, PointsInTime) { round_trip<SysMicroseconds>(moments<SysMicroseconds>()); }
TEST_P(Types, CoarserTimestamps) {
  round_trip<std::chrono::sys_time<std::chrono::seconds>>({std::chrono::sys_days(2024y / 2 / 29) + 1s});
  round_trip<std::chrono::local_time<std::chrono::milliseconds>>(
      {std::chrono::local_days(2024y / 2 / 29) + 1ms});
}

TEST_P(Types, Durations) {
  round_trip<std::chrono::microseconds>({0us, -1us, 1us, 100h * 24 * 365, -100h * 24 * 365});
  round_trip<std::chrono::hours>({0h, -25h, 1000h});
}

// ---- others ---------------------------------------------------------------------------------------------------

TEST_P(Types, Uuids) {
  round_trip<Uuid>({Uuid{}, Uuid::parse("01234567-89ab-4def-8123-456789abcdef"),
                    Uuid::parse("018f3a3e-7c1a-7def-8123-456789abcdef"),
                    Uuid::parse("ffffffff-ffff-ffff-ffff-ffffffffffff")});
}

TEST_P(Types, SomeUuidsOfNoStandardAreNotForMariadb) {
  const Uuid odd = Uuid::parse("01234567-89ab-cdef-0123-456789abcdef");
  if (backend() == Backend::mariadb) {
    EXPECT_EQ(refusal_of(odd), ErrorKind::data);
  } else {
    round_trip<Uuid>({odd});
  }
}

TEST_P(Types, JsonDocuments) {
  round_trip<Json>({Json("null"), Json("[1,2.5,\"x\",null,true]"), Json("{\"ключ\":{\"a\":[]}}"),
                    Json("\"\""), Json("12345678901234567890")},
                   false);
}

enum class Mood { calm, stormy, wildly_changing };

TEST_P(Types, EnumerationsAreStoredByName) {
  round_trip<Mood>({Mood::calm, Mood::stormy, Mood::wildly_changing});
  auto database = database_with<Box<Mood>>();
  Connection db = database->connect();
  db.execute(insert(Box<Mood>{1, Mood::stormy}));
  EXPECT_EQ(std::get<0>(db.execute(sql("select value from box").rows<std::string>()).one()), "stormy");
}

TEST_P(Types, AnEnumerationsValueWithoutANameIsRefused) {
  EXPECT_EQ(refusal_of(static_cast<Mood>(99)), ErrorKind::data);
}

struct Weather {
  std::int64_t id = 0;
  Mood mood = Mood::calm;
  static constexpr auto columns() {
    return mapped(column<&Weather::id>(primary_key), column<&Weather::mood>());
  }
};
struct AnyWeather {
  std::int64_t id = 0;
  std::string mood{};
  static constexpr auto table_name = "any_weather";
  static constexpr auto columns() {
    return mapped(column<&AnyWeather::id>(primary_key), column<&AnyWeather::mood>());
  }
};

TEST_P(Types, ABadEnumerationNameInTheTableNamesColumnAndRow) {
  auto database = database_with<AnyWeather>();
  Connection db = database->connect();
  db.execute(insert(std::vector<AnyWeather>{{1, "calm"}, {2, "foggy"}}));
  try {
    db.execute(sql("select id, mood from any_weather order by id").models<Weather>());
    FAIL() << "it was read";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(),
                AllOf(HasSubstr("mood"), HasSubstr("row 2"), HasSubstr("foggy"), HasSubstr("stormy")));
  }
}

TEST_P(Types, ANumberThatDoesNotFitItsMemberNamesColumnAndRow) {
  auto database = database_with<Box<std::int64_t>>();
  Connection db = database->connect();
  db.execute(insert(std::vector<Box<std::int64_t>>{{1, 1}, {2, 300}}));
  try {
    db.execute(sql("select value from box order by id").rows<std::uint8_t>());
    FAIL() << "it was read";
  } catch (const DataError& error) {
    EXPECT_THAT(error.what(), AllOf(HasSubstr("value"), HasSubstr("row 2"), HasSubstr("300")));
  }
}

}  // namespace
}  // namespace bindery::test
