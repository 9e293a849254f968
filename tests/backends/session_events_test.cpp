// Listeners of sessions, and statements of the program that write past the objects.
#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;

class SessionEventsTest : public OrmTest {
 protected:
  Session session = db->session();
  std::vector<std::string> told;

  auto tells(std::string what) {
    return [this, what = std::move(what)](Session&) { told.push_back(what); };
  }
};

TEST_P(SessionEventsTest, a_commit_over_two_binds_tells_each_step_and_its_end_once) {
  db->session_events().listen(
      {.before_flush = tells("before_flush"),
       .after_flush = [&](Session&,
                          auto changes) { told.push_back(fmt::format("flushed {}", changes.size())); },
       .before_commit = tells("before_commit"),
       .bind_committed = [&](std::string_view bind) { told.push_back(fmt::format("bind '{}'", bind)); },
       .after_commit =
           [&](Session&, auto changes) {
             for (const ChangeRecord& change : changes) told.push_back(change.to_string());
           },
       .after_rollback = tells("rolled back")});
  session.add(Note{.body = "x"});
  session.add(Person{.name = "ada"});
  session.commit();
  EXPECT_THAT(told, ElementsAre("before_commit", "before_flush", "flushed 2", "bind ''", "bind 'users'",
                                "inserted <Person 1>", "inserted <Note 1>"))
      << "notes link to persons: those are written first";
  told.clear();
  session.commit();
  EXPECT_THAT(told, ElementsAre("before_commit"));
  told.clear();
  session.add(Note{.body = "y"});
  session.flush();
  session.rollback();
  EXPECT_THAT(told, ElementsAre("before_flush", "flushed 1", "rolled back"));
}

TEST_P(SessionEventsTest, a_listener_lives_as_long_as_its_scope) {
  {
    const auto scope = session.events().listen_while({.before_commit = tells("commit")});
    session.commit();
  }
  session.commit();
  EXPECT_THAT(told, ElementsAre("commit"));
}

TEST_P(SessionEventsTest, before_flush_may_add_objects_and_may_refuse) {
  bool refuse = false;
  session.events().listen({.before_flush = [&](Session& self) {
    if (refuse) throw ValidationError("Note", "body", "is not for now");
    self.add(Person{.name = fmt::format("audit {}", told.size())});
    told.push_back("audited");
  }});
  session.add(Note{.body = "x"});
  session.commit();
  EXPECT_EQ(rows<Person>(), 1u);
  refuse = true;
  auto note = session.add(Note{.body = "y"});
  EXPECT_THROW(session.commit(), ValidationError);
  EXPECT_EQ(note.state(), EntityState::pending);
}

TEST_P(SessionEventsTest, savepoints_and_loads_are_told_and_take_back_only_their_own_changes) {
  session.events().listen(
      {.after_commit =
           [&](Session&, auto changes) {
             for (const ChangeRecord& change : changes) told.push_back(change.to_string());
           },
       .savepoint_begun = tells("begun"),
       .savepoint_released = tells("released"),
       .savepoint_rolled_back = tells("rolled back"),
       .loaded = [&](const AnyRef& object) { told.push_back("loaded " + object.to_string()); }});
  auto note = session.add(Note{.body = "x"});
  {
    auto part = session.savepoint();
    note->body = "kept";
    part.commit();
  }
  {
    auto part = session.savepoint();
    note->body = "lost";
    session.flush();
  }
  session.commit();
  session.clear();
  session.get<Note>(1);
  EXPECT_THAT(told, ElementsAre("begun", "released", "begun", "rolled back", "inserted <Note 1>",
                                "updated <Note 1>: body 'x' -> 'kept'", "loaded <Note 1>"));
}

TEST_P(SessionEventsTest, what_a_listener_adds_as_a_savepoint_opens_stays_new_when_that_is_rolled_back) {
  std::vector<Ref<Note>> added;
  session.events().listen({.after_flush = [&](Session& self, auto) {
    if (added.empty()) added.push_back(self.add(Note{.body = "by the listener"}));
  }});
  session.add(Note{.body = "before"});
  {
    auto part = session.savepoint();
    auto inside = session.add(Note{.body = "inside"});
    session.flush();
    EXPECT_EQ(added.at(0).state(), EntityState::persistent);
    part.rollback();
    EXPECT_EQ(inside.state(), EntityState::transient);
  }
  EXPECT_EQ(added.at(0).state(), EntityState::pending);
  session.commit();
  EXPECT_THAT(db->connect().execute(select(col<&Note::body>).order_by(col<&Note::id>)).all(),
              ElementsAre("before", "by the listener"));
}

TEST_P(SessionEventsTest, statements_keep_loaded_objects_honest_and_are_told) {
  auto watched = db->session({.track_changes = true});
  std::vector<Note> many(700);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].body = i < 10 ? "first" : "other";
  auto notes = watched.add_all(std::move(many));
  watched.commit();
  db->clear_recorded_queries();
  watched.execute(update<Note>().set(col<&Note::weight> = 5).where(col<&Note::body> == "first"));
  EXPECT_EQ(notes[0]->weight, 5);
  EXPECT_EQ(notes[10]->weight, 0);
  watched.execute(delete_from<Note>().where(col<&Note::body> == "first"));
  EXPECT_LE(count("SELECT"), 4u) << "two statements for 700 objects, never one for each";
  EXPECT_EQ(notes[0].state(), EntityState::removed);
  EXPECT_EQ(notes[10].state(), EntityState::persistent);
  std::vector<std::string> written;
  for (const ChangeRecord& change : watched.changes()) written.push_back(change.to_string());
  EXPECT_THAT(written, ElementsAre("updated 10 rows of note", "deleted 10 rows of note"));
  watched.rollback();
  EXPECT_EQ(notes[0].state(), EntityState::persistent);
  EXPECT_EQ(notes[0]->weight, 0);
  watched.execute(delete_from<Note>().where(col<&Note::body> == "first"));
  watched.commit();
  EXPECT_EQ(notes[0].state(), EntityState::transient);
  watched.execute(update<Note>().set(col<&Note::weight> = 9).all_rows(), {.synchronize = false});
  EXPECT_EQ(notes[10]->weight, 0);
}

TEST_P(SessionEventsTest, what_was_read_after_a_statement_expires_with_its_rollback) {
  db->connect().execute(insert(Note{.body = "a"}));
  session.execute(update<Note>().set(col<&Note::body> = "uncommitted").all_rows());
  auto note = session.get<Note>(1);
  EXPECT_EQ(note->body, "uncommitted");
  session.rollback();
  EXPECT_TRUE(note.expired());
  session.refresh(note);
  EXPECT_EQ(note->body, "a");
}

BINDERY_EVERY_BACKEND(SessionEventsTest);

}  // namespace
}  // namespace bindery
