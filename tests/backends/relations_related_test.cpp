// Related objects in statements and in numbers: counted and asked for without being loaded.
#include "relations_kit.hpp"

namespace bindery::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;

class RelationsRelated : public RelationsTest {
 protected:
  RelationsRelated() : session(db->session()) {
    auto mentor = session.add(Writer{.name = "mentor"});
    auto sea = session.add(Topic{.word = "sea", .narrower = {Topic{.word = "ice"}, Topic{.word = "foam"}}});
    auto pupil = session.add(Writer{.name = "pupil", .mentor = mentor});
    auto lathe = session.add(Novel{.title = "Lathe", .pages = 300, .writer = mentor, .topics = {sea}});
    session.add(Novel{.title = "Tower", .pages = 600, .writer = mentor, .topics = {sea, sea->narrower[0]}});
    session.add(Novel{.title = "Pond", .pages = 200, .writer = pupil, .editor = mentor});
    session.add(Contract{.terms = "good", .writer = pupil});
    session.add(Loan{.novel = lathe, .reader = Reader{.name = "R"}});
    session.add(Hall{.house = "north", .number = 1, .racks = {Rack{}, Rack{}}});
    session.add(Hall{.house = "south", .number = 1});
    session.commit();
    session.clear();
  }
  Session session;
};
BINDERY_EVERY_BACKEND(RelationsRelated);

TEST_P(RelationsRelated, numbers_without_objects) {
  auto writers = session.scalars(select<Writer>().order_by(asc(col<&Writer::id>))).all();
  std::vector<std::int64_t> numbers;
  EXPECT_EQ(count("SELECT", [&] { numbers = session.count<&Writer::novels>(writers); }), 1u);
  EXPECT_THAT(numbers, ElementsAre(2, 1));
  EXPECT_EQ(session.count<&Writer::long_novels>(writers[0]), 1);
  EXPECT_EQ(session.count<&Writer::pupils>(writers[1]), 0);
  auto sea = session.scalars(select<Topic>().where(col<&Topic::word> == "sea")).one();
  EXPECT_EQ(session.count<&Topic::novels>(sea), 2);
  EXPECT_EQ(session.count<&Topic::narrower>(sea), 2);
  auto halls = session.scalars(select<Hall>().order_by(asc(col<&Hall::house>))).all();
  EXPECT_THAT(session.count<&Hall::racks>(halls), ElementsAre(2, 0));
  auto reader = session.scalars(select<Reader>()).one();
  EXPECT_EQ(session.count<&Reader::loans>(reader), 1);
}

TEST_P(RelationsRelated, numbers_stand_where_their_objects_do) {
  auto writers = session.scalars(select<Writer>().order_by(asc(col<&Writer::id>))).all();
  const std::vector<Ref<Writer>> with_gaps{{}, writers[0], {}, writers[1]};
  EXPECT_THAT(session.count<&Writer::novels>(with_gaps), ElementsAre(0, 2, 0, 1));
  EXPECT_THAT(session.count<&Writer::novels>(std::vector<Ref<Writer>>(2)), ElementsAre(0, 0));
  EXPECT_EQ(session.count<&Writer::novels>(Ref<Writer>()), 0);
}

