// Arrays: a column type of PostgreSQL, refused by name on the other databases.
#include <bindery/bindery.hpp>
#include <gmock/gmock.h>

#include "support/backends.hpp"

namespace bindery::test {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

struct Post {
  std::int64_t id = 0;
  Array<std::string> tags{};
  Array<std::int64_t> scores{};
  std::optional<Array<std::optional<double>>> weights{};
  Array<bool> flags{};
  Array<std::chrono::year_month_day> days{};
  static constexpr auto columns() {
    return mapped(column<&Post::id>(primary_key), column<&Post::tags>(), column<&Post::scores>(),
                  column<&Post::weights>(), column<&Post::flags>(), column<&Post::days>());
  }
};

class Arrays : public EveryBackend {
 protected:
  void SetUp() override {
    db_ = std::make_unique<Database>(Config{.database_uri = fresh_url()}, models<Post>);
    if (!has_arrays()) return;
    db().create_all();
    auto session = db().session();
    session.add(Post{.tags = {"sql", "c++", "a \"quoted\\\" one", "NULL", "", "{,}"},
                     .scores = {3, -1},
                     .weights = Array<std::optional<double>>{0.5, std::nullopt},
                     .flags = {true, false},
                     .days = {2024y / 2 / 29}});
    session.add(Post{.tags = {"rust"}});
    session.commit();
  }
  bool has_arrays() const { return backend() == Backend::postgresql; }
  Database& db() { return *db_; }
  template <class E> std::vector<std::int64_t> posts(const E& condition) {
    return db().session().scalars(select(col<&Post::id>).where(condition).order_by(col<&Post::id>)).all();
  }
  std::string refusal() {
    try {
      db().create_all();
    } catch (const MappingError& error) {
      return error.what();
    }
    return "no error";
  }

 private:
  std::unique_ptr<Database> db_;
};
BINDERY_EVERY_BACKEND(Arrays);

TEST_P(Arrays, ComeBackAsTheyWere) {
  if (!has_arrays()) {
    EXPECT_THAT(refusal(), HasSubstr("is an array, which"));
    return;
  }
  auto session = db().session();
  const auto post = session.get<Post>(1);
  EXPECT_THAT(post->tags, ElementsAre("sql", "c++", "a \"quoted\\\" one", "NULL", "", "{,}"));
  EXPECT_THAT(post->scores, ElementsAre(3, -1));
  ASSERT_TRUE(post->weights.has_value());
  EXPECT_THAT(*post->weights, ElementsAre(0.5, std::nullopt));
  EXPECT_THAT(post->flags, ElementsAre(true, false));
  EXPECT_THAT(post->days, ElementsAre(2024y / 2 / 29));
  EXPECT_TRUE(session.get<Post>(2)->scores.empty());
  EXPECT_EQ(session.get<Post>(2)->weights, std::nullopt);
}

TEST_P(Arrays, OperatorsAreRefusedElsewhere) {
  const auto statement = select(count()).select_from<Post>().where(has(col<&Post::tags>, "sql"));
  if (!has_arrays()) {
    EXPECT_THROW(db().session().scalar(statement), ProgrammingError);
    return;
  }
  EXPECT_EQ(db().session().scalar(statement), 1);
  EXPECT_THAT(posts(has(col<&Post::scores>, 3)), ElementsAre(1));
  EXPECT_THAT(posts(contains_all(col<&Post::tags>, Array<std::string>{"c++", "sql"})), ElementsAre(1));
  EXPECT_THAT(posts(overlaps(col<&Post::tags>, Array<std::string>{"rust", "go"})), ElementsAre(2));
  EXPECT_THAT(posts(array_length(col<&Post::tags>) > 1), ElementsAre(1));
  EXPECT_THAT(posts(!has(col<&Post::tags>, "sql")), ElementsAre(2));
}

TEST_P(Arrays, AreUpdatedAndInsertedInBulk) {
  if (!has_arrays()) {
    EXPECT_THAT(refusal(), HasSubstr("make it a Json, or a table of its own"));
    return;
  }
  auto session = db().session();
  session.get<Post>(2)->tags = {"go", "zig"};
  session.add_all(std::vector<Post>(100, Post{.tags = {"many"}}));
  session.commit();
  EXPECT_THAT(posts(has(col<&Post::tags>, "zig")), ElementsAre(2));
  EXPECT_EQ(posts(col<&Post::tags> == Array<std::string>{"many"}).size(), 100u);
  session.execute(
      update<Post>().set(col<&Post::tags> = Array<std::string>{"new"}).where(col<&Post::id> == 1));
  EXPECT_THAT(posts(has(col<&Post::tags>, "new")),
              testing::IsEmpty());  // another transaction sees the old one
  session.commit();
  EXPECT_THAT(posts(has(col<&Post::tags>, "new")), ElementsAre(1));
}

TEST_P(Arrays, AFlushWritesThoseOfManyObjects) {
  if (!has_arrays()) {
    EXPECT_THAT(refusal(), HasSubstr("is an array, which"));
    return;
  }
  auto session = db().session();
  for (int i = 0; i < 30; ++i) session.add(Post{});
  session.commit();
  const Array<std::string> tags{"a \"quoted\\\" one", "NULL", "", "{,}"};
  const auto posts = session.execute(select<Post>()).all();
  for (const auto& post : posts) {
    post->tags = tags;
    post->scores = {post->id};
    post->weights = Array<std::optional<double>>{std::nullopt, 0.25};
    post->days = {};
  }
  session.commit();
  for (const Post& post : db().connect().execute(select<Post>())) {
    EXPECT_EQ(post.tags, tags);
    EXPECT_EQ(post.scores, Array<std::int64_t>{post.id});
    EXPECT_EQ(post.weights, (Array<std::optional<double>>{std::nullopt, 0.25}));
    EXPECT_TRUE(post.days.empty());
  }
}

}  // namespace
}  // namespace bindery::test
