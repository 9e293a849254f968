// Members that are left unread, on every database: reading, writing, options of queries, loading them later.
#include "deferred_kit.hpp"

namespace bindery::test {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class DeferredMembers : public DeferredTest {};
BINDERY_EVERY_BACKEND(DeferredMembers);

std::string message_of(const std::function<void()>& run) {
  try {
    run();
  } catch (const NotLoaded& error) {
    return error.what();
  }
  return "nothing was thrown";
}

TEST_P(DeferredMembers, are_left_out_by_their_word) {
  auto session = db.session();
  std::vector<Ref<Post>> posts;
  const auto selects =
      during("SELECT", [&] { posts = session.scalars(select<Post>().order_by(col<&Post::id>)).all(); });
  ASSERT_THAT(selects, SizeIs(1));
  EXPECT_THAT(selects[0], Not(HasSubstr("body")));
  EXPECT_THAT(selects[0], HasSubstr("summary"));
  EXPECT_EQ(posts[0]->title, "post 1.1");
  EXPECT_EQ(posts[0]->summary->text, "summary 1.1");
  EXPECT_FALSE(posts[0]->body.is_loaded());
  EXPECT_THAT(message_of([&] { (void)posts[0]->body->size(); }),
              testing::AllOf(HasSubstr("Post.body"), HasSubstr("undefer<&Post::body>"),
                             HasSubstr("session.load<&Post::body>")));
  EXPECT_FALSE(session.modified(posts[0]));
}

TEST_P(DeferredMembers, a_connection_reads_them_all) {
  const auto posts = stored<Post>();
  EXPECT_EQ(*posts[0].body, "body 1.1");
  EXPECT_EQ(*posts[0].stars, 5);
  auto connection = db.connect();
  const std::string body = connection.scalar(select(col<&Post::body>).where(col<&Post::title> == "post 1.2"));
  EXPECT_EQ(body, "body 1.2");
  auto found = connection.scalars(select(col<&Post::id>).where(col<&Post::body> == posts[2].body));
  EXPECT_THAT(found.all(), ElementsAre(posts[2].id));
  EXPECT_EQ(stored<Blogger>()[0].biography, "born");
}

TEST_P(DeferredMembers, read_like_their_values) {
  auto session = db.session();
  auto post = session.scalars(select<Post>().order_by(col<&Post::id>).options(undefer_all)).first().value();
  const std::string& text = post->body;
  EXPECT_EQ(text, "body 1.1");
  EXPECT_EQ(post->body->size(), 8u);
  EXPECT_TRUE(post->body == "body 1.1");
  post->body->append("!");
  session.commit();
  EXPECT_EQ(*stored<Post>()[0].body, "body 1.1!");
}

TEST_P(DeferredMembers, what_is_assigned_is_written) {
  auto session = db.session();
  const auto posts = session.scalars(select<Post>().order_by(col<&Post::id>)).all();
  posts[0]->body = "body 1.1";  // who knows what is in the row
  posts[1]->title = "new";
  EXPECT_TRUE(session.modified(posts[0]));
  const auto updates = during("UPDATE", [&] { session.flush(); });
  ASSERT_THAT(updates, SizeIs(2));
  EXPECT_EQ(std::count_if(updates.begin(), updates.end(),
                          [](const std::string& sql) { return sql.find("body") != std::string::npos; }),
            1);
  EXPECT_EQ(*posts[0]->body, "body 1.1");
  posts[0]->body = "body 1.1";
  EXPECT_FALSE(session.modified(posts[0]));
  session.commit();
  const auto rows = stored<Post>();
  EXPECT_EQ(*rows[0].body, "body 1.1");
  EXPECT_EQ(*rows[1].body, "body 1.2");
  EXPECT_EQ(rows[1].title, "new");
}

TEST_P(DeferredMembers, rules_and_defaults_hold) {
  auto session = db.session();
  auto post = session.add(Post{.title = "t", .author_id = 1});
  session.flush();
  EXPECT_EQ(*post->stars, 5);  // filled in by the database
  EXPECT_EQ(*post->body, "");
  post->body = "bad";
  EXPECT_THROW(session.flush(), ValidationError);
  post->body = "good";
  session.commit();
  auto other = db.session().scalars(select<Post>()).first().value();
  auto third = db.session();
  third.add(Post(*other)).operator->()->id = 0;
  EXPECT_THROW(third.flush(), NotLoaded);  // what was not read can't be written
}

TEST_P(DeferredMembers, load_reads_those_of_many_objects_at_once) {
  auto session = db.session();
  const auto posts = session.scalars(select<Post>().order_by(col<&Post::id>)).all();
  const auto selects = during("SELECT", [&] { session.load<&Post::body, &Post::stars>(posts); });
  ASSERT_THAT(selects, SizeIs(1));
  EXPECT_THAT(selects[0], Not(HasSubstr("title")));
  EXPECT_EQ(*posts[3]->body, "body 2.2");
  EXPECT_EQ(*posts[3]->stars, 5);
  EXPECT_FALSE(session.modified(posts[3]));
  EXPECT_THAT(during("", [&] { session.load<&Post::body>(posts); }), IsEmpty());
  posts[3]->body = "other";
  session.commit();
  EXPECT_EQ(*stored<Post>()[3].body, "other");
}

TEST_P(DeferredMembers, load_takes_one_object_and_misses_none) {
  auto session = db.session();
  const auto posts = session.scalars(select<Post>().order_by(col<&Post::id>)).all();
  session.load<&Post::body>(posts[1]);
  EXPECT_EQ(*posts[1]->body, "body 1.2");
  EXPECT_FALSE(posts[0]->body.is_loaded());
  posts[2]->body = "mine";
  session.load<&Post::body>(posts);
  EXPECT_EQ(*posts[2]->body, "mine");
  session.load<&Post::body>(std::vector{Ref<Post>{}});
  session.rollback();
  auto again = db.session();
  const auto known = again.scalars(select<Post>().order_by(col<&Post::id>)).all();
  again.commit();
  elsewhere(delete_from<Post>().where(col<&Post::id> == known[0]->id));
  EXPECT_THROW(again.load<&Post::body>(known), NoResultFound);
}

TEST_P(DeferredMembers, load_asks_for_512_keys_at_a_time) {
  auto session = db.session();
  std::vector<Post> many;
  for (int i = 0; i < 596; ++i) many.push_back(Post{.title = "p", .body = std::to_string(i), .author_id = 1});
  session.add_all(std::move(many));
  session.commit();
  auto other = db.session();
  const auto posts = other.scalars(select<Post>().order_by(col<&Post::id>)).all();
  ASSERT_THAT(posts, SizeIs(600));
  EXPECT_THAT(during("SELECT", [&] { other.load<&Post::body>(posts); }), SizeIs(2));
  EXPECT_EQ(*posts[599]->body, "595");
}

TEST_P(DeferredMembers, options_choose_what_is_read) {
  const auto read = [&](const auto& query) {
    auto session = db.session();
    const auto post = session.scalars(query).first().value();
    return std::vector<bool>{post->body.is_loaded(), post->summary.is_loaded(), post->stars.is_loaded()};
  };
  const auto posts = select<Post>().order_by(col<&Post::id>);
  EXPECT_EQ(read(posts), (std::vector{false, true, false}));
  EXPECT_EQ(read(posts.options(undefer<&Post::body>)), (std::vector{true, true, false}));
  EXPECT_EQ(read(posts.options(undefer<&Post::body, &Post::stars>)), (std::vector{true, true, true}));
  EXPECT_EQ(read(posts.options(defer<&Post::summary>)), (std::vector{false, false, false}));
  EXPECT_EQ(read(posts.options(load_only<&Post::stars>)), (std::vector{false, false, true}));
  EXPECT_EQ(read(posts.options(undefer_all)), (std::vector{true, true, true}));
  EXPECT_EQ(read(posts.options(undefer_all, defer<&Post::stars>)), (std::vector{true, true, false}));
  EXPECT_EQ(read(posts.dynamic().options(load_only<&Post::body>)), (std::vector{true, false, false}));
}

TEST_P(DeferredMembers, queries_that_need_all_columns_read_them) {
  auto session = db.session();
  auto post = session.scalars(select<Post>().distinct().order_by(col<&Post::body>)).first().value();
  EXPECT_EQ(*post->body, "body 1.1");
  auto other = db.session();
  const auto both =
      union_of(select<Post>().where(col<&Post::id> == 1), select<Post>().where(col<&Post::id> == 2));
  for (auto& each : other.scalars(both)) EXPECT_TRUE(each->body.is_loaded());
  auto third = db.session();
  for (auto& each : third.scalars(sql("SELECT * FROM post").models<Post>()))
    EXPECT_TRUE(each->body.is_loaded());
}

TEST_P(DeferredMembers, models_among_other_columns) {
  auto session = db.session();
  const auto rows =
      session
          .execute(select(col<&Post::title>, model<Post>, col<&Blogger::name>, model<Blogger>, literal(7))
                       .join<Blogger>()
                       .order_by(col<&Post::id>)
                       .options(undefer<&Post::body>))
          .all();
  ASSERT_THAT(rows, SizeIs(4));
  const auto& [title, post, name, author, seven] = rows[3];
  EXPECT_EQ(title, "post 2.2");
  EXPECT_EQ(post->title, title);
  EXPECT_EQ(*post->body, "body 2.2");
  EXPECT_FALSE(post->stars.is_loaded());
  EXPECT_EQ(name, "author 2");
  EXPECT_EQ(author->name, name);
  EXPECT_FALSE(author->biography.is_loaded());
  EXPECT_EQ(seven, 7);
  const auto missing =
      session
          .execute(select<Blogger, Post>()
                       .left_join<Post>(col<&Post::author_id> == col<&Blogger::id> && col<&Post::id> < 0)
                       .order_by(col<&Blogger::id>))
          .all();
  ASSERT_THAT(missing, SizeIs(2));
  EXPECT_FALSE(std::get<1>(missing[0]));
}

TEST_P(DeferredMembers, of_related_objects) {
  auto session = db.session();
  const auto by_select = session.scalars(select<Blogger>().options(selectin<&Blogger::posts>)).all();
  EXPECT_FALSE(by_select[0]->posts[0]->body.is_loaded());
  EXPECT_TRUE(by_select[0]->posts[0]->summary.is_loaded());
  EXPECT_EQ(by_select[1]->posts[1]->title, "post 2.2");
  auto second = db.session();
  for (auto& author :
       second.scalars(select<Blogger>().options(selectin<&Blogger::posts>, load_only<&Post::body>))) {
    EXPECT_FALSE(author->biography.is_loaded());
    for (auto& post : author->posts) {
      EXPECT_EQ(post->body->substr(0, 4), "body");
      EXPECT_FALSE(post->summary.is_loaded());
    }
  }
  auto third = db.session();
  const auto joined_posts =
      third
          .scalars(
              select<Post>().order_by(col<&Post::id>).options(joined<&Post::author>, undefer<&Post::body>))
          .all();
  EXPECT_EQ(*joined_posts[1]->body, "body 1.2");
  EXPECT_EQ(joined_posts[1]->author->name, "author 1");
  EXPECT_FALSE(joined_posts[1]->author->biography.is_loaded());
  auto fourth = db.session();
  const auto authors =
      fourth.scalars(select<Blogger>().options(joined<&Blogger::posts>, undefer<&Blogger::biography>)).all();
  EXPECT_EQ(**authors[0]->biography, "born");
  EXPECT_EQ(authors[0]->posts[1]->title, "post 1.2");
  EXPECT_FALSE(authors[0]->posts[1]->body.is_loaded());
}

}  // namespace
}  // namespace bindery::test
