// Loading relations: few statements, however many objects, on every database and across binds.
#include "relations_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RelationsLoad : public RelationsTest {
 protected:
  RelationsLoad() {
    auto session = db->session();
    auto mentor = session.add(Writer{.name = "mentor"});
    Topic sea{.word = "sea", .narrower = {Topic{.word = "ice"}, Topic{.word = "foam"}}};
    auto topic = session.add(std::move(sea));
    for (int i = 0; i < 3; ++i) {
      auto writer = session.add(Writer{.name = "writer " + std::to_string(i), .mentor = mentor});
      for (int n = 0; n < i; ++n) {
        auto novel = session.add(
            Novel{.title = "novel " + std::to_string(9 - n), .pages = 400 + 100 * (n + i), .writer = writer});
        novel->topics.add(topic);
        if (n == 0) novel->topics.add(topic->narrower[0]);
        session.add(Loan{.novel = novel, .reader = Reader{.name = "reader of " + novel->title}});
      }
      if (i > 0) session.add(Contract{.terms = "contract " + std::to_string(i), .writer = writer});
    }
    session.commit();
  }
};
BINDERY_EVERY_BACKEND(RelationsLoad);

std::vector<std::string> titles(const Many<Novel>& novels) {
  std::vector<std::string> each;
  for (auto& novel : novels) each.push_back(novel->title);
  return each;
}

TEST_P(RelationsLoad, one_statement_loads_a_collection_of_all) {
  auto session = db->session();
  std::vector<Ref<Writer>> writers;
  EXPECT_EQ(
      count(
          "SELECT",
          [&] {
            writers =
                session
                    .scalars(
                        select<Writer>().order_by(asc(col<&Writer::name>)).options(selectin<&Writer::novels>))
                    .all();
          }),
      2u);
  ASSERT_THAT(writers, SizeIs(4));
  EXPECT_THAT(writers[0]->novels, IsEmpty());
  EXPECT_THAT(titles(writers[2]->novels), ElementsAre("novel 9"));
  EXPECT_THAT(titles(writers[3]->novels), ElementsAre("novel 8", "novel 9"));
  EXPECT_EQ(writers[3]->novels[0]->writer, writers[3]);
  EXPECT_THROW((void)writers[0]->pupils.size(), NotLoaded);
}

TEST_P(RelationsLoad, paths_lead_on) {
  auto session = db->session();
  std::vector<Ref<Writer>> writers;
  EXPECT_EQ(count("SELECT",
                  [&] {
                    writers =
                        session
                            .scalars(select<Writer>()
                                         .where(col<&Writer::name> == "writer 2")
                                         .options(selectin<&Writer::novels, &Novel::topics>,
                                                  selectin<&Writer::novels, &Novel::loans, &Loan::reader>))
                            .all();
                  }),
            5u);
  auto novel = writers.at(0)->novels[1];
  ASSERT_THAT(novel->topics, SizeIs(2));
  EXPECT_EQ(novel->topics[0]->word, "ice");
  EXPECT_EQ(novel->loans[0]->reader->name, "reader of novel 9");
}

TEST_P(RelationsLoad, what_the_session_knows_is_not_read_again) {
  auto session = db->session();
  auto writers = session.scalars(select<Writer>()).all();
  auto novels = session.scalars(select<Novel>()).all();
  EXPECT_EQ(count("", [&] { session.load<&Novel::writer>(novels); }), 0u);
  EXPECT_EQ(count("SELECT", [&] { session.load<&Writer::mentor>(writers); }), 0u);
  for (auto& novel : novels) EXPECT_EQ(novel->writer->id, novel->writer_id);
}

TEST_P(RelationsLoad, objects_at_hand) {
  auto session = db->session();
  auto mentor = session.scalars(select<Writer>().where(col<&Writer::name> == "mentor")).one();
  session.load<&Writer::pupils, &Writer::contract>(mentor);
  ASSERT_THAT(mentor->pupils, SizeIs(3));
  EXPECT_EQ(mentor->pupils[0]->name, "writer 0");
  EXPECT_EQ(mentor->pupils[0]->mentor, mentor);
  EXPECT_FALSE(mentor->pupils[0]->contract);
  EXPECT_EQ(mentor->pupils[1]->contract->terms, "contract 1");
  EXPECT_EQ(mentor->pupils[1]->contract->writer, mentor->pupils[1]);
}

