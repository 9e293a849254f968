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

TEST_P(RelationsLoad, all_rows_of_a_table_cost_one_statement_for_each_relation) {
  auto session = db->session();
  const auto many = session.add_all(std::vector<Writer>(1100, Writer{.name = "w"}));
  session.flush();
  for (const auto& writer : many) {
    auto novel = session.add(Novel{.title = "n" + std::to_string(writer->id), .writer = writer});
    session.add(Loan{.novel = novel});
    session.add(Contract{.terms = writer->name, .writer = writer});
  }
  session.add(Contract{.terms = "of nobody"});
  session.commit();
  session.clear();
  std::vector<Ref<Writer>> writers;
  const auto load = [&] {
    writers = session
                  .scalars(select<Writer>()
                               .order_by(desc(col<&Writer::name>))
                               .options(selectin<&Writer::novels, &Novel::loans>, selectin<&Writer::pupils>,
                                        selectin<&Writer::contract>))
                  .all();
  };
  EXPECT_EQ(count("SELECT", load), 5u);
  ASSERT_THAT(writers, SizeIs(1104));
  for (auto& writer : writers) {
    ASSERT_EQ(static_cast<bool>(writer->contract), writer->name == "w" || !writer->novels.empty());
    if (writer->name != "w") continue;
    ASSERT_THAT(titles(writer->novels), ElementsAre("n" + std::to_string(writer->id)));
    ASSERT_EQ(writer->novels[0]->loans.size(), 1u);
    ASSERT_EQ(writer->novels[0]->writer, writer);
  }
  EXPECT_THAT(writers.back()->pupils, SizeIs(3));
}

TEST_P(RelationsLoad, all_rows_by_a_table_between_and_by_keys_of_several_columns) {
  auto session = db->session();
  for (int i = 0; i < 70; ++i) session.add(Hall{.house = "h", .number = -i, .racks = {Rack{}, Rack{}}});
  session.add(Rack{});
  session.commit();
  session.clear();
  std::vector<Ref<Hall>> halls;
  EXPECT_EQ(count("SELECT",
                  [&] {
                    halls =
                        session.scalars(select<Hall>().options(selectin<&Hall::racks, &Rack::hall>)).all();
                  }),
            2u);
  for (auto& hall : halls) {
    ASSERT_THAT(hall->racks, SizeIs(2));
    ASSERT_EQ(hall->racks[1]->hall, hall);
  }
  auto topics = session.scalars(select<Topic>().options(selectin<&Topic::novels, &Novel::loans>)).all();
  std::size_t novels = 0;
  for (auto& topic : topics) {
    novels += topic->novels.size();
    for (auto& novel : topic->novels) ASSERT_THAT(novel->loans, SizeIs(1));
  }
  EXPECT_EQ(novels, 5u);
}

TEST_P(RelationsLoad, of_a_part_of_a_table_only_what_belongs_to_it_is_read) {
  auto session = db->session();
  std::size_t read = 0;
  const auto heard = session.events().listen_while({.loaded = [&](const AnyRef&) { ++read; }});
  auto first = select<Writer>().order_by(desc(col<&Writer::name>)).limit(1);
  auto writer = session.scalars(first.options(selectin<&Writer::novels>)).one();
  EXPECT_THAT(writer->novels, SizeIs(2));
  EXPECT_EQ(read, 3u);
}

TEST_P(RelationsLoad, filters_hold_where_all_rows_are_read) {
  auto session = db->session();
  session.filter<Novel>(col<&Novel::title> == "novel 9");
  for (auto& writer : session.scalars(select<Writer>().options(selectin<&Writer::novels, &Novel::loans>))) {
    const bool has_some = writer->name == "writer 1" || writer->name == "writer 2";
    EXPECT_EQ(titles(writer->novels), std::vector<std::string>(has_some ? 1 : 0, "novel 9"));
    for (auto& novel : writer->novels) EXPECT_THAT(novel->loans, SizeIs(1));
  }
  auto filtered = db->session();
  filtered.filter<Writer>(col<&Writer::name> == "writer 1");
  auto writer =
      filtered.scalars(select<Writer>().options(selectin<&Writer::long_novels>, selectin<&Writer::novels>))
          .one();
  EXPECT_THAT(writer->novels, SizeIs(1));
  EXPECT_THAT(writer->long_novels, IsEmpty());
}

TEST_P(RelationsLoad, rows_that_belong_to_no_object_at_hand_stay_unknown) {
  auto session = db->session();
  session.add_all(
      std::vector<Hall>{{.house = "a", .racks = {Rack{}, Rack{}}}, {.house = "b", .racks = {Rack{}}}});
  session.commit();
  session.clear();
  auto changed = session.scalars(select<Hall>().where(col<&Hall::house> == "a")).one();
  const auto pause = session.no_autoflush();
  changed->number = 5;  // not written: no row refers to it yet
  std::size_t racks = 0;
  for (auto& hall : session.scalars(select<Hall>().options(selectin<&Hall::racks>)))
    racks += hall->racks.size();
  EXPECT_EQ(racks, 1u);
  EXPECT_THAT(changed->racks, IsEmpty());
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
