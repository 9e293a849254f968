// Objects that must be read again, objects that come back from elsewhere, and queries that do not flush.
#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;

class SessionExpire : public OrmTest {
 protected:
  Session session = db->session();

  std::vector<Ref<Note>> three_notes() {
    auto notes = session.add_all(std::vector<Note>{{.body = "a"}, {.body = "b"}, {.body = "c"}});
    session.commit();
    return notes;
  }
};

TEST_P(SessionExpire, an_expired_object_says_how_to_read_it_again) {
  auto note = three_notes().front();
  note->body = "lost";
  session.expire(note);
  EXPECT_TRUE(note.expired());
  EXPECT_FALSE(session.modified(note));
  try {
    (void)note->body;
    FAIL();
  } catch (const NotLoaded& error) {
    EXPECT_THAT(error.what(), HasSubstr("<Note 1>"));
    EXPECT_THAT(error.what(), HasSubstr("refresh"));
  }
  EXPECT_THROW((void)*note, NotLoaded);
  EXPECT_EQ(note.to_string(), "<Note 1>");
  session.commit();
  session.refresh(note);
  EXPECT_FALSE(note.expired());
  EXPECT_EQ(note->body, "a");
}

TEST_P(SessionExpire, a_query_that_meets_an_expired_object_brings_it_up_to_date) {
  const auto notes = three_notes();
  session.expire_all();
  for (const auto& note : notes) EXPECT_TRUE(note.expired());
  session.execute(select<Note>().where(col<&Note::body> == "b"));
  EXPECT_EQ(notes[1]->body, "b");
  EXPECT_TRUE(notes[0].expired());
  db->clear_recorded_queries();
  EXPECT_EQ(session.get<Note>(1), notes[0]);
  EXPECT_EQ(notes[0]->body, "a");
  EXPECT_EQ(count("SELECT"), 1u);
}

TEST_P(SessionExpire, the_row_of_an_expired_object_may_be_gone) {
  const auto notes = three_notes();
  session.expire_all();
  db->connect().execute(delete_from<Note>().where(col<&Note::body> == "a"));
  EXPECT_FALSE(session.get<Note>(1));
  EXPECT_EQ(notes[0].state(), EntityState::removed);
  session.commit();
  EXPECT_EQ(notes[0].state(), EntityState::transient);
}

TEST_P(SessionExpire, expire_all_reaches_objects_of_every_bind_but_new_ones) {
  auto ada = session.add(Person{.name = "ada"});
  auto note = session.add(Note{.body = "x"});
  session.flush();
  auto fresh = session.add(Note{.body = "fresh"});
  session.expire_all();
  EXPECT_TRUE(ada.expired());
  EXPECT_TRUE(note.expired());
  EXPECT_EQ(fresh->body, "fresh");
  EXPECT_THROW(session.expire(fresh), ProgrammingError);
}

TEST_P(SessionExpire, objects_expire_on_commit_only_if_asked) {
  auto strict = db->session({.expire_on_commit = true});
  auto note = strict.add(Note{.body = "x"});
  strict.flush();
  EXPECT_EQ(note->body, "x");
  strict.commit();
  EXPECT_TRUE(note.expired());
  strict.refresh(note);
  EXPECT_EQ(note->body, "x");
}

TEST_P(SessionExpire, composite_keys_are_read_again_together) {
  std::vector<Seat> many(100);
  for (std::size_t i = 0; i < many.size(); ++i)
    many[i] = {.hall = i % 2 == 0 ? "blue" : "red", .number = static_cast<std::int64_t>(i), .guest = "ada"};
  auto seats = session.add_all(std::move(many));
  session.commit();
  session.execute(update<Seat>().set(col<&Seat::guest> = "bob").all_rows());
  db->clear_recorded_queries();
  session.expire_all();
  EXPECT_EQ(session.execute(select<Seat>()).size(), 100u);
  EXPECT_EQ(seats[99]->guest, "bob");
  EXPECT_EQ(count("SELECT"), 1u);
}

TEST_P(SessionExpire, merge_gives_the_values_to_the_object_of_that_key) {
  auto note = three_notes().front();
  auto merged = session.merge(Note{.id = 1, .body = "from a form", .weight = 7});
  EXPECT_EQ(merged, note);
  EXPECT_EQ(note->body, "from a form");
  EXPECT_TRUE(session.modified(note));
  session.commit();
  session.clear();
  merged = session.merge(Note{.id = 2, .body = "read first"});
  EXPECT_EQ(merged.state(), EntityState::persistent);
  session.commit();
  const auto now = db->connect().execute(select<Note>().order_by(col<&Note::id>)).all();
  EXPECT_EQ(now.at(0).weight, 7);
  EXPECT_EQ(now.at(1).body, "read first");
}

TEST_P(SessionExpire, merge_adds_what_has_no_row) {
  auto keyless = session.merge(Note{.body = "new"});
  EXPECT_EQ(keyless.state(), EntityState::pending);
  auto keyed = session.merge(Note{.id = 70, .body = "with a key"});
  EXPECT_EQ(keyed.state(), EntityState::pending);
  session.commit();
  EXPECT_EQ(keyed->id, 70);
  EXPECT_EQ(rows<Note>(), 2u);
  session.remove(keyed);
  EXPECT_EQ(session.merge(Note{.id = 70, .body = "kept"}), keyed);
  session.commit();
  EXPECT_EQ(rows<Note>(), 2u);
}

TEST_P(SessionExpire, a_merge_of_equal_values_writes_nothing) {
  three_notes();
  session.merge(Note{.id = 1, .body = "a"});
  db->clear_recorded_queries();
  session.commit();
  EXPECT_EQ(count("UPDATE"), 0u);
}

TEST_P(SessionExpire, no_autoflush_keeps_queries_from_writing) {
  auto note = session.add(Note{.body = "x"});
  {
    const auto pause = session.no_autoflush();
    EXPECT_TRUE(session.execute(select<Note>()).empty());
    const auto inner = session.no_autoflush();
    EXPECT_FALSE(session.get<Note>(1));
    EXPECT_EQ(note.state(), EntityState::pending);
  }
  EXPECT_EQ(session.execute(select<Note>()).size(), 1u);
  auto quiet = db->session({.autoflush = false});
  auto person = quiet.add(Person{.name = "ada"});
  EXPECT_TRUE(quiet.execute(select<Person>()).empty());
  quiet.commit();
  EXPECT_EQ(person.state(), EntityState::persistent);
}

TEST_P(SessionExpire, a_query_inside_a_transaction_is_undone_with_it) {
  auto note = three_notes().front();
  session.connection().execute(update<Note>().set(col<&Note::body> = "written past the session").all_rows());
  session.execute(select<Note>());
  EXPECT_EQ(note->body, "written past the session");
  session.rollback();
  EXPECT_EQ(note->body, "a");
}

BINDERY_EVERY_BACKEND(SessionExpire);

}  // namespace
}  // namespace bindery
