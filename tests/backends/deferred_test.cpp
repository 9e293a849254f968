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
  std::vector<Ref<Essay>> essays;
  const auto selects =
      during("SELECT", [&] { essays = session.scalars(select<Essay>().order_by(col<&Essay::id>)).all(); });
  ASSERT_THAT(selects, SizeIs(1));
  EXPECT_THAT(selects[0], Not(HasSubstr("body")));
  EXPECT_THAT(selects[0], HasSubstr("summary"));
  EXPECT_EQ(essays[0]->title, "essay 1.1");
  EXPECT_EQ(essays[0]->summary->text, "summary 1.1");
  EXPECT_FALSE(essays[0]->body.is_loaded());
  EXPECT_THAT(message_of([&] { (void)essays[0]->body->size(); }),
              testing::AllOf(HasSubstr("Essay.body"), HasSubstr("undefer<&Essay::body>"),
                             HasSubstr("session.load<&Essay::body>")));
  EXPECT_FALSE(session.modified(essays[0]));
}

TEST_P(DeferredMembers, a_connection_reads_them_all) {
  const auto essays = stored<Essay>();
  EXPECT_EQ(*essays[0].body, "body 1.1");
  EXPECT_EQ(*essays[0].stars, 5);
  auto connection = db.connect();
  const std::string body =
      connection.scalar(select(col<&Essay::body>).where(col<&Essay::title> == "essay 1.2"));
  EXPECT_EQ(body, "body 1.2");
  auto found = connection.scalars(select(col<&Essay::id>).where(col<&Essay::body> == essays[2].body));
  EXPECT_THAT(found.all(), ElementsAre(essays[2].id));
  EXPECT_EQ(stored<Essayist>()[0].biography, "born");
}

TEST_P(DeferredMembers, read_like_their_values) {
  auto session = db.session();
  auto essay =
      session.scalars(select<Essay>().order_by(col<&Essay::id>).options(undefer_all)).first().value();
  const std::string& text = essay->body;
  EXPECT_EQ(text, "body 1.1");
  EXPECT_EQ(essay->body->size(), 8u);
  EXPECT_TRUE(essay->body == "body 1.1");
  essay->body->append("!");
  session.commit();
  EXPECT_EQ(*stored<Essay>()[0].body, "body 1.1!");
}

TEST_P(DeferredMembers, what_is_assigned_is_written) {
  auto session = db.session();
  const auto essays = session.scalars(select<Essay>().order_by(col<&Essay::id>)).all();
  essays[0]->body = "body 1.1";  // who knows what is in the row
  essays[1]->title = "new";
  EXPECT_TRUE(session.modified(essays[0]));
  const auto updates = during("UPDATE", [&] { session.flush(); });
  ASSERT_THAT(updates, SizeIs(2));
  EXPECT_EQ(std::count_if(updates.begin(), updates.end(),
                          [](const std::string& sql) { return sql.find("body") != std::string::npos; }),
            1);
  EXPECT_EQ(*essays[0]->body, "body 1.1");
  essays[0]->body = "body 1.1";
  EXPECT_FALSE(session.modified(essays[0]));
  session.commit();
  const auto rows = stored<Essay>();
  EXPECT_EQ(*rows[0].body, "body 1.1");
  EXPECT_EQ(*rows[1].body, "body 1.2");
  EXPECT_EQ(rows[1].title, "new");
}

TEST_P(DeferredMembers, rules_and_defaults_hold) {
  auto session = db.session();
  auto essay = session.add(Essay{.title = "t", .author_id = 1});
  session.flush();
  EXPECT_EQ(*essay->stars, 5);  // filled in by the database
  EXPECT_EQ(*essay->body, "");
  essay->body = "bad";
  EXPECT_THROW(session.flush(), ValidationError);
  essay->body = "good";
  session.commit();
  auto other = db.session().scalars(select<Essay>()).first().value();
  auto third = db.session();
  third.add(Essay(*other)).operator->()->id = 0;
  EXPECT_THROW(third.flush(), NotLoaded);  // what was not read can't be written
}

