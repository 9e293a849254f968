// Raw SQL on every database: values by name, typed rows, models by column names.
#include "library_test_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Raw : public LibraryTest {};
BINDERY_EVERY_BACKEND(Raw);

TEST_P(Raw, ValuesByName) {
  const auto titles = db().scalars(sql("select title from book where author_id = :author and pages > :pages "
                                       "or title = :author_name order by id",
                                       {{"author_name", "delta"}, {"pages", 100}, {"author", 1}})
                                       .rows<std::string>())
                          .all();
  EXPECT_THAT(titles, ElementsAre("beta", "delta"));
}

TEST_P(Raw, AValueMayBeUsedTwiceAndMayBeNull) {
  const auto statement =
      sql("select count(*) from book where pages = :p or pages = :p + 1 or subtitle = :none",
          {{"p", 100}, {"none", nullptr}});
  EXPECT_EQ(db().scalar(statement.rows<std::int64_t>()), 1);
}

TEST_P(Raw, QuotesAndCommentsAreNotSearchedForNames) {
  const auto statement = sql("select ':x' /* :y */ from author -- :z\n where id = :one", {{"one", 1}});
  EXPECT_EQ(db().scalar(statement.rows<std::string>()), ":x");
}

TEST_P(Raw, TypedRows) {
  const auto [title, pages, rating] = db().execute(sql("select title, pages, rating from book where id = 2")
                                                       .rows<std::string, int, std::optional<double>>())
                                          .one();
  EXPECT_EQ(title, "beta");
  EXPECT_EQ(pages, 201);
  EXPECT_EQ(rating, std::nullopt);
}

TEST_P(Raw, ModelsByColumnNames) {
  const Author author = db().execute(sql("select name, id from author where id = 2").models<Author>()).one();
  EXPECT_EQ(author.id, 2);
  EXPECT_EQ(author.name, "Bob");
  EXPECT_EQ(author.mentor_id, std::nullopt);
}

TEST_P(Raw, DynamicRows) {
  const auto row = db().execute(sql("select id as number, title from book where id = 1")).one();
  EXPECT_EQ(row.get<std::int64_t>("number"), 1);
  EXPECT_EQ(row[1].as<std::string>(), "Alpha");
  EXPECT_THAT(row.columns(), ElementsAre("number", "title"));
}

TEST_P(Raw, StreamsRows) {
  std::int64_t sum = 0;
  for (const auto& [pages] : db().stream(sql("select pages from book").rows<std::int64_t>())) sum += pages;
  EXPECT_EQ(sum, 658);
}

TEST_P(Raw, AnErrorShowsTheStatementWithoutItsValues) {
  try {
    db().execute(sql("select nothing from book where title = :secret", {{"secret", "hunter2"}}));
    FAIL();
  } catch (const ProgrammingError& error) {
    EXPECT_THAT(error.what(), HasSubstr("select nothing from book"));
    EXPECT_THAT(error.what(), testing::Not(HasSubstr("hunter2")));
  }
}

}  // namespace
}  // namespace bindery::test
