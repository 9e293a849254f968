// Sessions: tracked objects, identity, what a flush writes, and how queries and objects meet. The default bind and the
// bind "users" are databases of different kinds.
#include "backends/orm_kit.hpp"

namespace bindery {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class SessionTest : public OrmTest {
 protected:
  Session session = db->session();
};

TEST_P(SessionTest, states_follow_an_object_through_its_life) {
  auto note = session.add(Note{.body = "x"});
  EXPECT_EQ(note.state(), EntityState::pending);
  session.flush();
  EXPECT_EQ(note.state(), EntityState::persistent);
  session.remove(note);
  EXPECT_EQ(note.state(), EntityState::removed);
  EXPECT_FALSE(session.contains(note));
  session.commit();
  EXPECT_EQ(note.state(), EntityState::transient);
  EXPECT_EQ(rows<Note>(), 0u);
}

TEST_P(SessionTest, FSA_41_a_handle_tells_its_model_and_key) {
  const auto person = session.add(Person{.name = "ada"});
  EXPECT_EQ(person.to_string(), "<Person (pending)>");
  session.flush();
  EXPECT_EQ(person.to_string(), "<Person 1>");
  session.rollback();
  EXPECT_EQ(person.to_string(), "<Person (transient)>");
  EXPECT_EQ(session.get<Person>(1).to_string(), "<nothing>");
}

TEST_P(SessionTest, FSA_13_get_gives_the_same_object_without_a_second_statement) {
  db->connect().execute(insert(Note{.body = "x"}));
  const std::int64_t id = stored<Note>().at(0).id;
  db->clear_recorded_queries();
  auto first = session.get<Note>(id);
  ASSERT_TRUE(first);
  EXPECT_EQ(count("SELECT"), 1u);
  EXPECT_EQ(session.get<Note>(id), first);
  EXPECT_EQ(session.get<Note>(static_cast<int>(id)), first);
  EXPECT_EQ(count("SELECT"), 1u);
  EXPECT_EQ(session.scalars(select<Note>()).one(), first);
  EXPECT_FALSE(session.get<Note>(id + 1));
  const auto line = __LINE__ + 1;
  session.get<Note>(id + 2);
  EXPECT_EQ(db->recorded_queries().back().location.line(), static_cast<unsigned>(line));
  EXPECT_THAT(db->recorded_queries().back().location.file_name(), HasSubstr("session_test.cpp"));
}

TEST_P(SessionTest, composite_keys) {
  auto seat = session.add(Seat{.hall = "blue", .number = 7, .guest = "ada"});
  session.commit();
  EXPECT_EQ(session.get<Seat>("blue", 7), seat);
  EXPECT_FALSE(session.get<Seat>("blue", 8));
  session.clear();
  auto again = session.get<Seat>(std::string("blue"), std::int64_t{7});
  ASSERT_TRUE(again);
  again->guest = "bob";
  session.commit();
  EXPECT_EQ(stored<Seat>().at(0).guest, "bob");
  session.remove(again);
  session.commit();
  EXPECT_EQ(rows<Seat>(), 0u);
}

TEST_P(SessionTest, a_key_may_change) {
  auto seat = session.add(Seat{.hall = "blue", .number = 7, .guest = "ada"});
  session.commit();
  seat->number = 8;
  session.commit();
  EXPECT_EQ(session.get<Seat>("blue", 8), seat);
  EXPECT_FALSE(session.get<Seat>("blue", 7));
  seat->number = 9;
  session.flush();
  session.rollback();
  EXPECT_EQ(seat->number, 8);
  EXPECT_EQ(session.get<Seat>("blue", 8), seat);
}

TEST_P(SessionTest, client_made_uuid_keys) {
  auto token = session.add(Token{.purpose = "login"});
  session.commit();
  EXPECT_NE(token->id, Uuid{});
  session.clear();
  auto found = session.get<Token>(token->id);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->purpose, "login");
  EXPECT_EQ(session.get<Token>(token->id), found);
}

TEST_P(SessionTest, get_finds_what_was_added_before) {
  auto seat = session.add(Seat{.hall = "red", .number = 1, .guest = "x"});
  EXPECT_EQ(session.get<Seat>("red", 1), seat);
  session.remove(seat);
  EXPECT_FALSE(session.get<Seat>("red", 1));
}

TEST_P(SessionTest, an_update_writes_only_the_columns_that_changed) {
  auto note = session.add(Note{.body = "x", .weight = 1});
  session.commit();
  db->connect().execute(update<Note>().set(col<&Note::weight> = 99).all_rows());
  db->clear_recorded_queries();
  note->body = "y";
  session.commit();
  const auto row = stored<Note>().at(0);
  EXPECT_EQ(row.body, "y");
  EXPECT_EQ(row.weight, 99) << "a column that was not touched keeps what others wrote";
  EXPECT_EQ(count("UPDATE"), 1u);
}

