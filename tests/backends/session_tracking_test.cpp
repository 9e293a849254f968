// Which changes a session finds: through handles that are held, that are gone, and through relations.
#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;

class TrackingTest : public OrmTest {
 protected:
  /// Writes notes with these bodies; gives their keys.
  std::vector<std::int64_t> write(std::vector<std::string> bodies) {
    std::vector<Note> notes;
    for (std::string& body : bodies) notes.push_back({.body = std::move(body)});
    db->connect().insert_all(notes);
    std::vector<std::int64_t> keys;
    for (const Note& note : notes) keys.push_back(note.id);
    return keys;
  }
  std::string body_of(std::int64_t key) {
    return db->connect().execute(select<Note>().where(col<&Note::id> == key)).one().body;
  }

  Session session = db->session();
};

TEST_P(TrackingTest, a_reference_from_a_held_handle_outlives_statements) {
  const auto keys = write({"a", "b", "c"});
  const auto first = session.get<Note>(keys[0]);
  Note& note = *first;
  for (const std::int64_t key : keys) (void)session.get<Note>(key);
  note.body = "changed";
  EXPECT_EQ(session.scalars(select<Note>().where(col<&Note::body> == "changed")).all().size(), 1u);
  session.commit();
  EXPECT_EQ(body_of(keys[0]), "changed");
}

TEST_P(TrackingTest, a_reference_whose_handle_is_gone_is_written_by_the_flush) {
  const auto keys = write({"a", "b"});
  Note& note = *session.get<Note>(keys[0]);
  (void)session.get<Note>(keys[1]);  // finds nothing changed, and nobody who holds the first one
  note.body = "changed";
  session.commit();
  EXPECT_EQ(body_of(keys[0]), "changed");
}

TEST_P(TrackingTest, an_object_that_is_taken_up_again_makes_queries_flush_again) {
  const auto keys = write({"a", "b", "c"});
  EXPECT_EQ(session.get<Note>(keys[0])->body, "a");
  (void)session.get<Note>(keys[1]);
  session.get<Note>(keys[0])->body = "changed";
  EXPECT_EQ(session.scalars(select<Note>().where(col<&Note::body> == "changed")).all().size(), 1u);
  session.commit();
  EXPECT_EQ(body_of(keys[0]), "changed");
}

TEST_P(TrackingTest, a_reference_to_a_new_object_is_good_after_its_insert) {
  const auto added = session.add(Note{.body = "new"});
  Note& note = *added;
  session.flush();
  note.body = "changed";
  session.commit();
  EXPECT_EQ(body_of(note.id), "changed");
}

TEST_P(TrackingTest, an_object_that_nobody_read_is_not_written) {
  write({"a", "b"});
  (void)session.scalars(select<Note>()).all();
  db->clear_recorded_queries();
  session.commit();
  EXPECT_EQ(count("UPDATE"), 0u);
}

TEST_P(TrackingTest, what_a_detached_object_was_given_is_written_where_it_is_added) {
  const auto keys = write({"a"});
  Ref<Note> note = session.get<Note>(keys[0]);
  session.expunge(note);
  note->body = "changed";
  auto other = db->session();
  session.commit();
  other.add(note);
  other.commit();
  EXPECT_EQ(body_of(keys[0]), "changed");
}

TEST_P(TrackingTest, a_rollback_gives_back_what_was_read) {
  const auto keys = write({"a", "b"});
  const auto first = session.get<Note>(keys[0]), second = session.get<Note>(keys[1]);
  first->body = "changed";
  session.flush();
  second->body = "changed";
  session.rollback();
  EXPECT_EQ(first->body, "a");
  EXPECT_EQ(second->body, "b");
  EXPECT_FALSE(session.modified(first));
  session.commit();
  EXPECT_EQ(body_of(keys[0]), "a");
}

TEST_P(TrackingTest, a_query_brings_an_object_up_to_date_that_nobody_changed) {
  const auto keys = write({"a", "b"});
  const auto first = session.get<Note>(keys[0]);
  const auto second = session.get<Note>(keys[1]);
  EXPECT_EQ(first->body, "a");
  session.commit();
  db->connect().execute(update<Note>().set(col<&Note::body> = "elsewhere").all_rows());
  EXPECT_EQ(session.scalars(select<Note>().order_by(col<&Note::id>)).all().front(), first);
  EXPECT_EQ(first->body, "elsewhere");
  EXPECT_EQ(second->body, "elsewhere");
  second->body = "here";
  session.commit();
  EXPECT_EQ(body_of(keys[1]), "here");
}

TEST_P(TrackingTest, objects_leave_and_come_back) {
  const auto keys = write({"a", "b", "c"});
  std::vector<Ref<Note>> notes = session.scalars(select<Note>().order_by(col<&Note::id>)).all();
  for (const auto& note : notes) note->weight = 1;
  session.expunge(notes[1]);
  session.expunge(notes[0]);
  notes[0]->weight = 2;
  session.add(notes[0]);
  session.commit();
  EXPECT_EQ(stored<Note>().size(), 3u);
  EXPECT_EQ(session.scalar(select(sum(col<&Note::weight>))), 3);
}

TEST_P(TrackingTest, keys_of_every_kind_find_their_objects) {
  for (int hall = 0; hall < 3; ++hall) {
    for (int number = 0; number < 100; ++number)
      session.add(
          Seat{.hall = std::string(1, static_cast<char>('a' + hall)), .number = number, .guest = "x"});
  }
  std::vector<Ref<Token>> tokens;
  for (int i = 0; i < 100; ++i) tokens.push_back(session.add(Token{.purpose = "x"}));
  session.commit();
  db->clear_recorded_queries();
  EXPECT_EQ(session.get<Seat>("b", 99)->number, 99);
  EXPECT_EQ(session.get<Seat>("b", 99)->hall, "b");
  for (const auto& token : tokens) EXPECT_EQ(session.get<Token>(token->id), token);
  EXPECT_EQ(count(), 0u);
  for (const auto& token : tokens) session.expunge(token);
  EXPECT_NE(session.get<Token>(tokens[7]->id), tokens[7]);
}

TEST_P(TrackingTest, a_flush_of_many_objects_gives_each_its_key) {
  std::vector<Note> notes(20'000);
  for (std::size_t i = 0; i < notes.size(); ++i) notes[i] = {.body = "x", .weight = static_cast<int>(i)};
  const auto added = session.add_all(std::move(notes));
  session.flush();
  for (const auto& note : added) note->body = "y";
  session.commit();
  auto other = db->session();
  for (const std::size_t place : {0u, 16383u, 16384u, 19999u}) {
    const auto note = other.get<Note>(added[place]->id);
    ASSERT_TRUE(note);
    EXPECT_EQ(note->weight, static_cast<std::int64_t>(place));
    EXPECT_EQ(note->body, "y");
  }
}

BINDERY_EVERY_BACKEND(TrackingTest);

}  // namespace
}  // namespace bindery
