// The words of a relation one by one: orphans, what is left to the database, and rows between objects.
#include "cascade_kit.hpp"

namespace bindery::test::cascades {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class CascadeWords : public CascadeKit {};
BINDERY_EVERY_BACKEND(CascadeWords);

TEST_P(CascadeWords, orphans_go_and_those_given_to_another_stay) {
  auto session = db->session();
  auto first = session.add(Basket{.items = {Item{}, Item{}, Item{}}, .receipt = Receipt{}});
  auto second = session.add(Basket{});
  session.commit();
  auto gone = first->items[0], given = first->items[1];
  auto receipt = first->receipt.ref();
  first->items.remove(gone);
  first->items.remove(given);
  second->items.add(given);
  first->receipt = Receipt{};
  session.commit();
  EXPECT_EQ(gone.state(), EntityState::transient);
  EXPECT_EQ(receipt.state(), EntityState::transient);
  EXPECT_EQ(given->basket_id, second->id);
  EXPECT_EQ(rows<Item>(), 2u);
  EXPECT_EQ(rows<Receipt>(), 1u);
  first->items[0]->basket = nullptr;
  session.flush();
  EXPECT_THAT(first->items, IsEmpty());
  session.rollback();
  EXPECT_THAT(first->items, SizeIs(1));
  session.remove(first);
  session.commit();
  EXPECT_EQ(rows<Item>(), 1u) << "those of a removed basket are in none";
  EXPECT_EQ(rows<Receipt>(), 0u);
}

TEST_P(CascadeWords, an_orphan_that_was_never_written_is_dropped) {
  auto session = db->session();
  auto basket = session.add(Basket{.items = {Item{}}});
  auto item = basket->items[0];
  basket->items.remove(item);
  session.commit();
  EXPECT_EQ(item.state(), EntityState::transient);
  EXPECT_EQ(rows<Item>(), 0u);
  auto dropped = session.add(Basket{.items = {Item{}}});
  item = dropped->items[0];
  session.remove(dropped);
  session.commit();
  EXPECT_EQ(item.state(), EntityState::transient) << "with a basket that is none";
  EXPECT_EQ(rows<Basket>(), 1u);
}

TEST_P(CascadeWords, passive_deletes_leaves_what_is_not_loaded_to_the_database) {
  auto session = db->session();
  session.add(Album{.tracks = {Track{}, Track{}}});
  session.add(Album{.tracks = {Track{}}});
  session.commit();
  session.clear();
  auto albums = session.scalars(select<Album>()).all();
  auto track = session.get<Track>(1);
  session.load<&Album::tracks>(albums[1]);
  for (const auto& album : albums) session.remove(album);
  EXPECT_EQ(count("SELECT", [&] { session.flush(); }), 0u);
  EXPECT_EQ(track.state(), EntityState::removed) << "it follows what the database does";
  session.commit();
  EXPECT_EQ(rows<Track>(), 0u);
}

TEST_P(CascadeWords, without_another_word_passive_deletes_leaves_loaded_objects_to_the_database_too) {
  auto session = db->session();
  auto album = session.add(Album{.reviews = {Review{}, Review{}}});
  auto review = album->reviews[0];
  session.commit();
  session.remove(album);
  EXPECT_EQ(count("UPDATE", [&] { session.flush(); }), 0u);
  EXPECT_EQ(review->album_id, std::nullopt) << "it follows ON DELETE SET NULL";
  EXPECT_FALSE(review->album);
  session.rollback();
  EXPECT_EQ(review->album_id, album->id);
  EXPECT_EQ(review->album, album);
}

TEST_P(CascadeWords, removals_go_to_what_an_object_refers_to_and_over_a_model_between) {
  auto session = db->session();
  for (int i = 0; i < 4; ++i) session.add(Sleeve{.title_song = Song{}, .songs = {Song{}, Song{}}});
  session.commit();
  session.clear();
  auto sleeves = session.scalars(select<Sleeve>()).all();
  for (std::size_t i = 1; i < sleeves.size(); ++i) session.remove(sleeves[i]);
  EXPECT_EQ(count("SELECT", [&] { session.flush(); }), 2u);
  session.commit();
  EXPECT_EQ(rows<Song>(), 3u);
  EXPECT_EQ(rows<SleeveSong>(), 2u);
}

TEST_P(CascadeWords, what_a_new_object_held_that_is_not_added_after_all) {
  auto session = db->session();
  auto keeper = session.add(Keeper{.name = "k", .animals = {Animal{.name = "ape"}}});
  auto ape = keeper->animals[0];
  session.remove(keeper);
  auto forum = session.add(Forum{.name = "f", .threads = {Thread{.posts = {Post{}}}}});
  auto post = forum->threads[0]->posts[0];
  session.remove(forum);
  session.commit();
  EXPECT_EQ(ape.state(), EntityState::persistent) << "it may be without";
  EXPECT_EQ(ape->keeper_id, std::nullopt);
  EXPECT_EQ(post.state(), EntityState::transient);
  EXPECT_EQ(rows<Keeper>() + rows<Thread>() + rows<Post>(), 0u);
}

TEST_P(CascadeWords, rows_between_go_with_either_side_for_many_objects_at_once) {
  auto session = db->session();
  auto forum = session.add(Forum{.name = "f"});
  std::vector<Ref<Label>> labels;
  for (int i = 0; i < 6; ++i) labels.push_back(session.add(Label{.word = fmt::format("label {}", i)}));
  for (int i = 0; i < 3; ++i) {
    auto thread = session.add(Thread{.forum = forum});
    for (const auto& label : labels) thread->labels.add(label);
  }
  session.commit();
  session.clear();
  auto threads = session.scalars(select<Thread>().options(selectin<&Thread::labels>)).all();
  for (int i = 0; i < 3; ++i) session.remove(threads[0]->labels[static_cast<std::size_t>(i)]);
  threads[1]->labels.add(session.add(Label{.word = "new"}));
  EXPECT_EQ(count("DELETE", [&] { session.flush(); }), 2u) << "rows between, labels";
  EXPECT_THAT(threads[1]->labels, SizeIs(4));
  session.commit();
  EXPECT_EQ(rows<Label>(), 4u);
  EXPECT_EQ(rows<ThreadLabel>(), 10u);
  session.remove(threads[1]);
  session.remove(threads[2]);
  session.commit();
  EXPECT_EQ(rows<ThreadLabel>(), 3u);
  EXPECT_EQ(rows<Label>(), 4u);
}

}  // namespace
}  // namespace bindery::test::cascades
