// What sessions write for relations: keys, association rows, and both sides in step before anything is written.
#include "relations_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class RelationsFlush : public RelationsTest {};
BINDERY_EVERY_BACKEND(RelationsFlush);

TEST_P(RelationsFlush, new_objects_are_added_with_all_that_they_hold) {
  auto session = db->session();
  auto writer =
      session.add(Writer{.name = "Le Guin", .novels = {Novel{.title = "Lathe"}, Novel{.title = "Rocannon"}}});
  ASSERT_EQ(writer->novels.size(), 2u);
  EXPECT_EQ(writer->novels[0].state(), EntityState::pending);
  EXPECT_EQ(writer->novels[0]->writer->name, "Le Guin");
  session.commit();
  for (const Novel& novel : stored<Novel>()) EXPECT_EQ(novel.writer_id, writer->id);
  EXPECT_THAT(stored<Novel>(), SizeIs(2));
  EXPECT_EQ(writer->novels[1]->writer_id, writer->id);
}

TEST_P(RelationsFlush, a_key_is_written_once_its_target_has_one) {
  auto session = db->session();
  auto novel = session.add(Novel{.title = "Lathe", .writer = Writer{.name = "Le Guin"}});
  EXPECT_EQ(novel->writer_id, 0);
  session.commit();
  EXPECT_NE(novel->writer_id, 0);
  EXPECT_EQ(novel->writer_id, novel->writer->id);
}

TEST_P(RelationsFlush, both_sides_stay_in_step) {
  auto session = db->session();
  auto first = session.add(Writer{.name = "A"});
  auto second = session.add(Writer{.name = "B"});
  auto novel = session.add(Novel{.title = "N", .writer = first});
  EXPECT_TRUE(first->novels.contains(novel));
  novel->writer = second;
  EXPECT_THAT(first->novels, IsEmpty());
  EXPECT_TRUE(second->novels.contains(novel));
  first->novels.add(novel);
  EXPECT_EQ(novel->writer, first);
  EXPECT_THAT(second->novels, IsEmpty());
  session.commit();
  EXPECT_EQ(stored<Novel>().at(0).writer_id, first->id);
  second->novels = {novel};
  EXPECT_TRUE(session.modified(novel));
  session.commit();
  EXPECT_EQ(stored<Novel>().at(0).writer_id, second->id);
}

TEST_P(RelationsFlush, two_relations_to_one_model_go_by_keys_of_their_own) {
  auto session = db->session();
  auto writer = session.add(Writer{.name = "A"});
  auto editor = session.add(Writer{.name = "B"});
  auto novel = session.add(Novel{.title = "N", .writer = writer, .editor = editor});
  EXPECT_THAT(writer->edited, IsEmpty());
  EXPECT_TRUE(editor->edited.contains(novel));
  session.commit();
  novel->editor = nullptr;
  EXPECT_THAT(editor->edited, IsEmpty());
  session.commit();
  EXPECT_EQ(stored<Novel>().at(0).editor_id, std::nullopt);
  EXPECT_EQ(stored<Novel>().at(0).writer_id, writer->id);
}

TEST_P(RelationsFlush, what_is_taken_out_and_may_not_be_alone_is_refused) {
  auto session = db->session();
  auto writer = session.add(Writer{.name = "A", .novels = {Novel{.title = "N"}}});
  session.commit();
  writer->novels.clear();
  try {
    session.flush();
    FAIL() << "the key may not be NULL";
  } catch (const IntegrityError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("writer_id"));
  }
  EXPECT_THAT(writer->novels, SizeIs(1));
}

TEST_P(RelationsFlush, an_object_that_refers_to_its_own_kind_goes_behind_it) {
  auto session = db->session();
  auto pupil = session.add(Writer{.name = "pupil"});
  auto mentor = session.add(Writer{.name = "mentor"});
  auto oldest = session.add(Writer{.name = "oldest", .pupils = {mentor}});
  pupil->mentor = mentor;
  EXPECT_TRUE(mentor->pupils.contains(pupil));
  session.commit();
  EXPECT_EQ(pupil->mentor_id, mentor->id);
  EXPECT_EQ(mentor->mentor_id, oldest->id);
  EXPECT_EQ(oldest->mentor_id, std::nullopt);
}

