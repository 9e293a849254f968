// Objects of sessions: loading them tracked, adding them, changing them.
#include <fmt/format.h>

#include <memory>

#include "harness/processors.hpp"
#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

/// What all sides change in an item. No step leaves anything as the one before: MariaDB does not write what is equal.
void change(Item& item, int step) {
  item.number = static_cast<std::int32_t>((item.id + step) % 1'000'000);
  item.amount = static_cast<double>(item.id) / 2 + step;
  item.label[0] = static_cast<char>('a' + step % 26);
}

/// The same with the client on another processor than the server, where most programs are.
Subject apart(Subject subject) {
  subject.name += ", client apart";
  subject.run = [run = std::move(subject.run)] {
    const Moved there(other_processors());
    run();
  };
  return subject;
}

}  // namespace

void select_all_tracked(Stage& stage, const Measure& measure) {
  const auto load = [&stage](auto use) {
    auto session = stage.database().session();
    for (const auto& item : session.scalars(select<Item>())) use(item);
  };
  measure(
      {{"raw", item_count, [&] { keep(stage.raw().all()); }},
       {"bindery plain", item_count, [&] { keep(stage.database().connect().execute(select<Item>()).all()); }},
       {"bindery",
        item_count,
        [&] { load([](const auto& item) { keep(item); }); },
        {},
        2.0,
        1,
        [&] { return memory_of_tracked(stage, false); }},
       {"bindery, all read",
        item_count,
        [&] { load([](const auto& item) { keep(item->number); }); },
        {},
        0,
        0,
        [&] { return memory_of_tracked(stage, true); }}});
}

void insert_objects(Stage& stage, const Measure& measure) {
  const Refilled afterwards(stage);
  std::vector<Item> given;
  std::unique_ptr<Session> session;
  std::vector<Ref<Item>> added;
  const auto prepare = [&] {  // nor are the objects of the round before let go in measured time
    added.clear();
    session.reset();
    stage.empty_items();
    given = make_items();
  };
  measure(
      {{"raw", item_count, [&] { stage.raw().insert(given); }, prepare},
       {"bindery, plain values", item_count, [&] { stage.database().connect().insert_all(given); }, prepare},
       {"bindery", item_count,
        [&] {
          session = std::make_unique<Session>(stage.database().session());
          added = session->add_all(std::move(given));
          session->commit();
          keep(added.back()->id);
        },
        prepare, 1.15, 0,
        [&] { return stage.backend() == Backend::sqlite ? std::string() : memory_of_flush(stage); }}});
}

void update_objects(Stage& stage, const Measure& measure) {
  const Refilled afterwards(stage);
  int step = 0;
  std::vector<Item> items = stage.raw().all();
  std::vector<Item> own = stage.database().connect().execute(select<Item>()).all();
  const auto changed = [&](std::vector<Item>& some) {
    return [&] {
      stage.settle();
      ++step;
      for (Item& item : some) change(item, step);
    };
  };
  std::unique_ptr<Session> session;
  std::vector<Ref<Item>> tracked;
  const auto load = [&] {
    stage.settle();
    tracked.clear();
    session = std::make_unique<Session>(stage.database().session());
    tracked = session->scalars(select<Item>()).all();
    ++step;
    for (const auto& item : tracked) change(*item, step);
  };
  std::vector<Subject> subjects{
      {"raw", item_count, [&] { stage.raw().update(items); }, changed(items)},
      {"raw, one by one", item_count, [&] { stage.raw().update_one_by_one(items); }, changed(items)},
      {"bindery, plain values", item_count,
       [&] { stage.database().connect().update_all<&Item::number, &Item::amount, &Item::label>(own); },
       changed(own)},
      {"bindery", item_count, [&] { session->commit(); }, load}};
  if (stage.backend() != Backend::sqlite && Moved(other_processors()).done()) {
    for (std::size_t i : {0, 1, 3}) subjects.push_back(apart(subjects[i]));
  }
  constexpr std::size_t one_by_one = 1;
  const bool moved = subjects.size() > 4;
  subjects.back().bar = bar_of(stage, 0, 0.2);
  subjects.back().against = moved ? subjects.size() - 2 : one_by_one;
  measure(subjects);
}

void eager_load(Stage& stage, const Measure& measure) {
  constexpr std::size_t objects = parent_count * (1 + children_each * (1 + grandchildren_each));
  measure({{"raw", objects, [&] { keep(stage.raw().families()); }},
           {"bindery",
            objects,
            [&] {
              auto session = stage.database().session();
              keep(session.scalars(select<Author>().options(selectin<&Author::books, &Book::reviews>)));
            },
            {},
            1.3}});
}

}  // namespace bindery::bench
