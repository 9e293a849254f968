// What becomes of related objects when one is removed: what goes with it, what stays, and what a rollback gives back.
#include "cascade_kit.hpp"

namespace bindery::test::cascades {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class Cascades : public CascadeKit {
 protected:
  /// Some forums, each of two threads of three posts, each with a mark.
  void fill_forums(int forums) {
    auto session = db->session();
    for (int i = 0; i < forums; ++i) {
      auto forum = session.add(Forum{.name = fmt::format("forum {}", i)});
      for (int t = 0; t < 2; ++t) {
        auto thread = session.add(Thread{.forum = forum});
        for (int p = 0; p < 3; ++p) session.add(Post{.text = "x", .thread = thread, .marks = {Mark{}}});
      }
    }
    session.commit();
  }
};
BINDERY_EVERY_BACKEND(Cascades);

TEST_P(Cascades, children_go_with_their_parents_however_deep_by_few_statements) {
  fill_forums(10);
  auto session = db->session();
  auto forums = session.scalars(select<Forum>().order_by(col<&Forum::id>)).all();
  const auto kept = forums.back();
  forums.pop_back();
  for (const auto& forum : forums) session.remove(forum);
  EXPECT_EQ(count("SELECT", [&] { session.flush(); }), 3u) << "threads, posts, marks";
  const auto queries = db->recorded_queries();
  EXPECT_EQ(std::count_if(queries.begin(), queries.end(),
                          [](const RecordedQuery& query) { return query.sql.starts_with("DELETE"); }),
            5)
      << "marks, posts, rows between, threads, forums";
  session.commit();
  EXPECT_THAT(stored<Forum>(), SizeIs(1));
  EXPECT_EQ(rows<Thread>(), 2u);
  EXPECT_EQ(rows<Post>(), 6u);
  EXPECT_EQ(rows<Mark>(), 6u) << "of another database";
  EXPECT_EQ(kept.state(), EntityState::persistent);
}

TEST_P(Cascades, loaded_children_are_removed_objects_afterwards) {
  fill_forums(1);
  auto session = db->session();
  auto forum = session
                   .scalars(select<Forum>().options(selectin<&Forum::threads, &Thread::posts, &Post::marks>,
                                                    selectin<&Forum::threads, &Thread::labels>))
                   .one();
  auto thread = forum->threads[0];
  auto post = thread->posts[0];
  session.remove(forum);
  EXPECT_EQ(thread.state(), EntityState::persistent) << "the flush takes them along";
  EXPECT_EQ(count("SELECT", [&] { session.flush(); }), 0u);
  EXPECT_EQ(thread.state(), EntityState::removed);
  EXPECT_EQ(post.state(), EntityState::removed);
  session.commit();
  EXPECT_EQ(post.state(), EntityState::transient);
  EXPECT_EQ(rows<Post>(), 0u);
}

TEST_P(Cascades, a_child_that_was_given_to_another_stays) {
  fill_forums(2);
  auto session = db->session();
  auto forums = session.scalars(select<Forum>().order_by(col<&Forum::id>)).all();
  auto thread =
      session.scalars(select<Thread>().where(col<&Thread::forum_id> == forums[0]->id)).all().front();
  auto moved_by_key =
      session.scalars(select<Thread>().where(col<&Thread::forum_id> == forums[0]->id)).all().back();
  thread->forum = forums[1];
  moved_by_key->forum_id = forums[1]->id;
  auto fresh = session.add(Thread{.forum = forums[0]});
  session.remove(forums[0]);
  session.commit();
  EXPECT_EQ(thread->forum_id, forums[1]->id);
  EXPECT_EQ(rows<Thread>(), 4u);
  EXPECT_EQ(fresh.state(), EntityState::transient) << "never written";
}

TEST_P(Cascades, rollback_gives_everything_back_also_to_a_savepoint) {
  fill_forums(1);
  auto session = db->session();
  auto forum = session.scalars(select<Forum>().options(selectin<&Forum::threads>)).one();
  auto thread = forum->threads[0];
  auto label = session.add(Label{.word = "new", .threads = {thread}});
  session.flush();
  {
    auto part = session.savepoint();
    session.remove(forum);
    session.flush();
    EXPECT_THAT(label->threads, IsEmpty());
    EXPECT_EQ(thread.state(), EntityState::removed);
    part.rollback();
  }
  EXPECT_EQ(thread.state(), EntityState::persistent);
  EXPECT_THAT(forum->threads, SizeIs(2));
  EXPECT_TRUE(label->threads.contains(thread));
  EXPECT_THROW((void)thread->posts.size(), NotLoaded) << "it was not loaded before";
  session.load<&Thread::posts>(thread);
  EXPECT_THAT(thread->posts, SizeIs(3));
  session.remove(forum);
  session.flush();
  session.rollback();
  EXPECT_EQ(forum.state(), EntityState::persistent);
  EXPECT_EQ(thread->posts[0].state(), EntityState::persistent);
  EXPECT_EQ(thread->posts[0]->thread, thread);
  EXPECT_EQ(rows<Post>(), 6u);
}

TEST_P(Cascades, a_child_changed_by_somebody_else_is_stale) {
  fill_forums(1);
  auto session = db->session();
  auto forum = session.scalars(select<Forum>().options(selectin<&Forum::threads, &Thread::posts>)).one();
  session.commit();
  {
    auto other = db->session();
    other.scalars(select<Post>()).all().front()->text = "changed";
    other.commit();
  }
  session.remove(forum);
  EXPECT_THROW(session.flush(), StaleDataError);
  EXPECT_EQ(forum.state(), EntityState::persistent);
  EXPECT_THAT(forum->threads, SizeIs(2));
}

TEST_P(Cascades, adding_a_removed_parent_again_keeps_its_children) {
  fill_forums(1);
  auto session = db->session();
  auto forum = session.scalars(select<Forum>()).one();
  session.remove(forum);
  session.add(forum);
  session.commit();
  EXPECT_EQ(rows<Thread>(), 2u);
}

TEST_P(Cascades, filters_hide_no_children_from_a_removal) {
  fill_forums(1);
  auto session = db->session();
  session.filter<Post>(col<&Post::text> == "nothing");
  session.remove(session.scalars(select<Forum>()).one());
  session.commit();
  EXPECT_EQ(rows<Post>(), 0u);
}

TEST_P(Cascades, keys_of_what_stays_become_null_loaded_or_not) {
  auto session = db->session();
  for (int i = 0; i < 5; ++i) {
    session.add(Keeper{.name = fmt::format("keeper {}", i),
                       .animals = {Animal{.name = "ape"}, Animal{.name = "bee"}},
                       .badge = Badge{}});
  }
  session.commit();
  session.clear();
  auto keepers = session.scalars(select<Keeper>().options(selectin<&Keeper::badge>)).all();
  auto badge = keepers[0]->badge.ref();
  auto ape = session.scalars(select<Animal>().where(col<&Animal::keeper_id> == keepers[0]->id)).all().front();
  for (const auto& keeper : keepers) session.remove(keeper);
  EXPECT_EQ(count("UPDATE", [&] { session.flush(); }), 2u) << "animals, badges";
  EXPECT_EQ(ape->keeper_id, std::nullopt);
  EXPECT_FALSE(ape->keeper);
  EXPECT_EQ(ape->edition, 2);
  EXPECT_EQ(badge->keeper_id, std::nullopt);
  session.commit();
  EXPECT_EQ(rows<Keeper>(), 0u);
  for (const Animal& animal : stored<Animal>()) EXPECT_EQ(animal.keeper_id, std::nullopt);
  EXPECT_EQ(rows<Animal>(), 10u);
}

TEST_P(Cascades, what_stays_gets_its_parent_back_by_a_rollback) {
  auto session = db->session();
  auto keeper = session.add(Keeper{.name = "k", .animals = {Animal{.name = "ape"}}});
  auto ape = keeper->animals[0];
  session.commit();
  session.remove(keeper);
  session.flush();
  EXPECT_FALSE(ape->keeper);
  session.rollback();
  EXPECT_EQ(ape->keeper, keeper);
  EXPECT_EQ(ape->keeper_id, keeper->id);
  EXPECT_TRUE(keeper->animals.contains(ape));
  EXPECT_FALSE(session.modified(ape));
}

TEST_P(Cascades, a_key_that_may_not_be_null_is_refused_before_anything_is_written) {
  auto session = db->session();
  auto keeper = session.add(Keeper{.name = "k", .animals = {Animal{.name = "ape"}}, .shelves = {Shelf{}}});
  session.commit();
  session.clear();
  keeper = session.scalars(select<Keeper>()).one();
  session.remove(keeper);
  const auto written = [&] {
    try {
      session.flush();
      ADD_FAILURE() << "the key may not be NULL";
    } catch (const IntegrityError& error) {
      EXPECT_THAT(error.what(), HasSubstr("relation Keeper.shelves holds <Shelf 1>, whose 'keeper_id'"));
      EXPECT_THAT(error.what(), HasSubstr("cascade_delete"));
      EXPECT_THAT(error.what(), HasSubstr("passive_deletes"));
    }
  };
  EXPECT_EQ(count("UPDATE", written) + count("DELETE", [] {}), 0u);
  EXPECT_EQ(keeper.state(), EntityState::persistent);
  session.remove(session.get<Shelf>(1));
  session.remove(keeper);
  session.commit();
  EXPECT_EQ(rows<Keeper>(), 0u);
}

TEST_P(Cascades, removed_objects_leave_the_relations_of_others) {
  auto session = db->session();
  auto keeper = session.add(
      Keeper{.name = "k", .animals = {Animal{.name = "ape"}, Animal{.name = "bee"}}, .badge = Badge{}});
  session.commit();
  session.remove(keeper->animals[0]);
  session.remove(keeper->badge.ref());
  EXPECT_THAT(keeper->animals, SizeIs(2)) << "until the flush";
  {
    auto part = session.savepoint();
    EXPECT_THAT(keeper->animals, SizeIs(1));
    EXPECT_FALSE(keeper->badge);
    session.remove(keeper->animals[0]);
    session.flush();
    EXPECT_THAT(keeper->animals, IsEmpty());
    part.rollback();
  }
  EXPECT_THAT(keeper->animals, SizeIs(1));
  session.rollback();
  EXPECT_THAT(keeper->animals, SizeIs(2));
  EXPECT_TRUE(keeper->badge);
  session.execute(delete_from<Animal>().where(col<&Animal::name> == "ape"));
  EXPECT_THAT(keeper->animals, SizeIs(1)) << "statements, too";
  (void)session.execute(delete_from<Animal>().where(col<&Animal::name> == "bee").returning());
  EXPECT_THAT(keeper->animals, IsEmpty());
  session.rollback();
  EXPECT_THAT(keeper->animals, SizeIs(2));
}

TEST_P(Cascades, a_listener_before_the_flush_may_remove_and_give_away) {
  fill_forums(2);
  auto session = db->session();
  auto forums = session.scalars(select<Forum>().options(selectin<&Forum::threads>)).all();
  auto thread = forums[0]->threads[0];
  const auto scope = session.events().listen_while({.before_flush = [&](Session& self) {
    if (forums[1].state() == EntityState::persistent) thread->forum = forums[1];
    self.remove(forums[0]);
  }});
  forums[1]->name = "changed";
  session.commit();
  EXPECT_EQ(rows<Forum>(), 1u);
  EXPECT_EQ(rows<Thread>(), 3u);
}

TEST_P(Cascades, a_tree_goes_from_the_leaves_up) {
  auto session = db->session();
  auto root = session.add(Folder{.name = "root"});
  auto at = root;
  for (int depth = 0; depth < 4; ++depth) {
    session.add(Folder{.name = "side", .parent = at});
    at = session.add(Folder{.name = "down", .parent = at});
  }
  auto other = session.add(Folder{.name = "other"});
  session.commit();
  session.clear();
  root = session.get<Folder>(root->id);
  session.remove(root);
  session.commit();
  ASSERT_THAT(stored<Folder>(), SizeIs(1));
  EXPECT_EQ(stored<Folder>()[0].name, "other");
}

TEST_P(Cascades, keys_of_several_columns) {
  auto session = db->session();
  auto house = session.add(House{.street = "Elm", .number = 3});
  for (int floor = 0; floor < 3; ++floor) house->rooms.add(Room{.floor = floor});
  auto guest = session.add(Guest{.id = 1});
  house->guests.add(guest);
  session.add(House{.street = "Elm", .number = 4, .rooms = {Room{.floor = 1}}});
  session.commit();
  session.clear();
  session.remove(session.get<House>("Elm", 3));
  session.commit();
  EXPECT_EQ(rows<Room>(), 1u);
  EXPECT_EQ(stored<Guest>().at(0).street, std::nullopt);
  EXPECT_EQ(stored<Guest>().at(0).number, std::nullopt);
}

TEST_P(Cascades, objects_of_a_family_go_from_all_their_tables_with_what_they_hold) {
  auto session = db->session();
  auto desk = session.add(Desk{.devices = {Device{}}});
  Phone made;
  made.line = "12";
  made.parts.add(Part{});
  made.parts.add(Part{});
  auto phone = session.add(std::move(made));
  desk->devices.add(phone.as<Device>());
  session.commit();
  EXPECT_EQ(rows<Device>(), 2u);
  session.clear();
  session.remove(session.scalars(select<Desk>()).one());
  session.commit();
  EXPECT_EQ(rows<Device>(), 0u);
  EXPECT_EQ(rows<Phone>(), 0u);
  EXPECT_EQ(rows<Part>(), 0u);
}

}  // namespace
}  // namespace bindery::test::cascades
