// Full-text search: one function, each database's own index.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

struct Film {
  std::int64_t id = 0;
  std::string title{};
  std::optional<std::string> plot{};
  static constexpr auto columns() {
    return mapped(column<&Film::id>(primary_key), column<&Film::title>(String{100}), column<&Film::plot>(),
                  full_text_index<&Film::title, &Film::plot>());
  }
};

class FullText : public EveryBackend {
 protected:
  void SetUp() override {
    db_ = std::make_unique<Database>(Config{.database_uri = fresh_url()}, models<Film>);
    db().create_all();
    auto session = db().session();
    session.add(Film{.title = "Night River", .plot = "A ferry crosses at midnight"});
    session.add(Film{.title = "River", .plot = "river river river: the whole of it, every night"});
    session.add(Film{.title = "Harbour lights"});
    session.add(Film{.title = "Überfahrt", .plot = "A crossing on the river"});
    session.commit();
  }
  Database& db() { return *db_; }
  std::vector<std::int64_t> found(const std::string& words) {
    return db()
        .session()
        .scalars(select(col<&Film::id>)
                     .where(matches(words, col<&Film::title>, col<&Film::plot>))
                     .order_by(col<&Film::id>))
        .all();
  }

 private:
  std::unique_ptr<Database> db_;
};
BINDERY_EVERY_BACKEND(FullText);

using testing::ElementsAre;
using testing::IsEmpty;

TEST_P(FullText, AllWordsMustBeThereInAnyOrder) {
  EXPECT_THAT(found("river"), ElementsAre(1, 2, 4));
  EXPECT_THAT(found("NIGHT river"), ElementsAre(1, 2));
  EXPECT_THAT(found("river  ferry"), ElementsAre(1));
  EXPECT_THAT(found("harbour"), ElementsAre(3));
  EXPECT_THAT(found("überfahrt"), ElementsAre(4));
  EXPECT_THAT(found("submarine"), IsEmpty());
  EXPECT_THAT(found("riv"), IsEmpty());
}

TEST_P(FullText, WordsAreNoQueryLanguage) {
  EXPECT_THAT(found("river -ferry"), ElementsAre(1));
  EXPECT_THAT(found("river* \"ferry\" (crosses)"), ElementsAre(1));
  EXPECT_THAT(found("river' ferry"), ElementsAre(1));
}

TEST_P(FullText, TheIndexFollowsChanges) {
  auto session = db().session();
  session.execute(update<Film>().set(col<&Film::plot> = "A submarine").where(col<&Film::id> == 3));
  session.execute(delete_from<Film>().where(col<&Film::id> == 4));
  session.commit();
  EXPECT_THAT(found("submarine"), ElementsAre(3));
  EXPECT_THAT(found("river"), ElementsAre(1, 2));
}

TEST_P(FullText, RanksSort) {
  const auto rank = text_rank("river", col<&Film::title>, col<&Film::plot>);
  const auto best = db().session().scalars(select(col<&Film::id>)
                                               .where(matches("river", col<&Film::title>, col<&Film::plot>))
                                               .order_by(desc(rank)));
  EXPECT_EQ(best[0], 2);
}

TEST_P(FullText, AliasesHaveTheirOwnRows) {
  constexpr auto other = alias<Film, "other">;
  const auto ids = db().session().scalars(
      select(other.col<&Film::id>).where(matches("ferry", other.col<&Film::title>, other.col<&Film::plot>)));
  EXPECT_EQ(ids.size(), 1u);
}

TEST_P(FullText, KeysAreFilledInBesideTheIndex) {
  auto session = db().session();
  const auto film = session.add(Film{.title = "One more"});
  session.flush();
  EXPECT_EQ(session.scalar(select(col<&Film::title>).where(col<&Film::id> == film->id)), "One more");
}

TEST_P(FullText, TablesWithAnIndexCanBeDroppedAndMadeAgain) {
  db().drop_all();
  db().create_all();
  EXPECT_THAT(found("river"), IsEmpty());
}

TEST_P(FullText, ColumnsWithoutAnIndexAreRefused) {
  try {
    db().session().execute(select(count()).select_from<Film>().where(matches("x", col<&Film::plot>)));
    FAIL() << "nothing was thrown";
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("'film' has no full-text index over plot"));
    EXPECT_THAT(error.what(), testing::HasSubstr("full_text_index"));
  }
}

}  // namespace
}  // namespace bindery::test