TEST_P(RelationsLoad, both_directions_of_one_table_between) {
  auto session = db->session();
  auto sea = session.scalars(select<Topic>().where(col<&Topic::word> == "sea")).one();
  session.load<&Topic::narrower, &Topic::broader>(sea);
  session.load<&Topic::broader>(sea);
  ASSERT_THAT(sea->narrower, SizeIs(2));
  EXPECT_EQ(sea->narrower[0]->word, "foam");
  EXPECT_THAT(sea->broader, IsEmpty());
  EXPECT_EQ(sea->narrower[0]->broader[0], sea);
}

TEST_P(RelationsLoad, a_part_of_a_relation_in_its_own_order) {
  auto session = db->session();
  auto writer = session.scalars(select<Writer>().where(col<&Writer::name> == "writer 2")).one();
  session.load<&Writer::long_novels>(writer);
  ASSERT_THAT(writer->long_novels, SizeIs(2));
  EXPECT_EQ(writer->long_novels[0]->pages, 700);
  auto other = session.scalars(select<Writer>().where(col<&Writer::name> == "writer 1")).one();
  session.load<&Writer::long_novels>(other);
  EXPECT_THAT(other->long_novels, IsEmpty());
}

TEST_P(RelationsLoad, keys_of_several_columns_and_of_other_types) {
  auto session = db->session();
  for (int i = 0; i < 5; ++i) session.add(Hall{.house = "north", .number = i, .racks = {Rack{}, Rack{}}});
  session.add(Rack{});
  session.commit();
  session.clear();
  auto halls = session.scalars(select<Hall>()).all();
  EXPECT_EQ(count("SELECT", [&] { session.load<&Hall::racks>(halls); }), 1u);
  for (auto& hall : halls) EXPECT_THAT(hall->racks, SizeIs(2));
  session.clear();
  auto racks = session.scalars(select<Rack>().order_by(asc(col<&Rack::id>))).all();
  EXPECT_EQ(count("SELECT", [&] { session.load<&Rack::hall>(racks); }), 1u);
  for (auto& rack : racks) {
    ASSERT_EQ(static_cast<bool>(rack->hall), rack->house.has_value());
    if (rack->hall) {
      EXPECT_EQ(rack->hall->number, rack->hall_number);
    }
  }
}

TEST_P(RelationsLoad, many_objects_cost_few_statements) {
  auto session = db->session();
  std::vector<Writer> writers(1100, Writer{.name = "w"});
  for (auto& writer : session.add_all(std::move(writers))) session.add(Novel{.title = "n", .writer = writer});
  session.commit();
  session.clear();
  auto all = session.scalars(select<Writer>().where(col<&Writer::name> == "w")).all();
  EXPECT_EQ(count("SELECT", [&] { session.load<&Writer::novels>(all); }), 3u);
  for (auto& writer : all) ASSERT_EQ(writer->novels.size(), 1u);
}

TEST_P(RelationsLoad, changes_are_written_before) {
  auto session = db->session();
  auto writer = session.scalars(select<Writer>().where(col<&Writer::name> == "writer 1")).one();
  session.add(Novel{.title = "new", .writer = writer});
  session.load<&Writer::novels>(writer);
  EXPECT_THAT(titles(writer->novels), ElementsAre("new", "novel 9"));
}

TEST_P(RelationsLoad, a_key_that_changes_takes_the_relation_along) {
  auto session = db->session();
  auto novel = session.scalars(select<Novel>().options(selectin<&Novel::writer>)).all().at(0);
  auto other = session.scalars(select<Writer>().where(col<&Writer::name> == "writer 0")).one();
  novel->writer_id = other->id;
  session.flush();
  EXPECT_FALSE(novel->writer.is_loaded());
  session.load<&Novel::writer>(novel);
  EXPECT_EQ(novel->writer, other);
}

}  // namespace
}  // namespace bindery::test
