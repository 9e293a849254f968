// Many rows: all of a table as plain values, as views of text, as tracked objects; many by their keys; streams.
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

}  // namespace bindery::bench
