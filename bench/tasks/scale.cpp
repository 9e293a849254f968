// The cost of a row from a thousand rows to a million, and the memory that objects of sessions take.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <array>

#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

constexpr std::array<std::size_t, 4> sizes{1'000, 10'000, 100'000, 1'000'000};

double allocated() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

/// Subjects of one kind of work at each size; those with more rows are compared with the first.
template <class Make> std::vector<Subject> each_size(const std::string& name, Make make) {
  std::vector<Subject> subjects;
  for (const std::size_t rows : sizes) {
    Subject& subject = subjects.emplace_back(make(rows));
    subject.name = fmt::format("{} {}", name, rows);
    subject.operations = rows;
    if (subjects.size() > 1) subject.bar = 1.3;
  }
  return subjects;
}

}  // namespace

std::string memory_of_tracked(Stage& stage, bool all_read) {
  const double before_plain = allocated();
  double plain = 0;
  {
    std::vector<Item> items = stage.database().connect().execute(select<Item>()).all();
    items.shrink_to_fit();
    plain = allocated() - before_plain;
  }
  auto session = stage.database().session();
  (void)session.get<Item>(1);
  const double before = allocated();
  for (const auto& item : session.scalars(select<Item>())) {
    if (all_read) keep(item->number);
  }
  constexpr double count = item_count;
  const double bytes = (allocated() - before) / count, limit = 2 * plain / count + 64;
  return fmt::format("{:.0f} bytes an object, {} {:.0f}", bytes, bytes <= limit ? "within" : "ABOVE", limit);
}

std::string memory_of_flush(Stage& stage) {
  constexpr std::size_t rows = 1'000'000;
  stage.empty_items();
  double most = 0, before = 0;
  auto session = stage.database().session();
  (void)session.add_all(make_items(rows));
  const auto engine = stage.database().engine();
  const auto id = engine->events().listen(
      {.execute = [&](const StatementEvent&) { most = std::max(most, allocated() - before); }});
  before = allocated();
  session.flush();
  engine->events().forget(id);
  return fmt::format("a flush of a million took {:.0f} MiB beside the objects, {:.0f} bytes a row",
                     most / (1 << 20), most / rows);
}

void scale(Stage& stage, const Measure& measure) {
  const Refilled afterwards(stage);
  stage.empty_items();
  std::vector<Item> items = make_items(sizes.back());
  stage.database().connect().insert_all(items);
  measure(each_size("plain rows", [&](std::size_t rows) {
    return Subject{{}, rows, [&stage, rows] {
                     keep(stage.database()
                              .connect()
                              .execute(select<Item>().limit(static_cast<std::int64_t>(rows)))
                              .all());
                   }};
  }));
  measure(each_size("tracked rows", [&](std::size_t rows) {
    return Subject{{}, rows, [&stage, rows] {
                     auto session = stage.database().session();
                     keep(session.scalars(select<Item>().limit(static_cast<std::int64_t>(rows))));
                   }};
  }));
  measure(each_size("inserted objects", [&](std::size_t rows) {
    return Subject{{},
                   rows,
                   [&stage, &items] {
                     auto session = stage.database().session();
                     session.add_all(std::move(items));
                     session.commit();
                   },
                   [&stage, &items, rows] {
                     stage.empty_items();
                     items = make_items(rows);
                   }};
  }));
}

}  // namespace bindery::bench