TEST_P(SessionTest, an_equal_assignment_writes_nothing) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  db->clear_recorded_queries();
  note->body = std::string("x");
  EXPECT_FALSE(session.modified(note));
  note->weight = 5;
  EXPECT_TRUE(session.modified(note));
  note->weight = 0;
  session.commit();
  EXPECT_EQ(count(), 0u);
}

TEST_P(SessionTest, rows_of_one_table_are_written_in_one_batch) {
  std::vector<Note> many(10'000);
  for (std::size_t i = 0; i < many.size(); ++i)
    many[i] = {.body = fmt::format("n{}", i), .weight = static_cast<std::int64_t>(i)};
  std::vector<std::size_t> batches;
  db->listen({.execute = [&](const StatementEvent& event) { batches.push_back(event.batch_rows); }});
  auto notes = session.add_all(std::move(many));
  session.flush();
  EXPECT_THAT(batches, ElementsAre(10'000u));
  batches.clear();
  for (auto& note : notes) ++note->weight;
  session.flush();
  EXPECT_THAT(batches, ElementsAre(10'000u));
  session.commit();
  EXPECT_EQ(session.get<Note>(notes[1234]->id), notes[1234]);
  const auto row = db->connect().execute(select<Note>().where(col<&Note::id> == notes[9999]->id)).one();
  EXPECT_EQ(row.body, "n9999");
  EXPECT_EQ(row.weight, 10'000);
}

TEST_P(SessionTest, parents_are_inserted_before_children_and_deleted_after) {
  auto note = session.add(Note{.body = "parent"});
  session.flush();
  auto comment = session.add(Comment{.note_id = note->id, .text = "child"});
  session.commit();
  session.remove(note);
  session.remove(comment);
  session.commit();
  EXPECT_EQ(rows<Note>() + rows<Comment>(), 0u);
}

TEST_P(SessionTest, values_made_by_the_database_are_read_back_by_one_statement) {
  std::vector<Stamp> many(700);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].label = fmt::format("s{}", i);
  many[3].rank = 7;
  auto stamps = session.add_all(std::move(many));
  session.flush();
  EXPECT_LE(count("SELECT"), 2u);
  for (const auto& stamp : stamps) {
    ASSERT_GT(stamp->written.time_since_epoch().count(), 0);
    ASSERT_FALSE(session.modified(stamp));
  }
  EXPECT_EQ(stamps[0]->rank, 42);
  EXPECT_EQ(stamps[3]->rank, 7);
  EXPECT_EQ(stamps[699]->label, "s699");
}

struct Ticket {
  std::string code;
  std::string holder;
  static constexpr auto columns() {
    return mapped(column<&Ticket::code>(String{20}, primary_key, ServerDefault{"'first'"}),
                  column<&Ticket::holder>());
  }
};

TEST_P(SessionTest, a_key_made_by_a_server_default_comes_back) {
  db->add_models(models<Ticket>);
  db->create_all(default_bind);
  auto ticket = session.add(Ticket{.holder = "ada"});
  auto other = session.add(Ticket{.code = "second", .holder = "bob"});
  session.commit();
  EXPECT_EQ(ticket->code, "first");
  EXPECT_EQ(session.get<Ticket>("first"), ticket);
  EXPECT_EQ(session.get<Ticket>("second"), other);
  EXPECT_EQ(stored<Ticket>().size(), 2u);
}

TEST_P(SessionTest, queries_see_what_was_added_and_changed_before) {
  auto note = session.add(Note{.body = "x"});
  EXPECT_EQ(session.scalars(select<Note>()).one(), note);
  note->body = "y";
  EXPECT_EQ(session.scalars(select<Note>().where(col<&Note::body> == "y")).one(), note);
  note->body = "z";
  EXPECT_EQ(session.scalar(sql("select body from note").on(default_bind).rows<std::string>()), "z");
  session.remove(note);
  EXPECT_TRUE(session.scalars(select<Note>()).empty());
}

TEST_P(SessionTest, a_query_brings_unchanged_objects_up_to_date) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  db->connect().execute(update<Note>().set(col<&Note::body> = "theirs").all_rows());
  EXPECT_EQ(note->body, "x") << "nothing is read behind a program's back";
  EXPECT_EQ(session.scalars(select<Note>()).one()->body, "theirs");
  EXPECT_EQ(note->body, "theirs");
  session.execute(update<Note>().set(col<&Note::body> = "bulk").all_rows());
  EXPECT_EQ(session.scalars(select<Note>()).one()->body, "bulk");
}

TEST_P(SessionTest, refresh_reads_again_and_drops_changes) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  db->connect().execute(update<Note>().set(col<&Note::weight> = 5).all_rows());
  note->body = "mine";
  session.refresh(note);
  EXPECT_EQ(note->body, "x");
  EXPECT_EQ(note->weight, 5);
  EXPECT_FALSE(session.modified(note));
  session.rollback();
  db->connect().execute(delete_from<Note>().all_rows());
  EXPECT_THROW(session.refresh(note), NoResultFound);
  auto fresh = session.add(Note{});
  EXPECT_THROW(session.refresh(fresh), ProgrammingError);
}

TEST_P(SessionTest, StaleDataError_when_the_row_is_gone) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  db->connect().execute(delete_from<Note>().all_rows());
  note->body = "y";
  EXPECT_THROW(session.commit(), StaleDataError);
  EXPECT_EQ(note->body, "x");
  session.remove(note);
  EXPECT_THROW(session.flush(), StaleDataError);
  EXPECT_EQ(note.state(), EntityState::persistent);
}

TEST_P(SessionTest, expunge_and_clear_let_go_of_objects) {
  auto note = session.add(Note{.body = "x"});
  auto pending = session.add(Note{.body = "never"});
  session.expunge(pending);
  EXPECT_EQ(pending.state(), EntityState::transient);
  session.commit();
  session.expunge(note);
  EXPECT_EQ(note.state(), EntityState::detached);
  EXPECT_FALSE(session.contains(note));
  note->body = "not written";
  session.commit();
  EXPECT_EQ(stored<Note>().at(0).body, "x");
  session.add(note);  // tracked again: the change counts now
  session.commit();
  EXPECT_EQ(stored<Note>().at(0).body, "not written");
  session.add(Note{.body = "forgotten"});
  session.clear();
  session.commit();
  EXPECT_EQ(rows<Note>(), 1u);
  EXPECT_EQ(note.state(), EntityState::detached);
}

TEST_P(SessionTest, objects_of_other_sessions_are_refused) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  auto other = db->session();
  EXPECT_THROW(other.add(note), ProgrammingError);
  EXPECT_THROW(other.remove(note), ProgrammingError);
  EXPECT_THROW(other.refresh(note), ProgrammingError);
  EXPECT_FALSE(other.contains(note));
  EXPECT_TRUE(session.contains(note));
  auto own = other.get<Note>(note->id);
  session.expunge(note);
  EXPECT_THROW(other.add(note), ProgrammingError) << "it has another object of this key";
  other.expunge(own);
  other.add(note);
  EXPECT_EQ(other.get<Note>(note->id), note);
}

TEST_P(SessionTest, handles_outlive_their_session) {
  Ref<Note> note;
  {
    auto brief = db->session();
    note = brief.add(Note{.body = "x"});
    brief.commit();
  }
  EXPECT_EQ(note.state(), EntityState::detached);
  EXPECT_EQ(note->body, "x");
  session.add(note);
  note->body = "y";
  session.commit();
  EXPECT_EQ(stored<Note>().at(0).body, "y");
}

TEST_P(SessionTest, raw_sql_gives_tracked_models) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  session.clear();
  auto found =
      session.scalars(sql("select weight, body, id, author from note").on(default_bind).models<Note>()).one();
  EXPECT_EQ(found->id, note->id);
  EXPECT_EQ(session.get<Note>(note->id), found);
  found->body = "y";
  session.commit();
  EXPECT_EQ(stored<Note>().at(0).body, "y");
  EXPECT_THROW(session.scalars(sql("select id, body from note").on(default_bind).models<Note>()),
               ProgrammingError)
      << "half an object can't be tracked";
}

TEST_P(SessionTest, deleted_rows_that_come_back_are_not_tracked) {
  auto note = session.add(Note{.body = "x"});
  session.commit();
  auto gone = session.execute(delete_from<Note>().where(col<&Note::id> == note->id).returning()).one();
  EXPECT_EQ(gone, note);
  EXPECT_EQ(note.state(), EntityState::removed);
  EXPECT_FALSE(session.get<Note>(note->id));
  session.rollback();
  EXPECT_EQ(note.state(), EntityState::persistent);
  EXPECT_EQ(session.get<Note>(note->id), note);
}

BINDERY_EVERY_BACKEND(SessionTest);

}  // namespace
}  // namespace bindery
