// One database, with the measured tables.
#include <fmt/format.h>

#include <algorithm>

#include "tasks/tasks.hpp"

namespace bindery::bench {

namespace {

std::unique_ptr<Raw> raw_client(const Url& url) {
  switch (url.backend()) {
    case Backend::sqlite: return raw_sqlite(url);
    case Backend::postgresql: return raw_postgresql(url);
    default: return raw_mariadb(url);
  }
}

}  // namespace

Stage::Stage(const Url& url)
    : url_(url),
      database_(std::make_unique<Database>(Config{.database_uri = url}, models<Item, Author, Book, Review>)),
      raw_(raw_client(url)), own_tables_(url.backend() == Backend::sqlite) {
  make_tables();
  fill_items();
  fill_families();
}

std::string Stage::backend_name() const { return std::string(name_of(url_.backend())); }

void Stage::make_tables() {
  database_->drop_all();
  const SchemaReport report = database_->create_all();
  if (!own_tables_) return;
  for (const std::string& sql : report.sql()) raw_->run(sql);
}

void Stage::empty_items() {
  if (own_tables_) raw_->run("DELETE FROM item");
  // Servers keep deleted rows for a while, and clear them away in the time of whoever comes next.
  database_->connect().run_script(own_tables_ ? "DELETE FROM item" : "TRUNCATE TABLE item");
  settle();
}

void Stage::settle() {
  if (backend() != Backend::mariadb) return;
  database_->connect().run_script("SET GLOBAL innodb_max_purge_lag_wait = 0");
}

void Stage::fill_items(std::size_t count) {
  constexpr std::size_t at_once = 1'000'000;
  empty_items();
  for (std::size_t done = 0; done < count; done += at_once) {
    std::vector<Item> items = make_items(std::min(at_once, count - done));
    for (std::size_t i = 0; i < items.size(); ++i) items[i].id = static_cast<std::int64_t>(done + i + 1);
    database_->connect().insert_all(items);
    if (own_tables_) raw_->insert(items);
  }
  if (own_tables_) return;
  database_->connect().run_script(backend() == Backend::mariadb ? "ANALYZE TABLE item" : "ANALYZE item");
}

void Stage::fill_families() {
  const auto numbers = [](std::int64_t count) {
    return fmt::format("WITH RECURSIVE made(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM made WHERE n < {})",
                       count);
  };
  const std::string parents = fmt::format(
      "INSERT INTO author (id, name) {} SELECT n, 'the name of an author' FROM made", numbers(parent_count));
  const auto below = [&](std::string_view table, std::string_view column, std::string_view text,
                         std::string_view parent, std::int64_t each) {
    return fmt::format(
        "INSERT INTO {0} (id, {1}, {2}) {3} SELECT (p.id - 1) * {4} + n, p.id, 'thirty characters of some "
        "text' "
        "FROM {5} p CROSS JOIN made",
        table, column, text, numbers(each), each, parent);
  };
  for (const std::string& sql : {parents, below("book", "author_id", "title", "author", children_each),
                                 below("review", "book_id", "text", "book", grandchildren_each)}) {
    database_->connect().run_script(sql);
    if (own_tables_) raw_->run(sql);
  }
}

double bar_of(const Stage& stage, double sqlite, double servers) {
  return stage.backend() == Backend::sqlite ? sqlite : servers;
}

}  // namespace bindery::bench