TEST_P(RelationsFlush, one_to_one_lets_the_old_one_go) {
  auto session = db->session();
  auto writer = session.add(Writer{.name = "A", .contract = Contract{.terms = "old"}});
  auto old = writer->contract.ref();
  EXPECT_EQ(old->writer, writer);
  session.commit();
  auto fresh = session.add(Contract{.terms = "new", .writer = writer});
  EXPECT_EQ(writer->contract, fresh);
  EXPECT_FALSE(old->writer);
  session.commit();
  EXPECT_EQ(fresh->writer_id, writer->id);
  EXPECT_EQ(old->writer_id, std::nullopt);
}

TEST_P(RelationsFlush, many_to_many_writes_rows_between) {
  auto session = db->session();
  auto novel =
      session.add(Novel{.title = "N", .writer = Writer{.name = "A"}, .topics = {Topic{.word = "sea"}}});
  auto ice = session.add(Topic{.word = "ice"});
  novel->topics.add(ice);
  EXPECT_TRUE(ice->novels.contains(novel));
  session.commit();
  EXPECT_THAT(stored<NovelTopic>(), SizeIs(2));
  ice->novels.remove(novel);
  EXPECT_FALSE(novel->topics.contains(ice));
  session.commit();
  ASSERT_THAT(stored<NovelTopic>(), SizeIs(1));
  EXPECT_NE(stored<NovelTopic>()[0].topic_id, ice->id);
  session.remove(novel);
  session.commit();
  EXPECT_THAT(stored<NovelTopic>(), IsEmpty());
}

TEST_P(RelationsFlush, putting_in_and_taking_out_again_writes_nothing) {
  auto session = db->session();
  auto novel = session.add(Novel{.title = "N", .writer = Writer{.name = "A"}});
  auto topic = session.add(Topic{.word = "ice"});
  session.commit();
  const auto statements = count("", [&] {
    novel->topics.add(topic);
    novel->topics.remove(topic);
    session.flush();
  });
  EXPECT_EQ(statements, 0u);
}

TEST_P(RelationsFlush, a_relation_of_topics_to_topics_has_two_directions) {
  auto session = db->session();
  auto water = session.add(Topic{.word = "water", .narrower = {Topic{.word = "sea"}, Topic{.word = "ice"}}});
  auto sea = water->narrower[0];
  EXPECT_TRUE(sea->broader.contains(water));
  session.commit();
  ASSERT_THAT(stored<TopicLink>(), SizeIs(2));
  for (const TopicLink& link : stored<TopicLink>()) EXPECT_EQ(link.broader_id, water->id);
}

TEST_P(RelationsFlush, keys_of_several_columns) {
  auto session = db->session();
  auto hall = session.add(Hall{.house = "north", .number = 3});
  auto rack = session.add(Rack{.hall = hall});
  session.commit();
  EXPECT_EQ(stored<Rack>().at(0).house, "north");
  EXPECT_EQ(stored<Rack>().at(0).hall_number, 3);
  rack->hall.reset();
  EXPECT_THAT(hall->racks, IsEmpty());
  session.commit();
  EXPECT_EQ(stored<Rack>().at(0).hall_number, std::nullopt);
}

TEST_P(RelationsFlush, a_link_across_binds) {
  auto session = db->session();
  auto loan = session.add(
      Loan{.novel = Novel{.title = "N", .writer = Writer{.name = "A"}}, .reader = Reader{.name = "R"}});
  session.commit();
  EXPECT_EQ(stored<Loan>().at(0).reader_id, stored<Reader>().at(0).id);
  EXPECT_TRUE(loan->reader->loans.contains(loan));
}