TEST_P(DeferredMembers, load_reads_those_of_many_objects_at_once) {
  auto session = db.session();
  const auto essays = session.scalars(select<Essay>().order_by(col<&Essay::id>)).all();
  const auto selects = during("SELECT", [&] { session.load<&Essay::body, &Essay::stars>(essays); });
  ASSERT_THAT(selects, SizeIs(1));
  EXPECT_THAT(selects[0], Not(HasSubstr("title")));
  EXPECT_EQ(*essays[3]->body, "body 2.2");
  EXPECT_EQ(*essays[3]->stars, 5);
  EXPECT_FALSE(session.modified(essays[3]));
  EXPECT_THAT(during("", [&] { session.load<&Essay::body>(essays); }), IsEmpty());
  essays[3]->body = "other";
  session.commit();
  EXPECT_EQ(*stored<Essay>()[3].body, "other");
}

TEST_P(DeferredMembers, load_takes_one_object_and_misses_none) {
  auto session = db.session();
  const auto essays = session.scalars(select<Essay>().order_by(col<&Essay::id>)).all();
  session.load<&Essay::body>(essays[1]);
  EXPECT_EQ(*essays[1]->body, "body 1.2");
  EXPECT_FALSE(essays[0]->body.is_loaded());
  essays[2]->body = "mine";
  session.load<&Essay::body>(essays);
  EXPECT_EQ(*essays[2]->body, "mine");
  session.load<&Essay::body>(std::vector{Ref<Essay>{}});
  session.rollback();
  auto again = db.session();
  const auto known = again.scalars(select<Essay>().order_by(col<&Essay::id>)).all();
  again.commit();
  elsewhere(delete_from<Essay>().where(col<&Essay::id> == known[0]->id));
  EXPECT_THROW(again.load<&Essay::body>(known), NoResultFound);
}

TEST_P(DeferredMembers, load_asks_for_512_keys_at_a_time) {
  auto session = db.session();
  std::vector<Essay> many;
  for (int i = 0; i < 596; ++i)
    many.push_back(Essay{.title = "p", .body = std::to_string(i), .author_id = 1});
  session.add_all(std::move(many));
  session.commit();
  auto other = db.session();
  const auto essays = other.scalars(select<Essay>().order_by(col<&Essay::id>)).all();
  ASSERT_THAT(essays, SizeIs(600));
  EXPECT_THAT(during("SELECT", [&] { other.load<&Essay::body>(essays); }), SizeIs(2));
  EXPECT_EQ(*essays[599]->body, "595");
}

TEST_P(DeferredMembers, options_choose_what_is_read) {
  const auto read = [&](const auto& query) {
    auto session = db.session();
    const auto essay = session.scalars(query).first().value();
    return std::vector<bool>{essay->body.is_loaded(), essay->summary.is_loaded(), essay->stars.is_loaded()};
  };
  const auto essays = select<Essay>().order_by(col<&Essay::id>);
  EXPECT_EQ(read(essays), (std::vector{false, true, false}));
  EXPECT_EQ(read(essays.options(undefer<&Essay::body>)), (std::vector{true, true, false}));
  EXPECT_EQ(read(essays.options(undefer<&Essay::body, &Essay::stars>)), (std::vector{true, true, true}));
  EXPECT_EQ(read(essays.options(defer<&Essay::summary>)), (std::vector{false, false, false}));
  EXPECT_EQ(read(essays.options(load_only<&Essay::stars>)), (std::vector{false, false, true}));
  EXPECT_EQ(read(essays.options(undefer_all)), (std::vector{true, true, true}));
  EXPECT_EQ(read(essays.options(undefer_all, defer<&Essay::stars>)), (std::vector{true, true, false}));
  EXPECT_EQ(read(essays.dynamic().options(load_only<&Essay::body>)), (std::vector{true, false, false}));
}

