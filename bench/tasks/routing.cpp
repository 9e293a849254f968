// One database over more and more binds: what it costs to find the right one.
#include <fmt/format.h>

#include <memory>

#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

/// Databases in memory under keys "bind_0" and so on, all in one session; the last one has a table with one row.
struct Binds {
  explicit Binds(std::size_t count)
      : key(fmt::format("bind_{}", count - 1)),
        table("spot", {Column{"id", BigInteger{}, primary_key, client_given}, Column{"label", String{40}}},
              {.bind_key = key}),
        database(config(count)) {
    auto connection = database.connect(key);
    connection.run_script("CREATE TABLE spot (id INTEGER PRIMARY KEY, label TEXT NOT NULL)");
    connection.run_script("INSERT INTO spot VALUES (1, 'here')");
  }
  static Config config(std::size_t count) {
    Config config;
    for (std::size_t i = 0; i < count; ++i) config.binds[fmt::format("bind_{}", i)] = Url::parse("sqlite://");
    return config;
  }

  std::string key;
  Table table;
  Database database;
};

}  // namespace

void routing(Stage& stage, const Measure& measure) {
  if (stage.backend() != Backend::sqlite) return;
  std::vector<std::unique_ptr<Binds>> all;
  std::vector<Subject> subjects;
  for (const std::size_t count : {1u, 10u, 1000u}) {
    Binds& binds = *all.emplace_back(std::make_unique<Binds>(count));
    const auto session = std::make_shared<Session>(binds.database.session());
    for (std::size_t i = 0; i < count; ++i) (void)session->connection(fmt::format("bind_{}", i));
    subjects.push_back(
        {fmt::format("{} bind{}", count, count == 1 ? "" : "s"), few, [&binds, session] {
           const Table& table = binds.table;
           for (std::size_t i = 0; i < few; ++i)
             keep(session->execute(select({column_of(table, "label")}).where(column_of(table, "id") == 1))
                      .one());
         }});
    if (count > 1) subjects.back().bar = 1.1;
  }
  measure(subjects);
}

}  // namespace bindery::bench
