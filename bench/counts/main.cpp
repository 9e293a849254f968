// bindery_bench_counts: the hot paths on SQLite in memory, for callgrind to count the instructions of each.
#include <bindery/bindery.hpp>
#include <valgrind/callgrind.h>

#include <cstdio>
#include <functional>
#include <string>
#include <vector>

#include "harness/items.hpp"
#include "harness/measure.hpp"

using namespace bindery;
using namespace bindery::bench;

namespace {

// The database in memory is one connection: nothing may hold it while a session works.
constexpr std::size_t rows = 2000, calls = 200;

/// Runs the path once to warm it up, then once counted; prints how many operations that was.
void count(const char* name, std::size_t operations, const std::function<void()>& path) {
  path();
  CALLGRIND_START_INSTRUMENTATION;
  CALLGRIND_ZERO_STATS;
  path();
  CALLGRIND_DUMP_STATS_AT(name);
  CALLGRIND_STOP_INSTRUMENTATION;
  std::printf("%s %zu\n", name, operations);
}

void count_points(const Database& database) {
  auto connection = database.connect();
  count("point_select", calls, [&] {
    for (std::size_t id = 1; id <= calls; ++id)
      keep(connection.execute(select<Item>().where(col<&Item::id> == static_cast<std::int64_t>(id))).one());
  });
  const auto query = select<Item>().where(col<&Item::id> == std::int64_t{7});
  count("point_select_kept", calls, [&] {
    for (std::size_t i = 0; i < calls; ++i) keep(connection.execute(query).one());
  });
}

void count_gets(const Database& database) {
  count("point_get_session", calls, [&] {
    auto session = database.session();
    for (std::size_t id = 1; id <= calls; ++id) keep(session.get<Item>(static_cast<std::int64_t>(id)));
  });
}

void count_searches(const Database& database) {
  auto connection = database.connect();
  count("dynamic_query", calls, [&] {
    for (std::size_t id = 1; id <= calls; ++id) {
      auto query = select<Item>().dynamic();
      query.where(col<&Item::id> >= static_cast<std::int64_t>(id));
      query.where(col<&Item::id> <= static_cast<std::int64_t>(id));
      query.where(col<&Item::number> >= 0);
      query.where(col<&Item::amount> >= 0.0);
      keep(connection.execute(query).all().size());
    }
  });
}

void count_rows(const Database& database) {
  count("select_all", rows, [&] { keep(database.connect().execute(select<Item>()).all().size()); });
  count("select_all_tracked", rows, [&] {
    auto session = database.session();
    keep(session.execute(select<Item>()).all().size());
  });
}

void count_inserts(const Database& database) {
  count("insert_objects", rows, [&] {
    auto session = database.session();
    session.add_all(make_items(rows));
    session.commit();
  });
}

}  // namespace

int main() {
  Database database(Config{.database_uri = "sqlite://"}, models<Item>);
  database.create_all();
  std::vector<Item> items = make_items(rows);
  database.connect().insert_all(items);
  count_points(database);
  count_gets(database);
  count_searches(database);
  count_rows(database);
  count_inserts(database);
}
