// One row by its key: the natural call, a query that is kept, and an object of a session.
#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

Subject raw_points(Stage& stage, const std::vector<std::int64_t>& keys) {
  return {"raw", keys.size(), [&stage, keys] {
            for (const std::int64_t key : keys) keep(stage.raw().point(key));
          }};
}

}  // namespace

void point_select(Stage& stage, const Measure& measure) {
  const auto keys = make_keys(few);
  auto connection = stage.database().connect();
  measure({raw_points(stage, keys),
           {"bindery",
            keys.size(),
            [&] {
              for (const std::int64_t key : keys)
                keep(connection.execute(select<Item>().where(col<&Item::id> == key)).one());
            },
            {},
            bar_of(stage, 1.15, 1.03)}});
}

void point_select_kept(Stage& stage, const Measure& measure) {
  const auto keys = std::vector<std::int64_t>(few, 4711);
  auto connection = stage.database().connect();
  const auto query = select<Item>().where(col<&Item::id> == keys.front());
  measure({raw_points(stage, keys),
           {"bindery",
            keys.size(),
            [&] {
              for (std::size_t i = 0; i < keys.size(); ++i) keep(connection.execute(query).one());
            },
            {},
            bar_of(stage, 1.05, 1.03)}});
}

void point_get_session(Stage& stage, const Measure& measure) {
  const auto keys = make_keys(few);
  measure({raw_points(stage, keys),
           {"bindery",
            keys.size(),
            [&] {
              auto session = stage.database().session();
              for (const std::int64_t key : keys) keep(session.get<Item>(key));
            },
            {},
            bar_of(stage, 1.5, 1.1)}});
}

}  // namespace bindery::bench
