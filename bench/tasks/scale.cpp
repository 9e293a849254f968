// The cost of a row from a thousand rows to ten million, and the memory that objects of sessions take.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>

#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

double allocated() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd);
}

std::string readable(std::size_t rows) {
  return rows < 1'000'000 ? fmt::format("{}k", rows / 1000) : fmt::format("{}M", rows / 1'000'000);
}

/// Reading a table of as many rows: cost by row, beside the raw client's at the same size.
void read_rows(Stage& stage, std::size_t rows, const Measure& measure) {
  stage.fill_items(rows);
  const auto named = [rows](std::string_view subject) {
    return fmt::format("{}, {} rows", subject, readable(rows));
  };
  measure({{named("raw"), rows, [&] { keep(stage.raw().all()); }},
           {named("bindery"),
            rows,
            [&] { keep(stage.database().connect().execute(select<Item>()).all()); },
            {},
            1.15},
           {named("tracked"),
            rows,
            [&] {
              auto session = stage.database().session();
              keep(session.scalars(select<Item>()));
            },
            {},
            2.0,
            1}});
}

/// Inserting as many objects: the flush works in batches.
void insert_rows(Stage& stage, std::size_t rows, const Measure& measure) {
  std::vector<Item> items;
  const auto prepare = [&] {
    stage.empty_items();
    items = make_items(rows);
  };
  const auto named = [rows](std::string_view subject) {
    return fmt::format("{}, {} inserted", subject, readable(rows));
  };
  measure({{named("raw"), rows, [&] { stage.raw().insert(items); }, prepare},
           {named("bindery"), rows,
            [&] {
              auto session = stage.database().session();
              session.add_all(std::move(items));
              session.commit();
            },
            prepare}});
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
  for (const std::size_t rows : {1'000u, 10'000u, 100'000u, 1'000'000u, 10'000'000u})
    read_rows(stage, rows, measure);
  for (const std::size_t rows : {1'000u, 10'000u, 100'000u, 1'000'000u}) insert_rows(stage, rows, measure);
}

}  // namespace bindery::bench
