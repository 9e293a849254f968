// Many rows: all of a table as plain values, many by their keys, and rows that the server makes, one at a time.
#include <fmt/format.h>
#include <unistd.h>

#include <fstream>

#include "tasks/tasks.hpp"

namespace bindery::bench {

void select_all(Stage& stage, const Measure& measure) {
  auto connection = stage.database().connect();
  measure({{"raw", item_count, [&] { keep(stage.raw().all()); }},
           {"bindery",
            item_count,
            [&] { keep(connection.execute(select<Item>()).all()); },
            {},
            bar_of(stage, 1.05, 1.10)}});
}

void select_all_views(Stage& stage, const Measure& measure) {
  auto connection = stage.database().connect();
  measure({{"raw", item_count, [&] { keep(stage.raw().all_views()); }},
           {"bindery, strings", item_count, [&] { keep(connection.execute(select<Item>()).all()); }},
           {"bindery", item_count, [&] { keep(connection.views(select<ItemView>())); }, {}, 1.05}});
}

void keys_1000(Stage& stage, const Measure& measure) {
  const auto keys = make_keys(1000);
  auto connection = stage.database().connect();
  measure({{"raw", keys.size(), [&] { keep(stage.raw().by_keys(keys)); }},
           {"bindery",
            keys.size(),
            [&] { keep(connection.execute(select<Item>().where(in(col<&Item::id>, keys))).all()); },
            {},
            1.10}});
}

namespace {

struct Made {
  std::int64_t id = 0;
  std::int32_t number = 0;
  double amount = 0;
  std::string label{};
};

constexpr std::int64_t made_count = 10'000'000;

auto made_rows(Backend backend) {
  switch (backend) {
    case Backend::sqlite:
      return sql(
          "WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < :count) SELECT n "
          "AS id, "
          "n % 1000 AS "
          "number, n * 0.5 AS amount, 'label of the row' AS label FROM made",
          {{"count", made_count}});
    case Backend::postgresql:
      return sql(
          "SELECT n AS id, (n % 1000)::int AS number, n * 0.5::float8 AS amount, 'label of the row' AS label "
          "FROM "
          "generate_series(1, CAST(:count AS bigint)) n",
          {{"count", made_count}});
    default: break;
  }
  return sql(
      "SELECT seq AS id, CAST(seq % 1000 AS INTEGER) AS number, seq * 0.5e0 AS amount, 'label of the row' AS "
      "label FROM "
      "seq_1_to_10000000 WHERE seq <= :count",
      {{"count", made_count}});
}

/// Memory that is in use now, in KiB.
std::int64_t memory() {
  std::ifstream file("/proc/self/statm");
  std::int64_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * ::sysconf(_SC_PAGESIZE) / 1024;
}

}  // namespace

void stream(Stage& stage, const Measure& measure) {
  auto connection = stage.database().connect();
  const auto query = made_rows(stage.backend()).into<Made>();
  std::int64_t most = 0;
  measure({{"raw", made_count, [&] { keep(stage.raw().stream(made_count)); }},
           {"bindery",
            made_count,
            [&] {
              const std::int64_t before = memory();
              std::int64_t sum = 0;
              for (const Made& made : connection.stream(query)) {
                sum += made.number;
                if (made.id % 1'000'000 == 0) most = std::max(most, memory() - before);
              }
              keep(sum);
            },
            {},
            1.10,
            0,
            [&] { return fmt::format("memory grew by {} KiB at most", most); }}});
}

}  // namespace bindery::bench