TEST_P(DeferredMembers, queries_that_need_all_columns_read_them) {
  auto session = db.session();
  auto essay = session.scalars(select<Essay>().distinct().order_by(col<&Essay::body>)).first().value();
  EXPECT_EQ(*essay->body, "body 1.1");
  auto other = db.session();
  const auto both =
      union_of(select<Essay>().where(col<&Essay::id> == 1), select<Essay>().where(col<&Essay::id> == 2));
  for (auto& each : other.scalars(both)) EXPECT_TRUE(each->body.is_loaded());
  auto third = db.session();
  for (auto& each : third.scalars(sql("SELECT * FROM essay").models<Essay>()))
    EXPECT_TRUE(each->body.is_loaded());
}

TEST_P(DeferredMembers, models_among_other_columns) {
  auto session = db.session();
  const auto rows =
      session
          .execute(select(col<&Essay::title>, model<Essay>, col<&Essayist::name>, model<Essayist>, literal(7))
                       .join<Essayist>()
                       .order_by(col<&Essay::id>)
                       .options(undefer<&Essay::body>))
          .all();
  ASSERT_THAT(rows, SizeIs(4));
  const auto& [title, essay, name, author, seven] = rows[3];
  EXPECT_EQ(title, "essay 2.2");
  EXPECT_EQ(essay->title, title);
  EXPECT_EQ(*essay->body, "body 2.2");
  EXPECT_FALSE(essay->stars.is_loaded());
  EXPECT_EQ(name, "author 2");
  EXPECT_EQ(author->name, name);
  EXPECT_FALSE(author->biography.is_loaded());
  EXPECT_EQ(seven, 7);
  const auto missing =
      session
          .execute(select<Essayist, Essay>()
                       .left_join<Essay>(col<&Essay::author_id> == col<&Essayist::id> && col<&Essay::id> < 0)
                       .order_by(col<&Essayist::id>))
          .all();
  ASSERT_THAT(missing, SizeIs(2));
  EXPECT_FALSE(std::get<1>(missing[0]));
}

TEST_P(DeferredMembers, of_related_objects) {
  auto session = db.session();
  const auto by_select = session.scalars(select<Essayist>().options(selectin<&Essayist::essays>)).all();
  EXPECT_FALSE(by_select[0]->essays[0]->body.is_loaded());
  EXPECT_TRUE(by_select[0]->essays[0]->summary.is_loaded());
  EXPECT_EQ(by_select[1]->essays[1]->title, "essay 2.2");
  auto second = db.session();
  for (auto& author :
       second.scalars(select<Essayist>().options(selectin<&Essayist::essays>, load_only<&Essay::body>))) {
    EXPECT_FALSE(author->biography.is_loaded());
    for (auto& essay : author->essays) {
      EXPECT_EQ(essay->body->substr(0, 4), "body");
      EXPECT_FALSE(essay->summary.is_loaded());
    }
  }
  auto third = db.session();
  const auto joined_essays = third
                                 .scalars(select<Essay>()
                                              .order_by(col<&Essay::id>)
                                              .options(joined<&Essay::author>, undefer<&Essay::body>))
                                 .all();
  EXPECT_EQ(*joined_essays[1]->body, "body 1.2");
  EXPECT_EQ(joined_essays[1]->author->name, "author 1");
  EXPECT_FALSE(joined_essays[1]->author->biography.is_loaded());
  auto fourth = db.session();
  const auto authors =
      fourth.scalars(select<Essayist>().options(joined<&Essayist::essays>, undefer<&Essayist::biography>))
          .all();
  EXPECT_EQ(**authors[0]->biography, "born");
  EXPECT_EQ(authors[0]->essays[1]->title, "essay 1.2");
  EXPECT_FALSE(authors[0]->essays[1]->body.is_loaded());
}

}  // namespace
}  // namespace bindery::test