TEST_P(RelationsFlush, a_rollback_restores_relations) {
  auto session = db->session();
  auto writer = session.add(Writer{.name = "A", .novels = {Novel{.title = "N"}}});
  auto other = session.add(Writer{.name = "B"});
  session.commit();
  auto novel = writer->novels[0];
  novel->writer = other;
  auto fresh = session.add(Novel{.title = "M", .writer = writer});
  session.flush();
  session.rollback();
  EXPECT_EQ(novel->writer, writer);
  EXPECT_EQ(novel->writer_id, writer->id);
  EXPECT_THAT(writer->novels, SizeIs(1));
  EXPECT_TRUE(writer->novels.contains(novel));
  EXPECT_EQ(fresh.state(), EntityState::transient);
  session.add(fresh);
  session.commit();
  EXPECT_THAT(stored<Novel>(), SizeIs(2));
  EXPECT_THAT(writer->novels, SizeIs(2));
}

TEST_P(RelationsFlush, a_savepoint_restores_only_its_own_part) {
  auto session = db->session();
  auto writer = session.add(Writer{.name = "A", .novels = {Novel{.title = "N"}}});
  auto other = session.add(Writer{.name = "B"});
  auto novel = writer->novels[0];
  novel->editor = other;
  {
    auto part = session.savepoint();
    novel->writer = other;
    novel->editor = writer;
    part.rollback();
  }
  EXPECT_EQ(novel->writer, writer);
  EXPECT_EQ(novel->editor, other);
  session.commit();
  EXPECT_EQ(stored<Novel>().at(0).writer_id, writer->id);
  EXPECT_EQ(stored<Novel>().at(0).editor_id, other->id);
}

TEST_P(RelationsFlush, objects_outlive_their_session_as_far_as_they_are_held) {
  Ref<Writer> writer;
  std::weak_ptr<detail::Entity> other;
  {
    auto session = db->session();
    writer = session.add(Writer{.name = "A", .novels = {Novel{.title = "N"}, Novel{.title = "M"}}});
    other = session.add(Writer{.name = "B", .novels = {Novel{.title = "X"}}}).entity();
    session.commit();
  }
  EXPECT_TRUE(other.expired());
  EXPECT_EQ(writer.state(), EntityState::detached);
  ASSERT_EQ(writer->novels.size(), 2u);
  EXPECT_EQ(writer->novels[1]->title, "M");
  EXPECT_EQ(writer->novels[1]->writer->name, "A");
  auto novel = writer->novels[1];
  const std::weak_ptr<detail::Entity> gone = writer.entity();
  writer = {};
  EXPECT_TRUE(gone.expired());
  EXPECT_THROW((void)novel->writer->name, NotLoaded);
}

TEST_P(RelationsFlush, what_is_not_loaded_says_so) {
  auto session = db->session();
  session.add(Novel{.title = "N", .writer = Writer{.name = "A"}});
  session.commit();
  session.clear();
  auto novel = session.scalars(select<Novel>()).one();
  EXPECT_FALSE(novel->writer.is_loaded());
  try {
    (void)novel->writer->name;
    FAIL() << "not loaded";
  } catch (const NotLoaded& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("Novel.writer of <Novel 1> is not loaded"));
    EXPECT_THAT(error.what(), testing::HasSubstr("selectin<&Novel::writer>"));
    EXPECT_THAT(error.what(), testing::HasSubstr("session.load<&Novel::writer>(...)"));
  }
}

TEST_P(RelationsFlush, a_relation_that_is_not_loaded_takes_more) {
  auto session = db->session();
  session.add(Writer{.name = "A", .novels = {Novel{.title = "N"}}});
  session.commit();
  session.clear();
  auto writer = session.scalars(select<Writer>()).one();
  writer->novels.add(Novel{.title = "M"});
  EXPECT_FALSE(writer->novels.is_loaded());
  EXPECT_THROW(writer->novels.clear(), NotLoaded);
  session.commit();
  EXPECT_THAT(stored<Novel>(), SizeIs(2));
}

TEST_P(RelationsFlush, a_part_of_a_relation_is_not_changed) {
  auto session = db->session();
  auto writer = session.add(Writer{.name = "A"});
  EXPECT_THROW(writer->long_novels.add(Novel{.title = "N"}), ProgrammingError);
}

}  // namespace
}  // namespace bindery::test