TEST_P(RelationsRelated, round_the_filters) {
  session.filter<Novel>(col<&Novel::pages> > 500);
  const auto by_id = select<Writer>().order_by(asc(col<&Writer::id>));
  auto writers = session.scalars(by_id.options(selectin<&Writer::novels>)).all();
  EXPECT_EQ(writers[0]->novels.size(), 1u);
  EXPECT_THAT(session.count<&Writer::novels>(writers), ElementsAre(1, 0));
  EXPECT_THAT(session.count<&Writer::novels>(writers, {.unfiltered = {unfiltered<Novel>}}),
              ElementsAre(2, 1));
  session.load<&Writer::novels>(writers, {.unfiltered = {unfiltered_all}});
  EXPECT_EQ(writers[0]->novels.size(), 2u);
  session.load<&Writer::novels>(writers);
  EXPECT_EQ(writers[0]->novels.size(), 1u);
  (void)session.scalars(by_id.options(selectin<&Writer::novels>, unfiltered<Novel>));
  EXPECT_EQ(writers[0]->novels.size(), 2u);
  EXPECT_EQ(writers[1]->novels.size(), 1u);
  (void)session.scalars(by_id.options(joined<&Writer::novels>));
  EXPECT_EQ(writers[1]->novels.size(), 0u);
  (void)session.scalars(by_id.options(joined<&Writer::novels>, unfiltered_all));
  EXPECT_EQ(writers[1]->novels.size(), 1u);
  (void)session.scalars(by_id.options(selectin<&Writer::novels>), {.unfiltered = {unfiltered<Novel>}});
  EXPECT_EQ(writers[0]->novels.size(), 2u);
  EXPECT_EQ(session.scalars(select<Novel>()).all().size(), 1u);
  EXPECT_EQ(session.scalars(select<Novel>().options(unfiltered<Novel>)).all().size(), 3u);
  EXPECT_EQ(session.execute(select(bindery::count()).select_from<Novel>().options(unfiltered<Novel>)).one(),
            std::tuple(3));
  EXPECT_EQ(session.scalars(select<Novel>().options(unfiltered<Writer>)).all().size(), 1u);
}

TEST_P(RelationsRelated, numbers_as_columns) {
  auto rows = session
                  .execute(select(col<&Writer::name>, count_of<&Writer::novels>(),
                                  count_of<&Writer::novels>(col<&Novel::pages> > 400),
                                  count_of<&Writer::pupils>(), count_of<&Writer::long_novels>())
                               .order_by(desc(count_of<&Writer::novels>())))
                  .all();
  EXPECT_THAT(rows, ElementsAre(std::tuple("mentor", 2, 1, 1, 1), std::tuple("pupil", 1, 0, 0, 0)));
}

TEST_P(RelationsRelated, conditions_about_related_objects) {
  const auto titles = [&](const auto& condition) {
    return session.scalars(select(col<&Novel::title>).where(condition)).all();
  };
  EXPECT_THAT(titles(any<&Novel::topics>()), UnorderedElementsAre("Lathe", "Tower"));
  EXPECT_THAT(titles(any<&Novel::topics>(col<&Topic::word> == "ice")), ElementsAre("Tower"));
  EXPECT_THAT(titles(has<&Novel::writer>(col<&Writer::name> == "pupil")), ElementsAre("Pond"));
  EXPECT_THAT(titles(has<&Novel::editor>()), ElementsAre("Pond"));
  EXPECT_THAT(titles(!has<&Novel::editor>() && any<&Novel::loans>()), ElementsAre("Lathe"));
  EXPECT_THAT(titles(has<&Novel::writer>(any<&Writer::pupils>())), UnorderedElementsAre("Lathe", "Tower"));
}

TEST_P(RelationsRelated, relations_of_a_model_to_itself) {
  EXPECT_THAT(
      session.scalars(select(col<&Writer::name>).where(any<&Writer::pupils>(col<&Writer::name> == "pupil")))
          .all(),
      ElementsAre("mentor"));
  EXPECT_THAT(
      session.scalars(select(col<&Writer::name>).where(has<&Writer::mentor>(has<&Writer::contract>()))).all(),
      testing::IsEmpty());
  EXPECT_THAT(
      session.scalars(select(col<&Topic::word>).where(any<&Topic::broader>(col<&Topic::word> == "sea")))
          .all(),
      UnorderedElementsAre("ice", "foam"));
}

TEST_P(RelationsRelated, composite_keys) {
  EXPECT_THAT(session.scalars(select(col<&Hall::house>).where(any<&Hall::racks>())).all(),
              ElementsAre("north"));
}

}  // namespace
}  // namespace bindery::test
