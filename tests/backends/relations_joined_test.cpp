// Joined loading: relations by LEFT JOINs of the query's own statement.
#include "relations_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class RelationsJoined : public RelationsTest {
 protected:
  RelationsJoined() : session(db->session()) {
    auto mentor = session.add(Writer{.name = "mentor"});
    auto sea = session.add(Topic{.word = "sea", .narrower = {Topic{.word = "ice"}, Topic{.word = "foam"}}});
    auto pupil = session.add(Writer{.name = "pupil", .mentor = mentor});
    session.add(Novel{.title = "Lathe", .pages = 300, .writer = pupil, .topics = {sea}});
    session.add(Novel{.title = "Anarres",
                      .pages = 600,
                      .writer = pupil,
                      .editor = mentor,
                      .topics = {sea, sea->narrower[0]}});
    session.add(Contract{.terms = "good", .writer = pupil});
    session.commit();
    session.clear();
  }
  Session session;
};
BINDERY_EVERY_BACKEND(RelationsJoined);

TEST_P(RelationsJoined, one_statement_for_all) {
  std::vector<Ref<Novel>> novels;
  EXPECT_EQ(count("SELECT",
                  [&] {
                    novels = session
                                 .scalars(select<Novel>()
                                              .where(col<&Novel::pages> > 100)
                                              .order_by(asc(col<&Novel::title>))
                                              .options(joined<&Novel::writer, &Writer::mentor>,
                                                       joined<&Novel::editor>,
                                                       joined<&Novel::writer, &Writer::contract>))
                                 .all();
                  }),
            1u);
  ASSERT_THAT(novels, SizeIs(2));
  EXPECT_EQ(novels[0]->title, "Anarres");
  EXPECT_EQ(novels[0]->writer->mentor->name, "mentor");
  EXPECT_EQ(novels[0]->editor, novels[0]->writer->mentor.ref());
  EXPECT_EQ(novels[0]->writer->contract->terms, "good");
  EXPECT_FALSE(novels[1]->editor);
  EXPECT_THROW((void)novels[1]->topics.size(), NotLoaded);
}

TEST_P(RelationsJoined, collections_give_each_owner_once) {
  auto writers = session
                     .scalars(select<Writer>()
                                  .order_by(desc(col<&Writer::name>))
                                  .options(joined<&Writer::novels, &Novel::topics>))
                     .all();
  ASSERT_THAT(writers, SizeIs(2));
  ASSERT_THAT(writers[0]->novels, SizeIs(2));
  EXPECT_EQ(writers[0]->novels[0]->title, "Anarres");
  EXPECT_EQ(writers[0]->novels[0]->writer, writers[0]);
  ASSERT_THAT(writers[0]->novels[0]->topics, SizeIs(2));
  EXPECT_EQ(writers[0]->novels[0]->topics[0]->word, "ice");
  EXPECT_THAT(writers[1]->novels, IsEmpty());
}

TEST_P(RelationsJoined, goes_with_selectin_and_aliases) {
  constexpr auto young = alias<Writer, "young">;
  auto writers =
      session
          .scalars(select(young)
                       .where(young.col<&Writer::name> == "pupil")
                       .options(joined<&Writer::mentor>, selectin<&Writer::mentor, &Writer::pupils>))
          .all();
  ASSERT_THAT(writers, SizeIs(1));
  EXPECT_THAT(writers[0]->mentor->pupils, SizeIs(1));
}

TEST_P(RelationsJoined, a_filtered_relation_and_one_of_several_columns) {
  auto pupil =
      session
          .scalars(
              select<Writer>().where(col<&Writer::name> == "pupil").options(joined<&Writer::long_novels>))
          .one();
  ASSERT_THAT(pupil->long_novels, SizeIs(1));
  EXPECT_EQ(pupil->long_novels[0]->title, "Anarres");
  session.add(Hall{.house = "north", .number = 1, .racks = {Rack{}, Rack{}}});
  session.add(Rack{});
  session.commit();
  session.clear();
  auto racks =
      session.scalars(select<Rack>().order_by(asc(col<&Rack::hall_number>)).options(joined<&Rack::hall>))
          .all();
  ASSERT_THAT(racks, SizeIs(3));
  for (auto& rack : racks) EXPECT_EQ(static_cast<bool>(rack->hall), rack->house.has_value());
}

TEST_P(RelationsJoined, a_limit_counts_rows_and_not_owners) {
  auto novels = session.scalars(select<Novel>().limit(1).options(joined<&Novel::writer>)).all();
  EXPECT_THAT(novels, SizeIs(1));
  EXPECT_THROW((void)session.scalars(select<Writer>().limit(1).options(joined<&Writer::novels>)),
               ProgrammingError);
}

}  // namespace
}  // namespace bindery::test
