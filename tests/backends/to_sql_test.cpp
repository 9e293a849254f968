// Statements printed with their values: the text means what the statement means.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;

struct Everything {
  std::int64_t id = 0;
  std::optional<std::string> words{};
  bool yes = false;
  double real = 0;
  Decimal amount{};
  Bytes bytes{};
  std::chrono::year_month_day day{1970y / 1 / 1};
  TimeOfDay clock{std::chrono::microseconds(0)};
  SysMicroseconds moment{};
  LocalMicroseconds local{};
  std::chrono::microseconds span{};
  Uuid uuid{};
  static constexpr auto columns() {
    return mapped(column<&Everything::id>(primary_key), column<&Everything::words>(),
                  column<&Everything::yes>(), column<&Everything::real>(),
                  column<&Everything::amount>(Numeric{12, 2}), column<&Everything::bytes>(),
                  column<&Everything::day>(), column<&Everything::clock>(), column<&Everything::moment>(),
                  column<&Everything::local>(), column<&Everything::span>(), column<&Everything::uuid>());
  }
};

class ShownValues : public LibraryTest {
 protected:
  void SetUp() override {
    LibraryTest::SetUp();
    database().add_models(models<Everything>);
    database().create_all();
  }
  /// Runs the printed text, without any parameter.
  template <class Statement> auto printed(const Statement& statement) {
    return sql(to_sql(statement, backend(), Values::shown));
  }
  static Everything sample(std::int64_t id) {
    return {.id = id,
            .words = "it's a \\ and \"this\"\n-- :no /* comment ü🌍",
            .yes = true,
            .real = -0.1,
            .amount = Decimal("-12.30"),
            .bytes = Bytes{std::byte{0}, std::byte{255}, std::byte{39}},
            .day = 2024y / 2 / 29,
            .clock = TimeOfDay(13h + 5min + 7s + 250ms),
            .moment = std::chrono::sys_days(2024y / 2 / 29) + 13h + 123456us,
            .local = LocalMicroseconds(std::chrono::microseconds(1'000'001)),
            .span = -90s,
            .uuid = Uuid::parse("0190f3a2-7c00-7000-8000-0123456789ab")};
  }
};
BINDERY_EVERY_BACKEND(ShownValues);

TEST_P(ShownValues, AnInsertWritesTheSameRow) {
  db().execute(insert(sample(1)));
  db().run_script(to_sql(insert(sample(2)), backend(), Values::shown));
  db().run_script(to_sql(insert(Everything{.id = 3}), backend(), Values::shown));
  const auto rows = db().execute(select<Everything>().order_by(col<&Everything::id>)).all();
  ASSERT_EQ(rows.size(), 3u);
  const auto& [a, b] = std::tie(rows[0], rows[1]);
  EXPECT_EQ(a.words, b.words);
  EXPECT_EQ(b.words, sample(2).words);
  EXPECT_EQ(a.yes, b.yes);
  EXPECT_EQ(a.real, b.real);
  EXPECT_EQ(a.amount, b.amount);
  EXPECT_EQ(a.bytes, b.bytes);
  EXPECT_EQ(a.day, b.day);
  EXPECT_EQ(a.clock.to_duration(), b.clock.to_duration());
  EXPECT_EQ(a.moment, b.moment);
  EXPECT_EQ(a.local, b.local);
  EXPECT_EQ(a.span, b.span);
  EXPECT_EQ(a.uuid, b.uuid);
  EXPECT_EQ(rows[2].words, std::nullopt);
}

TEST_P(ShownValues, AConditionOnEachKindOfValueFindsTheRow) {
  db().execute(insert(sample(1)));
  const auto found = [&](const Condition& condition) {
    const auto query = select(col<&Everything::id>).where(condition);
    EXPECT_EQ(db().execute(printed(query)).size(), 1u) << to_sql(query, backend(), Values::shown);
    EXPECT_EQ(db().execute(query).size(), 1u);
  };
  const Everything e = sample(1);
  found(col<&Everything::words> == *e.words);
  found(starts_with(col<&Everything::words>, "it's a \\ and"));
  found(col<&Everything::yes> == true);
  found(col<&Everything::real> == e.real);
  found(col<&Everything::real> - e.real == 0.0);
  found(col<&Everything::amount> == e.amount);
  found(col<&Everything::amount> - Decimal("-2.30") == Decimal("-10"));
  found(col<&Everything::bytes> == e.bytes);
  found(col<&Everything::day> == e.day);
  found(col<&Everything::moment> == e.moment);
  found(col<&Everything::local> == e.local);
  found(col<&Everything::span> == e.span);
  found(col<&Everything::uuid> == e.uuid);
  found(-col<&Everything::id> - -5 == 4);
}

TEST_P(ShownValues, EveryKindOfStatement) {
  db().execute(printed(update<Book>()
                           .join<Author>()
                           .set(col<&Book::title> = concat(col<&Author::name>, "'s"))
                           .where(col<&Author::name> == "Bob" || col<&Book::id> == 1)));
  EXPECT_EQ(books(col<&Book::title> == "Bob's").size(), 3u);
  db().execute(printed(delete_from<Book>().join<Author>().where(col<&Author::name> == "Bob")));
  EXPECT_TRUE(books(col<&Book::author_id> == 2).empty());
  db().execute(printed(insert(Author{0, "Bob", 3})
                           .on_conflict(col<&Author::name>)
                           .do_update(col<&Author::mentor_id> = excluded<&Author::mentor_id>)));
  EXPECT_EQ(db().scalar(select(col<&Author::mentor_id>).where(col<&Author::name> == "Bob")), 3);
  const auto query = select(literal("a"), literal(std::int64_t{-7}), literal(1.5), literal(true))
                         .select_from<Author>()
                         .order_by(col<&Author::id>)
                         .limit(1, 1);
  const auto rows = db().execute(printed(query).rows<std::string, std::int64_t, double, bool>());
  EXPECT_EQ(rows[0], std::tuple(std::string("a"), -7, 1.5, true));
  EXPECT_EQ(
      db().execute(printed(sql("select name from author where name = :name", {{"name", "Ada"}}))).size(), 1u);
}

TEST(ToSql, ShowsValuesOnlyWhenAsked) {
  const auto query = select(col<&Author::id>).where(col<&Author::name> == "O'Hara");
  EXPECT_EQ(to_sql(query, Backend::mariadb), "SELECT `author`.`id` FROM `author` WHERE `author`.`name` = ?");
  EXPECT_EQ(to_sql(query, Backend::postgresql, Values::shown),
            R"(SELECT "author"."id" FROM "author" WHERE "author"."name" = 'O''Hara')");
}

}  // namespace
}  // namespace bindery::test
