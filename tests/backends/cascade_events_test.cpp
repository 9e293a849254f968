// Merging over relations, rows between objects in the record of changes, and what listeners hear of objects.
#include "cascade_kit.hpp"

namespace bindery::test::cascades {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class CascadeEvents : public CascadeKit {
 protected:
  static std::string_view name_of(EntityState state) {
    switch (state) {
      case EntityState::transient: return "transient";
      case EntityState::pending: return "pending";
      case EntityState::persistent: return "persistent";
      case EntityState::removed: return "removed";
      case EntityState::detached: return "detached";
    }
    return "?";
  }
  SessionListener states() {
    return {.state_changed = [this](const AnyRef& object, EntityState before, EntityState after) {
      told.push_back(fmt::format("{} {} > {}", object.table().type_name(), name_of(before), name_of(after)));
    }};
  }
  std::vector<std::string> heard() { return std::exchange(told, {}); }
  std::vector<std::string> told;
};
BINDERY_EVERY_BACKEND(CascadeEvents);

// ---- merging ---------------------------------------------------------------------------------------------------

TEST_P(CascadeEvents, merge_goes_over_loaded_relations) {
  auto session = db->session();
  auto forum = session.add(Forum{.name = "old", .threads = {Thread{}, Thread{}}});
  session.commit();
  const auto kept = forum->threads[0]->id, dropped = forum->threads[1]->id;
  session.clear();
  auto merged = session.merge(Forum{.id = forum->id,
                                    .name = "new",
                                    .threads = {Thread{.id = kept, .posts = {Post{.text = "first"}}},
                                                Thread{.labels = {Label{.word = "x"}}}}});
  session.remove(session.get<Thread>(dropped));
  session.commit();
  EXPECT_EQ(merged->name, "new");
  EXPECT_THAT(merged->threads, SizeIs(2));
  ASSERT_THAT(stored<Thread>(), SizeIs(2));
  for (const Thread& thread : stored<Thread>()) EXPECT_EQ(thread.forum_id, merged->id);
  ASSERT_THAT(stored<Post>(), SizeIs(1));
  EXPECT_EQ(stored<Post>()[0].thread_id, kept);
  EXPECT_EQ(rows<ThreadLabel>(), 1u);
  auto again = session.merge(Forum{.id = forum->id, .name = "new", .threads = {Thread{.id = kept}}});
  EXPECT_EQ(again, merged);
  EXPECT_THAT(merged->threads, SizeIs(1));
}

TEST_P(CascadeEvents, merge_takes_circles_of_another_session_once) {
  auto first = db->session();
  auto keeper = first.add(Keeper{.name = "k", .animals = {Animal{.name = "ape"}}, .badge = Badge{}});
  first.commit();
  Keeper copy = *keeper;
  copy.name = "copied";
  auto second = db->session();
  auto merged = second.merge(copy);
  EXPECT_EQ(merged->name, "copied") << "not that of the object that its animals refer to";
  EXPECT_EQ(merged->animals[0]->keeper, merged);
  EXPECT_NE(merged->animals[0], keeper->animals[0]);
  EXPECT_EQ(keeper->name, "k");
  EXPECT_EQ(count("UPDATE", [&] { second.commit(); }), 1u) << "only the name differs";
  EXPECT_EQ(rows<Animal>(), 1u);
}

TEST_P(CascadeEvents, merge_removes_orphans_and_leaves_what_was_not_loaded) {
  auto session = db->session();
  auto basket = session.add(Basket{.items = {Item{}, Item{}}, .receipt = Receipt{}});
  session.commit();
  session.clear();
  session.merge(Basket{.id = basket->id, .items = {Item{.id = basket->items[0]->id}}});
  session.commit();
  EXPECT_EQ(rows<Item>(), 1u);
  EXPECT_EQ(rows<Receipt>(), 1u);
}

// ---- rows between in the record of changes ----------------------------------------------------------------------

TEST_P(CascadeEvents, rows_between_are_in_the_record_of_changes) {
  auto session = db->session({.track_changes = true});
  auto thread = session.add(Thread{.forum = Forum{.name = "f"}, .labels = {Label{.word = "x"}}});
  session.flush();
  const auto texts = [&] {
    std::vector<std::string> found;
    for (const ChangeRecord& change : session.changes()) {
      if (change.is_between()) found.push_back(change.to_string());
    }
    return found;
  };
  EXPECT_THAT(texts(), ElementsAre("inserted row of thread_label: thread_id 1, label_id 1"));
  session.commit();
  thread->labels.clear();
  session.flush();
  ASSERT_THAT(session.changes(), SizeIs(1));
  const ChangeRecord change = session.changes()[0];
  EXPECT_EQ(change.to_string(), "deleted row of thread_label: thread_id 1, label_id 1");
  EXPECT_EQ(change.table, &table_of<ThreadLabel>());
  EXPECT_FALSE(change.is_statement());
  session.rollback();
  EXPECT_THAT(session.changes(), IsEmpty());
  session.clear();
  session.remove(session.get<Thread>(1));
  session.flush();
  EXPECT_THAT(texts(), ElementsAre("deleted row of thread_label: thread_id 1, label_id 1"))
      << "not loaded before";
  session.commit();
  EXPECT_EQ(rows<ThreadLabel>(), 0u);
}

TEST_P(CascadeEvents, what_a_removal_takes_along_is_in_the_record_of_changes) {
  auto session = db->session({.track_changes = true});
  auto folder = session.add(Folder{.name = "top", .folders = {Folder{.name = "sub"}}});
  session.commit();
  session.remove(folder);
  session.flush();
  std::vector<std::string> written;
  for (const ChangeRecord& change : session.changes()) written.push_back(change.to_string());
  EXPECT_THAT(written, ElementsAre("deleted <Folder 2>", "deleted <Folder 1>"));
}

// ---- events ------------------------------------------------------------------------------------------------------

TEST_P(CascadeEvents, listeners_hear_where_objects_stand) {
  auto session = db->session();
  const auto scope = session.events().listen_while(states());
  auto folder = session.add(Folder{.name = "top", .folders = {Folder{.name = "sub"}}});
  EXPECT_THAT(heard(), ElementsAre("Folder transient > pending", "Folder transient > pending"));
  session.flush();
  EXPECT_THAT(heard(), ElementsAre("Folder pending > persistent", "Folder pending > persistent"));
  folder->folders.add(Folder{.name = "more"});
  EXPECT_THAT(heard(), ElementsAre("Folder transient > pending"));
  session.commit();
  EXPECT_THAT(heard(), ElementsAre("Folder pending > persistent"));
  session.remove(folder);
  EXPECT_THAT(heard(), ElementsAre("Folder persistent > removed"));
  session.flush();
  EXPECT_THAT(heard(), ElementsAre("Folder persistent > removed", "Folder persistent > removed"));
  session.rollback();
  EXPECT_THAT(heard(), ElementsAre("Folder removed > persistent", "Folder removed > persistent",
                                   "Folder removed > persistent"));
  session.remove(folder);
  session.flush();
  told.clear();
  session.commit();
  EXPECT_THAT(heard(), ElementsAre("Folder removed > transient", "Folder removed > transient",
                                   "Folder removed > transient"));
  auto basket = session.add(Basket{});
  session.flush();
  session.rollback();
  EXPECT_THAT(heard(), ElementsAre("Basket transient > pending", "Basket pending > persistent",
                                   "Basket persistent > transient"));
  session.add(basket);
  session.commit();
  session.expunge(basket);
  session.add(basket);
  session.clear();
  EXPECT_THAT(heard(), ElementsAre("Basket transient > pending", "Basket pending > persistent",
                                   "Basket persistent > detached", "Basket detached > persistent",
                                   "Basket persistent > detached"));
}

TEST_P(CascadeEvents, a_flush_that_fails_tells_of_new_objects_once) {
  auto session = db->session();
  session.add(Folder{.id = 7, .name = "there"});
  session.commit();
  session.clear();
  const auto scope = session.events().listen_while(states());
  session.add(Basket{});
  session.add(Folder{.id = 7, .name = "twice"});
  told.clear();
  EXPECT_THROW(session.flush(), IntegrityError);
  EXPECT_THAT(heard(),
              testing::UnorderedElementsAre("Basket pending > transient", "Folder pending > transient"));
}

TEST_P(CascadeEvents, savepoints_tell_what_they_take_back) {
  auto session = db->session();
  auto basket = session.add(Basket{.items = {Item{}}});
  session.flush();
  const auto scope = session.events().listen_while(states());
  {
    auto part = session.savepoint();
    basket->items.clear();
    session.flush();
    part.rollback();
  }
  EXPECT_THAT(heard(), ElementsAre("Item persistent > removed", "Item removed > persistent"));
  EXPECT_THAT(basket->items, SizeIs(1));
}

TEST_P(CascadeEvents, changed_columns_are_told_once_before_they_are_written) {
  auto session = db->session();
  auto keeper = session.add(Keeper{.name = "k", .animals = {Animal{.name = "ape"}}});
  auto ape = keeper->animals[0];
  session.commit();
  bool refuse = false;
  const auto scope = session.events().listen_while(
      {.attribute_changed = [&](const AnyRef& object, const ColumnChange& change) {
        if (refuse) throw ValidationError("Animal", change.column, "stays as it is");
        told.push_back(fmt::format("{} {} {} > {}", object.to_string(), change.column,
                                   change.before.to_string(), change.after.to_string()));
        if (auto animal = object.as<Animal>(); animal && change.column == "name") animal->keeper_id = {};
      }});
  ape->name = "bee";
  ape->name = "cat";
  keeper->name = "k";
  session.flush();
  EXPECT_THAT(heard(), ElementsAre("<Animal 1> name 'ape' > 'cat'"));
  session.commit();
  EXPECT_EQ(stored<Animal>().at(0).keeper_id, std::nullopt) << "the listener's change is written, too";
  ape->keeper = session.add(Keeper{.name = "new"});
  session.flush();
  EXPECT_THAT(heard(), ElementsAre("<Animal 1> keeper_id NULL > 2"));
  refuse = true;
  ape->keeper = nullptr;
  EXPECT_THROW(session.flush(), ValidationError);
  refuse = false;
  EXPECT_EQ(ape->keeper_id, std::nullopt) << "the transaction is rolled back";
}

}  // namespace
}  // namespace bindery::test::cascades
