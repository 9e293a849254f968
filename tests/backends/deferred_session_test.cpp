// Members that are left unread and the life of objects: refresh, expiry, merging, rollbacks, versions, families.
#include "deferred_kit.hpp"

namespace bindery::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

class DeferredSession : public DeferredTest {
 protected:
  static auto first_essay(Session& session) {
    return session.scalars(select<Essay>().order_by(col<&Essay::id>)).first().value();
  }
};
BINDERY_EVERY_BACKEND(DeferredSession);

TEST_P(DeferredSession, a_later_query_keeps_what_was_loaded) {
  auto session = db.session();
  auto essay = first_essay(session);
  session.load<&Essay::body>(essay);
  session.commit();
  elsewhere(update<Essay>().set(col<&Essay::title> = "changed").where(col<&Essay::id> == essay->id));
  (void)first_essay(session);
  EXPECT_EQ(essay->title, "changed");
  EXPECT_EQ(*essay->body, "body 1.1");
  EXPECT_FALSE(session.modified(essay));
}

TEST_P(DeferredSession, a_later_query_brings_what_was_missing) {
  auto session = db.session();
  auto essay = first_essay(session);
  essay->title = "mine";
  auto pause = session.no_autoflush();
  (void)session.scalars(select<Essay>().options(undefer<&Essay::body>));
  EXPECT_EQ(*essay->body, "body 1.1");
  EXPECT_EQ(essay->title, "mine");
}

TEST_P(DeferredSession, refresh_reads_what_the_object_has) {
  auto session = db.session();
  auto essay = first_essay(session);
  auto selects = during("SELECT", [&] { session.refresh(essay); });
  ASSERT_THAT(selects, SizeIs(1));
  EXPECT_THAT(selects[0], Not(HasSubstr("body")));
  EXPECT_FALSE(essay->body.is_loaded());
  essay->body = "mine";
  session.refresh(essay);
  EXPECT_EQ(*essay->body, "body 1.1");
  EXPECT_FALSE(session.modified(essay));
}

TEST_P(DeferredSession, an_expired_object_forgets) {
  auto session = db.session();
  auto essay = first_essay(session);
  session.load<&Essay::body>(essay);
  session.expire(essay);
  (void)first_essay(session);
  EXPECT_FALSE(essay->body.is_loaded());
  EXPECT_TRUE(essay->summary.is_loaded());
  session.load<&Essay::body>(essay);
  session.expire_all();
  session.refresh(essay);
  EXPECT_FALSE(essay->body.is_loaded());
  EXPECT_TRUE(essay->summary.is_loaded());
}

TEST_P(DeferredSession, a_rollback_takes_back_what_was_assigned) {
  auto session = db.session();
  auto essay = first_essay(session);
  essay->body = "mine";
  session.flush();
  session.rollback();
  EXPECT_FALSE(essay->body.is_loaded());
  session.load<&Essay::body>(essay);
  EXPECT_EQ(*essay->body, "body 1.1");
  essay->body = "not flushed";
  session.rollback();
  EXPECT_EQ(*essay->body, "body 1.1");
}

TEST_P(DeferredSession, a_savepoint_takes_back_what_was_read_inside) {
  auto session = db.session();
  auto essay = first_essay(session);
  {
    auto part = session.savepoint();
    session.execute(update<Essay>().set(col<&Essay::body> = "inside").where(col<&Essay::id> == essay->id));
    session.load<&Essay::body>(essay);
    EXPECT_EQ(*essay->body, "inside");
    part.rollback();
  }
  session.load<&Essay::body>(essay);
  EXPECT_EQ(*essay->body, "body 1.1");
}

TEST_P(DeferredSession, statements_past_the_objects_read_only_what_they_have) {
  auto session = db.session();
  const auto essays = session.scalars(select<Essay>().order_by(col<&Essay::id>)).all();
  auto selects =
      during("SELECT", [&] { session.execute(update<Essay>().set(col<&Essay::title> = "all").all_rows()); });
  ASSERT_THAT(selects, SizeIs(1));
  EXPECT_THAT(selects[0], Not(HasSubstr("body")));
  EXPECT_EQ(essays[2]->title, "all");
  session.load<&Essay::body>(essays[1]);
  session.execute(update<Essay>().set(col<&Essay::body> = "new").all_rows());
  EXPECT_EQ(*essays[1]->body, "new");
}

TEST_P(DeferredSession, merging_takes_over_what_is_there) {
  Essay copy;
  {
    auto session = db.session();
    copy = *first_essay(session);
  }
  copy.title = "merged";
  auto other = db.session();
  auto merged = other.merge(copy);
  EXPECT_EQ(merged->title, "merged");
  other.commit();
  EXPECT_EQ(*stored<Essay>()[0].body, "body 1.1");
  copy.body = "given";
  other.merge(copy);
  other.commit();
  EXPECT_EQ(*stored<Essay>()[0].body, "given");
}

TEST_P(DeferredSession, a_row_of_another_version_is_another_text) {
  auto session = db.session();
  auto chapter = session.scalar(select<Chapter>().options(undefer<&Chapter::text>));
  session.commit();
  (void)session.scalars(select<Chapter>());
  EXPECT_TRUE(chapter->text.is_loaded());
  session.commit();
  {
    auto other = db.session();
    other.scalars(select<Chapter>()).one()->text = "the end";
    other.commit();
  }
  (void)session.scalars(select<Chapter>());
  EXPECT_EQ(chapter->edition, 2);
  EXPECT_FALSE(chapter->text.is_loaded());
  chapter->text = "begin";
  session.commit();
  EXPECT_EQ(chapter->edition, 3);
  EXPECT_EQ(*stored<Chapter>()[0].text, "begin");
}

TEST_P(DeferredSession, a_text_loaded_late_is_guarded_by_the_version) {
  auto session = db.session();
  auto chapter = session.scalars(select<Chapter>()).one();
  session.commit();
  {
    auto other = db.session();
    other.scalars(select<Chapter>()).one()->text = "the end";
    other.commit();
  }
  session.load<&Chapter::text>(chapter);
  chapter->text->append("!");
  EXPECT_THROW(session.flush(), StaleDataError);
}

TEST_P(DeferredSession, the_record_of_changes_tells_what_is_known) {
  auto session = db.session({.track_changes = true});
  auto essay = first_essay(session);
  essay->body = "new";
  session.flush();
  session.remove(session.get<Essay>(4));
  session.flush();
  const auto changes = session.changes();
  ASSERT_THAT(changes, SizeIs(2));
  ASSERT_THAT(changes[0].columns, SizeIs(1));
  EXPECT_EQ(changes[0].columns[0].column, "body");
  EXPECT_TRUE(changes[0].columns[0].before.is_null());
  EXPECT_EQ(changes[0].columns[0].after.as<std::string>(), "new");
  EXPECT_THAT(changes[1].columns, SizeIs(4));  // id, title, summary, author_id
}

TEST_P(DeferredSession, families) {
  {
    auto session = db.session();
    session.add(Medium{.title = "plain", .notes = "n0"});
    Video video;
    video.title = "film";
    video.notes = "n1";
    video.length = 90;
    video.transcript = "t1";
    session.add(video);
    Ballad ballad;
    ballad.title = "tune";
    ballad.notes = "n2";
    ballad.lyrics = "l2";
    session.add(ballad);
    session.commit();
  }
  auto session = db.session();
  std::vector<Ref<Medium>> media;
  auto selects = during(
      "SELECT", [&] { media = session.scalars(select<Medium>().order_by(col<&Medium::title>)).all(); });
  for (const std::string& text : selects) {
    const std::string columns = text.substr(0, text.find("FROM"));
    EXPECT_THAT(columns, Not(HasSubstr("transcript")));
    EXPECT_THAT(columns, Not(HasSubstr("notes")));
  }
  auto video = media[0].as<Video>();
  auto ballad = media[2].as<Ballad>();
  EXPECT_EQ(video->length, 90);
  EXPECT_FALSE(video->transcript.is_loaded());
  EXPECT_FALSE(video->notes.is_loaded());
  EXPECT_EQ(*ballad->lyrics, "l2");
  EXPECT_FALSE(ballad->notes.is_loaded());
  session.load<&Video::transcript>(media);  // of those that are videos
  EXPECT_EQ(*video->transcript, "t1");
  session.load<&Medium::notes>(media);
  EXPECT_EQ(*media[1]->notes, "n0");
  EXPECT_EQ(*video->notes, "n1");
  EXPECT_EQ(*ballad->notes, "n2");
  video->transcript = "t3";
  session.commit();
  auto other = db.session();
  auto same = other
                  .scalars(select<Medium>()
                               .where(col<&Medium::title> == "film")
                               .options(undefer<&Medium::notes>, undefer<&Video::transcript>))
                  .one()
                  .as<Video>();
  EXPECT_EQ(*same->transcript, "t3");
  EXPECT_EQ(*same->notes, "n1");
  other.commit();
  auto third = db.session();
  auto alone = third.scalars(select<Video>()).one();
  EXPECT_FALSE(alone->notes.is_loaded());
  try {
    (void)*alone->notes;
    FAIL();
  } catch (const NotLoaded& error) {
    EXPECT_THAT(error.what(), HasSubstr("undefer<&Video::notes>"));
  }
  alone->notes = "changed";
  third.commit();
  third.refresh(alone);
  EXPECT_EQ(*alone->notes, "changed");
  EXPECT_EQ(alone->length, 90);
}

}  // namespace
}  // namespace bindery::test
